"""Find where one shot ends and the next begins, in the looks of a recording.

A cut is a frame that the one before explains far less than frames on either side explain each other, and
that stays: whatever moves raises the frames around it too, and after a flash the old picture returns.
A dissolve lies on the straight line between two pictures::

    before . . . . ¼ . ½ . ¾ . . . . after        a mixture: dissolve; of plain black or white: fade
                   ↘   ↓   ↙
    whatever moves leaves the line, for what is on its way is at neither place

A change of exposure lies on such a line too, but both its ends are the same picture, only brighter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from footage.media.looks import GREY_COLUMNS, GREY_ROWS, GREYS, SHIFTS, STEP_SCALE, Look, joined

LONGEST_FLASH = 6
"""Frames: what returns to the old picture within so many is a flash and no shot."""
NEIGHBOURS = 6
"""Frames on each side that a step is measured against."""
RATIO = 3.0
"""How many times the usual step of its neighbours a cut must reach."""
LEAD = 1.5
"""How many times the second greatest step of its neighbours a cut must reach."""
SHORTEST_SIDE = 2
"""Steps known on each side, without which nothing can be said about a frame."""
LEAST_STEP = 4.0
"""Levels of 255 a pixel that movement must leave unexplained in a cut."""
CLEAR_STEP = 12.0
"""Levels from which no jerk of the camera explains a step."""
LEAST_DIFFERENCE = 5.0
"""The least mean difference of the pictures on both sides of a cut."""
CHANGED = 3
"""Levels from which a part of the picture has changed."""
LEAST_SHARE = 0.3
"""How much of the picture must have changed in a cut."""
PERSISTENCE = 0.5
"""The share of a cut's difference that must remain `LONGEST_FLASH` frames later."""

SLOW_SECONDS = tuple(Fraction(hundredths, 100) for hundredths in (20, 28, 40, 56, 80, 112, 160, 224))
"""How long a dissolve or fade is looked for, from picture to picture."""
FEWEST_FRAMES = 4
LEAST_SLOW = 11.0
"""Root mean square of the difference between the two ends of a dissolve or fade."""
FARTHEST_OFF = 0.36
"""How far off the line the pictures between may be, of the distance between the ends."""
UNEVEN = 0.2
"""How far a quarter, a half and three quarters of the way may be from there."""
ALIKE = 0.8
"""Correlation of the two ends from which they are the same picture, in another light."""
ALIKE_MOVED = 0.8
"""Correlation of the two ends, one of them moved, from which a camera turned in one scene."""
MOST_DOUBT = 1.5
"""The likeness of the two ends as they are and moved, and the distance off the line, together."""
PLAIN = 7.0
"""Standard deviation of the brightness under which a picture is plain."""
BLANK = 2.5
"""Standard deviation of the brightness under which a picture shows nothing that another could be like."""
COLOUR_WEIGHT = 1.5
BLOCK = 4096
"""Frames worked on together. The result does not depend on it."""

