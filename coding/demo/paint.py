"""Drawing with smooth edges into small pictures: a few shapes, no library.

Everything is drawn `FINE` times as large and averaged at the end. Positions are pixels of the final picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 180
FINE = 3

Color = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""
Luma = NDArray[np.uint8]
"""Brightness, shape (height, width)."""
Axis = NDArray[np.float64]
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """Which of the fine pixels in a part of the canvas belong to something."""

    rows: slice
    columns: slice
    inside: NDArray[np.bool_]


class Canvas:
    """A picture in the making, black at first."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.pixels = np.zeros((height * FINE, width * FINE, 3), dtype=np.float32)

    def fill(self, shape: Shape, color: Color, opacity: float = 1.0) -> None:
        """Lay a colour over a shape."""
        part = self.pixels[shape.rows, shape.columns]
        part += (np.asarray(color, dtype=np.float32) - part) * (shape.inside * np.float32(opacity))[..., np.newaxis]

    def fade(
        self, top: float, bottom: float, upper: Color, lower: Color, columns: tuple[float, float] = (0, WIDTH)
    ) -> None:
        """A gradient from `upper` at height `top` to `lower` at `bottom`, between two columns."""
        rows, across, y, _ = self._part(columns[0], top, columns[1], bottom)
        along = np.clip((y - top) / (bottom - top), 0, 1)[..., np.newaxis]
        self.pixels[rows, across] = np.asarray(upper) * (1 - along) + np.asarray(lower) * along

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float) -> None:
        """Light that falls off from a point; it only ever adds."""
        reach = 3.5 * radius
        rows, columns, fine_y, fine_x = self._part(x - reach, y - reach, x + reach, y + reach)
        falling = np.exp(-((fine_x - x) ** 2 + (fine_y - y) ** 2) / (2 * radius**2))
        self.pixels[rows, columns] += np.asarray(color) * (strength * falling)[..., np.newaxis]

    def box(self, left: float, top: float, right: float, bottom: float) -> Shape:
        rows, columns, y, x = self._part(left, top, right, bottom)
        return Shape(rows, columns, (x >= left) & (x < right) & (y >= top) & (y < bottom))

    def ellipse(self, x: float, y: float, wide: float, high: float) -> Shape:
        rows, columns, fine_y, fine_x = self._part(x - wide, y - high, x + wide, y + high)
        return Shape(rows, columns, ((fine_x - x) / wide) ** 2 + ((fine_y - y) / high) ** 2 <= 1)

    def polygon(self, points: Points) -> Shape:
        """What lies inside, by the even-odd rule."""
        rows, columns, y, x = self._around(points, 0)
        inside = np.zeros((y.shape[0], x.shape[1]), dtype=bool)
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
            if y0 != y1:
                crossing = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                inside ^= (y >= min(y0, y1)) & (y < max(y0, y1)) & (x < crossing)
        return Shape(rows, columns, inside)

    def line(self, points: Points, thickness: float) -> Shape:
        """A line with round ends through the points."""
        rows, columns, y, x = self._around(points, thickness)
        nearest = np.full((y.shape[0], x.shape[1]), np.inf)
        for (x0, y0), (x1, y1) in pairwise(points):
            length = (x1 - x0) ** 2 + (y1 - y0) ** 2
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0, 1)
            nearest = np.minimum(nearest, np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)))
        return Shape(rows, columns, nearest <= thickness / 2)

    def developed(self) -> NDArray[np.float64]:
        """The picture as red, green and blue, shape (height, width, 3)."""
        fine = self.pixels.reshape(self.height, FINE, self.width, FINE, 3)
        colors: NDArray[np.float64] = np.clip(fine.mean(axis=(1, 3)), 0, 255)
        return colors

    def _around(self, points: Points, margin: float) -> tuple[slice, slice, Axis, Axis]:
        across, down = [x for x, _ in points], [y for _, y in points]
        return self._part(min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin)

    def _part(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice, Axis, Axis]:
        """The fine pixels of a box that lie on the canvas, with the middles of their rows and columns."""
        rows = _fine(top, bottom, self.height)
        columns = _fine(left, right, self.width)
        y, x = ((np.arange(part.start, part.stop) + 0.5) / FINE for part in (rows, columns))
        return rows, columns, y[:, np.newaxis], x[np.newaxis, :]


def _fine(first: float, last: float, size: int) -> slice:
    start = min(max(math.floor(first * FINE), 0), size * FINE)
    return slice(start, min(max(math.ceil(last * FINE), start), size * FINE))


def planes(colors: NDArray[np.float64], grain: NDArray[np.float64]) -> tuple[Luma, Luma, Luma]:
    """A picture as brightness and two half-size planes of colour (BT.601, limited range, 4:2:0).

    `grain` is added to the brightness before rounding, or dark gradients would show as steps.
    """
    red, green, blue = colors[..., 0], colors[..., 1], colors[..., 2]
    luma = 16 + 0.257 * red + 0.504 * green + 0.098 * blue + grain
    blueness = 128 - 0.148 * red - 0.291 * green + 0.439 * blue
    redness = 128 + 0.439 * red - 0.368 * green - 0.071 * blue
    halves = [plane.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3)) for plane in (blueness, redness)]
    y, u, v = (np.clip(np.round(plane), 16, 240).astype(np.uint8) for plane in (luma, *halves))
    return y, u, v
