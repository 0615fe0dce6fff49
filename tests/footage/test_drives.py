"""A drive that is unplugged and comes back under another mount point."""

import os
import shutil
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.audit.models import Event
from annotator.errors import RuleBroken, Unavailable
from annotator.jobs.execution import run as run_job
from annotator.jobs.models import Job
from footage import drive_tasks, originals
from footage.media.digest import hash_file
from footage.models import Footage, Inventory
from footage.operations import drives, scanning, verifying
from footage.operations.resuming import go_on_where_drives_are_back
from footage.operations.scanning import Reading
from tests.footage.studio import PLAYABLE, Studio, clip, work
from tests.footage.tapes import recorded, trail


@pytest.fixture
def mounts(tmp_path: Path, settings: Any) -> Path:
    """Where drives are mounted, as the product knows it; nothing is mounted yet."""
    folder = tmp_path / "mounts"
    folder.mkdir()
    settings.DRIVE_FOLDERS = [f"{folder}/*", f"{folder}/*/*"]
    return folder


@pytest.fixture
def films(studio: Studio) -> list[Footage]:
    return [recorded(studio, f"day {n % 2}/film {n}", b"film %d " % n * (n + 1)) for n in range(6)]


def root(studio: Studio) -> str:
    studio.volume.refresh_from_db()
    return studio.volume.root


def availability(studio: Studio) -> set[str]:
    answer = studio.client("coder").get(f"/api/v1/projects/{studio.project.id}/footage/")
    return {one["availability"] for one in answer.json()["results"]}


def test_a_drive_that_comes_back_elsewhere_is_recognised(studio: Studio, films: list[Footage], mounts: Path) -> None:
    assert availability(studio) == {"online"}
    studio.folder.rename(mounts / "KIM")
    assert availability(studio) == {"offline"}
    drives.bring_back_lost(Reading())
    assert root(studio) == str(mounts / "KIM")
    assert availability(studio) == {"online"}
    assert all(originals.unchanged_original(film) for film in Footage.objects.select_related("volume"))
    assert [event.action for event in Event.objects.filter(object_type="volume")] == ["volume.change"]
    assert "KIM" not in trail()


def test_its_folder_may_lie_inside_the_drive(studio: Studio, films: list[Footage], mounts: Path) -> None:
    (mounts / "anna" / "disk" / "2012").mkdir(parents=True)
    studio.folder.rename(mounts / "anna" / "disk" / "tapes")  # as it was called before
    drives.bring_back_lost(Reading())
    assert root(studio) == str(mounts / "anna" / "disk" / "tapes")


def test_it_is_known_by_content_and_not_by_names_and_sizes(studio: Studio, films: list[Footage], mounts: Path) -> None:
    shutil.copytree(studio.folder, mounts / "forged")
    for film in films[:2]:
        file = mounts / "forged" / film.path
        file.write_bytes(file.read_bytes()[::-1])
    studio.folder.rename(studio.folder.with_name("unplugged"))
    before = studio.volume.root
    drives.bring_back_lost(Reading())
    assert root(studio) == before


def test_one_file_that_rotted_on_it_is_found_and_marked(studio: Studio, films: list[Footage], mounts: Path) -> None:
    rotten = studio.folder / films[0].path
    rotten.write_bytes(rotten.read_bytes()[::-1])
    os.utime(rotten, ns=(0, films[0].modified_ns))
    studio.folder.rename(mounts / "disk")
    drives.bring_back_lost(Reading())
    assert root(studio) == str(mounts / "disk")
    presences = dict(Footage.objects.values_list("id", "presence"))
    assert [presences[film.id] for film in films] == ["changed", *["present"] * 5]
    with pytest.raises(RuleBroken, match="put the original back"):
        originals.unchanged_original(Footage.objects.get(pk=films[0].pk))


def test_one_of_which_some_was_deleted_meanwhile_is_still_itself(
    studio: Studio, films: list[Footage], mounts: Path
) -> None:
    studio.folder.rename(mounts / "disk")
    for film in films[:3]:
        (mounts / "disk" / film.path).unlink()
    drives.bring_back_lost(Reading())
    assert root(studio) == str(mounts / "disk")


def test_one_with_less_than_half_of_them_is_another(studio: Studio, films: list[Footage], mounts: Path) -> None:
    studio.folder.rename(mounts / "disk")
    for film in films[:4]:
        (mounts / "disk" / film.path).unlink()
    before = studio.volume.root
    drives.bring_back_lost(Reading())
    assert root(studio) == before


def test_of_two_equal_drives_neither_is_taken(studio: Studio, films: list[Footage], mounts: Path) -> None:
    shutil.copytree(studio.folder, mounts / "copy")
    studio.folder.rename(mounts / "first")
    before = studio.volume.root
    drives.bring_back_lost(Reading())
    assert root(studio) == before
    with pytest.raises(RuleBroken, match="2 folders"):
        drives.bring_back(studio.volume, [mounts], Reading())


def test_one_folder_under_two_names_is_one(studio: Studio, films: list[Footage], mounts: Path) -> None:
    studio.folder.rename(mounts / "disk")
    (mounts / "by-label").symlink_to(mounts / "disk")
    assert drives.bring_back(studio.volume, [mounts], Reading())


def test_a_drive_that_is_there_is_not_looked_for(studio: Studio, films: list[Footage], mounts: Path) -> None:
    shutil.copytree(studio.folder, mounts / "copy")
    drives.bring_back_lost(Reading())
    assert root(studio) == str(studio.folder)


def test_the_bare_mount_point_that_it_left_is_no_drive(studio: Studio, films: list[Footage], mounts: Path) -> None:
    studio.folder.rename(mounts / "disk")
    studio.folder.mkdir()
    assert availability(studio) == {"offline"}
    drives.bring_back_lost(Reading())
    assert root(studio) == str(mounts / "disk")


