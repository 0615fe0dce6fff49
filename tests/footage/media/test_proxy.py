"""Frame n of the proxy is frame n of the recording, whatever the recording is like."""

import re
import struct
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footage.media.failures import MediaFailed, MediaStopped
from footage.media.joining import NOT_EXACT, join_proxy
from footage.media.probe import probe_file
from footage.media.recipes import SOUND_HZ
from footage.media.sandbox import Tools
from footage.media.sound import make_audio, skip_to_samples
from footage.media.source import Source
from footage.timebase import FrameRate
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of
from tests.footage.media.making import all_chunks, make_proxy

CLIPS = {
    "25.mp4": Clip(280, sound_seconds=Fraction(11)),
    "23976.mp4": Clip(280, Fraction(24000, 1001), sound_seconds=Fraction(11)),
    "2997.mp4": Clip(300, Fraction(30000, 1001)),
    "2997.mkv": Clip(300, Fraction(30000, 1001), sound_seconds=Fraction(10)),
    "delayed.mp4": Clip(300, start_seconds=Fraction(14, 25), sound_seconds=Fraction(12)),
    "late-sound.ts": Clip(300, Fraction(25), sound_seconds=Fraction(9), sound_start_seconds=Fraction(5, 4)),
    "interlaced-order.mpg": Clip(300, b_frames=2, gop=12, codec=("-c:v", "mpeg2video", "-q:v", "3")),
}


@dataclass(frozen=True)
class Made:
    clip: Clip
    recording: Path
    source: Source
    proxy: Path


