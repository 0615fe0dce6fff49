"""Segments over HTTP: coding them, reviewing them, pulling them."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.models import Project
from annotator.api.preconditions import expected_version
from annotator.api.streaming import RowStream, stream
from annotator.api.views import ApiView
from coding.api.footage_views import FootageCollection, FootageObject
from coding.api.narrowing import SegmentQuery, narrowed
from coding.api.shapes import ReviewInput, SegmentInput, SegmentPut, SegmentSerializer
from coding.domain.codebook import CodeTree
from coding.exchange.collect import segment_records
from coding.exchange.formats import csv, ndjson
from coding.exchange.records import SegmentRecord
from coding.models import Basis, Code, Segment
from coding.models.segments import SegmentQuerySet
from coding.operations import segments as operations
from coding.operations.segments import SegmentChanges, SegmentFacts
from footage.api.fields import resolve_span
from footage.models import Footage

Encoder = Callable[[Iterable[SegmentRecord]], Iterator[bytes]]
STREAMS: dict[str, tuple[Encoder, str]] = {
    "ndjson": (ndjson.encode, ndjson.CONTENT_TYPE),
    "csv": (csv.encode, csv.CONTENT_TYPE),
}


class WithCodebook(ApiView):
    """A view whose answers name categories, for which it reads the codebook once."""

    def tree_of(self, project: Project) -> CodeTree:
        cached: CodeTree | None = getattr(self, "_tree", None)
        if cached is None:
            cached = self._tree = Code.objects.filter(project=project).tree()
        return cached


class Pull(WithCodebook):
    """A view that answers segments as JSON pages, or all of them at once as NDJSON or CSV."""

    output = SegmentSerializer
    query = SegmentQuery

    def pull(self, project: Project, segments: SegmentQuerySet, query: dict[str, Any]) -> HttpResponseBase:
        """Those of `segments` that the query asks for, in its format."""
        found = narrowed(segments.alive(), project, query)
        if query.get("format", "json") == "json":
            page = self.paginate_queryset(found.complete())
            return self.get_paginated_response(self.output(page, many=True, context=self.get_serializer_context()).data)
        encode, content_type = STREAMS[query["format"]]
        return stream(RowStream(encode(segment_records(found, project))), content_type=content_type)


class FootageSegmentsView(Pull, FootageCollection):
    """The segments of one recording; `POST` codes a span."""

    create_input = SegmentInput
    read_action = "segment.read"

    @extend_schema(parameters=[SegmentQuery], responses=SegmentSerializer(many=True))
    def get(self, request: Request, **ids: uuid.UUID) -> HttpResponseBase:  # type: ignore[override]  # may stream
        footage = self.find_footage(ids["footage_id"])
        query = {"footage": [footage.id], **self.read_query()}
        return self.pull(footage.project, Segment.objects.visible_to(self.actor).filter(footage=footage), query)

    def create_on(self, footage: Footage, data: dict[str, Any]) -> Segment:
        facts = facts_from(footage, data, snap=self.snap)
        segment, _ = operations.create_segment(actor=self.actor, footage=footage, facts=facts)
        return Segment.objects.complete().get(pk=segment.pk)


class SegmentView(WithCodebook, FootageObject):
    """One segment."""

    output = SegmentSerializer
    rows = Segment.objects.complete()
    read_action = "segment.read"
    change_input = SegmentInput
    put_input = SegmentPut

    def create_on(self, footage: Footage, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Segment, bool]:
        facts = facts_from(footage, data, snap=self.snap)
        segment, made = operations.create_segment(actor=self.actor, footage=footage, facts=facts, segment_id=record_id)
        return self.reread(segment), made

    def change(self, instance: Segment, data: dict[str, Any], version: int) -> Segment:
        changes = changes_from(self.resolved(instance, data))
        operations.change_segment(actor=self.actor, segment=instance, expected_version=version, changes=changes)
        return Segment.objects.complete().get(pk=instance.pk)

    def remove(self, instance: Segment, version: int) -> None:
        operations.delete_segment(actor=self.actor, segment=instance, expected_version=version)

    def restore(self, instance: Segment) -> Segment:
        return operations.restore_segment(actor=self.actor, segment=instance)


class ReviewView(WithCodebook):
    """Approve a segment, or return it with a reason. With `If-Match`, what was seen is what is judged."""

    output = SegmentSerializer

    @extend_schema(request=ReviewInput, responses=SegmentSerializer)
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        data = self.read_body(ReviewInput)
        segment: Segment = self.find(Segment.objects.complete(), record_id)
        version = expected_version(request) if "If-Match" in request.headers else None
        operations.review_segment(actor=self.actor, segment=segment, expected_version=version, **data)
        return self.answer(Segment.objects.complete().get(pk=segment.pk))


class PullView(Pull):
    """The project's segments: JSON pages, or everything at once as NDJSON or CSV."""

    @extend_schema(parameters=[SegmentQuery], responses=SegmentSerializer(many=True))
    def get(self, request: Request, project_id: uuid.UUID) -> HttpResponseBase:
        project = self.find_project(project_id, "segment.read")
        segments = Segment.objects.visible_to(self.actor).filter(footage__project=project)
        return self.pull(project, segments, self.read_query())


def facts_from(footage: Footage, data: dict[str, Any], *, snap: bool) -> SegmentFacts:
    """A complete segment from a request's body."""
    return SegmentFacts(
        span=resolve_span(footage.measured_clock(), data["start"], data["end"], snap=snap),
        basis=data.get("basis", Basis.BOTH.value),
        codes=frozenset(data.get("codes", ())),
        witnesses=frozenset(data.get("witnesses", ())),
        memo=data.get("memo", ""),
    )


def changes_from(data: dict[str, Any]) -> SegmentChanges:
    """The changes of a request's body, in which times are frames already."""
    changes = {name: data[name] for name in ("start", "end", "basis", "memo") if name in data}
    links = {name: frozenset(data[name]) for name in ("codes", "witnesses") if name in data}
    return cast("SegmentChanges", {**changes, **links})
