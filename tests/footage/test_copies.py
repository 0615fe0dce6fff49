"""A large recording that turns out to be in the project already when it is read to its end: one of the two is used."""

import threading
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import RuleBroken
from annotator.jobs import leases
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from coding.operations.places import lock_for_coding
from footage import store, tasks
from footage.media import probe
from footage.models import Excerpt, Footage
from footage.operations import measuring, recordings, verifying
from footage.operations.excerpts import create_excerpt
from footage.operations.recordings import CONFIRM
from footage.operations.removing import remove_footage
from footage.operations.renewing import renew_outdated
from footage.operations.verifying import Verdict
from tests.footage.media.clips import Clip
from tests.footage.studio import Studio, clip, work

LARGE = Clip(100, gop=12, b_frames=0)
"""Looked at as if it were large: its clock is fixed before it was read to its end."""


@pytest.fixture
def pair(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> tuple[Footage, Footage]:
    """Two recordings of the same content, of which both have a clock and only the first was read to its end."""
    monkeypatch.setattr(recordings, "HASHED_AT_ONCE", 0)
    monkeypatch.setattr(tasks, "HASHED_AT_ONCE", 0)
    monkeypatch.setattr(probe, "SMALL_BYTES", 0)
    content = clip(studio, "a.mp4", LARGE).read_bytes()
    (studio.folder / "copy.mp4").write_bytes(content)
    first, second = studio.register("a.mp4", title="River, morning"), studio.register("copy.mp4")
    do("footage.ingest")
    assert not now(second).read_whole
    assert now(second).playable, "people may begin to code on it"
    run(Job.objects.get(kind=CONFIRM, subject_id=first.id).pk, threading.Event())
    assert len(now(first).sha256) == 64
    return now(first), now(second)


def do(kind: str) -> None:
    for job in Job.objects.waiting().filter(kind=kind):
        run(job.pk, threading.Event())


def now(footage: Footage) -> Footage:
    return Footage.objects.select_related("project", "volume").get(pk=footage.pk)


def test_it_says_so_and_nothing_new_is_coded_on_it(studio: Studio, pair: tuple[Footage, Footage]) -> None:
    first, second = pair
    do(CONFIRM)
    second = now(second)
    assert (second.state, second.same_as, second.read_whole, second.sha256) == ("failed", first, True, first.sha256)
    assert "the same as “River, morning”" in second.error
    assert second.playable, "what was coded on it before can be looked at"
    with pytest.raises(RuleBroken, match="River, morning") as refused:
        lock_for_coding(second.id)
    assert refused.value.code == "same_content"
    with pytest.raises(RuleBroken, match="River, morning"):
        create_excerpt(actor=studio["lead"], footage=second, kind="still", span=second.measured_clock().span(3, 4))
    assert lock_for_coding(first.id) == first
    answer = studio.client("coder").get(f"/api/v1/footage/{second.id}/").json()
    assert (answer["same_as"], answer["error"]) == (str(first.id), second.error)


def test_it_is_read_once_and_nothing_more_is_made_of_it(pair: tuple[Footage, Footage]) -> None:
    first, second = pair
    do(CONFIRM)
    assert not Job.objects.unfinished().filter(subject_id=second.id).exists()
    assert renew_outdated() == 0
    work()
    assert not Job.objects.filter(kind=CONFIRM, subject_id=second.id)[1:].exists()
    assert (now(first).state, now(second).state) == ("ready", "failed")


def test_it_can_be_verified(pair: tuple[Footage, Footage]) -> None:
    do(CONFIRM)
    assert verifying.check(now(pair[1])).verdict is Verdict.INTACT


def test_a_third_copy_points_at_the_one_in_use_and_not_at_the_other_copy(
    studio: Studio, pair: tuple[Footage, Footage]
) -> None:
    do(CONFIRM)
    again = studio.folder / "again.mp4"
    again.write_bytes((studio.folder / "a.mp4").read_bytes())
    third = studio.register("again.mp4")
    work()
    assert now(third).same_as == pair[0]


def test_a_lead_takes_it_out_while_nothing_lies_on_it(
    studio: Studio, pair: tuple[Footage, Footage], django_capture_on_commit_callbacks: Any
) -> None:
    first, second = pair
    do(CONFIRM)
    folder: Path = store.folder_of(second)
    folder.mkdir(parents=True, exist_ok=True)
    client = studio.client("lead")
    headers = {"If-Match": f'"{now(second).version}"'}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(f"/api/v1/footage/{second.id}/", headers=headers).status_code == 204
    assert list(Footage.objects.all()) == [first]
    assert not folder.exists()
    assert (studio.folder / "copy.mp4").exists()
    assert studio.register("a.mp4", footage_id=first.id, title="River, morning") == first


def test_it_stays_while_something_lies_on_it_or_is_made_of_it(studio: Studio, pair: tuple[Footage, Footage]) -> None:
    _, second = pair
    chunk = Job.objects.filter(kind="footage.chunk", payload__footage=str(second.id)).earliest("created_at")
    held = leases.claim(chunk.pk)
    assert held is not None
    do(CONFIRM)

    def remove() -> None:
        remove_footage(actor=studio["lead"], footage=second, expected_version=now(second).version)

    with pytest.raises(RuleBroken, match="still being made"):
        remove()
    leases.succeed(held, {})
    cut = Excerpt.objects.create(footage=second, kind="still", start=3, end=4, created_by=studio["lead"].user)
    with pytest.raises(RuleBroken, match="cut out of it"):
        remove()
    cut.delete()
    remove()
    assert not Footage.objects.filter(pk=second.pk).exists()


def test_of_two_that_are_read_at_the_same_moment_one_is_used(
    pair: tuple[Footage, Footage], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    look, looks = recordings.twin_of, []

    def too_early(footage: Footage, sha256: str) -> Footage | None:
        looks.append(footage)
        return None if len(looks) == 1 else look(footage, sha256)

    monkeypatch.setattr(measuring, "twin_of", too_early)
    do(CONFIRM)
    assert now(second).same_as == first
