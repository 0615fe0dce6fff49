"""Timecode burnt into pictures, in digits of our own: no font has to be installed, and a test can read them back.

A digit is a few strokes in a box one wide and one high, drawn with smooth edges. All digits are equally wide.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
"""Brightness, shape (height, width), 16 (black) to 235 (white)."""

Tile = NDArray[np.uint16]
"""How much of each pixel a character covers, 0 to 256."""

DIGIT_WIDTH, COLON_WIDTH, HEIGHT = 8, 5, 12
INK = 222
PADDING_X, PADDING_Y = 6, 4
LEFT, TOP = 10, 8
"""Where the plate lies in the picture. All four are even, because colour has half the resolution."""

_DIMMED, _PLATE = 0.3, 14
"""The picture under the plate keeps this share of its brightness, above that of the plate itself."""
_STROKE = 0.75
"""Half the width of a stroke, in pixels."""
_FINE = 8
"""Samples per pixel, in each direction."""
_ROUND = ((0.5, 0), (0.82, 0.1), (0.98, 0.32), (0.98, 0.68), (0.82, 0.9), (0.5, 1))
_HALF_ROUND = tuple((1 - x, y) for x, y in reversed(_ROUND))
_SIX = (
    (0.86, 0.07), (0.62, 0), (0.42, 0), (0.14, 0.18), (0.03, 0.48), (0.03, 0.72), (0.2, 0.94),
    (0.5, 1), (0.8, 0.94), (0.97, 0.72), (0.9, 0.52), (0.65, 0.41), (0.35, 0.43), (0.06, 0.62),
)  # fmt: skip
_STROKES: tuple[tuple[tuple[float, float], ...], ...] = (
    (*_ROUND, *_HALF_ROUND),
    ((0.18, 0.2), (0.56, 0), (0.56, 1)),
    ((0.04, 0.26), (0.12, 0.1), (0.32, 0), (0.68, 0), (0.9, 0.12), (0.93, 0.3), (0.8, 0.5), (0.04, 1), (0.97, 1)),
    (
        (0.05, 0.12), (0.3, 0), (0.7, 0), (0.92, 0.13), (0.92, 0.34), (0.7, 0.47), (0.4, 0.47),
        (0.7, 0.47), (0.97, 0.62), (0.97, 0.84), (0.72, 1), (0.28, 1), (0.03, 0.88),
    ),
    ((0.74, 1), (0.74, 0), (0.02, 0.7), (1, 0.7)),
    ((0.9, 0), (0.16, 0), (0.1, 0.46), (0.4, 0.37), (0.72, 0.4), (0.97, 0.58), (0.97, 0.82), (0.72, 1), (0.28, 1),
     (0.03, 0.88)),
    _SIX,
    ((0.03, 0), (0.97, 0), (0.4, 1)),
    (
        (0.5, 0.46), (0.2, 0.4), (0.08, 0.22), (0.25, 0.03), (0.5, 0), (0.75, 0.03), (0.92, 0.22), (0.8, 0.4),
        (0.5, 0.46), (0.14, 0.56), (0.02, 0.78), (0.2, 0.97), (0.5, 1), (0.8, 0.97), (0.98, 0.78), (0.86, 0.56),
        (0.5, 0.46),
    ),
    tuple((1 - x, 1 - y) for x, y in _SIX),
)  # fmt: skip


def plate_size(text: str) -> tuple[int, int]:
    """Height and width in pixels of the plate behind `text`, which holds digits and colons."""
    width = sum(COLON_WIDTH if character == ":" else DIGIT_WIDTH for character in text)
    return HEIGHT + 2 * PADDING_Y, width + 2 * PADDING_X + (width % 2)


def plate(under: Luma) -> Luma:
    """The plate over a piece of a picture of `plate_size`: dark, and the picture shows through."""
    dimmed: Luma = np.round(_PLATE + _DIMMED * under).astype(np.uint8)
    return dimmed


def write(place: Luma, text: str, *, first: int = 0) -> None:
    """Draw the characters of `text` from number `first` on onto a plate, in place."""
    for character, left in _places(text)[first:]:
        tile = TILES[character]
        under = place[PADDING_Y : PADDING_Y + HEIGHT, left : left + tile.shape[1]]
        under[:] = (under * (256 - tile) + INK * tile) >> 8


def read(place: Luma, form: str = "00:00:00:00") -> str:
    """The text of `form` that a plate shows, perhaps compressed in between: for each digit the nearest one."""
    text = ""
    for character, left in _places(form):
        seen = place[PADDING_Y : PADDING_Y + HEIGHT, left : left + TILES[character].shape[1]].astype(np.int32)
        known = ":" if character == ":" else "0123456789"
        text += min(known, key=lambda digit: int(np.square((seen - _PLATE) * 256 // INK - TILES[digit]).sum()))
    return text


def _places(text: str) -> list[tuple[str, int]]:
    places, left = [], PADDING_X
    for character in text:
        places.append((character, left))
        left += COLON_WIDTH if character == ":" else DIGIT_WIDTH
    return places


def _tile(strokes: Sequence[Sequence[tuple[float, float]]], width: int) -> Tile:
    """Strokes given in pixels, drawn with smooth edges."""
    side = (np.arange(HEIGHT * _FINE) + 0.5) / _FINE
    y, x = np.meshgrid(side, side[: width * _FINE], indexing="ij")
    nearest = np.full(x.shape, np.inf)
    for stroke in strokes:
        for (x0, y0), (x1, y1) in pairwise(stroke):
            length = (x1 - x0) ** 2 + (y1 - y0) ** 2
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0, 1) if length else 0.0
            nearest = np.minimum(nearest, np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)))
    covered = (nearest <= _STROKE).reshape(HEIGHT, _FINE, width, _FINE).mean(axis=(1, 3))
    tile: Tile = np.round(256 * covered).astype(np.uint16)
    return tile


def _digit(stroke: Sequence[tuple[float, float]]) -> Tile:
    inset = _STROKE + 0.35
    wide, high = DIGIT_WIDTH - 2 * inset - 0.6, HEIGHT - 2 * inset
    return _tile([[(inset + x * wide, inset + y * high) for x, y in stroke]], DIGIT_WIDTH)


def _colon() -> Tile:
    middle = COLON_WIDTH / 2 - 0.4
    return _tile([[(middle, y), (middle, y)] for y in (HEIGHT * 0.33, HEIGHT * 0.72)], COLON_WIDTH)


TILES: dict[str, Tile] = {":": _colon(), **{str(digit): _digit(stroke) for digit, stroke in enumerate(_STROKES)}}
"""The shape of each character."""