Kind = Literal["dissolve", "fade"]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Transition:
    """A gradual change: frames of [start, end) belong to neither shot; the next one begins at `end`."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Shots:
    """Where shots begin in a recording of `frames` frames.

    `starts` are the first frames of all shots but that at frame 0: of the first frame after a cut, or
    the end of a dissolve or fade, when nothing of the shot before is seen any more. `sharp` is how much
    detail each frame has, and `steps` how far it is from the one before, for choosing stills.
    """

    frames: int
    starts: tuple[int, ...]
    transitions: tuple[Transition, ...]
    sharp: NDArray[np.uint16]
    steps: NDArray[np.uint16]
    plain: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Slow:
    """A stretch that looks like a dissolve, from picture `start` to picture `end`.

    `score` is how clear it is, `alike` how much its ends resemble each other, as they are and moved.
    """

    start: int
    end: int
    score: float
    alike: float


def shots_in(looks: Iterable[Look], rate: Fraction) -> Shots:
    """The shots of a recording at `rate` frames a second, from the looks of all its chunks in order.

    However it was chunked, the result is the same. Needs 200 bytes of memory a frame (measured: 192) and some 40 MB for
    what is worked on at once: 2.1 GB for the longest recording at 60 frames a second. A recording that dissolves all
    the time needs 200 bytes more for each stretch that may be one.
    """
    look = joined(looks)
    plain = np.concatenate([_is_plain(look, start, end) for start, end in _blocks(look)])
    cuts = cuts_in(look)
    transitions = _with_fades_joined(_slow_changes(look, rate, cuts), plain)
    inside = [cut for cut in cuts if not any(one.start < cut <= one.end for one in transitions)]
    # A recording that comes out of black or goes into it does not begin another shot there.
    ends = [one.end for one in transitions if not (plain[: one.start].all() or plain[one.end :].all())]
    return Shots(look.frames, tuple(sorted({*inside, *ends})), tuple(transitions), look.sharp, look.steps, plain)


def cuts_in(look: Look) -> list[int]:
    """The frames at which a cut brings another picture, ascending."""
    steps = _steps(look)
    candidates = np.flatnonzero(steps >= LEAST_STEP)
    return [int(frame) for frame in candidates if _is_cut(look, steps, int(frame))]


def _blocks(look: Look) -> Iterator[tuple[int, int]]:
    return ((start, min(start + BLOCK, look.frames)) for start in range(0, look.frames, BLOCK))


def _is_plain(look: Look, start: int, end: int) -> NDArray[np.bool_]:
    plain: NDArray[np.bool_] = look.signs[start:end, :GREYS].std(axis=1, dtype=np.float32) < PLAIN
    return plain


def _steps(look: Look) -> Floats:
    """How far each frame is from the one before, in levels: what movement does not explain, and colour."""
    return np.concatenate([_steps_in(look, start, end) for start, end in _blocks(look)])


def _steps_in(look: Look, start: int, end: int) -> Floats:
    before = look.signs[max(0, start - 1) : max(1, start), GREYS:]
    colours = np.concatenate((before, look.signs[start:end, GREYS:])).astype(np.int16)
    tints = np.abs(np.diff(colours, axis=0)).mean(axis=1)
    steps: Floats = (look.steps[start:end] / STEP_SCALE + COLOUR_WEIGHT * tints).astype(np.float32)
    return steps


def _is_cut(look: Look, steps: Floats, frame: int) -> bool:
    step = float(steps[frame])
    before = steps[max(1, frame - NEIGHBOURS) : frame]
    after = steps[frame + 1 : frame + 1 + NEIGHBOURS]
    if len(before) < SHORTEST_SIDE or len(after) < SHORTEST_SIDE:
        return False
    usual = max(float(np.median(before)), float(np.median(after)))
    # The second largest: one other cut nearby is no reason to doubt this one.
    unusual = float(np.sort(np.concatenate((before, after)))[-2])
    is_peak = step > max(before[-1], after[0])
    if not is_peak or step < max(RATIO * usual, LEAD * unusual) or not _persists(look, frame):
        return False
    return step >= CLEAR_STEP or not _is_turned(look, frame)


def _is_turned(look: Look, frame: int) -> bool:
    """Whether this frame shows what the one before does, from a camera that was jerked."""
    two = _vectors(look, frame - 1, frame + 1)
    return bool(_likeness_moved(two[:1], two[1:])[0] >= ALIKE_MOVED)


def _persists(look: Look, frame: int) -> bool:
    """Whether neither the picture before returns soon, nor this one was there shortly before."""
    step = _difference(look, frame - 1, frame)
    if step < LEAST_DIFFERENCE or not _is_everywhere(look, frame):
        return False
    later = range(frame + 1, min(frame + LONGEST_FLASH, look.frames - 1) + 1)
    earlier = range(max(0, frame - 1 - LONGEST_FLASH), frame - 1)
    returning = [_difference(look, frame - 1, other) for other in later]
    returned = [_difference(look, frame, other) for other in earlier]
    return all(value >= PERSISTENCE * step for value in (*returning, *returned))


def _is_everywhere(look: Look, frame: int) -> bool:
    """Whether much of the picture changed, and not a title, a counter or somebody close by alone."""
    apart = np.abs(look.signs[frame - 1].astype(np.int16) - look.signs[frame]) >= CHANGED
    return bool(max(apart[:GREYS].mean(), apart[GREYS:].mean()) >= LEAST_SHARE)


def _difference(look: Look, one: int, other: int) -> float:
    apart = np.abs(look.signs[one].astype(np.int16) - look.signs[other])
    return float(apart[:GREYS].mean() + COLOUR_WEIGHT * apart[GREYS:].mean())


def _slow_changes(look: Look, rate: Fraction, cuts: list[int]) -> list[Transition]:
    """Dissolves and fades, ascending; of those that overlap, the clearest."""
    found = [slow for length in _lengths(rate) for slow in _stretches(look, length)]
    kept: list[_Slow] = []
    for slow in sorted(found, key=lambda each: (-each.score, each.start, each.end)):
        is_free = all(slow.end <= other.start or other.end <= slow.start for other in kept)
        if is_free and not any(slow.start < cut <= slow.end for cut in cuts) and _doubt(look, slow) <= MOST_DOUBT:
            kept.append(slow)
    return [_transition(look, slow, cuts) for slow in sorted(kept, key=lambda each: each.start)]


def _lengths(rate: Fraction) -> list[int]:
    return sorted({max(FEWEST_FRAMES, round(seconds * rate)) for seconds in SLOW_SECONDS})


def _stretches(look: Look, length: int) -> Iterator[_Slow]:
    """Stretches of `length` frames whose pictures are mixtures of the first and the last."""
    for start in range(0, look.frames - length, BLOCK):
        vectors = _vectors(look, start, min(look.frames, start + BLOCK + length))
        scores, doubts = _scores(vectors, length)
        found = np.flatnonzero((scores > 0) & (doubts <= MOST_DOUBT))
        if not len(found):
            continue
        moved = _likeness_moved(vectors[found], vectors[found + length])
        alike = _likeness(vectors[found, :GREYS], vectors[found + length, :GREYS]) + moved
        for at, each, turned in zip(found.tolist(), alike.tolist(), moved.tolist(), strict=True):
            if turned < ALIKE_MOVED and each <= MOST_DOUBT:
                yield _Slow(start + at, start + at + length, round(float(scores[at]), 3), round(each, 3))


def _vectors(look: Look, start: int, end: int) -> Floats:
    vectors = look.signs[start:end].astype(np.float32)
    vectors[:, GREYS:] *= COLOUR_WEIGHT
    return vectors


def _scores(vectors: Floats, length: int) -> tuple[Floats, Floats]:
    """How clearly each stretch is a dissolve, 0 where it is none; and how much speaks for one scene that moves."""
    first, last = vectors[:-length], vectors[length:]
    line = last - first
    square = np.maximum(_dot(line, line), 1e-3)
    off, uneven = np.zeros(len(first), np.float32), np.zeros(len(first), np.float32)
    for quarter in (1, 2, 3):
        place = (length * quarter + 2) // 4
        way = vectors[place : place + len(first)] - first
        share = _dot(way, line) / square
        away = _dot(way, way) / square - share * share
        off = np.maximum(off, np.sqrt(np.maximum(away, 0)))
        uneven = np.maximum(uneven, np.abs(share - np.float32(place / length)))
    far, alike = np.sqrt(square / vectors.shape[1]), _likeness(first[:, :GREYS], last[:, :GREYS])
    is_slow = (far >= LEAST_SLOW) & (off <= FARTHEST_OFF) & (uneven <= UNEVEN) & (alike < ALIKE)
    return np.where(is_slow, far * (1 - off - uneven), 0), off + alike


def _likeness(one: Floats, other: Floats) -> Floats:
    """The correlation of each two pictures' brightness; 0 where one is blank."""
    one, other = (each - each.mean(axis=1, keepdims=True) for each in (one, other))
    sizes = [_dot(each, each) / each.shape[1] for each in (one, other)]
    is_blank = np.minimum(*sizes) < BLANK * BLANK
    both = _dot(one, other) / one.shape[1] / np.sqrt(np.maximum(sizes[0] * sizes[1], 1e-3))
    return np.where(is_blank, np.float32(0), both)


