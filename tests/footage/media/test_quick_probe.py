"""A quick look gives the clock that reading everything gives, or reads everything."""

import struct
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from footage.media import glance_index, probe, probe_child
from footage.media.confirm import confirms
from footage.media.probe import Probe, probe_file
from footage.media.probe_child import examine
from footage.media.sample_tables import read_sample_tables
from footage.media.sandbox import Tools
from footage.media.source import CUT_SHORT, describe_source
from tests.footage.media import clips
from tests.footage.media.clips import Clip

SOUND = Fraction(20)
SOME_LEFT_OUT = ["-vf", "select=not(mod(floor(n/50)\\,3))"]
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "3")
ASKED_QUICKLY = {
    "plain.mp4": Clip(500, sound_seconds=SOUND),
    "delayed.mp4": Clip(500, start_seconds=Fraction(2), sound_seconds=SOUND),
    "negative.mp4": Clip(500, more=["-movflags", "negative_cts_offsets"]),
    "varying.mp4": Clip(500, more=SOME_LEFT_OUT),
    "cut.mp4": Clip(500, gop=50, more=["-ss", "2.6", "-copyts", "-avoid_negative_ts", "disabled"]),
    "prores.mov": Clip(200, codec=("-c:v", "prores_ks"), sound_seconds=Fraction(8), more=["-c:a", "pcm_s16le"]),
    "film.mkv": Clip(500, Fraction(24000, 1001), sound_seconds=SOUND),
    "air.ts": Clip(500, gop=50, sound_seconds=SOUND),
    "disc.mpg": Clip(500, codec=MPEG2, b_frames=2, gop=12, sound_seconds=SOUND, more=["-c:a", "mp2"]),
    "studio.mxf": Clip(500, codec=MPEG2, b_frames=2, gop=12),
    "old.avi": Clip(500, codec=("-c:v", "mpeg4", "-q:v", "3"), b_frames=2, sound_seconds=SOUND),
}
ASKED_WHOLE = {
    "varying.mkv": Clip(500, more=SOME_LEFT_OUT),
    "pieces.mp4": Clip(500, gop=50, more=["-movflags", "frag_keyframe+empty_moov"]),
    "short.ts": Clip(100),
}
Probed = Callable[[str], tuple[Probe, Probe]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def probed(folder: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> Probed:
    """The quick and the whole look at a clip, which is small, yet looked at as if it were large."""
    monkeypatch.setattr(probe, "SMALL_BYTES", 0)

    def both(name: str) -> tuple[Probe, Probe]:
        path = folder / name
        if not path.exists():
            clips.make_numbered(path, (ASKED_QUICKLY | ASKED_WHOLE)[name])
        return probe_file(path, tools, quick=True), probe_file(path, tools)

    return both


@pytest.mark.parametrize("name", sorted(ASKED_QUICKLY))
def test_a_quick_look_tells_the_same_clock(probed: Probed, name: str) -> None:
    quick, whole = probed(name)
    assert not quick.whole
    assert whole.whole
    assert confirms(quick, whole) is None
    assert describe_source(quick) == describe_source(whole)


@pytest.mark.parametrize("name", sorted(ASKED_WHOLE))
def test_what_is_doubtful_is_read_whole(probed: Probed, name: str) -> None:
    quick, whole = probed(name)
    assert quick == whole
    assert quick.whole


def test_a_small_file_is_read_whole(folder: Path, tools: Tools) -> None:
    path = clips.make_numbered(folder / "small.mp4", Clip(50))
    assert probe_file(path, tools, quick=True).whole


def test_an_index_gives_every_fact_of_the_pictures(probed: Probed) -> None:
    for name in ("plain.mp4", "varying.mp4", "cut.mp4"):
        quick, whole = probed(name)
        assert quick.streams[0] == whole.streams[0]


@pytest.mark.parametrize("share", [0.5, 0.99])
def test_a_file_that_is_cut_short_is_seen_by_its_index(
    folder: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(probe, "SMALL_BYTES", 0)
    path = clips.make_numbered(folder / "fast.mp4", Clip(500, sound_seconds=SOUND, more=["-movflags", "+faststart"]))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert probe_file(path, tools, quick=True).cut_short


@pytest.mark.parametrize("place", [3, 250, 499])
def test_an_index_that_disagrees_with_its_packets_is_not_believed(
    folder: Path, probed: Probed, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    _, whole = probed("plain.mp4")
    tables = read_sample_tables(folder / "plain.mp4")
    assert tables is not None
    delays = tables[1].delays
    assert delays is not None
    delays[place] += 512
    monkeypatch.setattr(glance_index, "read_sample_tables", lambda _path: tables)
    facts = examine(str(folder / "plain.mp4"), quick=True)
    assert facts == whole.facts
    assert facts["whole"]


@pytest.mark.parametrize("damage", [(b"stsc", b"stsx"), (b"stco", b"stcx"), (b"trak", b"trax"), (b"moov", b"moof")])
def test_an_index_that_cannot_be_read_gives_no_tables(
    folder: Path, probed: Probed, damage: tuple[bytes, bytes]
) -> None:
    probed("plain.mp4")
    damaged = folder / "damaged.mp4"
    damaged.write_bytes((folder / "plain.mp4").read_bytes().replace(*damage))
    assert not read_sample_tables(damaged)


def boxes_in_boxes(deep: int) -> bytes:
    box = b""
    for _ in range(deep):
        box = struct.pack(">I4s", len(box) + 8, b"trak") + box
    return box


@pytest.mark.parametrize(
    "hostile", [boxes_in_boxes(5000), struct.pack(">I4s", 8, b"free") * 5000], ids=["deep", "many"]
)
def test_an_index_of_boxes_without_end_gives_no_tables(
    folder: Path, probed: Probed, tools: Tools, hostile: bytes
) -> None:
    probed("plain.mp4")
    content = (folder / "plain.mp4").read_bytes()
    index = content.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", content, index)
    assert index + size == len(content)
    path = folder / "hostile.mp4"
    path.write_bytes(content[:index] + struct.pack(">I", size + len(hostile)) + content[index + 4 :] + hostile)
    assert read_sample_tables(path) is None
    assert probe_file(path, tools, quick=True).whole


@pytest.mark.parametrize("trouble", [ValueError, IndexError, OverflowError, MemoryError])
@pytest.mark.parametrize("name", ["plain.mp4", "film.mkv"])
def test_what_goes_wrong_in_a_quick_look_has_the_file_read_whole(
    folder: Path, probed: Probed, monkeypatch: pytest.MonkeyPatch, name: str, trouble: type[Exception]
) -> None:
    def fail(*_arguments: object) -> None:
        raise trouble

    _, whole = probed(name)
    monkeypatch.setattr(probe_child, "from_index", fail)
    monkeypatch.setattr(probe_child, "from_places", fail)
    assert examine(str(folder / name), quick=True) == whole.facts


def test_another_clock_is_said(probed: Probed) -> None:
    quick, whole = probed("plain.mp4")
    picture, sound = whole.streams
    longer = replace(whole, streams=(replace(picture, frames=501), sound))
    assert "it has 501 frames, not 500" in (confirms(quick, longer) or "")
    slower = replace(whole, streams=(replace(picture, rate=Fraction(24)), sound))
    assert "it runs at 24 frames per second, not at 25" in (confirms(quick, slower) or "")
    later = replace(whole, streams=(replace(picture, first=512), sound))
    assert "its first frame lies elsewhere" in (confirms(quick, later) or "")
    silent = replace(whole, streams=(picture,))
    assert "It has no sound" in (confirms(quick, silent) or "")
    assert confirms(quick, replace(whole, cut_short=True)) == CUT_SHORT
