"""What hangs on the project: the codebook, the witnesses, and how far the work has come."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.scoping import ScopedQuerySet
from annotator.api.preconditions import expected_version
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView, CollectionView, ObjectView
from annotator.errors import RuleBroken
from coding.api.shapes import (
    CodeInput,
    CodePut,
    CodeSerializer,
    CoverageSerializer,
    FramesSerializer,
    MoveInput,
    WatchedInput,
    WitnessInput,
    WitnessPut,
    WitnessSerializer,
)
from coding.domain.coverage import Depth
from coding.models import Code, Witness
from coding.models.counting import counted
from coding.operations import codebook, witnesses
from coding.operations.coverage import add_watched
from coding.operations.progress import noise_progress, person_progress
from footage.models import Footage
from footage.timebase import FrameSpan, TimeRefused, total


class CoverageQuery(StrictSerializer):
    footage = serializers.UUIDField(required=False)


class CodesView(CollectionView):
    """The codebook, retired codes included."""

    output = CodeSerializer
    create_input = CodeInput

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Code]:
        project = self.find_project(ids["project_id"], "code.read")
        return counted(CodeView.rows.filter(project=project), self.actor)

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Code:
        project = self.find_project(ids["project_id"], "code.read")
        return codebook.create_code(actor=self.actor, project=project, **_code_facts(data))[0]


class CodeView(ObjectView):
    """One code. `DELETE` is not offered: a code that was used is retired."""

    output = CodeSerializer
    rows = Code.objects.select_related("project")
    read_action = "code.read"
    change_input = CodeInput
    put_input = CodePut
    http_method_names = ("get", "put", "patch", "head", "options")

    def rows_to_read(self) -> ScopedQuerySet[Code]:
        return counted(self.rows.all(), self.actor)

    def create(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Code, bool]:
        project = self.find_project(data.pop("project"), "code.read")
        return codebook.create_code(actor=self.actor, project=project, code_id=record_id, **_code_facts(data))

    def change(self, instance: Code, data: dict[str, Any], version: int) -> Code:
        _same_project(instance, data)
        codebook.change_code(actor=self.actor, code=instance, expected_version=version, changes=data)
        return self.rows_to_read().get(pk=instance.pk)


class MoveCodeView(ApiView):
    """Hangs a code, with everything below it, under another one or at the top."""

    output = CodeSerializer

    @extend_schema(request=MoveInput, responses=CodeSerializer)
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        changes = self.read_body(MoveInput)
        code: Code = self.find(CodeView.rows, record_id)
        codebook.change_code(actor=self.actor, code=code, expected_version=expected_version(request), changes=changes)
        return self.answer(counted(CodeView.rows.all(), self.actor).get(pk=code.pk))


class RetireCodeView(ApiView):
    """Takes a code out of use, or back into it; what was coded with it keeps it."""

    output = CodeSerializer
    retired = True

    @extend_schema(request=None, responses=CodeSerializer)
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        code: Code = self.find(CodeView.rows, record_id)
        version = expected_version(request) if "If-Match" in request.headers else None
        codebook.retire_code(actor=self.actor, code=code, expected_version=version, retired=self.retired)
        return self.answer(counted(CodeView.rows.all(), self.actor).get(pk=code.pk))


class WitnessesView(CollectionView):
    """The witnesses, by pseudonym."""

    output = WitnessSerializer
    create_input = WitnessInput

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Witness]:
        project = self.find_project(ids["project_id"], "witness.read")
        return counted(WitnessView.rows.filter(project=project), self.actor)

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Witness:
        project = self.find_project(ids["project_id"], "witness.read")
        return witnesses.create_witness(actor=self.actor, project=project, **data)[0]


class WitnessView(ObjectView):
    """One witness."""

    output = WitnessSerializer
    rows = Witness.objects.select_related("project")
    read_action = "witness.read"
    change_input = WitnessInput
    put_input = WitnessPut
    http_method_names = ("get", "put", "patch", "head", "options")

    def rows_to_read(self) -> ScopedQuerySet[Witness]:
        return counted(self.rows.all(), self.actor)

    def create(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Witness, bool]:
        project = self.find_project(data.pop("project"), "witness.read")
        return witnesses.create_witness(actor=self.actor, project=project, witness_id=record_id, **data)

    def change(self, instance: Witness, data: dict[str, Any], version: int) -> Witness:
        _same_project(instance, data)
        witnesses.change_witness(actor=self.actor, witness=instance, expected_version=version, changes=data)
        return self.rows_to_read().get(pk=instance.pk)


class WatchedView(ApiView):
    """Adds what the caller has really watched of a recording."""

    output = CoverageSerializer

    @extend_schema(request=WatchedInput, responses=FramesSerializer)
    def post(self, request: Request, footage_id: uuid.UUID) -> Response:
        data = self.read_body(WatchedInput)
        footage: Footage = self.find(Footage.objects.select_related("project"), footage_id)
        spans = _spans_on(footage, data["spans"])
        merged = add_watched(actor=self.actor, footage=footage, spans=spans)
        return self.answer({"spans": _pairs(merged), "frames": total(merged)}, shape=FramesSerializer)


class CoverageView(ApiView):
    """Watched, coded and reviewed spans by recording and person, and the confirmed noise, in frames."""

    output = CoverageSerializer
    query = CoverageQuery

    @extend_schema(parameters=[CoverageQuery])
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        footage = self.read_query().get("footage")
        project = self.find_project(project_id, "coverage.read")
        people = person_progress(self.actor, project, footage)
        noise = noise_progress(self.actor, project, footage)
        return self.answer(
            {
                "results": [
                    {
                        "footage": one.footage,
                        "coder": one.coder.id,
                        "coder_name": one.coder.username,
                        **{name: _depth(getattr(one, name)) for name in ("watched", "coded", "reviewed")},
                    }
                    for one in people
                ],
                "noise": [{"footage": one.footage, **_depth(one.noise)} for one in noise],
            }
        )


def _code_facts(data: dict[str, Any]) -> dict[str, Any]:
    facts = dict(data)
    facts["parent_id"] = facts.pop("parent", None)
    return facts


def _same_project(instance: Code | Witness, data: dict[str, Any]) -> None:
    if data.pop("project", instance.project_id) != instance.project_id:
        raise RuleBroken("This belongs to another project and stays there.", code="other_project")


def _spans_on(footage: Footage, pairs: list[list[int]]) -> list[FrameSpan]:
    clock = footage.measured_clock()
    try:
        return [clock.span(start, end) for start, end in pairs]
    except TimeRefused as error:
        raise RuleBroken(str(error), code="position_outside", fields={"spans": [str(error)]}) from error


def _pairs(spans: list[FrameSpan]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _depth(depth: Depth) -> dict[str, Any]:
    return {"frames": depth.frames, "spans": _pairs(depth.spans), "segments": depth.segments}
