"""Find the cuts: where one shot ends and the next begins.

Every frame is looked at as a picture of 64 × 36 in colour. A cut is a frame that differs from the
one before far more than frames on either side differ among themselves, and that stays different:
hand-held movement raises the frames around it too, and after a flash the old picture returns.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footage.media.arguments import Track, Value, compile_arguments
from footage.media.ffmpeg import OnProgress, ShouldStop, Tools, never, silent, stream
from footage.media.pictures import Pictures, exactly, from_first, on_grid, scaled
from footage.media.publish import whole_file

WIDTH, HEIGHT = 64, 36
FRAME_BYTES = WIDTH * HEIGHT * 3
CHUNK_FRAMES = 256

LONGEST_FLASH = 6
"""Frames: what returns to the old picture within so many is a flash and no shot."""
NEIGHBOURS = 6
"""Frames on each side that a difference is measured against."""
RATIO = 3.0
"""How many times the usual difference of its neighbours a cut must reach."""
LEAD = 1.5
"""How many times the second greatest difference of its neighbours a cut must reach."""
SHORTEST_SIDE = 2
"""Differences known on each side, without which nothing can be said about a frame."""
FLOOR = 8.0
"""The least mean difference of two pictures, of 255, that can be a cut."""
PERSISTENCE = 0.5
"""The share of a cut's difference that must remain `LONGEST_FLASH` frames later."""
STEADY_SECONDS = 60
"""Where nothing cuts for longer, a keyframe is set about this often."""


@dataclass(frozen=True, slots=True)
class Keyframes:
    """Frames that stand for the recording: the first of each shot, and steady ones between."""

    shots: tuple[int, ...]
    """Frames at which a new shot begins; never frame 0."""
    steady: tuple[int, ...]
    """Frame 0, and frames at a steady distance where nothing cuts."""

    def manifest(self) -> dict[str, list[int]]:
        """As the API answers it; `frames` is both, in order."""
        return {
            "frames": sorted((*self.shots, *self.steady)),
            "shots": list(self.shots),
            "steady": list(self.steady),
        }


def make_keyframes(
    pictures: Pictures,
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
) -> Keyframes:
    """Find the shots and write them to `output` as JSON, whole or not at all."""
    shots = find_shots(pictures, tools, on_progress=on_progress, should_stop=should_stop)
    keyframes = Keyframes(tuple(shots), tuple(steady_frames(shots, pictures)))
    with whole_file(output) as temporary:
        temporary.write_text(json.dumps(keyframes.manifest()), encoding="utf-8")
    return keyframes


def find_shots(
    pictures: Pictures,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
) -> list[int]:
    """The frames at which a new shot begins, ascending. Raises MediaFailed and MediaStopped."""
    chunks = stream(
        shots_arguments(pictures),
        tools,
        chunk_bytes=FRAME_BYTES * CHUNK_FRAMES,
        should_stop=should_stop,
    )
    done, parts = 0, []
    for part in differences(chunks):
        parts.append(part)
        done += len(part)
        on_progress(min(1.0, done / pictures.frames))
    return cuts_in(np.concatenate(parts))


def shots_arguments(pictures: Pictures) -> list[str]:
    """Every frame of the clock as raw RGB of 64 × 36 on standard output."""
    filters = [
        *from_first(on_grid(pictures)),
        *scaled(WIDTH, HEIGHT, "rgb24"),
        *exactly(pictures.frames),
    ]
    options: dict[str, Value] = {"format": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
    return compile_arguments(pictures.path, [Track(pictures.index, filters)], "pipe:1", options)


def differences(chunks: Iterator[bytes]) -> Iterator[NDArray[np.float32]]:
    """For each frame its mean difference from the frames 1, 2 … `LONGEST_FLASH` + 1 before it.

    Yields arrays of shape (frames, LONGEST_FLASH + 1), values 0 to 255; NaN where there is no
    earlier frame.
    """
    lags = LONGEST_FLASH + 1
    before = np.empty((0, FRAME_BYTES), dtype=np.int16)
    for chunk in chunks:
        frames = np.frombuffer(chunk, dtype=np.uint8).reshape(-1, FRAME_BYTES).astype(np.int16)
        known = np.concatenate((before, frames))
        table = np.full((len(frames), lags), np.nan, dtype=np.float32)
        for lag in range(1, lags + 1):
            missing = max(0, lag - len(before))
            later = known[len(before) + missing :]
            earlier = known[len(before) + missing - lag : len(known) - lag]
            table[missing:, lag - 1] = np.abs(later - earlier).mean(axis=1)
        before = known[-lags:]
        yield table


def cuts_in(table: NDArray[np.float32]) -> list[int]:
    """The cuts in a table of `differences` of all frames.

    ::

        difference from the frame before:   . . . . | . . . .
                                            usual   cut  usual
        must stay different:                A A A A | B B B B     not  A A A | F F A A
    """
    steps = table[:, 0]
    candidates = np.flatnonzero(np.nan_to_num(steps) >= FLOOR)
    return [int(frame) for frame in candidates if _is_cut(table, int(frame))]


def _is_cut(table: NDArray[np.float32], frame: int) -> bool:
    steps = table[:, 0]
    step = float(steps[frame])
    before = steps[max(1, frame - NEIGHBOURS) : frame]
    after = steps[frame + 1 : frame + 1 + NEIGHBOURS]
    if len(before) < SHORTEST_SIDE or len(after) < SHORTEST_SIDE:
        return False
    usual = max(float(np.median(before)), float(np.median(after)))
    # The second largest: one other cut nearby is no reason to doubt this one.
    unusual = float(np.sort(np.concatenate((before, after)))[-2])
    is_peak = step > max(before[-1], after[0])
    return is_peak and step >= max(RATIO * usual, LEAD * unusual) and _persists(table, frame)


def _persists(table: NDArray[np.float32], frame: int) -> bool:
    """Whether neither the picture before returns soon, nor this one was there shortly before."""
    step, lags = table[frame, 0], range(1, LONGEST_FLASH + 1)
    returning = [table[frame + lag, lag] for lag in lags if frame + lag < len(table)]
    returned = [table[frame, lag] for lag in lags if lag < frame]
    return all(value >= PERSISTENCE * step for value in (*returning, *returned))


def steady_frames(shots: list[int], pictures: Pictures) -> list[int]:
    """Frame 0, and evenly spaced frames within shots longer than `STEADY_SECONDS`."""
    spacing = max(1, round(STEADY_SECONDS * pictures.rate))
    edges = [0, *shots, pictures.frames]
    steady = [0]
    for start, end in pairwise(edges):
        steady += range(start + spacing, end - spacing // 2, spacing)
    return steady
