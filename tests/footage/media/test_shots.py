"""Shot changes are found where they are, and nowhere else, however the recording was divided."""

import json
import subprocess
import tracemalloc
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from footage.media import boundaries
from footage.media.boundaries import Shots, shots_in
from footage.media.looks import GREYS, HEIGHT, STEP_SCALE, WIDTH, Look, joined, look_of, pictures_in
from footage.media.sandbox import Tools
from footage.media.shots import Keyframes, keyframes_of, make_keyframes
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of

CUTS = (38, 61, 107, 131, 150, 188, 230, 241, 290, 322, 341, 380)
FRAMES = 420
RATE = Fraction(25)

Pictures = NDArray[np.uint8]
Picture = NDArray[np.floating]


def scene(random: np.random.Generator) -> Picture:
    """A picture larger than the frame, to be looked at through a moving window."""
    coarse = random.integers(20, 235, size=(14, 22, 3)).astype(np.float32)
    return np.kron(coarse, np.ones((20, 20, 1), dtype=np.float32))


def hand_held(frames: int, cuts: tuple[int, ...] = (), seed: int = 1) -> Iterator[Picture]:
    """Scenes seen by an unsteady, noisy camera that pans in some of them."""
    random = np.random.default_rng(seed)
    picture, x, y, pan = scene(random), 40.0, 40.0, 0.0
    for frame in range(frames):
        if frame in cuts:
            picture, x, y, pan = scene(random), 40.0, 40.0, float(random.choice((0.0, 0.0, 0.8)))
        x = float(np.clip(x + pan + random.normal(0, 0.8), 0, 110))
        y = float(np.clip(y + random.normal(0, 0.8), 0, 90))
        yield small(picture[int(y) :, int(x) :]) + random.normal(0, 2, size=(HEIGHT, WIDTH, 1))


def small(picture: Picture) -> Picture:
    """The upper left of a picture as 64 × 36 pixels, each the mean of 5 × 5."""
    window = picture[: 5 * HEIGHT, : 5 * WIDTH].reshape(HEIGHT, 5, WIDTH, 5, 3)
    means: Picture = window.mean(axis=(1, 3))
    return means


