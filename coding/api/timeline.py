"""Lines and noise over HTTP."""

import dataclasses
import uuid
from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.policy import authorise
from annotator.api.pagination import Pages
from annotator.api.preconditions import expected_version
from annotator.api.views import ApiView
from annotator.errors import Malformed
from coding.api.footage_views import FootageCollection, FootageObject
from coding.api.shapes import (
    ImportReportSerializer,
    LineCreate,
    LineInput,
    LinePut,
    LineSerializer,
    NewRevisionSerializer,
    NoiseChange,
    NoiseCreate,
    NoisePut,
    NoiseSerializer,
    RevisionInput,
    RevisionSerializer,
    SubtitleInput,
)
from coding.exchange.formats import subtitles
from coding.exchange.load import load_originals, load_translations
from coding.models import Line, NoiseSection, NoiseState
from coding.operations import lines, noise
from footage.api.fields import resolve_span
from footage.models import Footage

_LARGEST_SUBTITLE_FILE = 5 * 1024 * 1024


class InPlaceOrder(Pages):
    """Pages in the order of the recording; `id` where two begin on one frame."""

    ordering = ("start_frame", "id")


class LinesView(FootageCollection):
    """The transcript lines of one recording, in the order of the recording."""

    output = LineSerializer
    create_input = LineCreate
    read_action = "line.read"
    pagination_class = InPlaceOrder

    def rows_of(self, footage: Footage, query: dict[str, Any]) -> QuerySet[Line]:
        return LineView.rows.alive().filter(footage=footage)

    def create_on(self, footage: Footage, data: dict[str, Any]) -> Line:
        return lines.create_line(actor=self.actor, footage=footage, facts=line_facts(footage, data, snap=self.snap))[0]


class LineView(FootageObject):
    """One line. Its translation changes by revisions only."""

    output = LineSerializer
    rows = Line.objects.select_related("footage__project", "witness").prefetch_related("revisions")
    read_action = "line.read"
    change_input = LineInput
    put_input = LinePut

    def create_on(self, footage: Footage, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Line, bool]:
        facts = line_facts(footage, data, snap=self.snap)
        return lines.create_line(actor=self.actor, footage=footage, facts=facts, line_id=record_id)

    def change(self, instance: Line, data: dict[str, Any], version: int) -> Line:
        changes = self.resolved(instance, data)
        if changes.pop("translation", instance.translation) != instance.translation:
            raise Malformed("A translation is changed with POST to the line's revisions/.")
        changed = lines.change_line(
            actor=self.actor, line=instance, expected_version=version, changes=cast("lines.LineChanges", changes)
        )
        return self.rows.get(pk=changed.pk)

    def remove(self, instance: Line, version: int) -> None:
        lines.delete_line(actor=self.actor, line=instance, expected_version=version)

    def restore(self, instance: Line) -> Line:
        return lines.restore_line(actor=self.actor, line=instance)


class RevisionsView(ApiView):
    """Every state of a line's translation; `POST` corrects it. `If-Match` takes the line's version and is optional."""

    output = RevisionSerializer

    @extend_schema(responses=RevisionSerializer(many=True))
    def get(self, request: Request, record_id: uuid.UUID) -> Response:
        line = self._line(record_id)
        revisions = line.revisions.select_related("author").order_by("number")
        return Response({"next": None, "previous": None, "results": RevisionSerializer(revisions, many=True).data})

    @extend_schema(request=RevisionInput, responses={201: NewRevisionSerializer})
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        data = self.read_body(RevisionInput)
        version = expected_version(request) if "If-Match" in request.headers else None
        revision = lines.revise_translation(
            actor=self.actor, line=self._line(record_id), expected_version=version, **data
        )
        answer = {**RevisionSerializer(revision).data, "line": LineSerializer(self._line(record_id)).data}
        return Response(answer, status=status.HTTP_201_CREATED)

    def _line(self, record_id: uuid.UUID) -> Line:
        line: Line = self.find(LineView.rows.alive(), record_id)
        authorise(self.actor, "line.read", line.project)
        return line


