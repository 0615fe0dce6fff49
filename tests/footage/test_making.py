"""From registered to ready, or to a sentence: what workers make of recordings."""

import os
import threading
from pathlib import Path

import pytest

from annotator.audit.models import Event
from annotator.errors import AlreadyThere, RuleBroken
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from annotator.jobs.operations import cancel_job
from annotator.jobs.stopping import JobStopped, StopReason
from footage import store, tasks
from footage.media.failures import MediaFailed
from footage.media.recipes import recipe
from footage.models import Footage
from footage.operations.making import cancel_derivative, retry_derivative
from footage.operations.recordings import read_again
from footage.operations.renewing import renew_outdated
from tests.footage.media.clips import make_sound
from tests.footage.studio import PLAYABLE, SMALL, UNPLAYABLE, Studio, clip, read, work

ALL = {"proxy", "audio", "peaks", "keyframes", "sprites"}


def states(footage: Footage) -> dict[str, str]:
    footage.refresh_from_db()
    return dict(footage.derivatives.values_list("kind", "state"))


def job_of(kind: str, footage: Footage) -> Job:
    return Job.objects.filter(kind=f"footage.{kind}", subject_id=footage.id).latest("created_at")


def run_only(kind: str, footage: Footage) -> Job:
    job = job_of(kind, footage)
    run(job.pk, threading.Event())
    job.refresh_from_db()
    return job


def run_all(kind: str) -> None:
    """Do every job of a kind that waits, and no other."""
    for job in Job.objects.waiting().filter(kind=f"footage.{kind}"):
        run(job.pk, threading.Event())


def made_files(footage: Footage) -> set[str]:
    return {path.name for path in store.folder_of(footage).iterdir()}


def test_a_recording_that_is_its_own_proxy(studio: Studio) -> None:
    clip(studio, "a.mp4", SMALL)
    footage = studio.register("a.mp4")
    work()
    assert states(footage) == dict.fromkeys(ALL, "ready")
    clock = footage.measured_clock()
    assert (str(clock.rate), clock.frames, clock.start_timecode, clock.drop_frame) == ("25/1", 30, "00:17:00:00", False)
    assert (footage.state, footage.playable, footage.not_playable, footage.picture_start) == ("ready", True, "", "0")
    assert footage.derivatives.get(kind="proxy").same_as_original
    assert made_files(footage) == {"audio-v1.wav", "peaks-v1.i8", "keyframes-v2.json", "sprites-v2"}
    assert [track["used"] for track in footage.tracks][:2] == [True, True]


def test_a_recording_that_no_browser_shows_becomes_playable_with_its_proxy(studio: Studio) -> None:
    clip(studio, "a.avi", UNPLAYABLE)
    footage = studio.register("a.avi")
    run_only("ingest", footage)
    assert states(footage) == {
        "proxy": "waiting", "audio": "not_applicable", "peaks": "not_applicable",
        "keyframes": "waiting", "sprites": "waiting",
    }  # fmt: skip
    assert (footage.state, footage.playable) == ("processing", False)
    assert "mpeg4" in footage.not_playable
    run_all("chunk")
    assert states(footage)["proxy"] == "running"
    run_only("proxy", footage)
    assert states(footage)["proxy"] == "ready"
    assert (footage.state, footage.playable) == ("processing", True)
    work()
    assert states(footage)["sprites"] == "ready"
    assert footage.state == "ready"


def test_what_a_browser_shows_is_playable_before_anything_is_made(studio: Studio) -> None:
    footage = read(studio, PLAYABLE)
    assert states(footage)["proxy"] == "waiting"
    assert footage.playable


def test_sound_alone_runs_in_milliseconds_and_has_no_pictures(studio: Studio) -> None:
    make_sound(studio.folder / "a.wav", 2)
    footage = studio.register("a.wav")
    work()
    assert states(footage) == {
        "proxy": "ready", "audio": "ready", "peaks": "ready", "keyframes": "not_applicable", "sprites": "not_applicable"
    }  # fmt: skip
    assert str(footage.measured_clock().rate) == "1000/1"
    assert footage.state == "ready"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.mp4", b"", "empty"),
        ("text.mp4", "안녕하세요, это не видео".encode(), "text"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "playlist"),
        ("image.mp4", b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
        ("noise.mp4", bytes(range(256)) * 8, "cannot be read|can be read"),
    ],
)
def test_what_is_no_recording_fails_with_a_sentence_and_blocks_nothing(
    studio: Studio, name: str, content: bytes, words: str
) -> None:
    (studio.folder / name).write_bytes(content)
    clip(studio, "good.mp4")
    bad, good = studio.register(name), studio.register("good.mp4")
    work()
    assert set(states(bad).values()) == {"not_applicable"}
    assert (bad.state, bad.clock, bad.playable) == ("failed", None, False)
    assert bad.error.endswith(".")
    assert any(word in bad.error for word in words.split("|")), bad.error
    assert set(states(good).values()) == {"ready"}
    failure = Event.objects.get(object_id=bad.id, action="footage.fail")
    assert failure.actor is None
    assert (failure.after or {})["error"] == bad.error


