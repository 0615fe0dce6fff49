"""The frames that stand for a recording: where shots begin, steady ones between, and a still for each."""

import json
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from footage.media.boundaries import Shots, Transition, shots_in
from footage.media.looks import Look
from footage.media.publish import Appearing, whole_file
from footage.media.source import Source
from footage.timebase import FrameSpan

STEADY_SECONDS = 60
"""Where nothing cuts for longer, a keyframe is set about this often."""
SETTLED_SECONDS = Fraction(2, 5)
"""How far into a shot its still is looked for: what moves in the first moments is seldom what it is about."""
STILL_SECONDS = 3
"""How far into a shot its still may be."""


@dataclass(frozen=True, slots=True)
class Keyframes:
    """Frames that stand for the recording: the first of each shot, and steady ones between."""

    shots: tuple[int, ...]
    """Frames at which a new shot begins; never frame 0. After a dissolve or a fade that is where it has ended."""
    steady: tuple[int, ...]
    """Frame 0, and frames at a steady distance where nothing cuts."""
    stills: tuple[int, ...]
    """For each of `frames` the frame to show for it: a sharp one shortly after, in the same shot."""
    transitions: tuple[Transition, ...]
    """Dissolves and fades, in order."""

    @property
    def frames(self) -> tuple[int, ...]:
        """Shots and steady frames, in order."""
        return tuple(sorted((*self.shots, *self.steady)))

    def moved(self, frames: int, *, within: FrameSpan) -> "Keyframes":
        """Those of a part that begins at `frames` of the recording, as frames of it; what lies in a span alone."""

        def kept(each: Iterable[int]) -> tuple[int, ...]:
            return tuple(frames + frame for frame in each if within.contains(frames + frame))

        pairs = zip(self.frames, self.stills, strict=True)
        stills = tuple(frames + still for frame, still in pairs if within.contains(frames + frame))
        transitions = [Transition(frames + one.start, frames + one.end, one.kind) for one in self.transitions]
        inside = tuple(one for one in transitions if within.contains(one.end))
        return Keyframes(kept(self.shots), kept(self.steady), stills, inside)

    def manifest(self) -> dict[str, Any]:
        """As the API answers it."""
        transitions = [{"start": one.start, "end": one.end, "kind": one.kind} for one in self.transitions]
        return {
            "frames": list(self.frames),
            "shots": list(self.shots),
            "steady": list(self.steady),
            "stills": list(self.stills),
            "transitions": transitions,
        }


def make_keyframes(
    looks: Iterable[Look], source: Source, output: Path, *, appearing: Appearing = nullcontext
) -> Keyframes:
    """Find the shots in the looks of all chunks, in order, and write them to `output` as JSON, whole or not at all."""
    rate = source.rate.as_fraction
    keyframes = keyframes_of(shots_in(looks, rate), rate)
    with whole_file(output, appearing) as temporary:
        temporary.write_text(json.dumps(keyframes.manifest()), encoding="utf-8")
    return keyframes


def keyframes_of(shots: Shots, rate: Fraction) -> Keyframes:
    """What stands for a recording at `rate` with these shots."""
    steady = steady_frames(shots, rate)
    edges = [*sorted((*shots.starts, *steady)), shots.frames]
    stills = tuple(still(shots, start, end, rate) for start, end in pairwise(edges))
    return Keyframes(shots.starts, tuple(steady), stills, shots.transitions)


def steady_frames(shots: Shots, rate: Fraction) -> list[int]:
    """Frame 0, and evenly spaced frames within shots longer than `STEADY_SECONDS`."""
    spacing = max(1, round(STEADY_SECONDS * rate))
    steady = [0]
    for start, end in pairwise([0, *shots.starts, shots.frames]):
        steady += range(start + spacing, end - spacing // 2, spacing)
    return steady


def still(shots: Shots, start: int, end: int, rate: Fraction) -> int:
    """The frame of [start, end) to show for it: past its first moments, not plain, sharp and at rest.

    Frames of a dissolve or fade are left out, unless there are no others.
    """
    fading = {frame for one in shots.transitions for frame in range(max(one.start, start), min(one.end, end))}
    settled = start + min(round(SETTLED_SECONDS * rate), (end - start) // 3)
    latest = min(end, max(settled + 1, start + round(STILL_SECONDS * rate)))
    for frames in (range(settled, latest), range(latest, end), range(start, settled)):
        clear = [frame for frame in frames if frame not in fading and not shots.plain[frame]]
        if clear:
            return max(clear, key=lambda frame: (int(shots.sharp[frame]) - int(shots.steps[frame]), -frame))
    return settled
