"""What shot changes are found from: a few hundred bytes of each picture, made chunk by chunk.

A look tells only of its own frames, and all of it is whole numbers, so it does not matter where a
recording was divided, who looked, or in which order: the looks of all chunks, joined, are the look
of the whole.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 64, 36
"""Pixels of the pictures that are looked at, as rgb24."""
FRAME_BYTES = WIDTH * HEIGHT * 3
GREY_COLUMNS, GREY_ROWS = 16, 9
COLOUR_COLUMNS, COLOUR_ROWS = 4, 3
GREYS = GREY_COLUMNS * GREY_ROWS
COLOURS = 2 * COLOUR_COLUMNS * COLOUR_ROWS
SMALL_WIDTH, SMALL_HEIGHT = 32, 18
"""Pixels of the grey pictures that movement from one frame to the next is followed in."""

AREA_COLUMNS, AREA_ROWS = 4, 3
SHIFTS = tuple((down, right) for down in (-2, -1, 0, 1, 2) for right in (-3, -2, -1, 0, 1, 2, 3))
"""How far, in small pixels, an area may have moved from one frame to the next; or a whole picture, in such areas as
its brightness is kept in, while one scene would have given way to another."""
STEP_SCALE = 64
AT_ONCE = 64
"""Frames worked on together: more need more memory and no less time."""

MAGIC = b"LOOK1"
HEADER = struct.Struct("<5sI")
LONGEST = 1 << 24

Bytes = NDArray[np.uint8]
Counts = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Look:
    """Consecutive frames as `shots_in` needs them.

    `signs`: of each frame `GREYS` mean brightnesses by rows, then as many mean Cb and then Cr as
    `COLOURS` says. `steps`: how much of each frame the one before does not explain, moved as it may
    be, in 1/64 of a level; 0 for the first. `sharp`: the mean difference of adjacent pixels, in 1/64.
    `first`, `last`: the outermost frames, small and grey, from which the step between two looks is
    found.
    """

    signs: Bytes
    steps: Counts
    sharp: Counts
    first: Bytes
    last: Bytes

    @property
    def frames(self) -> int:
        return len(self.signs)

    def to_bytes(self) -> bytes:
        """The look as bytes that `from_bytes` reads, 172 a frame and 1.2 kB a look."""
        arrays = (self.signs, self.steps.astype("<u2"), self.sharp.astype("<u2"), self.first, self.last)
        return HEADER.pack(MAGIC, self.frames) + b"".join(array.tobytes() for array in arrays)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Look":
        """Raises ValueError when `stored` is not, to the last byte, what `to_bytes` gave."""
        if len(stored) < HEADER.size:
            raise ValueError("a look is longer than this")
        magic, frames = HEADER.unpack_from(stored)
        edge = SMALL_WIDTH * SMALL_HEIGHT
        expected = HEADER.size + frames * (GREYS + COLOURS + 4) + 2 * edge
        if magic != MAGIC or not 0 < frames <= LONGEST or len(stored) != expected:
            raise ValueError("this is no look, or not a whole one")
        at = HEADER.size
        signs = np.frombuffer(stored, np.uint8, frames * (GREYS + COLOURS), at)
        steps = np.frombuffer(stored, "<u2", frames, at + signs.nbytes)
        sharp = np.frombuffer(stored, "<u2", frames, at + signs.nbytes + steps.nbytes)
        first, last = np.frombuffer(stored, np.uint8, 2 * edge, expected - 2 * edge).reshape(2, SMALL_HEIGHT, -1)
        return cls(signs.reshape(frames, -1), steps.astype(np.uint16), sharp.astype(np.uint16), first, last)


def pictures_in(raw: bytes) -> Bytes:
    """Raw rgb24 pictures of WIDTH × HEIGHT, one after the other, as `look_of` takes them."""
    return np.frombuffer(raw, dtype=np.uint8).reshape(-1, HEIGHT, WIDTH, 3)


def look_of(frames: Bytes) -> Look:
    """The look of one or more consecutive frames, of shape (frames, HEIGHT, WIDTH, 3)."""
    assert len(frames), "a look has at least one frame"
    return joined(_look_of_few(frames[start : start + AT_ONCE]) for start in range(0, len(frames), AT_ONCE))


def joined(looks: Iterable[Look]) -> Look:
    """One look of all frames, from those of its parts in order, of which only two are held at a time."""
    parts = iter(looks)
    begun = before = next(parts)
    signs, steps, sharp = (bytearray(array.tobytes()) for array in (begun.signs, begun.steps, begun.sharp))
    for part in parts:
        signs += part.signs.tobytes()
        steps += unexplained(before.last[None], part.first[None]).tobytes() + part.steps[1:].tobytes()
        sharp += part.sharp.tobytes()
        before = part
    all_signs = np.frombuffer(signs, np.uint8).reshape(-1, GREYS + COLOURS)
    all_steps, all_sharp = np.frombuffer(steps, np.uint16), np.frombuffer(sharp, np.uint16)
    return Look(all_signs, all_steps, all_sharp, begun.first, before.last)


def unexplained(before: Bytes, after: Bytes) -> Counts:
    """How much of each small picture `after` is not in `before`, in 1/64 of a level a pixel.

    Each of its areas is compared with the place in `before` that is most like it nearby, so that
    neither a moving camera nor somebody walking counts, and another scene does.
    """
    most = max(max(map(abs, shift)) for shift in SHIFTS)
    padded = np.pad(before, ((0, 0), (most, most), (most, most)), mode="edge")
    least = np.full((len(after), AREA_ROWS, AREA_COLUMNS), np.iinfo(np.uint16).max, dtype=np.uint16)
    for down, right in SHIFTS:
        top, left = most + down, most + right
        moved = padded[:, top : top + SMALL_HEIGHT, left : left + SMALL_WIDTH]
        difference = np.maximum(moved, after) - np.minimum(moved, after)
        np.minimum(least, _area_sums(difference), out=least)
    total = least.sum(axis=(1, 2), dtype=np.uint32)
    steps: Counts = (total * STEP_SCALE // (SMALL_WIDTH * SMALL_HEIGHT)).astype(np.uint16)
    return steps


def _area_sums(pictures: Bytes) -> Counts:
    high, wide = SMALL_HEIGHT // AREA_ROWS, SMALL_WIDTH // AREA_COLUMNS
    areas = pictures.reshape(len(pictures), AREA_ROWS, high, AREA_COLUMNS, wide)
    sums: Counts = areas.sum(axis=2, dtype=np.uint16).sum(axis=3, dtype=np.uint16)
    return sums


def _look_of_few(frames: Bytes) -> Look:
    red, green, blue = (frames[..., channel].astype(np.uint16) for channel in range(3))
    grey = ((77 * red + 150 * green + 29 * blue) >> 8).astype(np.uint8)
    small = _means(grey, SMALL_HEIGHT, SMALL_WIDTH)
    steps = np.zeros(len(frames), dtype=np.uint16)
    steps[1:] = unexplained(small[:-1], small[1:])
    signs = np.concatenate((_flat(_means(grey, GREY_ROWS, GREY_COLUMNS)), _colours(red, grey, blue)), axis=1)
    return Look(signs, steps, _sharpness(grey), small[0], small[-1])


def _colours(red: Counts, grey: Bytes, blue: Counts) -> Bytes:
    """Mean Cb and Cr of each large area, 128 where there is no colour."""
    light, cool, warm = (_sums(channel, COLOUR_ROWS, COLOUR_COLUMNS).astype(np.int64) for channel in (grey, blue, red))
    pixels = WIDTH * HEIGHT // (COLOUR_ROWS * COLOUR_COLUMNS)
    both = (128 + (cool - light) * 9 // (16 * pixels), 128 + (warm - light) * 11 // (16 * pixels))
    return np.concatenate([_flat(np.clip(colour, 0, 255).astype(np.uint8)) for colour in both], axis=1)


def _sharpness(grey: Bytes) -> Counts:
    across = np.maximum(grey[:, :, 1:], grey[:, :, :-1]) - np.minimum(grey[:, :, 1:], grey[:, :, :-1])
    down = np.maximum(grey[:, 1:], grey[:, :-1]) - np.minimum(grey[:, 1:], grey[:, :-1])
    total = across.sum(axis=(1, 2), dtype=np.uint32) + down.sum(axis=(1, 2), dtype=np.uint32)
    sharp: Counts = (total * STEP_SCALE // (2 * WIDTH * HEIGHT)).astype(np.uint16)
    return sharp


def _sums(pictures: NDArray[np.integer], rows: int, columns: int) -> NDArray[np.uint32]:
    high, wide = pictures.shape[1] // rows, pictures.shape[2] // columns
    areas = pictures.reshape(len(pictures), rows, high, columns, wide)
    sums: NDArray[np.uint32] = areas.sum(axis=2, dtype=np.uint32).sum(axis=3, dtype=np.uint32)
    return sums


def _means(pictures: Bytes, rows: int, columns: int) -> Bytes:
    pixels = pictures.shape[1] * pictures.shape[2] // (rows * columns)
    means: Bytes = ((_sums(pictures, rows, columns) + pixels // 2) // pixels).astype(np.uint8)
    return means


def _flat(pictures: Bytes) -> Bytes:
    return pictures.reshape(len(pictures), -1)