def flashes(frames: int) -> Iterator[Picture]:
    for frame, picture in enumerate(hand_held(frames)):
        yield picture + (110 if frame % 60 in range(20, 20 + 1 + frame // 60) else 0)


def white_noise(frames: int) -> Iterator[Picture]:
    random = np.random.default_rng(3)
    for _ in range(frames):
        yield random.integers(0, 255, size=(HEIGHT, WIDTH, 3)).astype(float)


def whip_pan(frames: int) -> Iterator[Picture]:
    wide = np.concatenate([scene(np.random.default_rng(seed)) for seed in range(3)], axis=1)
    for frame in range(frames):
        x = int(np.clip((frame - 60) * 30, 0, wide.shape[1] - 5 * WIDTH))
        yield small(wide[20:, x:])


def exposure(frames: int) -> Iterator[Picture]:
    """A lamp goes up and down in front of a camera on its stand."""
    random = np.random.default_rng(9)
    picture = small(scene(random))
    for frame in range(frames):
        yield picture * (0.6 + 0.4 * np.cos(frame / 12)) + random.normal(0, 2, size=(HEIGHT, WIDTH, 1))


def combed(frames: int) -> Iterator[Picture]:
    """Every other row is of the frame before: interlace that nobody took out, while the camera pans."""
    wide = np.concatenate([scene(np.random.default_rng(seed)) for seed in range(3)], axis=1)
    for frame in range(frames):
        picture = wide[20:, 5 * frame :].copy()
        picture[1::2] = wide[20:, 5 * max(0, frame - 1) :][1::2, : picture.shape[1]]
        yield small(picture)


def coloured(frames: int) -> Iterator[Picture]:
    """Plain colours, some of the same brightness."""
    colours = [(200, 30, 30), (30, 90, 200), (20, 110, 20), (200, 30, 200), (90, 90, 90)]
    for frame in range(frames):
        shot = sum(frame >= edge for edge in (0, *CUTS))
        yield np.full((HEIGHT, WIDTH, 3), colours[shot % len(colours)], dtype=float)


def dissolving(start: int, end: int, frames: int) -> Iterator[Picture]:
    """One scene gives way to another in frames [start, end)."""
    for frame, (one, other) in enumerate(zip(hand_held(frames, seed=5), hand_held(frames, seed=6), strict=True)):
        share = float(np.clip((frame - start + 1) / (end - start + 1), 0, 1))
        yield one * (1 - share) + other * share


def fading(start: int, end: int, frames: int, plain: float) -> Iterator[Picture]:
    """One scene goes to a plain picture and another comes out of it, in frames [start, end)."""
    middle = (start + end) / 2
    for frame, (one, other) in enumerate(zip(hand_held(frames, seed=7), hand_held(frames, seed=8), strict=True)):
        strength = float(np.clip((abs(frame + 0.5 - middle) - 3) / ((end - start) / 2 - 3), 0, 1))
        yield (one if frame < middle else other) * strength + plain * (1 - strength)


def seen(pictures: Iterable[Picture]) -> Pictures:
    return np.clip(np.stack(list(pictures)), 0, 255).astype(np.uint8)


def shots_of(pictures: Pictures, chunk: int = 120) -> Shots:
    chunks = (pictures[start : start + chunk] for start in range(0, len(pictures), chunk))
    return shots_in((Look.from_bytes(look_of(frames).to_bytes()) for frames in chunks), RATE)


@pytest.mark.parametrize("pictures", [hand_held(FRAMES, CUTS), coloured(FRAMES)], ids=["scenes", "colours"])
def test_twelve_known_cuts(pictures: Iterator[Picture]) -> None:
    shots = shots_of(seen(pictures))
    assert shots.starts == CUTS
    assert shots.transitions == ()


@pytest.mark.parametrize(
    "pictures",
    [hand_held(200), flashes(240), white_noise(100), whip_pan(150), exposure(240), combed(180)],
    ids=["hand-held", "flashes", "noise", "whip-pan", "exposure", "combed"],
)
def test_nothing_is_invented(pictures: Iterator[Picture]) -> None:
    shots = shots_of(seen(pictures))
    assert (shots.starts, shots.transitions) == ((), ())


@pytest.mark.parametrize("length", [8, 14, 25, 50])
def test_a_dissolve_is_one_change_that_ends_where_the_old_picture_is_gone(length: int) -> None:
    shots = shots_of(seen(dissolving(60, 60 + length, 180)))
    (one,) = shots.transitions
    assert (one.kind, shots.starts) == ("dissolve", (one.end,))
    assert abs(one.start - 60) <= 2 + length // 8
    assert abs(one.end - 60 - length) <= 2 + length // 8


@pytest.mark.parametrize("plain", [2, 250], ids=["black", "white"])
def test_a_fade_out_and_in_is_one_change(plain: int) -> None:
    shots = shots_of(seen(fading(60, 100, 180, plain)))
    (one,) = shots.transitions
    assert (one.kind, shots.starts) == ("fade", (one.end,))
    assert abs(one.start - 60) <= 3
    assert abs(one.end - 100) <= 3


def test_a_fade_at_either_end_begins_no_shot() -> None:
    pictures = seen(hand_held(200)) * np.clip(np.minimum(np.arange(200), np.arange(200)[::-1]) / 25, 0, 1).reshape(
        -1, 1, 1, 1
    )
    shots = shots_of(pictures.astype(np.uint8))
    assert shots.starts == ()
    assert [one.kind for one in shots.transitions] == ["fade", "fade"]
    (still,) = keyframes_of(shots, RATE).stills
    assert 22 <= still < 175


MIXED = seen([*hand_held(90, (38, 61)), *dissolving(20, 45, 80), *fading(20, 60, 90, 2)])
WHOLE = shots_of(MIXED, len(MIXED))


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, len(MIXED) - 1), max_size=12, unique=True))
def test_it_does_not_matter_where_a_recording_was_divided(borders: list[int]) -> None:
    edges = [0, *sorted(borders), len(MIXED)]
    looks = [Look.from_bytes(look_of(MIXED[start:end]).to_bytes()) for start, end in pairwise(edges)]
    assert joined(looks).to_bytes() == look_of(MIXED).to_bytes()
    shots = shots_in(looks, RATE)
    assert (shots.starts, shots.transitions) == (WHOLE.starts, WHOLE.transitions)
    assert keyframes_of(shots, RATE) == keyframes_of(WHOLE, RATE)


def test_chunks_of_one_frame_give_the_same_shots() -> None:
    assert keyframes_of(shots_of(MIXED, 1), RATE) == keyframes_of(WHOLE, RATE)


