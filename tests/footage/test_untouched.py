"""What is made of an original appears only if nobody wrote to it meanwhile, even if it is as it was again."""

import os
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from annotator.errors import RuleBroken, Unavailable
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from footage import excerpt_tasks, originals, stills, store, tasks
from footage.media import chunks, sound
from footage.models import Footage, Presence
from footage.operations import recordings
from footage.operations.excerpts import create_excerpt
from tests.footage.media.clips import make_sound
from tests.footage.studio import PLAYABLE, SMALL, Studio, clip, read, work

TOUCHED = "touched the file"


def overwrite_and_put_back(file: Path) -> None:
    """As a sync does that first writes something else, and then the original again with its own time."""
    whole, facts = file.read_bytes(), file.stat()
    file.write_bytes(bytes(len(whole)))
    file.write_bytes(whole)
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def append(file: Path) -> None:
    """As a copy does that is not done yet."""
    with file.open("ab") as copied:
        copied.write(b"more")


def steal() -> None:
    """As the supervisor does with a job whose worker seems dead, when another worker takes it."""
    Job.objects.filter(state="running").update(lease=uuid.uuid4())


def meanwhile(patch: pytest.MonkeyPatch, module: ModuleType, name: str, happens: Callable[[], object]) -> None:
    """Have something happen at the end of the work that a function does."""
    real = getattr(module, name)

    def worked(*given: Any, **more: Any) -> Any:
        done = real(*given, **more)
        happens()
        return done

    patch.setattr(module, name, worked)


def run_waiting(kind: str) -> Job:
    """Do the first job of a kind that waits; the job."""
    job = Job.objects.waiting().filter(kind=f"footage.{kind}")[0]
    run(job.pk, threading.Event())
    job.refresh_from_db()
    return job


def made_of(footage: Footage) -> list[str]:
    """The files that lie in the recording's folder."""
    return sorted(path.name for path in store.folder_of(footage).rglob("*") if path.is_file())


def ready_for(studio: Studio, what: str) -> tuple[Footage, Path, list[str]]:
    """A recording of which only `what` is to be made yet; its file, and what was made of it."""
    file = make_sound(studio.folder / "a.flac", 1) if what == "proxy of sound" else clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register(file.name)
    run_waiting("ingest")
    if what == "proxy":
        while Job.objects.waiting().filter(kind="footage.chunk").exists():
            run_waiting("chunk")
    footage.refresh_from_db()
    return footage, file, made_of(footage)


MAKERS = [
    ("audio", "audio", sound),
    ("chunk", "chunk", chunks),
    ("proxy", "proxy", sound),
    ("proxy of sound", "proxy", sound),
]


@pytest.mark.parametrize(("what", "kind", "module"), MAKERS, ids=[maker[0] for maker in MAKERS])
def test_nothing_appears_of_an_original_that_was_written_to_meanwhile(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, what: str, kind: str, module: ModuleType
) -> None:
    footage, file, before = ready_for(studio, what)
    meanwhile(monkeypatch, module, "run", lambda: overwrite_and_put_back(file))

    job = run_waiting(kind)

    assert (job.state, TOUCHED in job.error) == ("failed", True)
    assert made_of(footage) == before
    assert not footage.derivatives.filter(kind=kind, state="ready").exists()


@pytest.mark.parametrize(("what", "kind", "module"), MAKERS[:2], ids=["audio", "chunk"])
def test_a_worker_that_was_taken_for_dead_lets_nothing_appear(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, what: str, kind: str, module: ModuleType
) -> None:
    footage, _, before = ready_for(studio, what)
    meanwhile(monkeypatch, module, "run", steal)

    assert run_waiting(kind).state == "running"  # in the hands of another
    assert made_of(footage) == before


def test_what_is_made_of_derivatives_appears_only_from_the_job_that_is_at_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    footage, _, _ = ready_for(studio, "audio")
    while Job.objects.waiting().filter(kind="footage.chunk").exists():
        run_waiting("chunk")
    run_waiting("audio")
    before = made_of(footage)
    for kind in ("peaks", "keyframes", "sprites"):
        with monkeypatch.context() as patched:
            patched.setattr(tasks, "_appearing", _after_a_theft(tasks._appearing))
            assert run_waiting(kind).state == "running"
    assert made_of(footage) == before


def _after_a_theft(appearing: Any) -> Any:
    def stolen(*given: Any) -> Any:
        steal()
        return appearing(*given)

    return stolen


