"""Drives: nothing outside a volume is ever reached, nothing but an ordinary file is ever opened."""

import os
from pathlib import Path

import pytest

from annotator.errors import DomainError, Malformed, RuleBroken, Unavailable
from footage import originals
from footage.models import Footage, Volume


@pytest.fixture
def volume(tmp_path: Path) -> Volume:
    root = tmp_path / "tapes"
    (root / "day 1").mkdir(parents=True)
    (root / "day 1" / "강변.mp4").write_bytes(b"12345")
    (tmp_path / "secret.mp4").write_bytes(b"not on the drive")
    return Volume(name="Tapes", root=str(root))


def refusal(volume: Volume, path: str) -> DomainError:
    with pytest.raises(DomainError) as refused:
        originals.find_original(volume, originals.clean_path(path))
    return refused.value


@pytest.mark.parametrize(
    "path", ["../secret.mp4", "day 1/../../secret.mp4", "/etc/passwd", "a\0b", "a\nb", "a\ud800", "x" * 1025]
)
def test_a_path_that_leaves_the_volume_or_that_no_drive_holds_is_malformed(volume: Volume, path: str) -> None:
    assert isinstance(refusal(volume, path), Malformed)


def test_a_path_is_kept_in_one_form() -> None:
    assert originals.clean_path("./day 1//강변.mp4/") == "day 1/강변.mp4"
    assert originals.clean_path("") == ""


def test_finds_a_recording_with_its_size_and_time(volume: Volume) -> None:
    file = Path(volume.root) / "day 1" / "강변.mp4"
    found = originals.find_original(volume, "day 1/강변.mp4")
    assert found == originals.Original(file, 5, file.stat().st_mtime_ns, file.stat().st_ctime_ns)


@pytest.mark.parametrize("target", ["../../secret.mp4", "/etc/passwd", "../../../proc/self/environ"])
def test_a_link_that_leads_outside_is_refused(volume: Volume, target: str) -> None:
    (Path(volume.root) / "day 1" / "link.mp4").symlink_to(target)
    assert refusal(volume, "day 1/link.mp4").code in {"outside_volume", "no_such_file"}


def test_a_folder_that_is_a_link_outside_is_refused(volume: Volume, tmp_path: Path) -> None:
    (Path(volume.root) / "all").symlink_to(tmp_path)
    assert refusal(volume, "all/secret.mp4").code == "outside_volume"
    with pytest.raises(RuleBroken, match="outside"):
        originals.list_folder(volume, "all")


def test_a_link_that_stays_inside_is_followed(volume: Volume) -> None:
    (Path(volume.root) / "best.mp4").symlink_to("day 1/강변.mp4")
    assert originals.find_original(volume, "best.mp4").size == 5


def test_what_is_no_ordinary_file_is_refused_without_being_opened(volume: Volume) -> None:
    os.mkfifo(Path(volume.root) / "pipe.mp4")  # opening it would wait for ever
    assert refusal(volume, "pipe.mp4").code == "not_a_file"
    assert refusal(volume, "day 1").code == "not_a_file"


def test_a_link_in_a_circle_and_a_missing_file_are_not_there(volume: Volume) -> None:
    (Path(volume.root) / "circle.mp4").symlink_to("circle.mp4")
    assert refusal(volume, "circle.mp4").code == "no_such_file"
    assert refusal(volume, "day 2/강변.mp4").code == "no_such_file"


def test_an_unplugged_drive_is_away_and_nothing_worse(volume: Volume) -> None:
    Path(volume.root).rename(Path(volume.root).with_name("unplugged"))
    assert not originals.is_online(volume)
    assert isinstance(refusal(volume, "day 1/강변.mp4"), Unavailable)


def test_sentences_never_hold_the_path(volume: Volume) -> None:
    # They are kept on the recording, where every member reads them.
    (Path(volume.root) / "Ms Kim.mp4").symlink_to("/etc/passwd")
    for path in ("Ms Kim.mp4", "Ms Kim/1.mp4"):
        assert "Kim" not in refusal(volume, path).sentence


def test_lists_folders_first_and_counts_what_it_leaves_out(volume: Volume) -> None:
    root = Path(volume.root)
    (root / "b.mp4").write_bytes(b"1")
    (root / ".hidden").write_bytes(b"1")
    (root / "outside").symlink_to("/etc")
    (root / "gone").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    (root / os.fsdecode(b"\xff.mp4")).write_bytes(b"1")
    listing = originals.list_folder(volume, "")
    assert [(entry.path, entry.is_folder, entry.size) for entry in listing.entries] == [
        ("day 1", True, None),
        ("b.mp4", False, 1),
    ]
    assert listing.hidden == 5
    assert [entry.path for entry in originals.list_folder(volume, "day 1").entries] == ["day 1/강변.mp4"]


def test_a_recording_that_changed_on_the_drive_is_not_used(volume: Volume) -> None:
    file = Path(volume.root) / "day 1" / "강변.mp4"
    footage = Footage(title="T", volume=volume, path="day 1/강변.mp4", size=5, modified_ns=file.stat().st_mtime_ns)
    assert originals.unchanged_original(footage) == file
    os.utime(file, ns=(0, footage.modified_ns + 1))
    with pytest.raises(RuleBroken, match="has changed"):
        originals.unchanged_original(footage)
