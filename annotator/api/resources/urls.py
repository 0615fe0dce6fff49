"""The platform's own addresses under /api/v1/."""

from django.urls import path

from annotator.api.resources.history import AuditView, VerifyView
from annotator.api.resources.jobs import CancelView, JobsView, JobView
from annotator.api.resources.preferences import PreferencesView
from annotator.api.resources.projects import (
    MembersView,
    MemberView,
    ProjectsView,
    ProjectView,
    TokensView,
    TokenView,
)
from annotator.api.resources.session import OutboxKeyView, PasswordView, SessionView

urlpatterns = [
    path("session/", SessionView.as_view()),
    path("session/password/", PasswordView.as_view()),
    path("session/outbox-key/", OutboxKeyView.as_view()),
    path("session/preferences/", PreferencesView.as_view()),
    path("projects/", ProjectsView.as_view()),
    path("projects/<uuid:record_id>/", ProjectView.as_view()),
    path("projects/<uuid:project_id>/members/", MembersView.as_view()),
    path("members/<uuid:record_id>/", MemberView.as_view()),
    path("projects/<uuid:project_id>/tokens/", TokensView.as_view()),
    path("tokens/<uuid:record_id>/", TokenView.as_view()),
    path("projects/<uuid:project_id>/audit/", AuditView.as_view()),
    path("projects/<uuid:project_id>/audit/verify/", VerifyView.as_view()),
    path("projects/<uuid:project_id>/jobs/", JobsView.as_view()),
    path("jobs/<uuid:record_id>/", JobView.as_view()),
    path("jobs/<uuid:record_id>/cancel/", CancelView.as_view()),
]
