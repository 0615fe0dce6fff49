"""The addresses of the coding under /api/v1/."""

from django.urls import path

from coding.api.changes import CodingChangesView
from coding.api.footage_views import RestoreView
from coding.api.project import (
    CodesView,
    CodeView,
    CoverageView,
    MoveCodeView,
    RetireCodeView,
    WatchedView,
    WitnessesView,
    WitnessView,
)
from coding.api.segments import FootageSegmentsView, PullView, ReviewView, SegmentView
from coding.api.timeline import (
    DecideNoiseView,
    LinesImportView,
    LinesView,
    LineView,
    NoisesView,
    NoiseView,
    RevisionsView,
)
from coding.api.whole import WholeCodingView
from coding.models import NoiseState

urlpatterns = [
    path("projects/<uuid:project_id>/changes/", CodingChangesView.as_view()),
    path("projects/<uuid:project_id>/segments/", PullView.as_view()),
    path("footage/<uuid:footage_id>/segments/", FootageSegmentsView.as_view()),
    path("segments/<uuid:record_id>/", SegmentView.as_view()),
    path("segments/<uuid:record_id>/restore/", RestoreView.as_view(of=SegmentView)),
    path("segments/<uuid:record_id>/review/", ReviewView.as_view()),
    path("projects/<uuid:project_id>/codes/", CodesView.as_view()),
    path("codes/<uuid:record_id>/", CodeView.as_view()),
    path("codes/<uuid:record_id>/move/", MoveCodeView.as_view()),
    path("codes/<uuid:record_id>/retire/", RetireCodeView.as_view()),
    path("codes/<uuid:record_id>/restore/", RetireCodeView.as_view(retired=False)),
    path("projects/<uuid:project_id>/witnesses/", WitnessesView.as_view()),
    path("witnesses/<uuid:record_id>/", WitnessView.as_view()),
    path("footage/<uuid:footage_id>/lines/", LinesView.as_view()),
    path("footage/<uuid:footage_id>/lines/import/", LinesImportView.as_view()),
    path("lines/<uuid:record_id>/", LineView.as_view()),
    path("lines/<uuid:record_id>/restore/", RestoreView.as_view(of=LineView)),
    path("lines/<uuid:record_id>/revisions/", RevisionsView.as_view()),
    path("footage/<uuid:footage_id>/noise/", NoisesView.as_view()),
    path("noise/<uuid:record_id>/", NoiseView.as_view()),
    path("noise/<uuid:record_id>/restore/", RestoreView.as_view(of=NoiseView)),
    path("noise/<uuid:record_id>/confirm/", DecideNoiseView.as_view()),
    path("noise/<uuid:record_id>/reject/", DecideNoiseView.as_view(state=NoiseState.REJECTED)),
    path("footage/<uuid:footage_id>/coding/", WholeCodingView.as_view()),
    path("footage/<uuid:footage_id>/watched/", WatchedView.as_view()),
    path("projects/<uuid:project_id>/coverage/", CoverageView.as_view()),
]
