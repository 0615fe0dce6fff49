"""The changes feed as coders hear it: without what they are blind to, and of one recording where asked."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.models import Project
from annotator.api.resources.history import ChangesQuery, ChangesView
from annotator.audit.models import EventQuerySet
from coding.models.trail import concerning, heard_by


class CodingChangesQuery(ChangesQuery):
    footage = serializers.UUIDField(
        required=False, help_text="Only this recording, what lies on it, the codebook and the witnesses."
    )


class CodingChangesView(ChangesView):
    """Every change in commit order, deletions included. Keep `last_seq` and ask again; nothing is missed."""

    query = CodingChangesQuery

    def rows(self, project: Project) -> EventQuerySet:
        return heard_by(super().rows(project), self.actor)

    def narrowed(self, events: EventQuerySet, query: dict[str, Any]) -> EventQuerySet:
        events = super().narrowed(events, query)
        return concerning(events, query["footage"]) if "footage" in query else events

    @extend_schema(parameters=[CodingChangesQuery])
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        return super().get(request, project_id)
