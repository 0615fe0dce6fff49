"""Several people and workers at one recording at the same moment: nothing is lost, nobody gets a 500."""

import threading
from pathlib import Path
from typing import Any

import pytest

from annotator.audit.operations import verify
from footage.models import Footage, Volume, VolumeLink
from footage.operations import relinking, scanning, verifying
from footage.operations.scanning import Reading
from tests.coding.test_concurrency import at_once
from tests.footage.studio import Studio
from tests.footage.tapes import events, recorded

pytestmark = pytest.mark.usefixtures("postgresql")
ROUNDS = 6
"""One lucky order proves nothing."""


@pytest.fixture
def backups(postgresql: None, studio: Studio, tmp_path: Path) -> list[Volume]:
    """Two drives with a copy of the film each."""
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "film.mp4").write_bytes(b"a film")
        made.append(Volume.objects.create(name=name, root=str(folder)))
        VolumeLink.objects.create(project=studio.project, volume=made[-1])
    return made


def relink(studio: Studio, film: Footage, volume: Volume) -> Any:
    seen = Footage.objects.select_related("project", "volume").get(pk=film.pk)
    return relinking.relink_footage(actor=studio["lead"], footage=seen, volume=str(volume.id), path="film.mp4")


def state(film: Footage) -> tuple[Any, ...]:
    now = Footage.objects.select_related("volume").get(pk=film.pk)
    return now.volume.name, now.presence, now.version


def test_two_relinks_at_once_are_two_changes_one_after_the_other(studio: Studio, backups: list[Volume]) -> None:
    film = recorded(studio, "film", b"a film", presence="missing")
    for _ in range(ROUNDS):
        Footage.objects.filter(pk=film.pk).update(volume=studio.volume, presence="missing")
        before = len(events(film, "footage.relink"))
        at_once(lambda: relink(studio, film, backups[0]), lambda: relink(studio, film, backups[1]))
        volume, presence, version = state(film)
        assert (volume in {"one", "two"}, presence) == (True, "present")
        noted = events(film, "footage.relink")
        assert len(noted) == before + 2
        assert noted[-1].after is not None
        assert (noted[-1].after["volume"], noted[-1].after["version"]) == (volume, version)
    assert verify(actor=studio["lead"], project=studio.project).first_broken_seq is None


def test_a_scan_never_undoes_a_relink_that_came_meanwhile(
    studio: Studio, backups: list[Volume], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = recorded(studio, "film", b"a film")
    recorded(studio, "other", b"another")
    (studio.folder / film.path).unlink()
    settle, compared, relinked = scanning.settle, threading.Event(), threading.Event()

    def wait(finding: scanning.Finding) -> bool:
        if finding.footage.pk == film.pk:
            assert finding.how is scanning.How.MISSING
            compared.set()
            assert relinked.wait(20)
        return settle(finding)

    monkeypatch.setattr(scanning, "settle", wait)

    def relink_between() -> None:
        assert compared.wait(20)
        relink(studio, film, backups[0])
        relinked.set()

    at_once(lambda: scanning.scan_volume(studio.volume, Reading()), relink_between)
    assert state(film)[:2] == ("one", "present")


def test_scanning_verifying_and_relinking_at_once_ends_in_a_state_that_is_true(
    studio: Studio, backups: list[Volume]
) -> None:
    film = recorded(studio, "film", b"a film")
    recorded(studio, "other", b"another")
    for round_ in range(ROUNDS):
        Footage.objects.filter(pk=film.pk).update(volume=studio.volume, path="film.mp4", presence="present")
        (studio.folder / "film.mp4").write_bytes(b"a film" if round_ % 2 else b"a filn")

        def check() -> None:
            seen = Footage.objects.select_related("project", "volume").get(pk=film.pk)
            verifying.conclude(verifying.check(seen), actor=None)

        at_once(
            check,
            lambda: scanning.scan_volume(studio.volume, Reading()),
            lambda: relink(studio, film, backups[1]),
        )
        # Whoever came last: the copy that the person showed is what was registered, so it is there and unchanged.
        assert state(film)[:2] == ("two", "present")
    assert verify(actor=studio["lead"], project=studio.project).first_broken_seq is None
