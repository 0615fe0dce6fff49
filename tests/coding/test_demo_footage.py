"""The recordings that the demo makes: exact clock, readable timecode, playable as they are, the same each time.

Two minutes of each are made, from the same code that makes all of it.
"""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coding.demo import glyphs, sound
from coding.demo.footage import frames, make_recording, planes_of, plate_of
from coding.demo.scenes import scene
from coding.demo.tables import Recording, recordings
from footage.media.digest import hash_file
from footage.media.ffmpeg import find_tools
from footage.media.pictures import original_pictures
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.sound import make_audio, skip_to_samples
from footage.media.source import Source, describe_source
from footage.media.stills import frame_jpeg
from footage.timebase import FrameRate
from tests.footage.media.clips import decode_jpeg
from tests.footage.media.making import find_shots

SECONDS = 120
FRAMES = SECONDS * 25


@pytest.fixture(scope="module")
def tools() -> Tools:
    return find_tools()


@pytest.fixture(scope="module")
def recording() -> Recording:
    return recordings()[0].first(SECONDS)


@pytest.fixture(scope="module")
def film(recording: Recording, tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first two minutes of the longer recording."""
    path = tmp_path_factory.mktemp("demo") / recording.file_name
    made: list[int] = []
    killed = path.with_name(f".{path.name}.pictures.part")
    killed.write_bytes(b"what a start left that was killed")
    make_recording(recording, path, tools, on_frames=made.append)
    assert sum(made) == FRAMES
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return path


@pytest.fixture(scope="module")
def source(film: Path, tools: Tools) -> Source:
    return describe_source(probe_file(film, tools))


def test_the_clock_is_that_of_the_study(source: Source, recording: Recording) -> None:
    assert (source.rate, source.frames, source.start_timecode) == (FrameRate(25, 1), FRAMES, "00:17:00:00")
    assert source.timebase() == recording.clock


def test_no_proxy_is_needed(source: Source) -> None:
    assert source.not_playable is None
    assert source.same_as_proxy
    assert source.notes == ()
    assert source.first_seconds == 0


def test_sound_and_picture_begin_together(source: Source) -> None:
    assert source.audio is not None
    assert abs(source.audio.first_seconds) < Fraction(1, 20)


def test_each_frame_shows_its_own_timecode(source: Source, film: Path, recording: Recording, tools: Tools) -> None:
    pictures = original_pictures(source, film)
    edges = {0, 1, 24, 25, FRAMES - 1}
    for number in sorted({*random.Random(17).sample(range(FRAMES), 15), *edges}):
        jpeg = frame_jpeg(pictures, number, tools)
        shown = glyphs.read(plate_of(decode_jpeg(jpeg, 320, 180)))
        assert shown == recording.clock.timecode(number)


def test_every_shot_is_found_and_none_besides(source: Source, film: Path, recording: Recording, tools: Tools) -> None:
    assert find_shots(source, film, tools) == [shot.start for shot in recording.shots()[1:]]
    assert len(recording.shots()) >= 3


def test_the_words_are_heard_where_the_lines_are(
    source: Source, film: Path, recording: Recording, tools: Tools, tmp_path: Path
) -> None:
    wav = tmp_path / "sound.wav"
    make_audio(source, film, wav, tools)
    with wav.open("rb") as opened:
        skip_to_samples(opened)
        samples = np.frombuffer(opened.read(), dtype="<i2").astype(np.float64)
    for row in recording.rows("lines"):
        span = recording.span(row)
        before = _power(samples, span.start - 20, span.start - 2)
        assert _power(samples, span.start, span.start + 40) > 20 * before, row["number"]
    assert len(recording.rows("lines")) == 2


def test_the_same_file_is_made_each_time(film: Path, recording: Recording, tools: Tools, tmp_path: Path) -> None:
    again = tmp_path / "again.mp4"
    make_recording(recording, again, tools, on_frames=lambda _frames: None)
    assert hash_file(again) == hash_file(film)


def test_every_shot_of_both_recordings_can_be_drawn_and_read() -> None:
    for whole in recordings():
        for shot in whole.shots():
            drawn = scene(shot.scene, mirrored=shot.mirrored)
            plate = glyphs.plate(plate_of(drawn.luma.copy()))
            glyphs.write(plate, whole.clock.timecode(shot.start))
            assert glyphs.read(plate) == whole.clock.timecode(shot.start)


def test_neighbouring_shots_differ_enough_for_the_eye() -> None:
    for whole in recordings():
        for before, after in pairwise(whole.shots()):
            pictures = [scene(shot.scene, mirrored=shot.mirrored).luma.astype(int) for shot in (before, after)]
            assert np.abs(pictures[0] - pictures[1]).mean() > 12, after


def test_figures_move_before_a_still_place() -> None:
    pieces = frames(recordings()[0].first(4))
    first, *_, last = (planes_of(piece[0])[0].astype(int) for piece in pieces)
    changed = np.abs(first - last)[glyphs.TOP + plate_of(first).shape[0] :] > 20
    assert 0 < changed.mean() < 0.1


def test_static_covers_the_voices_where_the_noise_section_is(tools: Tools) -> None:
    whole = recordings()[0]
    (loud,) = [whole.span(row) for row in whole.rows("noise") if row["level"] == "loud"]
    first = loud.start - 20 * 25
    about = Recording(whole.title, "", replace(whole.clock, frames=75 * 25, start=whole.clock.start + first))
    samples = np.frombuffer(b"".join(sound.track(about, tools)), dtype="<i2").astype(np.float64)
    levels = np.sqrt(np.square(samples.reshape(-1, sound.HZ)).mean(axis=1))
    noisy = slice((loud.start - first) // 25 + 1, (loud.end - first) // 25 - 1)
    assert levels[noisy].min() > 3_500
    assert np.median([*levels[: noisy.start - 1], *levels[noisy.stop + 2 :]]) < 1_000


def _power(samples: NDArray[np.float64], start: int, end: int) -> float:
    """Of the 16 kHz sound between two frames."""
    return float(np.square(samples[start * 640 : end * 640]).mean()) + 1
