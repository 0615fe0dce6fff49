"""Recordings: registering, describing, following what is made from them."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.models import Membership, Role
from annotator.api.views import ApiView, CollectionView, ObjectView
from annotator.errors import NotVisible, RuleBroken
from annotator.jobs.models import Job
from footage.api.shapes import DerivativeSerializer, FootageChange, FootageInput, FootagePut, FootageSerializer
from footage.models import Derivative, DerivativeKind, Footage, Volume
from footage.operations import making, recordings
from footage.operations.recordings import Registered
from footage.operations.relinking import RELINK
from footage.operations.removing import remove_footage
from footage.operations.uploads import register_upload
from footage.operations.verifying import VERIFY
from footage.originals import clean_path, is_mounted


class FootageAnswers(ApiView):
    """A view that answers recordings, with their paths for those who may see them."""

    output = FootageSerializer

    def sees_paths_of(self, project_id: uuid.UUID) -> bool:
        return self.actor.user.is_admin or project_id in self._led

    def is_there(self, volume: Volume) -> bool:
        """Whether the drive is there: one look at each for one answer, however many of its recordings that lists."""
        if volume.pk not in self._mounted:
            self._mounted[volume.pk] = is_mounted(volume)
        return self._mounted[volume.pk]

    @functools.cached_property
    def _mounted(self) -> dict[uuid.UUID, bool]:
        return {}

    def check_of(self, footage: Footage) -> Job | None:
        """The job that reads its original just now to verify it, or another file that may be it."""
        if footage.project_id not in self._checks:
            running = Job.objects.unfinished().filter(project=footage.project_id, kind__in=(VERIFY, RELINK))
            self._checks[footage.project_id] = {job.subject_id: job for job in running}
        return self._checks[footage.project_id].get(footage.pk)

    @functools.cached_property
    def _checks(self) -> dict[uuid.UUID, dict[uuid.UUID | None, Job]]:
        return {}

    @functools.cached_property
    def _led(self) -> set[uuid.UUID]:
        mine = Membership.objects.visible_to(self.actor).filter(user=self.actor.user, role=Role.LEAD)
        return set(mine.values_list("project_id", flat=True))


class FootageListView(FootageAnswers, CollectionView):
    """The recordings of a project. `POST` registers one and answers at once; a worker then reads it."""

    create_input = FootageInput

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Footage]:
        project = self.find_project(ids["project_id"], "footage.read")
        return Footage.objects.visible_to(self.actor).filter(project=project).complete()

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Footage:
        project = self.find_project(ids["project_id"], "footage.create")
        made = _register(actor=self.actor, project=project, **data.pop("source"), **data)
        return Footage.objects.complete().get(pk=made.footage.pk)


class FootageView(FootageAnswers, ObjectView):
    """One recording."""

    rows = Footage.objects.complete()
    read_action = "footage.read"
    change_input = FootageChange
    put_input = FootagePut
    http_method_names = ("get", "put", "patch", "delete", "head", "options")

    def create(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Footage, bool]:
        project = self.find_project(data.pop("project"), "footage.create")
        registered, made = _register(
            actor=self.actor, project=project, footage_id=record_id, **data.pop("source"), **data
        )
        return Footage.objects.complete().get(pk=registered.pk), made

    def change(self, instance: Footage, data: dict[str, Any], version: int) -> Footage:
        _refuse_moving(instance, data.pop("project", None), data.pop("source", None))
        changed = recordings.change_footage(actor=self.actor, footage=instance, expected_version=version, changes=data)
        return Footage.objects.complete().get(pk=changed.pk)

    def remove(self, instance: Footage, version: int) -> None:
        remove_footage(actor=self.actor, footage=instance, expected_version=version)


class ReadAgainView(FootageAnswers):
    """Reads a recording again that could not be read, as the file is now."""

    @extend_schema(request=None, responses={202: FootageSerializer})
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        found: Footage = self.find(Footage.objects.complete(), record_id)
        recordings.read_again(actor=self.actor, footage=found)
        return self.answer(Footage.objects.complete().get(pk=record_id), status.HTTP_202_ACCEPTED)


class DerivativeAnswers(ApiView):
    """What both ways to change the making of a derivative share: finding it, and the answer."""

    output = DerivativeSerializer

    def change(self, how: Callable[..., Derivative], record_id: uuid.UUID, kind: str) -> Response:
        found: Footage = self.find(Footage.objects.complete(), record_id)
        if kind not in DerivativeKind.values:
            raise NotVisible
        changed = how(actor=self.actor, footage=found, kind=kind)
        return self.answer(_with_pace(changed), status.HTTP_202_ACCEPTED)


class RetryView(DerivativeAnswers):
    """Makes a derivative again that failed, and whatever hangs on it."""

    @extend_schema(request=None, responses={202: DerivativeSerializer})
    def post(self, request: Request, record_id: uuid.UUID, kind: str) -> Response:
        return self.change(making.retry_derivative, record_id, kind)


class CancelView(DerivativeAnswers):
    """Stops the making of a derivative; parts that were made are kept, and a retry goes on from them."""

    @extend_schema(request=None, responses={202: DerivativeSerializer})
    def post(self, request: Request, record_id: uuid.UUID, kind: str) -> Response:
        return self.change(making.cancel_derivative, record_id, kind)


def _register(**facts: Any) -> Registered:
    """Register from a drive, or from an upload where the source is one."""
    return register_upload(**facts) if "upload" in facts else recordings.register_footage(**facts)


def _with_pace(derivative: Derivative) -> Derivative:
    return Derivative.objects.with_pace().select_related("job", "footage").get(pk=derivative.pk)


def _refuse_moving(footage: Footage, project_id: uuid.UUID | None, source: dict[str, Any] | None) -> None:
    """Refuse a replacement that names another project or file than the recording's own."""
    same_project = project_id in {None, footage.project_id}
    if not same_project or (source is not None and not _is_source_of(footage, source)):
        raise RuleBroken(
            "A recording stays in its project and keeps its file. Nothing was changed; register the other one.",
            code="source_fixed",
        )


def _is_source_of(footage: Footage, source: dict[str, Any]) -> bool:
    if "upload" in source:
        return footage.volume.managed and footage.path == str(source["upload"])
    volumes = {str(footage.volume_id), footage.volume.name}
    return source["volume"] in volumes and clean_path(source["path"]) == footage.path
