"""`manage.py load_demo`: the whole project or nothing, once, and all of it true."""

import functools
import json
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.accounts.actor import Actor
from annotator.accounts.models import Membership, Project, User
from annotator.audit.models import Event
from annotator.audit.operations import verify
from annotator.jobs import execution
from annotator.jobs.models import Job, JobState
from coding.demo import project as demo
from coding.demo.tables import Recording, recordings
from coding.models import Code, Coverage, Line, NoiseSection, Segment, Witness
from coding.operations.progress import person_progress
from footage.media.ffmpeg import find_tools, run
from footage.media.probe import Probe, probe_file
from footage.media.sandbox import Tools
from footage.models import Footage, Volume
from footage.operations.chunking import ASKED_AHEAD
from tests.callers import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings with the clocks of the demo's and nothing to see: the real ones have a test of their own."""
    folder = tmp_path_factory.mktemp("plain")
    for recording in recordings():
        picture = f"color=size=16x16:rate=25:duration={recording.clock.frames // 25}"
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p"]
        timecode = ["-timecode", recording.clock.start_timecode]
        output = str(folder / recording.file_name)
        run(["-f", "lavfi", "-i", picture, *coded, *timecode, output], find_tools(), writes_to=folder)
    return folder


@pytest.fixture
def data(settings: Any, tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, into which the plain recordings are made."""

    def copied(recording: Recording, output: Path, _tools: Tools, *, on_frames: Callable[[int], None]) -> None:
        shutil.copy(plain / recording.file_name, output)
        on_frames(recording.clock.frames)

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("coding.management.commands.load_demo.make_recording", copied)
    monkeypatch.setattr("coding.demo.project.probe_file", lambda file, tools: _probe(plain / file.name, tools))
    return tmp_path


@functools.cache
def _probe(path: Path, tools: Tools) -> Probe:
    return probe_file(path, tools)


def load() -> Any:
    answer = StringIO()
    call_command("load_demo", stdout=answer)
    return json.loads(answer.getvalue())


@pytest.fixture
def people(data: Path) -> Any:
    """The demo is loaded; who can sign in."""
    return load()


@pytest.fixture
def project(people: Any) -> Project:
    return Project.objects.get()


def test_everybody_signs_in_with_a_password_of_their_own(people: Any) -> None:
    assert [(person["username"], person["role"]) for person in people] == [
        ("orlova", "lead"),
        ("jeong", "coder"),
        ("kessler", "coder"),
        ("novak", "reader"),
    ]
    assert len({person["password"] for person in people}) == 4
    for person in people:
        caller = Caller(Client())
        signed_in = caller.post("session/", {"username": person["username"], "password": person["password"]})
        assert signed_in.ok()["user"]["admin"] is (person["role"] == "lead")
        assert [project["name"] for project in caller.get("projects/").results] == ["Two towns"]


def test_the_roles_are_those_of_the_project(people: Any, project: Project) -> None:
    members = Membership.objects.filter(project=project).values_list("user__username", "role")
    assert dict(members) == {person["username"]: person["role"] for person in people}


def test_every_screen_has_something_to_show(project: Project) -> None:
    categories = Code.objects.filter(project=project, parent=None).order_by("position")
    assert [code.name for code in categories] == ["decision-making", "family", "money", "surveillance", "ideology"]
    assert Code.objects.filter(project=project).exclude(parent=None).count() == 15
    assert sorted(Witness.objects.filter(project=project).values_list("pseudonym", flat=True)) == list("ABCDEFGH")
    assert sorted(Segment.objects.values_list("status", flat=True)) == (
        ["approved"] * 10 + ["open"] * 14 + ["returned"]
    )
    assert Segment.objects.get(status="returned").review_reason
    assert Line.objects.count() == 19
    assert sorted(NoiseSection.objects.values_list("state", flat=True)) == ["confirmed", "suggested"]


def test_a_range_that_two_marked_stands_once_for_each_and_beside_what_it_was_coded_with(project: Project) -> None:
    marked = Segment.objects.filter(start_frame__gte=127_235, start_frame__lte=127_300)
    assert sorted((one.coder.username, sorted(code.name for code in one.codes.all())) for one in marked) == [
        ("jeong", ["cost of leaving"]),
        ("kessler", ["debt"]),
        ("orlova", ["cost of leaving", "debt"]),
    ]


def test_a_corrected_line_keeps_its_preliminary_translation(project: Project) -> None:
    line = Line.objects.get(pk=demo.demo_id("line", "12"))
    revisions = list(line.revisions.order_by("number"))
    assert [revision.author.username for revision in revisions] == ["orlova", "kessler", "jeong"]
    assert revisions[0].text == "With distribution only, one month could not live. The half moon ends it."
    assert line.translation == revisions[-1].text
    assert all(revision.reason for revision in revisions[1:])


def test_no_coding_lies_in_noise_that_it_cannot_have_heard(project: Project) -> None:
    assert not Segment.objects.lying_in_noise(wanted=True).exists()


def test_progress_shows_two_coders_and_the_lead(project: Project) -> None:
    reader = Actor(User.objects.get(username="novak"))
    progress = {(row.footage, row.coder.username): row for row in person_progress(reader, project)}
    longer, shorter = (
        demo.demo_id("footage", "Blagoveshchensk video 2"),
        demo.demo_id("footage", "Blagoveshchensk video 3"),
    )
    assert set(progress) == {(longer, "jeong"), (longer, "kessler"), (longer, "orlova"), (shorter, "kessler")}
    assert progress[shorter, "kessler"].watched.frames == 10_500
    assert 0 < progress[longer, "jeong"].reviewed.frames < progress[longer, "jeong"].coded.frames
    assert progress[longer, "jeong"].coded.frames < progress[longer, "jeong"].watched.frames < 132_000


def test_everything_was_done_by_somebody_and_the_trail_is_whole(project: Project) -> None:
    lead = Actor(User.objects.get(username="orlova"))
    assert verify(actor=lead, project=project).first_broken_seq is None
    done = set(Event.objects.filter(actor__isnull=False).values_list("action", flat=True))
    assert {"segment.create", "segment.review", "line.create", "line.revise", "noise.create", "coverage.add"} <= done


def test_the_recordings_have_their_clocks_and_wait_for_a_worker(project: Project) -> None:
    for footage in Footage.objects.all():
        assert footage.playable
        assert footage.derivatives.get(kind="proxy").same_as_original
    assert sorted(footage.measured_clock().start_timecode for footage in Footage.objects.all()) == [
        "00:17:00:00",
        "02:54:00:00",
    ]
    waiting = Counter(Job.objects.waiting().values_list("kind", flat=True))
    assert waiting == {"footage.ingest": 2, "footage.chunk": 2 * ASKED_AHEAD}


def test_the_worker_that_reads_a_recording_afterwards_finds_it_read(project: Project) -> None:
    job = Job.objects.filter(kind="footage.ingest").first()
    assert job is not None
    assert job.subject_id is not None
    before = Footage.objects.get(pk=job.subject_id)
    execution.run(job.id, threading.Event())
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    assert Footage.objects.get(pk=job.subject_id).version == before.version


def test_a_second_start_changes_nothing(people: Any) -> None:
    events = Event.objects.count()
    assert load() == []
    assert (Event.objects.count(), User.objects.count(), Project.objects.count()) == (events, 4, 1)


def test_a_data_folder_that_was_moved_still_finds_its_footage(
    people: Any, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    moved = tmp_path_factory.mktemp("moved")
    (moved / "footage").mkdir()
    settings.DATA_DIR = moved
    assert load() == []
    assert Volume.objects.get().root == str(moved / "footage")


def test_an_installation_of_somebody_else_is_left_alone(data: Path) -> None:
    User.objects.create(username="ada")
    with pytest.raises(CommandError, match="holds another installation"):
        load()
    assert Project.objects.count() == 0
    assert not (data / "footage").exists()


def test_a_start_that_breaks_off_leaves_nothing_behind_but_the_footage(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("coding.demo.project.add_watched", _break_off)
        with pytest.raises(RuntimeError, match="pulled the plug"):
            load()
    assert (User.objects.count(), Project.objects.count(), Coverage.objects.count()) == (0, 0, 0)
    monkeypatch.setattr("coding.management.commands.load_demo.make_recording", _break_off)
    assert len(load()) == 4


def _break_off(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("somebody pulled the plug")
