"""From facts to a clock, the tracks in use, and whether a browser can show the original."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from footage.media.failures import MediaFailed
from footage.media.probe import Probe, StreamFacts
from footage.media.sandbox import Tools
from footage.media.source import CUT_SHORT, NOTHING_TO_SEE, TOO_LONG, describe_source
from footage.timebase import FrameRate, TimeMalformed
from tests.footage.media.conftest import source_of

NTSC = Fraction(30000, 1001)
VIDEO = StreamFacts(
    index=0,
    kind="video",
    codec="h264",
    profile="High",
    default=True,
    time_base=Fraction(1, 12800),
    packets=250,
    first=0,
    end=128000,
    width=640,
    height=360,
    pixel_format="yuv420p",
    rate=Fraction(25),
    frames=250,
    constant=True,
    keyframes=21,
    longest_gop=12,
)
AUDIO = StreamFacts(
    index=1,
    kind="audio",
    codec="aac",
    default=True,
    language="ko",
    time_base=Fraction(1, 48000),
    packets=470,
    first=0,
    end=480_000,
    sample_rate=48_000,
    channels=2,
)
MP4 = frozenset({"mov", "mp4", "m4a"})


def probe(*streams: StreamFacts, container: frozenset[str] = MP4, **more: Any) -> Probe:
    known: dict[str, Any] = {"duration": Fraction(10), "timecode": None, "cut_short": False, "whole": True}
    return Probe(container=container, streams=streams, facts={}, **known | more)


def test_plain_recording() -> None:
    source = describe_source(probe(VIDEO, AUDIO))
    assert (source.rate, source.frames, source.seconds) == (FrameRate(25, 1), 250, Fraction(10))
    assert source.not_playable is None
    assert source.same_as_proxy
    assert source.choice == "Its only picture track is used. Its only sound track is used."
    assert source.timebase().timecode(249) == "00:00:09:24"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"codec": "hevc"}, "cannot show hevc"),
        ({"codec": "mpeg4"}, "cannot show mpeg4"),
        ({"pixel_format": "yuv420p10le"}, "yuv420p10le"),
        ({"profile": "High 4:2:2"}, "High 4:2:2"),
        ({"interlaced": True}, "interlaced"),
        ({"rotation": 90}, "turned"),
        ({"constant": False}, "varying rate"),
        ({"discarded": 3}, "start of the file"),
        ({"first": 13760}, "start of the file"),
    ],
)
def test_pictures_a_browser_cannot_show_exactly(change: dict[str, Any], reason: str) -> None:
    source = describe_source(probe(replace(VIDEO, **change), AUDIO))
    assert source.not_playable is not None
    assert reason in source.not_playable
    assert not source.same_as_proxy


@pytest.mark.parametrize(
    "change",
    [
        {"longest_gop": 26},
        {"reordered": True},
        {"height": 1080, "width": 1920},
        {"pixel_aspect": Fraction(4, 3)},
        {"codec": "vp9", "profile": "Profile 0"},
        {"first": 100},
    ],
)
def test_playable_but_in_need_of_a_proxy(change: dict[str, Any]) -> None:
    source = describe_source(probe(replace(VIDEO, **change), AUDIO))
    assert source.not_playable is None
    assert not source.same_as_proxy


def test_pictures_whose_sound_does_not_play() -> None:
    assert describe_source(probe(VIDEO, replace(AUDIO, codec="ac3"))).not_playable
    assert describe_source(probe(VIDEO, replace(AUDIO, codec="pcm_s16le"))).not_playable
    wav = probe(replace(AUDIO, codec="pcm_s16le", index=0), container=frozenset({"wav"}))
    assert describe_source(wav).same_as_proxy


def test_containers_a_browser_does_not_know() -> None:
    for container in ("mpegts", "avi", "mpeg", "mxf"):
        assert describe_source(probe(VIDEO, AUDIO, container=frozenset({container}))).not_playable


def test_the_default_track_wins_then_the_largest_then_the_first() -> None:
    small, large = VIDEO, replace(VIDEO, index=2, width=1280, height=720)
    assert chosen(small, large) == (2, "it has the largest picture")
    assert chosen(small, replace(large, default=False)) == (0, "the file marks it as the default")
    assert chosen(small, replace(small, index=5)) == (0, "it comes first")


def chosen(*videos: StreamFacts) -> tuple[int, str]:
    source = describe_source(probe(*videos))
    assert source.video is not None
    assert source.not_playable
    assert source.choice.startswith(f"Of its {len(videos)} picture tracks, number {source.video.index} of")
    return source.video.index, source.choice.split(": ")[1].removesuffix(". It has no sound.")


def test_a_second_sound_track_is_not_what_a_browser_plays() -> None:
    first, second = replace(AUDIO, channels=1), replace(AUDIO, index=2)
    source = describe_source(probe(VIDEO, first, second))
    assert source.audio is not None
    assert source.audio.index == 2
    assert source.not_playable
    assert "number 2 of the file is used: it has the most channels" in source.choice


def test_covers_are_no_pictures() -> None:
    cover = replace(VIDEO, index=1, codec="png", picture=True, frames=0, packets=0, first=None)
    source = describe_source(probe(replace(AUDIO, index=0), cover))
    assert source.video is None
    assert (source.rate, source.frames) == (FrameRate(1000, 1), 10_000)
    assert source.not_playable is None


@pytest.mark.parametrize(
    ("rate", "text", "drop"),
    [
        (Fraction(25), "10:00:00:24", False),
        (NTSC, "15:44:35:10", False),
        (NTSC, "15:44:35;10", True),
        (Fraction(60000, 1001), "00:59:59;59", True),
    ],
)
def test_start_timecode(rate: Fraction, text: str, drop: bool) -> None:
    source = describe_source(probe(replace(VIDEO, rate=rate, timecode=text)))
    assert (source.start_timecode, source.timebase().drop_frame) == (text, drop)
    assert source.timebase().timecode(0) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [(Fraction(25), "10:00:00:25"), (Fraction(25), "10:00:00;10"), (NTSC, "00:01:00;00"), (NTSC, "soon")],
)
def test_impossible_start_timecodes_are_said_and_left_out(rate: Fraction, text: str) -> None:
    source = describe_source(probe(replace(VIDEO, rate=rate, timecode=text)))
    assert source.start_timecode is None
    assert text in source.notes[0]
    assert source.timebase().timecode(0) == "00:00:00:00"


def test_the_timecode_may_stand_elsewhere() -> None:
    track = StreamFacts(index=2, kind="data", timecode="01:00:00:00")
    assert describe_source(probe(VIDEO, track)).start_timecode == "01:00:00:00"
    assert describe_source(probe(VIDEO, timecode="02:00:00:00")).start_timecode == "02:00:00:00"
    own = replace(VIDEO, timecode="03:00:00:00")
    assert describe_source(probe(own, track)).start_timecode == "03:00:00:00"


def test_overrides() -> None:
    source = describe_source(probe(replace(VIDEO, timecode="01:00:00:00")))
    assert source.timebase("09:00:00:05").timecode(0) == "09:00:00:05"
    clock = source.at_rate(FrameRate(50, 1)).timebase()
    assert (clock.frames, clock.timecode(0)) == (500, "01:00:00:00")
    with pytest.raises(TimeMalformed):
        source.timebase("09:00:00;05")


@pytest.mark.parametrize(
    ("start", "rate", "kept"),
    [
        ("01:00:00:00", FrameRate(50, 1), True),
        ("01:00:00:12", FrameRate(50, 1), False),
        ("01:00:00:00", FrameRate(24000, 1001), True),
    ],
)
def test_a_start_that_another_rate_does_not_have_is_said(start: str, rate: FrameRate, kept: bool) -> None:
    other = describe_source(probe(replace(VIDEO, timecode=start))).at_rate(rate)
    assert other.start_timecode == (start if kept else None)
    assert bool(other.notes) is not kept
    if not kept:
        assert "starts at timecode 01:00:00:12, counted at 25 frames" in other.notes[0]


def test_a_rate_that_was_set_is_not_said_to_vary() -> None:
    varying = describe_source(probe(replace(VIDEO, constant=False)))
    assert any("varying rate" in note for note in varying.notes)
    assert varying.at_rate(FrameRate(50, 1)).notes == ()


def test_high_range_is_said() -> None:
    source = describe_source(probe(replace(VIDEO, transfer=16)))
    assert any("high dynamic range" in note for note in source.notes)
    assert source.video is not None
    assert source.video.high_range


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (probe(), NOTHING_TO_SEE),
        (probe(replace(AUDIO, packets=0, first=None)), NOTHING_TO_SEE),
        (probe(VIDEO, cut_short=True), CUT_SHORT),
        (probe(VIDEO, duration=Fraction(48 * 3600 + 1)), TOO_LONG),
        (probe(replace(VIDEO, frames=25 * 48 * 3600 + 1)), TOO_LONG),
    ],
)
def test_refusals(broken: Probe, sentence: str) -> None:
    with pytest.raises(MediaFailed) as failure:
        describe_source(broken)
    assert failure.value.sentence == sentence


def test_pictures_too_large_or_that_do_not_decode() -> None:
    with pytest.raises(MediaFailed, match="9000 × 9000 pixels"):
        describe_source(probe(replace(VIDEO, width=9000, height=9000, first=None)))
    with pytest.raises(MediaFailed, match="not a recording"):
        describe_source(probe(replace(VIDEO, first=None)))


def test_turned_and_stretched_pictures_have_square_pixels() -> None:
    turned = describe_source(probe(replace(VIDEO, rotation=270)))
    stretched = describe_source(probe(replace(VIDEO, width=1920, height=1080, pixel_aspect=Fraction(3, 4))))
    assert turned.video is not None
    assert stretched.video is not None
    assert (turned.video.width, turned.video.height) == (360, 640)
    assert (stretched.video.width, stretched.video.height) == (1440, 1080)


def test_real_cameras(samples: Path, tools: Tools) -> None:
    media = samples / "media"
    gopro = source_of(media / "gopro_max-heromode.mp4", tools)
    assert (gopro.start_timecode, gopro.timebase().drop_frame) == ("15:44:35:10", False)
    assert (gopro.rate, gopro.frames) == (FrameRate(30000, 1001), 315)
    nasa = source_of(media / "nasa_13013.mp4", tools)
    assert nasa.choice == (
        "Of its 2 picture tracks, number 3 of the file is used: it has the largest picture. "
        "Of its 2 sound tracks, number 1 of the file is used: it comes first."
    )
    assert source_of(media / "otio_misc.mov", tools).start_timecode == "01:00:00:00"
    others = ("dog_eating.mp4", "tc_av1.mkv", "tc_h265.mp4", "iscc_demo.mpg")
    assert [source_of(media / name, tools).not_playable is None for name in others] == [True, True, False, False]


def test_too_many_tracks_are_refused(samples: Path, tools: Tools) -> None:
    with pytest.raises(MediaFailed, match="more than 64 tracks"):
        source_of(samples / "media" / "many_tracks.mp4", tools)
