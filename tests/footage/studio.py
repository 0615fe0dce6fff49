"""What the tests of footage share: a project with its people, a drive, recordings, a worker that runs in the test."""

import datetime
import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Membership, Project, Role, User
from annotator.administration.operations import issue_token_for
from annotator.jobs import context
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from footage.models import Footage, Volume, VolumeLink
from footage.operations.recordings import register_footage
from tests.footage.media.clips import Clip, make_numbered

SMALL = Clip(30, gop=12, b_frames=0, sound_seconds=Fraction(1), start_timecode="00:17:00:00")
"""A second or so that is its own proxy."""
PLAYABLE = Clip(30, gop=250, b_frames=3, sound_seconds=Fraction(1))
"""A browser shows it, but a proxy is made for exact seeking."""
UNPLAYABLE = Clip(30, codec=("-c:v", "mpeg4", "-q:v", "3"), b_frames=0)
"""A browser cannot show it."""


@dataclass(frozen=True)
class Studio:
    """One project, who stands where, and the drive that is linked to it."""

    project: Project
    volume: Volume
    folder: Path
    people: dict[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]

    def client(self, name: str) -> Client:
        """A browser in which that person is signed in."""
        client = Client()
        client.force_login(self.people[name].user)
        return client

    def program(self, name: str, *scopes: str) -> dict[str, str]:
        """The header of a program with that member's token."""
        until = timezone.now() + datetime.timedelta(days=1)
        made = issue_token_for(
            username=name, project_id=self.project.id, name="a program", scopes=list(scopes), expires_at=until
        )
        return {"Authorization": f"Token {made.secret}"}

    def register(self, path: str, **facts: Any) -> Footage:
        """Register a file of the drive as the lead."""
        return register_footage(
            actor=self["lead"],
            project=self.project,
            volume=str(self.volume.id),
            path=path,
            **{"title": Path(path).stem, **facts},
        ).footage


@pytest.fixture(name="studio")
def open_studio(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A project on an empty drive, with a lead, a coder, a reader, a stranger and an administrator."""
    # The thread that keeps a lease cannot see a job inside the test's own transaction.
    monkeypatch.setattr(context, "LOOK_EVERY", 3600.0)
    settings.MEDIA_DIR = tmp_path / "media"
    return build_studio(tmp_path / "tapes")


def build_studio(folder: Path) -> Studio:
    """The same anywhere: its rows, and its drive in a new folder."""
    folder.mkdir()
    project = Project.objects.create(name="The river")
    people = {name: User.objects.create(username=name) for name in ("lead", "coder", "reader", "stranger")}
    people["admin"] = User.objects.create(username="admin", is_admin=True)
    for name in (Role.LEAD, Role.CODER, Role.READER):
        Membership.objects.create(project=project, user=people[name.value], role=name)
    volume = Volume.objects.create(name="Tapes", root=str(folder))
    VolumeLink.objects.create(project=project, volume=volume)
    return Studio(project, volume, folder, {name: Actor(user) for name, user in people.items()})


def read(studio: Studio, kind: Clip, name: str = "a.mp4") -> Footage:
    """A recording that is registered and read, and of which nothing has been made."""
    clip(studio, name, kind)
    footage = studio.register(name)
    run(Job.objects.get(kind="footage.ingest", subject_id=footage.id).pk, threading.Event())
    footage.refresh_from_db()
    return footage


def work() -> list[Job]:
    """Do every job that waits, and what those ask for, in this thread; the jobs in the order they were done."""
    done: list[Job] = []
    while (job := Job.objects.waiting().first()) is not None:
        run(job.pk, threading.Event())
        job.refresh_from_db()
        done.append(job)
    return done


def clip(studio: Studio, name: str, kind: Clip = SMALL) -> Path:
    """A recording on the studio's drive."""
    return make_numbered(studio.folder / name, kind)


def body(response: Any) -> bytes:
    """Everything that an answer carries, streamed or not."""
    if not response.streaming:
        return bytes(response.content)

    async def collect() -> bytes:
        return b"".join([piece async for piece in response.streaming_content])

    return async_to_sync(collect)()
