"""The addresses of recordings, drives and media under /api/v1/."""

from django.urls import path

from footage.api.chunks import ChunkView, WantedView
from footage.api.drives import RelinkView, ScanView, VerifyAllView, VerifyView
from footage.api.excerpts import ExcerptFileView, ExcerptListView, ExcerptView
from footage.api.media import DerivativeView, OriginalView, SheetView, StillView
from footage.api.recordings import CancelView, FootageListView, FootageView, ReadAgainView, RetryView
from footage.api.uploads import UploadsView, UploadView
from footage.api.volumes import BrowseView, VolumeLinkView, VolumesView

urlpatterns = [
    path("volumes/", VolumesView.as_view()),
    path("volumes/<uuid:volume_id>/projects/<uuid:project_id>/", VolumeLinkView.as_view()),
    path("projects/<uuid:project_id>/volumes/", BrowseView.as_view()),
    path("projects/<uuid:project_id>/volumes/<uuid:volume_id>/scan/", ScanView.as_view()),
    path("projects/<uuid:project_id>/footage/", FootageListView.as_view()),
    path("projects/<uuid:project_id>/footage/verify/", VerifyAllView.as_view()),
    path("projects/<uuid:project_id>/uploads/", UploadsView.as_view()),
    path("uploads/<uuid:record_id>/", UploadView.as_view()),
    path("footage/<uuid:record_id>/", FootageView.as_view()),
    path("footage/<uuid:record_id>/retry/", ReadAgainView.as_view()),
    path("footage/<uuid:record_id>/verify/", VerifyView.as_view()),
    path("footage/<uuid:record_id>/relink/", RelinkView.as_view()),
    path("footage/<uuid:record_id>/derivatives/<slug:kind>/retry/", RetryView.as_view()),
    path("footage/<uuid:record_id>/derivatives/<slug:kind>/cancel/", CancelView.as_view()),
    path("footage/<uuid:record_id>/wanted/", WantedView.as_view()),
    path("footage/<uuid:record_id>/media/chunks/<int:number>/<slug:track>", ChunkView.as_view()),
    path("footage/<uuid:record_id>/media/original", OriginalView.as_view()),
    path("footage/<uuid:record_id>/media/<slug:kind>", DerivativeView.as_view()),
    path("footage/<uuid:record_id>/media/sprites/<int:sheet>.jpg", SheetView.as_view()),
    path("footage/<uuid:footage_id>/excerpts/", ExcerptListView.as_view()),
    path("excerpts/<uuid:record_id>/", ExcerptView.as_view()),
    path("excerpts/<uuid:record_id>/file", ExcerptFileView.as_view()),
    path("footage/<uuid:record_id>/frame/<int:frame>.jpg", StillView.as_view()),
]