class LinesImportView(ApiView):
    """Lines or their preliminary translations from one SRT or VTT file."""

    output = ImportReportSerializer
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": SubtitleInput}, responses=ImportReportSerializer)
    def post(self, request: Request, footage_id: uuid.UUID) -> Response:
        data = self.read_body(SubtitleInput)
        footage: Footage = self.find(Footage.objects.select_related("project"), footage_id)
        authorise(self.actor, "line.create", footage.project)
        cues = _cues(data["file"])
        if data["as"] == "original":
            report = load_originals(actor=self.actor, footage=footage, cues=cues, language=data["language"])
        else:
            report = load_translations(actor=self.actor, footage=footage, cues=cues)
        return self.answer(dataclasses.asdict(report))


class NoisesView(FootageCollection):
    """The noise sections of one recording, rejected ones included."""

    output = NoiseSerializer
    create_input = NoiseCreate
    read_action = "noise.read"
    pagination_class = InPlaceOrder

    def rows_of(self, footage: Footage, query: dict[str, Any]) -> QuerySet[NoiseSection]:
        return NoiseView.rows.alive().filter(footage=footage)

    def create_on(self, footage: Footage, data: dict[str, Any]) -> NoiseSection:
        span = resolve_span(footage.measured_clock(), data["start"], data["end"], snap=self.snap)
        return noise.create_noise(actor=self.actor, footage=footage, span=span, **_told(data))[0]


class NoiseView(FootageObject):
    """One noise section. `confirm/` and `reject/` decide about it; `PATCH` with `state` takes that back."""

    output = NoiseSerializer
    rows = NoiseSection.objects.select_related("footage__project", "decided_by")
    read_action = "noise.read"
    change_input = NoiseChange
    put_input = NoisePut

    def create_on(self, footage: Footage, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[NoiseSection, bool]:
        span = resolve_span(footage.measured_clock(), data["start"], data["end"], snap=self.snap)
        return noise.create_noise(actor=self.actor, footage=footage, span=span, noise_id=record_id, **_told(data))

    def change(self, instance: NoiseSection, data: dict[str, Any], version: int) -> NoiseSection:
        changes = self.resolved(instance, data)
        return noise.change_noise(
            actor=self.actor, section=instance, expected_version=version, changes=cast("noise.NoiseChanges", changes)
        )

    def remove(self, instance: NoiseSection, version: int) -> None:
        noise.delete_noise(actor=self.actor, section=instance, expected_version=version)

    def restore(self, instance: NoiseSection) -> NoiseSection:
        return noise.restore_noise(actor=self.actor, section=instance)


class DecideNoiseView(ApiView):
    """Confirms or rejects a section. `If-Match` is optional."""

    output = NoiseSerializer
    state = NoiseState.CONFIRMED

    @extend_schema(request=None, responses=NoiseSerializer)
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        section: NoiseSection = self.find(NoiseView.rows.alive(), record_id)
        version = expected_version(request) if "If-Match" in request.headers else None
        decided = noise.decide_noise(actor=self.actor, section=section, state=self.state, expected_version=version)
        return self.answer(decided)


def line_facts(footage: Footage, data: dict[str, Any], *, snap: bool) -> lines.LineFacts:
    """A complete line from a request's body."""
    return lines.LineFacts(
        span=resolve_span(footage.measured_clock(), data["start"], data["end"], snap=snap),
        language=data.get("language", ""),
        text=data.get("text", ""),
        translation=data.get("translation", ""),
        witness=data.get("witness"),
    )


def _told(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("reason", "state") if name in data}


def _cues(file: Any) -> list[subtitles.Cue]:
    ending = file.name.rpartition(".")[2].casefold()
    if ending not in subtitles.FORMATS:
        raise Malformed("Give a file whose name ends in .srt or .vtt.", fields={"file": ["Not a subtitle file."]})
    if file.size > _LARGEST_SUBTITLE_FILE:
        raise Malformed("A subtitle file has at most 5 MB.", fields={"file": ["Too large."]})
    return subtitles.decode(file.read(), ending)