@pytest.fixture(scope="module", params=sorted(CLIPS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Made:
    clip, folder = CLIPS[request.param], tmp_path_factory.mktemp("made")
    recording = clips.make_numbered(tmp_path_factory.mktemp("clips") / request.param, clip)
    made = Made(clip, recording, source_of(recording, tools), folder / "proxy.mp4")
    make_proxy(made.source, recording, made.proxy, tools)
    return made


def numbers_in(proxy: Path) -> list[int]:
    return [clips.read_number(p) for p in clips.decode_grey(proxy, clips.WIDTH, clips.HEIGHT)]


def test_each_frame_shows_its_number(made: Made, tools: Tools) -> None:
    assert (made.source.frames, made.source.rate.as_fraction) == (made.clip.frames, made.clip.rate)
    assert made.source.notes == ()
    assert numbers_in(made.proxy) == list(range(made.clip.frames))
    assert source_of(made.proxy, tools).same_as_proxy
    assert list(made.proxy.parent.iterdir()) == [made.proxy]


def test_a_second_of_each_track_lies_together(made: Made) -> None:
    content = made.proxy.read_bytes()
    tables = [found.end() for found in re.finditer(b"stco", content[: content.index(b"mdat")])]
    places = [struct.unpack_from(">I", content, table + 4)[0] for table in tables]
    assert len(places) == 1 + (made.source.audio is not None)
    assert max(places) <= made.source.seconds + 2, "a place for each frame makes the index twice as long"


def test_sound_lies_beside_its_pictures(made: Made, tools: Tools, tmp_path: Path) -> None:
    if made.clip.sound_seconds is None:
        assert made.source.audio is None
        return
    make_audio(made.source, made.recording, tmp_path / "direct.wav", tools)
    make_audio(source_of(made.proxy, tools), made.proxy, tmp_path / "through.wav", tools)
    for wav in ("direct.wav", "through.wav"):
        heard = click_samples(tmp_path / wav)
        nearest = [round(sample / SOUND_HZ) for sample in heard]
        assert len(set(nearest)) == len(heard) >= 8
        # A click lies on each whole second of the pictures; AAC and resampling smear it by 2 ms.
        assert all(abs(s - n * SOUND_HZ) <= 32 for s, n in zip(heard, nearest, strict=True)), heard


def click_samples(wav: Path) -> list[int]:
    """The samples at which clicks begin."""
    with wav.open("rb") as file:
        skip_to_samples(file)
        samples = np.frombuffer(file.read(), dtype="<i2").astype(np.int32)
    loud = np.flatnonzero(np.abs(samples) > 6000)
    return [int(start) for start in loud[np.diff(loud, prepend=-SOUND_HZ) > SOUND_HZ // 2]]


def test_a_varying_rate_is_put_on_the_grid_by_time(tools: Tools, tmp_path: Path) -> None:
    # Every third picture is left out, so that the ones before last twice as long.
    kept = [n for n in range(200) if n % 3 != 2]
    drop = ["-vf", "select=not(eq(mod(n\\,3)\\,2))"]
    path = clips.make_numbered(tmp_path / "vfr.mp4", Clip(200, more=drop))
    source = source_of(path, tools)
    assert "varying rate" in (source.not_playable or "")
    assert source.rate == FrameRate(25, 1)
    make_proxy(source, path, tmp_path / "proxy.mp4", tools)
    shown = numbers_in(tmp_path / "proxy.mp4")
    assert len(shown) == source.frames
    assert shown == [max(k for k in kept if k <= n) for n in range(source.frames)]


def test_a_clock_of_another_rate_keeps_the_time(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "25.mp4", Clip(100))
    source = source_of(path, tools).at_rate(FrameRate(50, 1))
    assert (source.frames, source.not_playable is None, source.seconds) == (200, False, Fraction(4))
    make_proxy(source, path, tmp_path / "proxy.mp4", tools)
    assert numbers_in(tmp_path / "proxy.mp4") == [n // 2 for n in range(200)]


def test_the_clock_keeps_frames_that_do_not_decode(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "25.mp4", Clip(100))
    longer = replace(source_of(path, tools), frames=110)
    make_proxy(longer, path, tmp_path / "proxy.mp4", tools)
    assert numbers_in(tmp_path / "proxy.mp4") == [min(n, 99) for n in range(110)]


def test_delayed_start(samples: Path, tools: Tools, tmp_path: Path) -> None:
    path = samples / "media" / "psd_delayed_start.mp4"
    source = source_of(path, tools)
    assert source.first_seconds == Fraction(43, 40)
    assert source.frames == 24
    make_proxy(source, path, tmp_path / "proxy.mp4", tools)
    made = probe_file(tmp_path / "proxy.mp4", tools).streams[0]
    assert (made.packets, made.first) == (24, 0)


@pytest.mark.parametrize("name", ["sound.wav", "sound.m4a", "sound.mp3", "sound.flac"])
def test_sound_alone(tools: Tools, tmp_path: Path, name: str) -> None:
    path = clips.make_sound(tmp_path / name, seconds=5)
    source = source_of(path, tools)
    assert source.not_playable is None
    assert source.rate == FrameRate(1000, 1)
    assert 0 <= source.frames - 5000 <= 50  # encoders fill their last packet
    make_proxy(source, path, tmp_path / "proxy.mp4", tools)
    make_audio(source_of(tmp_path / "proxy.mp4", tools), tmp_path / "proxy.mp4", tmp_path / "a.wav", tools)
    heard = click_samples(tmp_path / "a.wav")
    assert len(heard) == 5
    assert all(abs(sample - n * SOUND_HZ) <= 32 for n, sample in enumerate(heard)), heard


def test_stopped_at_once_and_nothing_left(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "long.mp4", Clip(3000, gop=50))
    source, calls = source_of(path, tools), iter([False, True])
    started = time.monotonic()
    with pytest.raises(MediaStopped):
        make_proxy(source, path, tmp_path / "proxy.mp4", tools, should_stop=lambda: next(calls))
    assert time.monotonic() - started < 3
    assert list(tmp_path.iterdir()) == [path]


def test_a_result_that_differs_is_thrown_away(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "25.mp4", Clip(200))
    source, output = source_of(path, tools), tmp_path / "proxy.mp4"
    with all_chunks(source, path, tools) as folders, pytest.raises(MediaFailed) as failure:
        join_proxy(source, path, folders[:1], output, tools)
    assert failure.value.sentence == NOT_EXACT
    assert "120 pictures instead of 200" in failure.value.detail
    assert list(tmp_path.iterdir()) == [path]


def test_chunks_that_were_encoded_otherwise_are_not_put_together(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "25.mp4", Clip(200))
    source = source_of(path, tools)
    with all_chunks(source, path, tools) as folders:
        clips.make_numbered(folders[1] / "picture.mp4", Clip(80, codec=("-c:v", "libx264", "-crf", "40", "-refs", "1")))
        with pytest.raises(MediaFailed) as failure:
            join_proxy(source, path, folders, tmp_path / "proxy.mp4", tools)
    assert "encoded in another way" in failure.value.detail
    assert list(tmp_path.iterdir()) == [path]
