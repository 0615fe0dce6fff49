"""The addresses of recordings, drives and media under /api/v1/."""

from django.urls import path

from footage.api.media import DerivativeView, OriginalView, SheetView, StillView
from footage.api.recordings import FootageListView, FootageView, ReadAgainView, RetryView
from footage.api.volumes import BrowseView, VolumeLinkView, VolumesView

urlpatterns = [
    path("volumes/", VolumesView.as_view()),
    path("volumes/<uuid:volume_id>/projects/<uuid:project_id>/", VolumeLinkView.as_view()),
    path("projects/<uuid:project_id>/volumes/", BrowseView.as_view()),
    path("projects/<uuid:project_id>/footage/", FootageListView.as_view()),
    path("footage/<uuid:record_id>/", FootageView.as_view()),
    path("footage/<uuid:record_id>/retry/", ReadAgainView.as_view()),
    path("footage/<uuid:record_id>/derivatives/<slug:kind>/retry/", RetryView.as_view()),
    path("footage/<uuid:record_id>/media/original", OriginalView.as_view()),
    path("footage/<uuid:record_id>/media/<slug:kind>", DerivativeView.as_view()),
    path("footage/<uuid:record_id>/media/sprites/<int:sheet>.jpg", SheetView.as_view()),
    path("footage/<uuid:record_id>/frame/<int:frame>.jpg", StillView.as_view()),
]
