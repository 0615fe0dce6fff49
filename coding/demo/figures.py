"""What moves in the pictures: silhouettes that walk, talk or stand, drawn once and laid over a scene."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coding.demo.paint import Canvas, Coverage, Luma, averaged

SUBPIXELS = 4
"""Each figure is drawn at so many places between two pixels, or slow movement would jerk."""

Path = Callable[[int], tuple[float, float, int]]
"""Where a figure is in frame n of a shot: left and top in pixels, and which of its poses it takes."""


@dataclass(frozen=True)
class Figure:
    """A silhouette: its coverage for each pose and place between pixels, its brightness, its way."""

    poses: tuple[tuple[NDArray[np.uint16], ...], ...]
    ink: int
    path: Path

    def lay(self, luma: Luma, frame: int) -> None:
        """Draw the figure of a frame into the brightness of a picture; what is outside is cut off."""
        x, y, pose = self.path(frame)
        left, top = math.floor(x), round(y)
        covered = self.poses[pose][math.floor((x - left) * SUBPIXELS)]
        upper, first = max(0, -top), max(0, -left)
        covered = covered[upper : luma.shape[0] - top, first : luma.shape[1] - left]
        if covered.size == 0 or left <= -self.poses[pose][0].shape[1]:
            return
        place = luma[top + upper :, left + first :][: covered.shape[0], : covered.shape[1]]
        place[:] = (place * (256 - covered) + self.ink * covered) >> 8


def figure(
    shapes: Sequence[Callable[[Canvas, float], Coverage]], size: tuple[int, int], ink: int, path: Path
) -> Figure:
    """A figure whose poses are `shapes`, each drawn on a canvas of (width, height), moved right by a part of a pixel."""
    width, height = size
    poses = []
    for shape in shapes:
        drawn = [averaged(shape(Canvas(width, height), step / SUBPIXELS)) for step in range(SUBPIXELS)]
        poses.append(tuple(np.round(coverage * 256).astype(np.uint16) for coverage in drawn))
    return Figure(tuple(poses), ink, path)


def walker(height: int, ink: int, path: Path) -> Figure:
    """A person who walks, seen from the side, in eight poses; `height` in pixels."""
    return figure([_walking(height, step / 8) for step in range(8)], (round(height * 0.6) + 2, height), ink, path)


def _walking(height: int, phase: float) -> Callable[[Canvas, float], Coverage]:
    def draw(canvas: Canvas, shift: float) -> Coverage:
        middle, unit = height * 0.3 + shift, height / 100
        swing = math.sin(2 * math.pi * phase)
        lift = abs(math.cos(2 * math.pi * phase)) * 1.5
        hip = (middle, 52 * unit - lift * unit)
        neck = (middle + 1.5 * unit, 20 * unit - lift * unit)
        parts = [
            canvas.ellipse(middle + 2.5 * unit, 9.5 * unit - lift * unit, 6.2 * unit, 8 * unit),
            canvas.line([neck, hip], 17 * unit),
            canvas.polygon(
                [
                    (middle - 8 * unit, 22 * unit), (middle + 9 * unit, 22 * unit),
                    (middle + 10 * unit, 58 * unit), (middle - 10 * unit, 58 * unit),
                ]
            ),
        ]  # fmt: skip
        for side in (1, -1):
            foot = middle + side * swing * 19 * unit
            bend = middle + side * swing * 8 * unit + 3 * unit
            toe = (foot + 4 * unit, 97 * unit)
            parts.append(canvas.line([hip, (bend, 74 * unit), (foot, 96 * unit), toe], 7.5 * unit))
            hand = (middle - side * swing * 13 * unit + unit, 52 * unit)
            parts.append(
                canvas.line([(middle, 25 * unit), (middle - side * swing * 6 * unit, 40 * unit), hand], 6 * unit)
            )
        covered: Coverage = np.maximum.reduce(parts)
        return covered

    return draw


def head(height: int, ink: int, path: Path) -> Figure:
    """The head of somebody who sits and talks, seen half from behind; `height` in pixels. One pose."""

    def draw(canvas: Canvas, shift: float) -> Coverage:
        middle, unit = height * 0.42 + shift, height / 100
        parts = [
            canvas.ellipse(middle, 42 * unit, 31 * unit, 38 * unit),
            canvas.ellipse(middle + 3 * unit, 26 * unit, 32 * unit, 24 * unit),
            canvas.ellipse(middle - 30 * unit, 50 * unit, 6 * unit, 10 * unit),
            canvas.line([(middle + 2 * unit, 60 * unit), (middle + 4 * unit, 110 * unit)], 36 * unit),
        ]
        covered: Coverage = np.maximum.reduce(parts)
        return covered

    return figure([draw], (round(height * 0.84) + 2, height), ink, path)


def lamp(width: int, height: int, ink: int, path: Path) -> Figure:
    """A soft light that moves: the lamp of a boat, or of a car behind a fence."""

    def draw(canvas: Canvas, shift: float) -> Coverage:
        away = ((canvas.x - width / 2 - shift) / (width / 5)) ** 2 + ((canvas.y - height / 2) / (height / 5)) ** 2
        soft: Coverage = np.exp(-away / 2)
        return soft

    return figure([draw], (width, height), ink, path)


def load(width: int, height: int, ink: int, path: Path) -> Figure:
    """A load on two ropes, as it hangs from a crane."""

    def draw(canvas: Canvas, shift: float) -> Coverage:
        middle = width / 2 + shift
        ropes = canvas.line([(middle - width * 0.3, height - 4), (middle, 0), (middle + width * 0.3, height - 4)], 0.6)
        covered: Coverage = np.maximum(ropes, canvas.box(2 + shift, height - 5, width - 2 + shift, height - 1))
        return covered

    return figure([draw], (width, height), ink, path)


def crossing(y: float, start: float, speed: float, span: tuple[float, float], pause: int) -> Path:
    """Walk from one x to another at `speed` pixels a frame, vanish, and come again after `pause` frames."""
    first, last = span
    steps = round(abs(last - first) / abs(speed))

    def path(frame: int) -> tuple[float, float, int]:
        step = (frame + round(start * (steps + pause))) % (steps + pause)
        x = first + math.copysign(min(step, steps), last - first) * abs(speed)
        return x, y, step // 4 % 8

    return path


def swaying(x: float, y: float, reach: float, frames: int) -> Path:
    """Stay about one place, as somebody who talks does: two slow movements that do not fall into step."""

    def path(frame: int) -> tuple[float, float, int]:
        angle = 2 * math.pi * frame / frames
        nod = math.sin(2.7 * angle) * max(0.0, math.sin(0.31 * angle))
        return x + reach * (math.sin(angle) + 0.5 * math.sin(1.618 * angle)), y + 0.8 * nod, 0

    return path