@pytest.mark.parametrize("block", [1, 7, 100, 4096])
def test_in_blocks_the_same_is_calculated_as_at_once(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    look = look_of(MIXED)
    monkeypatch.setattr(boundaries, "BLOCK", block)
    colours = look.signs[:, GREYS:].astype(np.int16)
    tints = np.abs(np.diff(colours, axis=0, prepend=colours[:1])).mean(axis=1)
    steps = (look.steps / STEP_SCALE + boundaries.COLOUR_WEIGHT * tints).astype(np.float32)
    assert boundaries._steps(look).tobytes() == steps.tobytes()
    plain = look.signs[:, :GREYS].std(axis=1, dtype=np.float32) < boundaries.PLAIN
    shots = shots_in([look], RATE)
    assert plain.any()
    assert shots.plain.tobytes() == plain.tobytes()
    assert (shots.starts, shots.transitions) == (WHOLE.starts, WHOLE.transitions)


def test_finding_shots_needs_no_more_memory_than_is_said() -> None:
    chunk, chunks = look_of(MIXED[:38]).to_bytes(), 3200
    tracemalloc.start()
    try:
        shots = shots_in((Look.from_bytes(bytes(chunk)) for _ in range(chunks)), RATE)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert shots.frames == 38 * chunks
    assert most < 200 * shots.frames + 40 * 10**6


def test_a_look_is_small_and_comes_back_whole_or_not_at_all() -> None:
    stored = look_of(MIXED[:125]).to_bytes()
    assert len(stored) <= 200 * 125
    assert Look.from_bytes(stored).to_bytes() == stored
    for broken in (b"", stored[:-1], stored + b"\0", b"X" + stored[1:], stored[:20]):
        with pytest.raises(ValueError, match="look"):
            Look.from_bytes(broken)


def test_a_still_shows_its_own_shot_and_nothing_that_mixes() -> None:
    keyframes = keyframes_of(WHOLE, RATE)
    edges = [*keyframes.frames, len(MIXED)]
    mixing = {frame for one in WHOLE.transitions for frame in range(one.start, one.end)}
    assert len(keyframes.stills) == len(keyframes.frames)
    for still, (start, end) in zip(keyframes.stills, pairwise(edges), strict=True):
        assert start <= still < end
        assert still not in mixing
        assert MIXED[still].std() > 10


def test_recordings_of_a_few_frames() -> None:
    for frames in (1, 2, 5):
        assert keyframes_of(shots_of(MIXED[:frames]), RATE).frames == (0,)


def test_pedestrians_without_a_cut(samples: Path, tools: Tools) -> None:
    shots = shots_of(small_pictures(samples / "media" / "vtest.avi", tools))
    assert (shots.starts, shots.transitions) == ((), ())


def test_a_concert_cut_in_fast_movement(samples: Path, tools: Tools) -> None:
    """The cut at 1188 is one that differences alone do not find."""
    shots = shots_of(small_pictures(samples / "media" / "iscc_demo.mpg", tools))
    assert {183, 243, 365, 395, 485, 552, 706, 741, 864, 923, 959, 1024, 1119, 1162, 1188, 1300, 1369, 1432} <= {
        *shots.starts
    }


def test_keyframes_tell_shots_from_steady_ones(tools: Tools, tmp_path: Path) -> None:
    frames, cut = 2300, 400
    levels = np.where(np.arange(frames) < cut, 60, 180).astype(np.uint8)
    path = clips.encode(
        tmp_path / "slow.mp4",
        Clip(frames, Fraction(10)),
        (np.full((clips.HEIGHT, clips.WIDTH), level, dtype=np.uint8) for level in levels),
        "gray",
    )
    pictures = np.broadcast_to(levels.reshape(-1, 1, 1, 1), (frames, HEIGHT, WIDTH, 3))
    source = source_of(path, tools)
    made = make_keyframes([look_of(pictures)], source, tmp_path / "keyframes.json")
    written = json.loads((tmp_path / "keyframes.json").read_text())
    assert isinstance(made, Keyframes)
    assert written == {
        "frames": [0, 400, 1000, 1600],
        "shots": [400],
        "steady": [0, 1000, 1600],
        "stills": [4, 404, 1004, 1604],
        "transitions": [],
    }


def small_pictures(path: Path, tools: Tools) -> Pictures:
    command = [str(tools.ffmpeg), "-v", "error", "-i", str(path), "-vf", f"scale={WIDTH}:{HEIGHT}", "-f", "rawvideo"]
    raw = subprocess.run([*command, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    return pictures_in(raw)
