"""Drawing with smooth edges into small pictures: a few shapes, no library.

Everything is drawn `FINE` times as large and averaged at the end. Positions are pixels of the final picture.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 180
FINE = 4

Color = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""
Coverage = NDArray[np.float64]
"""How much of each pixel a shape covers, 0 to 1."""
Luma = NDArray[np.uint8]
Points = Sequence[tuple[float, float]]


class Canvas:
    """A picture in the making."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.pixels = np.zeros((height * FINE, width * FINE, 3))
        fine_y, fine_x = np.arange(height * FINE), np.arange(width * FINE)
        self.y, self.x = np.meshgrid((fine_y + 0.5) / FINE, (fine_x + 0.5) / FINE, indexing="ij")

    def fill(self, where: Coverage, color: Color, opacity: float = 1.0) -> None:
        """Lay a colour over the pixels that a shape covers."""
        share = (where * opacity)[..., np.newaxis]
        self.pixels += (np.asarray(color) - self.pixels) * share

    def fade(self, top: float, bottom: float, upper: Color, lower: Color) -> None:
        """A gradient from `upper` at height `top` to `lower` at `bottom`, over the whole width between them."""
        inside = (self.y >= top) & (self.y < bottom)
        along = np.clip((self.y - top) / (bottom - top), 0, 1)[..., np.newaxis]
        colors = np.asarray(upper) * (1 - along) + np.asarray(lower) * along
        self.pixels = np.where(inside[..., np.newaxis], colors, self.pixels)

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float) -> None:
        """Light that falls off from a point; it only ever adds."""
        falling = np.exp(-((self.x - x) ** 2 + (self.y - y) ** 2) / (2 * radius**2))
        self.pixels += np.asarray(color) * (strength * falling)[..., np.newaxis]

    def box(self, left: float, top: float, right: float, bottom: float) -> Coverage:
        return ((self.x >= left) & (self.x < right) & (self.y >= top) & (self.y < bottom)).astype(float)

    def ellipse(self, x: float, y: float, wide: float, high: float) -> Coverage:
        return (((self.x - x) / wide) ** 2 + ((self.y - y) / high) ** 2 <= 1).astype(float)

    def polygon(self, points: Points) -> Coverage:
        """What lies inside, by the even-odd rule."""
        inside = np.zeros(self.x.shape, dtype=bool)
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
            if y0 != y1:
                crossing = x0 + (self.y - y0) * (x1 - x0) / (y1 - y0)
                inside ^= ((self.y >= min(y0, y1)) & (self.y < max(y0, y1))) & (self.x < crossing)
        return inside.astype(float)

    def line(self, points: Points, thickness: float) -> Coverage:
        """A line with round ends through the points."""
        nearest = np.full(self.x.shape, np.inf)
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            length = (x1 - x0) ** 2 + (y1 - y0) ** 2
            along = np.clip(((self.x - x0) * (x1 - x0) + (self.y - y0) * (y1 - y0)) / length, 0, 1)
            nearest = np.minimum(nearest, np.hypot(self.x - x0 - along * (x1 - x0), self.y - y0 - along * (y1 - y0)))
        return (nearest <= thickness / 2).astype(float)

    def developed(self) -> NDArray[np.float64]:
        """The picture as red, green and blue, shape (height, width, 3)."""
        fine = self.pixels.reshape(self.height, FINE, self.width, FINE, 3)
        colors: NDArray[np.float64] = np.clip(fine.mean(axis=(1, 3)), 0, 255)
        return colors


def averaged(where: Coverage) -> Coverage:
    """A shape's coverage of whole pixels, from that of the fine ones."""
    height, width = where.shape[0] // FINE, where.shape[1] // FINE
    coverage: Coverage = where.reshape(height, FINE, width, FINE).mean(axis=(1, 3))
    return coverage


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
