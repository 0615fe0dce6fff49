"""What moves in the pictures: silhouettes that walk, talk or stand, drawn once and laid over a scene."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coding.demo.paint import Canvas, Color, Luma

WHITE: Color = (255, 255, 255)
COLORLESS = 128
NOWHERE = (-1000.0, 0.0, 0)
SUBPIXELS = 4
"""Each figure is drawn at so many places between two pixels, or slow movement would jerk."""

Drawing = Callable[[Canvas, float], None]
"""Draws a figure in white, moved to the right by a part of a pixel."""
Covered = NDArray[np.uint16]
"""How much of each pixel a figure covers, 0 to 256."""
Path = Callable[[int], tuple[float, float, int]]
"""Where a figure is in frame n of a shot: left and top in pixels, and which of its poses it takes."""


@dataclass(frozen=True)
class Figure:
    """A silhouette: its coverage for each pose and place between pixels, its brightness, its way."""

    poses: tuple[tuple[Covered, ...], ...]
    ink: int
    path: Path

    def lay(self, luma: Luma, colors: tuple[Luma, Luma], frame: int) -> None:
        """Draw the figure of a frame into the planes of a picture; what is outside is cut off."""
        x, y, pose = self.path(frame)
        left, top = math.floor(x), round(y)
        covered = self.poses[pose][math.floor((x - left) * SUBPIXELS)]
        _blend(luma, covered, left, top, self.ink)
        for plane in colors:
            _blend(plane, covered[top % 2 :: 2, left % 2 :: 2], (left + 1) // 2, (top + 1) // 2, COLORLESS)


def _blend(plane: Luma, covered: Covered, left: int, top: int, ink: int) -> None:
    height, width = plane.shape
    covered = covered[max(0, -top) : max(0, height - top), max(0, -left) : max(0, width - left)]
    place = plane[max(0, top) :, max(0, left) :][: covered.shape[0], : covered.shape[1]]
    place[:] = (place * (256 - covered) + ink * covered) >> 8


def figure(poses: Sequence[Drawing], size: tuple[int, int], ink: int, path: Path) -> Figure:
    """A figure of a size (width, height) whose poses are drawn by `poses`."""
    drawn = (tuple(_covered(pose, size, step / SUBPIXELS) for step in range(SUBPIXELS)) for pose in poses)
    return Figure(tuple(drawn), ink, path)


def _covered(pose: Drawing, size: tuple[int, int], shift: float) -> Covered:
    canvas = Canvas(*size)
    pose(canvas, shift)
    covered: Covered = np.round(canvas.developed()[..., 0] * (256 / 255)).astype(np.uint16)
    return covered


@dataclass(frozen=True)
class Crossing:
    """Walk from one x to another at `speed` pixels a frame, vanish, and come again after `pause` frames.

    `ahead` is how much of this is over when the shot begins, 0 to 1.
    """

    y: float
    ahead: float
    speed: float
    span: tuple[float, float]
    pause: int

    @property
    def facing(self) -> int:
        """1 to the right, -1 to the left."""
        return 1 if self.span[1] > self.span[0] else -1

    def __call__(self, frame: int) -> tuple[float, float, int]:
        steps = round(abs(self.span[1] - self.span[0]) / self.speed)
        step = (frame + round(self.ahead * (steps + self.pause))) % (steps + self.pause)
        if step > steps:
            return NOWHERE
        return self.span[0] + self.facing * step * self.speed, self.y, step // 4 % 8


def walker(height: int, ink: int, way: Crossing) -> Figure:
    """A person who walks, seen from the side, in eight poses; `height` in pixels."""
    poses = [_walking(height, step / 8, way.facing) for step in range(8)]
    return figure(poses, (round(height * 0.6) + 2, height), ink, way)


def _walking(height: int, phase: float, facing: int) -> Drawing:
    swing, lift = math.sin(2 * math.pi * phase), 1.5 * abs(math.cos(2 * math.pi * phase))
    unit = height / 100

    def draw(canvas: Canvas, shift: float) -> None:
        def at(ahead: float, down: float) -> tuple[float, float]:
            return height * 0.3 + shift + facing * ahead * unit, down * unit

        hip = at(0, 52 - lift)
        parts = [
            canvas.ellipse(*at(2.5, 9.5 - lift), 6.2 * unit, 8 * unit),
            canvas.line([at(1.5, 20 - lift), hip], 17 * unit),
            canvas.polygon([at(-8, 22), at(9, 22), at(10, 58), at(-10, 58)]),
        ]
        for side in (swing, -swing):
            leg = [hip, at(8 * side + 3, 74), at(19 * side, 96), at(19 * side + 4, 97)]
            arm = [at(0, 25), at(-6 * side, 40), at(1 - 13 * side, 52)]
            parts += [canvas.line(leg, 7.5 * unit), canvas.line(arm, 6 * unit)]
        for part in parts:
            canvas.fill(part, WHITE)

    return draw


def head(height: int, ink: int, path: Path) -> Figure:
    """The head of somebody who sits and talks, seen half from behind; `height` in pixels. One pose."""

    def draw(canvas: Canvas, shift: float) -> None:
        middle, unit = height * 0.42 + shift, height / 100
        parts = [
            canvas.ellipse(middle, 42 * unit, 31 * unit, 38 * unit),
            canvas.ellipse(middle + 3 * unit, 26 * unit, 32 * unit, 24 * unit),
            canvas.ellipse(middle - 30 * unit, 50 * unit, 6 * unit, 10 * unit),
            canvas.line([(middle + 2 * unit, 60 * unit), (middle + 4 * unit, 110 * unit)], 36 * unit),
        ]
        for part in parts:
            canvas.fill(part, WHITE)

    return figure([draw], (round(height * 0.84) + 2, height), ink, path)


def lamp(width: int, height: int, ink: int, path: Path) -> Figure:
    """A soft light that moves: the lamp of a boat, or of a car behind a fence."""

    def draw(canvas: Canvas, shift: float) -> None:
        canvas.glow(width / 2 + shift, height / 2, min(width, height) / 6, WHITE, 1)

    return figure([draw], (width, height), ink, path)


def load(width: int, height: int, ink: int, path: Path) -> Figure:
    """A load on two ropes, as it hangs from a crane."""

    def draw(canvas: Canvas, shift: float) -> None:
        middle = width / 2 + shift
        ropes = canvas.line([(middle - width * 0.3, height - 4), (middle, 0), (middle + width * 0.3, height - 4)], 0.6)
        canvas.fill(ropes, WHITE)
        canvas.fill(canvas.box(2 + shift, height - 5, width - 2 + shift, height - 1), WHITE)

    return figure([draw], (width, height), ink, path)


def swaying(x: float, y: float, reach: float, frames: int) -> Path:
    """Stay about one place, as somebody who talks does: two slow movements that do not fall into step."""

    def path(frame: int) -> tuple[float, float, int]:
        angle = 2 * math.pi * frame / frames
        nod = math.sin(2.7 * angle) * max(0.0, math.sin(0.31 * angle))
        return x + reach * (math.sin(angle) + 0.5 * math.sin(1.618 * angle)), y + 0.8 * nod, 0

    return path