def test_a_clock_is_not_fixed_from_a_file_that_was_written_to_meanwhile(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = clip(studio, "a.mp4")
    footage = studio.register("a.mp4")
    meanwhile(monkeypatch, tasks, "probe_file", lambda: overwrite_and_put_back(file))

    assert TOUCHED in run_waiting("ingest").error
    footage.refresh_from_db()
    assert footage.clock is None


def test_one_that_is_still_being_copied_is_not_registered(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    file = clip(studio, "a.mp4")
    meanwhile(monkeypatch, recordings, "hash_file", lambda: append(file))

    with pytest.raises(RuleBroken, match="writing to this file"):
        studio.register("a.mp4")
    assert not Footage.objects.exists()


def test_nothing_of_an_older_clock_is_left_when_there_is_a_new_one(studio: Studio) -> None:
    clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register("a.mp4")
    old = store.chunk_folder(footage, 0)  # as a crash leaves it before the work after a transaction was done
    old.mkdir(parents=True)
    (old / "picture.mp4").write_bytes(b"of the old clock")

    run_waiting("ingest")

    assert not old.exists()


@pytest.fixture(name="film")
def measured(studio: Studio) -> Footage:
    return read(studio, SMALL)


class TestStills:
    def test_none_is_kept_of_an_original_that_was_written_to_meanwhile(
        self, studio: Studio, film: Footage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = studio.folder / "a.mp4"
        with monkeypatch.context() as patched:
            meanwhile(patched, stills, "frame_jpeg", lambda: overwrite_and_put_back(file))
            with pytest.raises(RuleBroken, match=TOUCHED):
                stills.still(film, 7, 320)
        assert made_of(film) == []
        assert stills.still(film, 7, 320).file.exists()

    def test_nor_of_one_that_has_another_clock_by_then(self, film: Footage, monkeypatch: pytest.MonkeyPatch) -> None:
        meanwhile(monkeypatch, stills, "frame_jpeg", lambda: Footage.objects.filter(pk=film.pk).update(frame_count=29))
        with pytest.raises(Unavailable, match="read again"):
            stills.still(film, 7, 320)
        assert made_of(film) == []

    def test_one_is_kept_when_the_whole_reading_found_what_was_known(
        self, film: Footage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = {**film.probe, "duration": "31/25"}
        meanwhile(monkeypatch, stills, "frame_jpeg", lambda: Footage.objects.filter(pk=film.pk).update(probe=whole))
        assert stills.still(film, 7, 320).file.exists()


class TestUntouched:
    def test_as_it_was(self, film: Footage) -> None:
        original = originals.Untouched(film)
        assert original.file == Path(film.volume.root) / "a.mp4"
        original.check()

    @pytest.mark.parametrize("how", ["longer", "later", "put back", "replaced", "found to be another"])
    def test_it_is_found(self, studio: Studio, film: Footage, how: str) -> None:
        original, file = originals.Untouched(film), studio.folder / "a.mp4"
        if how == "longer":
            append(file)
        elif how == "later":
            os.utime(file)
        elif how == "put back":
            overwrite_and_put_back(file)
        elif how == "replaced":
            other = file.with_name("b.mp4")
            other.write_bytes(bytes(film.size))
            os.utime(other, ns=(0, film.modified_ns))
            other.replace(file)
        else:
            Footage.objects.filter(pk=film.pk).update(presence=Presence.CHANGED)
        with pytest.raises(RuleBroken) as refused:
            original.check()
        assert refused.value.code == "original_changed"


class TestExcerpts:
    def test_a_stale_worker_neither_replaces_nor_deletes_what_another_made(
        self, studio: Studio, film: Footage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for ends in ("well", "badly"):
            excerpt = create_excerpt(
                actor=studio["lead"], footage=film, kind="still", span=film.measured_clock().span(3, 4)
            )
            published = store.excerpt_file(excerpt)

            def overtaken(ends: str = ends, published: Path = published) -> None:
                steal()
                published.write_bytes(b"what the other worker made")
                if ends == "badly":
                    raise RuleBroken("The recording cannot be decoded.")

            with monkeypatch.context() as patched:
                meanwhile(patched, excerpt_tasks, "make_still", overtaken)
                run_waiting("excerpt")

            assert published.read_bytes() == b"what the other worker made", ends
            assert made_of(film) == [published.name]
            published.unlink()

    def test_none_of_an_original_that_was_written_to_meanwhile(
        self, studio: Studio, film: Footage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create_excerpt(actor=studio["lead"], footage=film, kind="still", span=film.measured_clock().span(3, 4))
        meanwhile(monkeypatch, excerpt_tasks, "make_still", lambda: overwrite_and_put_back(studio.folder / "a.mp4"))

        assert TOUCHED in run_waiting("excerpt").error
        assert made_of(film) == []


def test_what_is_left_of_the_making_goes_with_the_next_attempt(studio: Studio, film: Footage) -> None:
    excerpt = create_excerpt(actor=studio["lead"], footage=film, kind="still", span=film.measured_clock().span(3, 4))
    store.folder_of(film).mkdir(parents=True, exist_ok=True)
    half = store.folder_of(film) / f".excerpt-{excerpt.id}.jpg.00ff.part.00ff.part"
    half.write_bytes(b"half")
    work()
    assert not half.exists()
    assert store.excerpt_file(excerpt).exists()