def another_drive(studio: Studio) -> None:
    """Somebody's camera card in the place where the volume's drive was: it has files, and one of the same name."""
    (studio.folder / "day 0").mkdir(parents=True)
    (studio.folder / "day 0" / "film 0.mp4").write_bytes(b"of another camera")
    (studio.folder / "day 0" / "more.mp4").write_bytes(b"more of it")


def test_another_drive_in_its_place_is_not_taken_for_it(studio: Studio, films: list[Footage], mounts: Path) -> None:
    studio.folder.rename(mounts / "KIM")
    another_drive(studio)
    assert availability(studio) == {"offline"}
    drives.bring_back_lost(Reading())
    assert root(studio) == str(mounts / "KIM")
    assert availability(studio) == {"online"}


def test_nothing_is_missing_or_changed_on_another_drive(studio: Studio, films: list[Footage], tmp_path: Path) -> None:
    studio.folder.rename(tmp_path / "unplugged")
    another_drive(studio)
    with pytest.raises(Unavailable, match="offline"):
        scanning.scan_volume(studio.volume, Reading())
    with pytest.raises(Unavailable, match="offline"):
        verifying.check(Footage.objects.select_related("volume").get(pk=films[1].pk))
    assert set(Footage.objects.values_list("presence", flat=True)) == {"present"}
    assert not Inventory.objects.exists()


def test_a_drive_on_which_everything_was_renamed_is_known_by_content(studio: Studio, films: list[Footage]) -> None:
    for film in films:
        (studio.folder / film.path).rename(studio.folder / film.path.replace("film", "reel"))
    scan = scanning.scan_volume(studio.volume, Reading())
    assert {finding.how for finding in scan.findings} == {scanning.How.MOVED}
    assert all("reel" in path for path in Footage.objects.values_list("path", flat=True))


def test_what_another_drive_in_its_place_interrupted_goes_on(studio: Studio, mounts: Path) -> None:
    recorded(studio, "film", b"a film")
    clip(studio, "a.mp4", PLAYABLE)
    new = studio.register("a.mp4")
    run_job(Job.objects.get(kind="footage.ingest").pk, threading.Event())
    studio.folder.rename(mounts / "KIM")
    another_drive(studio)
    work()
    new.refresh_from_db()
    assert set(new.derivatives.values_list("state", "interrupted")) == {("failed", True)}

    drives.bring_back_lost(Reading())
    assert go_on_where_drives_are_back() == 1
    work()
    new.refresh_from_db()
    assert new.state == "ready"


def test_nobody_asked_so_nothing_large_is_read(
    studio: Studio, films: list[Footage], mounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drives, "MOST_BYTES_UNASKED", 10)
    studio.folder.rename(mounts / "disk")
    before = studio.volume.root
    drives.bring_back_lost(Reading())
    assert root(studio) == before
    studio.client("lead").post(f"/api/v1/projects/{studio.project.id}/volumes/{studio.volume.id}/scan/")
    (job,) = work()
    assert (job.state, job.result["compared"]) == ("succeeded", 6)
    assert root(studio) == str(mounts / "disk")


def test_without_a_hash_nothing_is_recognised(studio: Studio, mounts: Path) -> None:
    recorded(studio, "film", b"a film", sha256="")
    studio.folder.rename(mounts / "disk")
    assert not drives.bring_back(studio.volume, [mounts], Reading())


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("scan_volume", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_looks_where_it_is_told(studio: Studio, films: list[Footage], tmp_path: Path) -> None:
    (tmp_path / "media" / "anna").mkdir(parents=True)
    studio.folder.rename(tmp_path / "media" / "anna" / "disk")
    with pytest.raises(CommandError, match="offline"):
        run("Tapes", "--look-in", str(tmp_path / "media" / "anna" / "disk" / "day 0"), str(tmp_path / "nowhere"))
    said = run("Tapes", "--look-in", str(tmp_path / "media"))
    assert f"found     {tmp_path / 'media' / 'anna' / 'disk'}" in said
    assert "6 recordings compared, 6 as they were; 0 new files." in said


def test_the_supervisor_looks_in_one_thread_of_its_own(
    studio: Studio, films: list[Footage], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, go_on = [], threading.Event()

    def look(_reading: Reading) -> None:
        looked.append(threading.current_thread().name)
        go_on.wait(20)

    monkeypatch.setattr(drives, "bring_back_lost", look)
    for _ in range(3):  # a dead network drive holds the first one up
        drive_tasks.look_for_drives()
    go_on.set()
    assert drive_tasks._looking.acquire(timeout=20)
    drive_tasks._looking.release()
    assert looked == ["look for drives"]


def test_two_copies_that_stay_plugged_in_are_read_once(
    studio: Studio, films: list[Footage], mounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KIM", "COPY"):
        shutil.copytree(studio.folder, mounts / name)
    shutil.rmtree(studio.folder)
    read: list[Path] = []

    def counted(file: Path, **telling: Any) -> str:
        read.append(file)
        return hash_file(file, **telling)

    monkeypatch.setattr(scanning, "hash_original", counted)
    reading = Reading()
    for _ in range(3):
        drives.bring_back_lost(reading)
    assert root(studio) == str(studio.folder)
    assert len(read) == 2 * drives.HASHED
    shutil.rmtree(mounts / "COPY")
    drives.bring_back_lost(reading)
    assert root(studio) == str(mounts / "KIM")
    assert len(read) == 2 * drives.HASHED
    (mounts / "KIM").rename(mounts / "AGAIN")
    drives.bring_back_lost(reading)
    assert len(read) == 3 * drives.HASHED