def _likeness_moved(one: Floats, other: Floats) -> Floats:
    """The likeness of what both show if the camera turned in between, by halves of an area, as it fits best."""
    before, after = (each[:, :GREYS].reshape(-1, GREY_ROWS, GREY_COLUMNS) for each in (one, other))
    half = np.float32(0.5)
    across, down = half * (before[:, :, 1:] + before[:, :, :-1]), half * (before[:, 1:] + before[:, :-1])
    places = (before, across, down, half * (across[:, 1:] + across[:, :-1]))
    turned = [_shifted(each, after, move) for each in places for move in SHIFTS]
    best: Floats = np.max([_likeness(seen, again) for seen, again in turned], axis=0, initial=0)
    return best


def _shifted(before: Floats, after: Floats, move: tuple[int, int]) -> tuple[Floats, Floats]:
    """The parts of both that show the same if the camera turned by `move`."""
    down, right = move
    seen, again = before[:, max(0, down) :, max(0, right) :], after[:, max(0, -down) :, max(0, -right) :]
    high, wide = min(seen.shape[1], again.shape[1]), min(seen.shape[2], again.shape[2])
    flat = (len(before), high * wide)
    return seen[:, :high, :wide].reshape(flat), again[:, :high, :wide].reshape(flat)


def _dot(one: Floats, other: Floats) -> Floats:
    product: Floats = np.einsum("ij,ij->i", one, other)
    return product


