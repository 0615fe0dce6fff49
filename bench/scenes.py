"""Recordings for `bench.shots` whose shot changes are known to the frame, as an unsteady camera would bring them.

Each shot is a random scene seen through a moving window: hand-held, panned, whipped round, with things that cross it,
noise, flicker, flashes and an exposure that wanders. Shots follow each other by cuts, dissolves and fades.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 192, 108
MARGIN = 60
"""Pixels of a scene beyond each side of the window."""

Picture = NDArray[np.float32]
MOVES = ("held", "held", "pan", "whip", "busy", "still")
TROUBLES = ("none", "none", "noise", "flicker", "flash", "exposure")


@dataclass(frozen=True, slots=True)
class Change:
    """From the last frame of one shot to the first of the next: `start` and `end` are equal for a cut.

    Frames of [start, end) belong to neither.
    """

    kind: str
    start: int
    end: int


def plan(random: np.random.Generator, shots: int) -> tuple[list[Change], int]:
    """Changes between that many shots, and how many frames there are."""
    at, changes = int(random.integers(20, 90)), []
    for _ in range(shots - 1):
        kind = str(random.choice(("cut", "cut", "cut", "dissolve", "dissolve", "fade")))
        length = {"cut": 0, "dissolve": int(random.integers(6, 45)), "fade": int(random.integers(14, 50))}[kind]
        changes.append(Change(kind, at, at + length))
        at += length + int(random.choice((random.integers(14, 30), random.integers(30, 120))))
    return changes, at


def pictures(random: np.random.Generator, changes: list[Change], frames: int) -> Iterator[NDArray[np.uint8]]:
    """All frames as rgb24 of `WIDTH` × `HEIGHT`."""
    starts = [0, *(change.start for change in changes)]
    ends = [*(change.end for change in changes), frames]
    shots = [shot(random, end - start) for start, end in zip(starts, ends, strict=True)]
    current, coming = next(each := iter(shots)), None
    waiting = list(changes)
    black = float(random.choice((4.0, 4.0, 4.0, 250.0)))
    for frame in range(frames):
        if waiting and frame == waiting[0].start:
            coming = next(each)
        if waiting and frame == waiting[0].end:
            assert coming is not None
            current, coming = coming, None
            waiting.pop(0)
            black = float(random.choice((4.0, 4.0, 4.0, 250.0)))
        picture = next(current)
        if coming is not None:
            picture = mixed(waiting[0], frame, picture, next(coming), black)
        yield np.clip(picture, 0, 255).astype(np.uint8)


def mixed(change: Change, frame: int, before: Picture, after: Picture, black: float) -> Picture:
    """A frame of a dissolve, or of a fade: out in the first 2/5, black for 1/5, in for the rest."""
    share = (frame - change.start + 1) / (change.end - change.start + 1)
    if change.kind == "dissolve":
        return before * (1 - share) + after * share
    seen, strength = (before, 1 - share / 0.4) if share < 0.5 else (after, (share - 0.6) / 0.4)
    strength = max(0.0, strength)
    return seen * strength + black * (1 - strength)


def shot(random: np.random.Generator, frames: int) -> Iterator[Picture]:
    """One shot of that many frames."""
    move, trouble = str(random.choice(MOVES)), str(random.choice(TROUBLES))
    around, things = scene(random), [thing(random) for _ in range(3 if move == "busy" else int(random.integers(0, 2)))]
    place = np.array(random.uniform(20, 2 * MARGIN - 20, size=2))
    drift = random.uniform(-1, 1, size=2) * {"pan": 1.2, "whip": 0.5}.get(move, 0)
    shake = {"still": 0.0, "held": 0.9, "busy": 0.6}.get(move, 0.5)
    noise = 14.0 if trouble == "noise" else float(random.uniform(1, 5))
    flashing, whipping = int(random.integers(4, 40)), int(random.integers(8, 40))
    for frame in range(frames):
        fast = np.array((0.0, 9.0)) if move == "whip" and whipping <= frame < whipping + 7 else np.zeros(2)
        place = np.clip(place + drift + fast + random.normal(0, shake, size=2), 0, 2 * MARGIN - 1)
        picture = around[int(place[0]) :, int(place[1]) :][:HEIGHT, :WIDTH].copy()
        for each in things:
            _put(picture, each, frame)
        if trouble == "flicker":
            picture *= 1 + 0.07 * np.sin(frame * 1.9)
        if trouble == "exposure":
            picture *= 1 + 0.35 * np.sin(frame / 14)
        if trouble == "flash" and flashing <= frame < flashing + 3:
            picture += 120
        yield picture + random.normal(0, noise, size=(HEIGHT, WIDTH, 1)).astype(np.float32)


def scene(random: np.random.Generator) -> Picture:
    """Smooth light and dark with things in it, larger than the window."""
    high, wide = HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN
    picture = np.zeros((high, wide, 3), dtype=np.float32)
    for size, strength in ((76, 55), (38, 30), (12, 18), (4, 8)):
        rough = random.normal(0, strength, size=(high // size + 2, wide // size + 2, 1))
        rough = rough + random.normal(0, 0.3 * strength, size=(*rough.shape[:2], 3))
        picture += np.kron(rough, np.ones((size, size, 1)))[:high, :wide].astype(np.float32)
    light = random.uniform(40, 190)
    tint = random.uniform(0.85, 1.15, size=3)
    return np.clip((picture + light) * tint, 0, 255).astype(np.float32)


def thing(random: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    return {
        "size": random.uniform(12, 60, size=2),
        "from": random.uniform(-20, HEIGHT, size=2),
        "speed": random.uniform(-5, 5, size=2),
        "colour": random.uniform(10, 245, size=3),
    }


def _put(picture: Picture, each: dict[str, NDArray[np.float64]], frame: int) -> None:
    """Things cross the picture, and come in again on the other side."""
    top = int((each["from"][0] + each["speed"][0] * frame) % (HEIGHT + 60)) - 60
    left = int((each["from"][1] + each["speed"][1] * frame) % (WIDTH + 60)) - 60
    high, wide = (int(length) for length in each["size"])
    picture[max(0, top) : max(0, top + high), max(0, left) : max(0, left + wide)] = each["colour"]
