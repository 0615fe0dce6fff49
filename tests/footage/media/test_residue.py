"""What a file that leaves may carry: everything else is found, in whatever box, segment or unit it sits."""

import random
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from footage.media.excerpts import Cut, make_clip, make_still
from footage.media.residue import residue_of_jpeg, residue_of_mp4
from footage.media.sandbox import Tools
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of

SECRET = b"Anna, Blagoveshchensk"
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> tuple[bytes, bytes]:
    """A clip and a still that are as they should be."""
    folder = tmp_path_factory.mktemp("clean")
    path = clips.make_numbered(folder / "a.mp4", Clip(60, sound_seconds=Fraction(2)))
    source = source_of(path, tools)
    cut = Cut(source, path, 10, 40)
    make_clip(cut, folder / "clip.mp4", tools)
    make_still(cut, folder / "still.jpg", tools)
    return (folder / "clip.mp4").read_bytes(), (folder / "still.jpg").read_bytes()


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + kind + content


def found_in(content: bytes, path: Path) -> list[str]:
    path.write_bytes(content)
    look = residue_of_jpeg if path.suffix == ".jpg" else residue_of_mp4
    try:
        return look(path)
    except ValueError as error:
        return [f"unreadable: {error}"]


@pytest.mark.parametrize("kind", [b"udta", b"meta", b"uuid", b"skip", b"free", b"XMP_", b"mdat", b"moov"])
def test_boxes_at_the_end_are_found(kind: bytes, clean: tuple[bytes, bytes], tmp_path: Path) -> None:
    assert found_in(clean[0] + box(kind, SECRET), tmp_path / "a.mp4")


@pytest.mark.parametrize("parent", [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"])
def test_boxes_inside_others_are_found(parent: bytes, clean: tuple[bytes, bytes], tmp_path: Path) -> None:
    """A stranger in the place of the last box inside: as long, so that nothing else moves."""
    content = bytearray(clean[0])
    start = content.index(parent) - 4
    end, at = start + int.from_bytes(content[start : start + 4]), start + 8
    while at + int.from_bytes(content[at : at + 4]) < end:
        at += int.from_bytes(content[at : at + 4])
    content[at + 4 : at + 8] = b"uuid"
    assert found_in(bytes(content), tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (b"VideoHandler", b"Anna, Blagov"),
        (b"SoundHandler", b"Anna, Blagov"),
        (b"Lavc libx264", b"Anna, Blagov"),
        (b"iso2", b"Anna"),
        (b"mvhd\0\0\0\0\0\0\0\0", b"mvhd\0\0\0\0\0\0\0\1"),
        (b"tkhd\0\0\0\3\0\0\0\0", b"tkhd\0\0\0\3\1\0\0\0"),
        (b"\x55\xc4\0\0", b"\x15\xc7\0\0"),
        (b"\0\0\0\x0curl ", b"\0\0\0\x0curn "),
        (b"ilst", b"ils\xa9"),
        (b"mdirappl", b"mdirAnna"),
        (b"btrt", b"uuid"),
        (b"esds", b"Anna"),
        (b"avc1\0\0\0\0\0\0", b"encv\0\0\0\0\0\0"),
    ],
)
def test_a_changed_field_is_found(what: bytes, instead: bytes, clean: tuple[bytes, bytes], tmp_path: Path) -> None:
    assert clean[0].count(what) >= 1
    assert found_in(clean[0].replace(what, instead), tmp_path / "a.mp4")


def test_information_among_the_pictures_is_found(clean: tuple[bytes, bytes], tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(clean[0])
    copy = [tools.ffmpeg, "-loglevel", "error", "-i", str(tmp_path / "a.mp4"), "-c", "copy", "-fflags", "+bitexact"]
    plain = [*copy, "-map_metadata", "-1", "-movflags", "+faststart", "-write_tmcd", "0"]
    subprocess.run([*plain, str(tmp_path / "plain.mp4")], check=True)
    assert residue_of_mp4(tmp_path / "plain.mp4") == []
    sei = "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+Anna"
    subprocess.run([*plain, "-bsf:v", sei, str(tmp_path / "sei.mp4")], check=True)
    assert any("unit 6" in found for found in residue_of_mp4(tmp_path / "sei.mp4"))


def test_bytes_between_samples_are_found(clean: tuple[bytes, bytes], tmp_path: Path) -> None:
    content = bytearray(clean[0])
    start = content.index(b"mdat") - 4
    size = int.from_bytes(content[start : start + 4]) + len(SECRET)
    content[start : start + 4] = size.to_bytes(4)
    assert found_in(bytes(content) + SECRET, tmp_path / "a.mp4")


def test_every_cut_and_almost_every_changed_byte_is_a_refusal_or_a_picture(
    clean: tuple[bytes, bytes], tmp_path: Path
) -> None:
    """Whatever is done to a clip, looking at it ends, and raises nothing but what its caller expects."""
    dice = random.Random(7)
    for _ in range(400):
        content = bytearray(clean[0])
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(len(content) // 3)] = dice.randrange(256)
        found_in(bytes(content), tmp_path / "a.mp4")
        assert found_in(clean[0][: dice.randrange(len(clean[0]))], tmp_path / "a.mp4")


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xED, 0xEE, 0xFE, 0xEF])
def test_segments_are_found(marker: int, clean: tuple[bytes, bytes], tmp_path: Path) -> None:
    segment = bytes([0xFF, marker]) + (len(XMP) + 2).to_bytes(2) + XMP
    still = clean[1]
    assert found_in(still[:2] + segment + still[2:], tmp_path / "a.jpg")
    assert found_in(still[:20] + segment + still[20:], tmp_path / "a.jpg")


def test_what_follows_a_picture_or_hides_in_jfif_is_found(clean: tuple[bytes, bytes], tmp_path: Path) -> None:
    still = clean[1]
    assert still[2:4] == b"\xff\xe0"
    assert found_in(still + SECRET, tmp_path / "a.jpg")
    thumbnail = still[:4] + (19).to_bytes(2) + still[6:18] + b"\1\1abc" + still[20:]
    assert found_in(thumbnail, tmp_path / "a.jpg")
    for end in range(0, len(still), 97):
        assert found_in(still[:end], tmp_path / "a.jpg"), end


def test_the_samples_of_cameras_are_full_of_it(samples: Path) -> None:
    folder = samples / "media-metadata"
    for path in folder.glob("*.jpg"):
        assert residue_of_jpeg(path), path
    found = residue_of_mp4(folder / "MADE-HERE-rich-canary.mp4")
    for word in ("CANARY", "uuid", "mvhd", "udta", "description b'tmcd'"):
        assert any(word in each for each in found), word