def test_a_truncated_recording_fails_with_a_sentence(studio: Studio) -> None:
    whole = clip(studio, "a.mp4", PLAYABLE).read_bytes()
    (studio.folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    footage = studio.register("cut.mp4")
    work()
    footage.refresh_from_db()
    assert footage.state == "failed"
    assert "copy" in footage.error.lower()


def test_a_file_that_changed_after_registration_is_refused_then_read_again_as_it_is(studio: Studio) -> None:
    file = clip(studio, "a.mp4")
    footage = studio.register("a.mp4")
    file.write_bytes(clip(studio, "b.mp4", PLAYABLE).read_bytes())
    work()
    footage.refresh_from_db()
    assert footage.state == "failed"
    assert "has changed" in footage.error
    first_hash = footage.sha256
    read_again(actor=studio["lead"], footage=footage)
    work()
    assert set(states(footage).values()) == {"ready"}
    assert footage.sha256 != first_hash
    with pytest.raises(RuleBroken, match="read already"):
        read_again(actor=studio["lead"], footage=footage)


def test_an_original_that_changed_after_it_was_measured_yields_no_derivative(studio: Studio) -> None:
    file = clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register("a.mp4")
    run_only("ingest", footage)
    os.utime(file, ns=(0, footage.modified_ns + 10**9))
    work()
    assert states(footage)["proxy"] == "failed"
    assert "has changed" in footage.derivatives.get(kind="proxy").error


def test_a_derivative_that_fails_leaves_the_recording_usable_and_can_be_tried_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register("a.mp4")

    def broken(work: tasks.Making) -> dict[str, object]:
        raise MediaFailed("The sound could not be made.", "what ffmpeg said")

    with monkeypatch.context() as patched:
        patched.setitem(tasks._MAKERS, "audio", broken)
        work()
    assert states(footage) == {
        "proxy": "ready", "audio": "failed", "peaks": "failed", "keyframes": "ready", "sprites": "ready"
    }  # fmt: skip
    assert (footage.state, footage.playable, footage.error) == ("processing", True, "")
    assert footage.derivatives.get(kind="audio").error == "The sound could not be made."
    assert "audio" in footage.derivatives.get(kind="peaks").error
    with pytest.raises(RuleBroken, match="did not fail"):
        retry_derivative(actor=studio["coder"], footage=footage, kind="proxy")
    retry_derivative(actor=studio["coder"], footage=footage, kind="peaks")
    assert (states(footage)["audio"], states(footage)["peaks"]) == ("waiting", "waiting")
    with pytest.raises(AlreadyThere):
        retry_derivative(actor=studio["coder"], footage=footage, kind="peaks")
    work()
    assert set(states(footage).values()) == {"ready"}
    assert footage.state == "ready"
    actions = set(Event.objects.filter(object_type="derivative").values_list("action", flat=True))
    assert actions == {"derivative.ready", "derivative.fail", "derivative.retry"}


def test_a_recording_that_nothing_can_show_has_failed(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    clip(studio, "a.avi", UNPLAYABLE)
    footage = studio.register("a.avi")

    def broken(work: tasks.Making) -> dict[str, object]:
        raise MediaFailed("The copy for watching could not be made.")

    monkeypatch.setitem(tasks._MAKERS, "proxy", broken)
    work()
    assert states(footage) | {"proxy": "failed"} == states(footage)
    assert (footage.state, footage.error) == ("failed", "The copy for watching could not be made.")


def test_a_cancelled_job_says_so_and_can_be_asked_for_again(studio: Studio) -> None:
    footage = read(studio, PLAYABLE)
    cancel_job(actor=studio["coder"], job=job_of("audio", footage))
    assert (states(footage)["audio"], states(footage)["peaks"]) == ("failed", "failed")
    assert "cancelled" in footage.derivatives.get(kind="audio").error
    retry_derivative(actor=studio["coder"], footage=footage, kind="audio")
    work()
    assert set(states(footage).values()) == {"ready"}
    assert footage.state == "ready"


def test_what_is_asked_for_again_while_it_is_still_stopping_is_made(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    footage = read(studio, PLAYABLE)
    lead = studio["lead"]

    def stopping(work: tasks.Making) -> dict[str, object]:
        cancel_derivative(actor=lead, footage=footage, kind="audio")
        assert states(footage)["audio"] == "failed"
        retry_derivative(actor=lead, footage=footage, kind="audio")
        raise JobStopped(StopReason.CANCELLED)

    with monkeypatch.context() as patched:
        patched.setitem(tasks._MAKERS, "audio", stopping)
        stopped = run_only("audio", footage)
    assert stopped.state == "cancelled"
    assert (states(footage)["audio"], states(footage)["peaks"]) == ("waiting", "waiting")
    work()
    assert states(footage)["audio"] == "ready"


def test_a_cancelled_reading_fails_the_recording(studio: Studio) -> None:
    clip(studio, "a.mp4")
    footage = studio.register("a.mp4")
    cancel_job(actor=studio["lead"], job=job_of("ingest", footage))
    assert set(states(footage).values()) == {"not_applicable"}
    assert (footage.state, "cancelled" in footage.error) == ("failed", True)


def test_a_handler_that_is_started_again_ends_in_the_same_state_once(studio: Studio) -> None:
    footage = read(studio, SMALL)
    folder = store.folder_of(footage)
    folder.mkdir(parents=True)
    (folder / ".audio-v1.wav.0123456789abcdef.part").write_bytes(b"left by a killed worker")
    (folder / ".peaks-v1.i8.0123456789abcdef.part").write_bytes(b"somebody may be at it just now")
    derivative = footage.derivatives.get(kind="audio")
    derivative.state = "running"  # as its killed worker left it
    derivative.save()
    (folder / "audio-v1.wav").write_bytes(b"whole, but its worker was killed before it could say so")
    run_only("audio", footage)
    assert states(footage)["audio"] == "ready"
    assert (folder / "audio-v1.wav").read_bytes()[:4] == b"RIFF"
    assert ".audio-v1.wav.0123456789abcdef.part" not in made_files(footage)
    assert ".peaks-v1.i8.0123456789abcdef.part" in made_files(footage)
    work()
    assert made_files(footage) == {"audio-v1.wav", "peaks-v1.i8", "keyframes-v2.json", "sprites-v2"}
    done = Event.objects.filter(action="derivative.ready").count()
    again = Job.objects.create(project=footage.project, kind="footage.audio", queue="light", subject_id=footage.id)
    measured = Job.objects.create(project=footage.project, kind="footage.ingest", queue="light", subject_id=footage.id)
    footage.refresh_from_db()
    before = footage.version
    for job in (again, measured):
        run(job.pk, threading.Event())
        job.refresh_from_db()
        assert job.state == "succeeded"
    footage.refresh_from_db()
    assert footage.version == before
    assert Event.objects.filter(action="derivative.ready").count() == done


def test_a_derivative_that_got_lost_is_made_again_when_asked(studio: Studio) -> None:
    clip(studio, "a.mp4")
    footage = studio.register("a.mp4")
    work()
    file: Path = store.file_of(footage.derivatives.get(kind="peaks"))
    file.unlink()
    retry_derivative(actor=studio["coder"], footage=footage, kind="peaks")
    footage.refresh_from_db()
    assert footage.state == "processing"
    work()
    footage.refresh_from_db()
    assert footage.state == "ready"
    assert file.exists()


def test_a_start_timecode_that_does_not_fit_is_explained_and_can_be_put_right(studio: Studio) -> None:
    clip(studio, "a.mp4")
    footage = studio.register("a.mp4", start_timecode="00:17:00:29")
    work()
    footage.refresh_from_db()
    assert footage.state == "failed"
    assert "00:17:00:29" in footage.error


def test_an_asked_frame_rate_sets_the_clock(studio: Studio) -> None:
    clip(studio, "a.mp4")
    footage = studio.register("a.mp4", frame_rate="50", start_timecode="01:00:00:49")
    work()
    assert states(footage)["proxy"] == "ready"
    clock = footage.measured_clock()
    assert (str(clock.rate), clock.frames, clock.start_timecode) == ("50/1", 60, "01:00:00:49")
    assert not footage.derivatives.get(kind="proxy").same_as_original


def test_what_an_older_version_left_in_pieces_goes(studio: Studio) -> None:
    clip(studio, "a.mp4")
    footage = studio.register("a.mp4")
    current = store.chunk_folder(footage, 3)
    old = store.folder_of(footage) / "chunks-v0" / "000003"
    for folder in (current, old):
        folder.mkdir(parents=True)
    renew_outdated()
    assert current.exists()
    assert not old.parent.exists()


def test_what_an_older_recipe_made_is_made_again_and_served_meanwhile(studio: Studio) -> None:
    clip(studio, "a.mp4")
    footage = studio.register("a.mp4")
    work()
    assert renew_outdated() == 0
    old = {}
    for kind in ("audio", "peaks"):
        derivative = footage.derivatives.get(kind=kind)
        file = store.file_of(derivative)
        old[kind] = file.rename(file.with_name(file.name.replace("-v1", "-v0")))
        footage.derivatives.filter(kind=kind).update(recipe=0, file_name=old[kind].name)
    footage.derivatives.get(kind="keyframes").delete()  # as if the kind were new
    assert renew_outdated() == 1
    assert states(footage) == {**dict.fromkeys(ALL, "ready"), "keyframes": "waiting"}
    assert [job.kind for job in Job.objects.waiting()] == ["footage.audio", "footage.chunk"]
    assert all(file.exists() for file in old.values())
    work()
    assert states(footage) == dict.fromkeys(ALL, "ready")
    assert {made.recipe == recipe(made.kind).version for made in footage.derivatives.all()} == {True}
    assert made_files(footage) == {"audio-v1.wav", "peaks-v1.i8", "keyframes-v2.json", "sprites-v2"}
    assert renew_outdated() == 0