def _doubt(look: Look, slow: _Slow) -> float:
    """How much speaks for one scene that moves rather than two that mix; every picture is looked at."""
    vectors = _vectors(look, slow.start, slow.end + 1)
    line, ways = vectors[-1] - vectors[0], vectors - vectors[0]
    square = max(float(line @ line), 1e-3)
    shares = ways @ line / square
    return slow.alike + float(np.sqrt(np.maximum((ways * ways).sum(axis=1) / square - shares * shares, 0)).max())


def _transition(look: Look, slow: _Slow, cuts: list[int]) -> Transition:
    """From where the old picture begins to go to where it is gone, read off the line through both."""
    vectors = _vectors(look, slow.start, slow.end + 1)
    line = vectors[-1] - vectors[0]
    shares = (vectors - vectors[0]) @ line / max(float(line @ line), 1e-3)
    frames = np.flatnonzero((shares > 0.15) & (shares < 0.85))
    rise, zero = np.polyfit(frames, shares[frames], 1) if len(frames) > 1 else (1 / len(shares), 0.0)
    rise = max(float(rise), 1 / (2 * len(shares)))
    start = slow.start + round(-float(zero) / rise) + 1
    end = slow.start + round((1 - float(zero)) / rise)
    start = max(start, *(cut for cut in (0, *cuts) if cut <= slow.start), 0)
    end = min(end, *(cut for cut in (*cuts, look.frames) if cut > slow.end), look.frames)
    return Transition(start, max(end, start + 1), "dissolve")


def _with_fades_joined(changes: list[Transition], plain: NDArray[np.bool_]) -> list[Transition]:
    """Changes to and from a plain picture are fades; one out and the next in are one."""
    joint: list[Transition] = []
    for change in changes:
        into, outof = bool(plain[min(change.end, len(plain) - 1)]), bool(plain[max(0, change.start - 1)])
        one = Transition(change.start, change.end, "fade" if into != outof else "dissolve")
        if joint and outof and joint[-1].kind == "fade" and plain[joint[-1].end : change.start].all():
            one = Transition(joint.pop().start, change.end, "fade")
        joint.append(one)
    return joint
