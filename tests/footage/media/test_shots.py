"""Cuts are found where they are, and nowhere else."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footage.media.ffmpeg import Tools
from footage.media.pictures import original_pictures
from footage.media.shots import find_shots, make_keyframes
from tests.footage.media import clips
from tests.footage.media.clips import HEIGHT, WIDTH, Clip, Picture
from tests.footage.media.conftest import source_of

CUTS = (38, 61, 107, 131, 150, 188, 230, 241, 290, 322, 341, 380)
FRAMES = 420


def scene(random: np.random.Generator) -> Picture:
    """A picture larger than the frame, to be looked at through a moving window."""
    coarse = random.integers(20, 235, size=(14, 22, 3))
    return np.kron(coarse, np.ones((20, 20, 1))).astype(np.uint8)


def hand_held(frames: int, cuts: tuple[int, ...], seed: int = 1) -> Iterator[Picture]:
    """Scenes seen by an unsteady, noisy camera that pans in some of them."""
    random = np.random.default_rng(seed)
    picture, x, y, pan = scene(random), 40.0, 40.0, 0.0
    for frame in range(frames):
        if frame in cuts:
            picture, x, y, pan = scene(random), 40.0, 40.0, float(random.choice((0.0, 0.0, 0.8)))
        x = float(np.clip(x + pan + random.normal(0, 0.8), 0, 110))
        y = float(np.clip(y + random.normal(0, 0.8), 0, 90))
        window = picture[int(y) : int(y) + HEIGHT, int(x) : int(x) + WIDTH]
        noise = random.normal(0, 6, size=(HEIGHT, WIDTH, 1))
        yield np.clip(window + noise, 0, 255).astype(np.uint8)


def flashes(frames: int) -> Iterator[Picture]:
    for frame, picture in enumerate(hand_held(frames, ())):
        bright = 110 if frame % 60 in range(20, 20 + 1 + frame // 60) else 0
        yield np.clip(picture.astype(np.int16) + bright, 0, 255).astype(np.uint8)


def white_noise(frames: int) -> Iterator[Picture]:
    random = np.random.default_rng(3)
    for _ in range(frames):
        yield random.integers(0, 255, size=(HEIGHT, WIDTH, 3), dtype=np.uint8)


def whip_pan(frames: int) -> Iterator[Picture]:
    wide = np.concatenate([scene(np.random.default_rng(seed)) for seed in range(3)], axis=1)
    for frame in range(frames):
        x = int(np.clip((frame - 60) * 30, 0, wide.shape[1] - WIDTH))
        yield wide[20 : 20 + HEIGHT, x : x + WIDTH]


def coloured(frames: int) -> Iterator[Picture]:
    """Plain colours, some of the same brightness."""
    colours = [(200, 30, 30), (30, 90, 200), (20, 110, 20), (200, 30, 200), (90, 90, 90)]
    edges = [0, *CUTS]
    for frame in range(frames):
        shot = sum(frame >= edge for edge in edges)
        yield np.full((HEIGHT, WIDTH, 3), colours[shot % len(colours)], dtype=np.uint8)


def shots_of(path: Path, tools: Tools) -> list[int]:
    return find_shots(original_pictures(source_of(path, tools), path), tools)


@pytest.mark.parametrize("pictures", [hand_held(FRAMES, CUTS), coloured(FRAMES)], ids=["scenes", "colours"])
def test_twelve_known_cuts(pictures: Iterator[Picture], tools: Tools, tmp_path: Path) -> None:
    path = clips.encode(tmp_path / "cuts.mp4", Clip(FRAMES), pictures, "rgb24")
    assert shots_of(path, tools) == list(CUTS)


@pytest.mark.parametrize(
    "pictures",
    [hand_held(200, ()), flashes(240), white_noise(100), whip_pan(150)],
    ids=["hand-held", "flashes", "noise", "whip-pan"],
)
def test_nothing_is_invented(pictures: Iterator[Picture], tools: Tools, tmp_path: Path) -> None:
    path = clips.encode(tmp_path / "uncut.mp4", Clip(0), pictures, "rgb24")
    assert shots_of(path, tools) == []


def test_pedestrians_without_a_cut(samples: Path, tools: Tools) -> None:
    assert shots_of(samples / "media" / "vtest.avi", tools) == []


def test_keyframes_tell_shots_from_steady_ones(tools: Tools, tmp_path: Path) -> None:
    frames, cut = 2300, 400
    path = clips.encode(
        tmp_path / "slow.mp4",
        Clip(frames, Fraction(10)),
        (np.full((HEIGHT, WIDTH), 60 if n < cut else 180, dtype=np.uint8) for n in range(frames)),
        "gray",
    )
    pictures = original_pictures(source_of(path, tools), path)
    progress: list[float] = []
    make_keyframes(pictures, tmp_path / "keyframes.json", tools, on_progress=progress.append)
    assert json.loads((tmp_path / "keyframes.json").read_text()) == {
        "frames": [0, 400, 1000, 1600],
        "shots": [400],
        "steady": [0, 1000, 1600],
    }
    assert progress[-1] == 1.0
