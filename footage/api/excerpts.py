"""Exact clips and stills as files that may leave: for leads."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from annotator.accounts.policy import authorise
from annotator.api.ranges import file_response
from annotator.api.serializers import RecordSerializer, StrictSerializer
from annotator.api.views import ApiView, CollectionView, ObjectView
from annotator.errors import Malformed, NotVisible
from footage import store
from footage.api.fields import (
    DurationSerializer,
    MomentSerializer,
    PositionField,
    resolve_frame,
    resolve_span,
    span_answer,
)
from footage.models import Excerpt, ExcerptKind, ExcerptState, Footage
from footage.models.excerpts import ExcerptQuerySet
from footage.operations import excerpts
from footage.timebase import FrameSpan, Timebase

_MEDIA_TYPES = {ExcerptKind.STILL: "image/jpeg", ExcerptKind.CLIP: "video/mp4"}


class ExcerptInput(StrictSerializer):
    """A clip has a start and an end; a still has a start only, the frame that is shown."""

    kind = serializers.ChoiceField(choices=ExcerptKind.choices)
    start = PositionField()
    end = PositionField(required=False, help_text="The first frame outside. For a clip only.")


class ExcerptSerializer(RecordSerializer):
    footage = serializers.UUIDField(source="footage_id")
    kind = serializers.ChoiceField(choices=ExcerptKind.choices)
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    duration = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=ExcerptState.choices)
    progress = serializers.SerializerMethodField(help_text="0 to 1.")
    error = serializers.SerializerMethodField()
    file_name = serializers.SerializerMethodField(
        help_text="What it is called when it is saved: an id and frames only."
    )
    size = serializers.IntegerField(allow_null=True, help_text="Bytes; null until it is ready.")
    sha256 = serializers.SerializerMethodField(help_text="Null until it is ready.")
    created_by = serializers.CharField(source="created_by.username")

    @extend_schema_field(MomentSerializer)
    def get_start(self, excerpt: Excerpt) -> dict[str, Any]:
        return dict(_span(excerpt)["start"])

    @extend_schema_field(MomentSerializer)
    def get_end(self, excerpt: Excerpt) -> dict[str, Any]:
        return dict(_span(excerpt)["end"])

    @extend_schema_field(DurationSerializer)
    def get_duration(self, excerpt: Excerpt) -> dict[str, Any]:
        return dict(_span(excerpt)["duration"])

    def get_progress(self, excerpt: Excerpt) -> float:
        if excerpt.state == ExcerptState.READY:
            return 1.0
        return excerpt.job.progress if excerpt.job and excerpt.state == ExcerptState.RUNNING else 0.0

    def get_error(self, excerpt: Excerpt) -> str | None:
        return excerpt.error or None

    def get_file_name(self, excerpt: Excerpt) -> str:
        return name_of(excerpt)

    def get_sha256(self, excerpt: Excerpt) -> str | None:
        return excerpt.sha256 or None


class ExcerptListView(CollectionView):
    """The clips and stills that were made of a recording. `POST` asks for one and answers at once."""

    output = ExcerptSerializer
    create_input = ExcerptInput

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Excerpt]:
        footage = self._footage(ids["footage_id"], "excerpt.read")
        return _rows().visible_to(self.actor).filter(footage=footage)

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Excerpt:
        footage = self._footage(ids["footage_id"], "excerpt.create")
        span = _asked_span(footage.measured_clock(), data)
        made = excerpts.create_excerpt(actor=self.actor, footage=footage, kind=data["kind"], span=span)
        return _rows().get(pk=made.pk)

    def _footage(self, footage_id: uuid.UUID, action: str) -> Footage:
        footage: Footage = self.find(Footage.objects.select_related("project"), footage_id)
        authorise(self.actor, action, footage.project)
        return footage


class ExcerptView(ObjectView):
    """One clip or still. `DELETE` removes it with its file, or stops making it; it can only be made again."""

    output = ExcerptSerializer
    rows = Excerpt.objects.select_related("footage__project", "job", "created_by")
    read_action = "excerpt.read"
    http_method_names = ("get", "delete", "head", "options")

    def remove(self, instance: Excerpt, version: int) -> None:
        excerpts.remove_excerpt(actor=self.actor, excerpt=instance, expected_version=version)

    def existing(self, record_id: uuid.UUID) -> Excerpt:
        if self.request.method != "DELETE":
            found: Excerpt = super().existing(record_id)
            return found
        # Whoever may make one may remove one: another scope of a token than reading it.
        mine: Excerpt = self.find(self.rows.all(), record_id)
        return mine


class ExcerptFileView(ApiView):
    """The file of a clip or still that is ready, under a name that says an id and frames only."""

    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiTypes.BINARY,
        }
    )
    def get(self, request: Request, record_id: uuid.UUID) -> HttpResponseBase:
        excerpt: Excerpt = self.find(Excerpt.objects.select_related("footage__project"), record_id)
        authorise(self.actor, "excerpt.read", excerpt.project)
        if excerpt.state != ExcerptState.READY:
            raise NotVisible(f"This {excerpt.kind} is not there (its state is {excerpt.state}).", code="not_made")
        response = file_response(
            request._request, store.excerpt_file(excerpt), content_type=_media_type(excerpt), etag=excerpt.sha256
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{name_of(excerpt)}"'
        return response


def name_of(excerpt: Excerpt) -> str:
    """What the file is called where it goes: the first of the recording's id, and frames counted from its start.

    Neither a title nor a place, a witness or a path, and no timecode, which in many a camera is the time of day.
    """
    frames = f"{excerpt.start}-{excerpt.end}" if excerpt.kind == ExcerptKind.CLIP else f"{excerpt.start}"
    return f"{excerpt.kind}_{str(excerpt.footage_id)[:8]}_{frames}{store.EXCERPT_SUFFIXES[excerpt.kind]}"


def _media_type(excerpt: Excerpt) -> str:
    sound_alone = excerpt.kind == ExcerptKind.CLIP and not excerpt.footage.has_picture
    return "audio/mp4" if sound_alone else _MEDIA_TYPES[ExcerptKind(excerpt.kind)]


def _asked_span(clock: Timebase, data: dict[str, Any]) -> FrameSpan:
    if data["kind"] == ExcerptKind.STILL:
        if "end" in data:
            raise Malformed("A still is one frame: give its start only.", fields={"end": ["Not for a still."]})
        frame = resolve_frame(clock, data["start"], field="start")
        return clock.span(frame, frame + 1)
    if "end" not in data:
        raise Malformed("A clip needs an end.", fields={"end": ["This field is required."]})
    return resolve_span(clock, data["start"], data["end"])


def _span(excerpt: Excerpt) -> dict[str, Any]:
    return span_answer(excerpt.footage.measured_clock(), excerpt.start, excerpt.end)


def _rows() -> ExcerptQuerySet:
    return Excerpt.objects.select_related("footage__project", "job", "created_by")
