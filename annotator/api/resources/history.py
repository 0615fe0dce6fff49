"""The changes feed, the audit trail and its proof: three views of the same events."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.models import Project
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView
from annotator.audit import operations
from annotator.audit.models import ChainHead, Event, EventQuerySet

_LARGEST_SEQ = 2**63 - 1


class ChangesQuery(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0, max_value=_LARGEST_SEQ, required=False, default=0, help_text="The last `seq` that you have."
    )
    limit = serializers.IntegerField(min_value=1, max_value=1000, required=False, default=500)
    object = serializers.UUIDField(required=False, help_text="Only what happened to this object.")


class EventSerializer(serializers.Serializer[Event]):
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.UUIDField(source="actor_id", allow_null=True)
    actor_name = serializers.CharField(source="actor.username", allow_null=True, default=None)
    action = serializers.CharField()
    object_type = serializers.CharField()
    object_id = serializers.UUIDField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class AuditEventSerializer(EventSerializer):
    token = serializers.UUIDField(allow_null=True)
    previous_digest = serializers.CharField()
    digest = serializers.CharField()


class EventsSerializer(serializers.Serializer[Any]):
    last_seq = serializers.IntegerField(help_text="Ask again with `after=` this.")
    head_seq = serializers.IntegerField(help_text="The newest `seq` of the project, for a client that begins now.")
    more = serializers.BooleanField(help_text="Whether there are further events now.")
    results = EventSerializer(many=True)


class AuditEventsSerializer(EventsSerializer):
    results = AuditEventSerializer(many=True)


class VerdictSerializer(serializers.Serializer[Any]):
    intact = serializers.BooleanField()
    events = serializers.IntegerField()
    first_broken_seq = serializers.IntegerField(allow_null=True)


class ChangesView(ApiView):
    """Every change in commit order, deletions included. Keep `last_seq` and ask again; nothing is missed."""

    output = EventsSerializer
    query = ChangesQuery
    action = "change.read"

    def rows(self, project: Project) -> EventQuerySet:
        """The project's events that the actor may see."""
        return Event.objects.feed_for(self.actor).filter(project=project)

    def narrowed(self, events: EventQuerySet, query: dict[str, Any]) -> EventQuerySet:
        return events.filter(object_id=query["object"]) if "object" in query else events

    @extend_schema(parameters=[ChangesQuery])
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        query = self.read_query()
        project = self.find_project(project_id, self.action)
        head = ChainHead.objects.seq_of(project)
        events = self.narrowed(self.rows(project), query).filter(seq__gt=query["after"])
        found = list(events.select_related("actor").order_by("seq")[: query["limit"] + 1])
        page, more = found[: query["limit"]], len(found) > query["limit"]
        reached = page[-1].seq if page else query["after"]
        # Without more, all up to the head has been looked at, also what this member does not hear of. The head was
        # read first, so nothing up to it can have been missed.
        last = reached if more else max(reached, head)
        return self.answer({"last_seq": last, "head_seq": head, "more": more, "results": page})


class AuditView(ChangesView):
    """The whole trail, with who used which token and the digests that chain the events."""

    output = AuditEventsSerializer
    action = "audit.read"

    def rows(self, project: Project) -> EventQuerySet:
        return Event.objects.visible_to(self.actor).filter(project=project)


class VerifyView(ApiView):
    """Recalculates the chain of the project's events."""

    output = VerdictSerializer

    @extend_schema(request=None, responses=VerdictSerializer)
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        project = self.find_project(project_id, "audit.verify")
        verdict = operations.verify(actor=self.actor, project=project)
        return self.answer(
            {
                "intact": verdict.first_broken_seq is None,
                "events": verdict.events,
                "first_broken_seq": verdict.first_broken_seq,
            }
        )
