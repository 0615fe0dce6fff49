"""What became of drives and originals: scanning, verifying, showing where a recording lies now."""

import datetime
import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.api.resources.jobs import JobSerializer
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView
from annotator.errors import NotVisible
from annotator.jobs.models import Job
from footage.api.recordings import FootageAnswers
from footage.api.shapes import AskedSerializer, FootageSerializer, ScanSerializer
from footage.models import Footage, Inventory, Volume
from footage.operations import relinking, scanning, verifying
from footage.originals import LONGEST_PATH

MOST_NEW = 500
"""New files that one answer names."""
RECORDINGS = frozenset({
    "3g2", "3gp", "aac", "aif", "aiff", "amr", "asf", "avi", "dv", "f4v", "flac", "flv", "m2t", "m2ts", "m4a", "m4v",
    "mkv", "mov", "mp2", "mp3", "mp4", "mpeg", "mpg", "mts", "mxf", "oga", "ogg", "ogv", "opus", "ts", "vob", "wav",
    "webm", "wma", "wmv",
})  # fmt: skip
"""Endings of names by which a new file is listed; what it is, only its content says when it is registered."""


class ScanView(ApiView):
    """Compares what is registered on a volume with what lies there: `POST` asks for it, `GET` says what was found."""

    output = ScanSerializer

    def get(self, request: Request, project_id: uuid.UUID, volume_id: uuid.UUID) -> Response:
        project = self.find_project(project_id, "volume.read")
        return self.answer(_scan(project, self._volume(project, volume_id)))

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request, project_id: uuid.UUID, volume_id: uuid.UUID) -> Response:
        project = self.find_project(project_id, "volume.scan")
        job = scanning.ask_to_scan(actor=self.actor, project=project, volume=self._volume(project, volume_id))
        return self.answer(job, status.HTTP_202_ACCEPTED, shape=JobSerializer)

    def _volume(self, project: Project, volume_id: uuid.UUID) -> Volume:
        volume = Volume.objects.open_to(self.actor, project.id).filter(pk=volume_id, managed=False).first()
        if volume is None:
            raise NotVisible
        return volume


class VerifyView(ApiView):
    """Hashes an original again; the verdict is written to the recording and to the trail."""

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        found: Footage = self.find(Footage.objects.select_related("project", "volume"), record_id)
        job = verifying.ask_to_verify(actor=self.actor, footage=found)
        return self.answer(job, status.HTTP_202_ACCEPTED, shape=JobSerializer)


class VerifyAllView(ApiView):
    """Hashes every original of the project again that can be."""

    @extend_schema(request=None, responses={202: AskedSerializer})
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        project = self.find_project(project_id, "footage.verify")
        asked = verifying.ask_to_verify_all(actor=self.actor, project=project)
        return self.answer(asked, status.HTTP_202_ACCEPTED, shape=AskedSerializer)


class PlaceInput(StrictSerializer):
    """A file on a volume: its id or name, and the path inside it."""

    volume = serializers.CharField(max_length=100)
    path = serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False)


class RelinkInput(StrictSerializer):
    source = PlaceInput()  # type: ignore[assignment]  # the metaclass takes it out of the class


class RelinkView(FootageAnswers):
    """Takes another file for a recording, if it has its size and hash. 202 with a job while a large one is read."""

    @extend_schema(request=RelinkInput, responses={200: FootageSerializer, 202: JobSerializer})
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        found: Footage = self.find(Footage.objects.select_related("project", "volume"), record_id)
        authorise(self.actor, "footage.change", found.project)
        source = self.read_body(RelinkInput)["source"]
        done = relinking.relink_footage(actor=self.actor, footage=found, **source)
        if isinstance(done, Job):
            return self.answer(done, status.HTTP_202_ACCEPTED, shape=JobSerializer)
        return self.answer(Footage.objects.complete().get(pk=record_id))


def _scan(project: Project, volume: Volume) -> dict[str, Any]:
    mine = Footage.objects.filter(project=project, volume=volume)
    job = Job.objects.about(scanning.SCAN, scanning.scan_subject(project, volume)).first()
    files, cut = Inventory.objects.filter(volume=volume).values_list("files", "cut").first() or ([], False)
    registered = set(mine.values_list("path", flat=True))
    new = [file for file in files if file[0] not in registered and _looks_recorded(file[0])]
    return {
        "volume": volume,
        "scanned_at": volume.scanned_at,
        "job": job,
        "missing": list(mine.filter(presence="missing").values_list("id", flat=True)),
        "changed": list(mine.filter(presence="changed").values_list("id", flat=True)),
        "new": [_entry(*file) for file in new[:MOST_NEW]],
        "new_count": len(new),
        "cut": cut,
    }


def _looks_recorded(path: str) -> bool:
    return path.rpartition(".")[2].lower() in RECORDINGS


def _entry(path: str, size: int, modified_at: str) -> dict[str, Any]:
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "is_folder": False,
        "size": size,
        "modified_at": datetime.datetime.fromisoformat(modified_at),
        "footage": None,
    }
