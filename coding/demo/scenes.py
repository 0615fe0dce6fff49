"""The places that the demo's recordings show: drawn, dark and still, with a few figures that move.

Nothing in them is filmed. Each scene has a brightness of its own, so that a change of shot is one for the eye
and for the detector.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coding.demo.figures import WHITE, Crossing, Figure, figure, head, lamp, load, swaying, walker
from coding.demo.paint import HEIGHT, WIDTH, Canvas, Luma, planes

Turn = Callable[[float, float], float]
"""Where something at x, so many pixels wide, lies in the picture that is shown: turned with it, or not."""


@dataclass(frozen=True)
class Scene:
    """A place: brightness, the two planes of colour, and who moves in it."""

    luma: Luma
    colors: tuple[Luma, Luma]
    figures: tuple[Figure, ...]

    @property
    def still(self) -> Luma:
        """The place without its figures, as planar 4:2:0 in one row."""
        return np.concatenate([self.luma.ravel(), *(plane.ravel() for plane in self.colors)])

    def mirrored(self) -> "Scene":
        """The same place from the other side. The figures keep their way: nobody walks backwards."""
        blue, red = self.colors
        return Scene(self.luma[:, ::-1], (blue[:, ::-1], red[:, ::-1]), self.figures)


@functools.cache
def scene(name: str, *, mirrored: bool) -> Scene:
    """The scene of that name; KeyError if there is none."""
    found = _SCENES[name](_from_the_right if mirrored else _from_the_left)
    return found.mirrored() if mirrored else found


def _scene(canvas: Canvas, *figures: Figure) -> Scene:
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    away = ((x - WIDTH / 2) / (WIDTH * 0.75)) ** 2 + ((y - HEIGHT / 2) / (HEIGHT * 0.8)) ** 2
    colors = canvas.developed() * (1 - 0.5 * np.clip(away, 0, 1))[..., np.newaxis]
    grain = np.random.default_rng(25).uniform(-0.9, 0.9, (HEIGHT, WIDTH))
    luma, blue, red = planes(colors, grain)
    return Scene(luma, (blue, red), figures)


def _from_the_left(x: float, _width: float) -> float:
    return x


def _from_the_right(x: float, width: float) -> float:
    return WIDTH - x - width


def _river(turned: Turn) -> Scene:
    """Evening over a wide river, with the lights of the other bank."""
    canvas = Canvas()
    canvas.fade(0, 62, (30, 42, 64), (92, 96, 108))
    canvas.fade(62, 88, (92, 96, 108), (196, 146, 104))
    canvas.glow(92, 88, 44, (150, 92, 44), 0.55)
    hills = [(0, 88), (0, 82), (40, 79), (86, 83), (130, 77), (184, 82), (236, 76), (290, 81), (320, 78), (320, 88)]
    canvas.fill(canvas.polygon(hills), (46, 48, 58))
    for left, wide, high in ((150, 9, 9), (164, 6, 13), (178, 12, 7), (232, 7, 12), (246, 10, 8), (268, 6, 10)):
        canvas.fill(canvas.box(left, 86 - high, left + wide, 88), (38, 41, 51))
    canvas.fade(88, 180, (150, 118, 92), (28, 38, 54))
    random = np.random.default_rng(7)
    for _ in range(150):
        y = 90 + 74 * random.random() ** 1.5
        x, half = random.uniform(0, WIDTH), random.uniform(4, 18) * (y - 70) / 60
        canvas.fill(canvas.ellipse(x, y, half, 0.45), (24, 32, 46), 0.35)
    for x in (152, 167, 184, 235, 251, 271):
        canvas.glow(x, 85, 1.1, (255, 214, 150), 0.9)
        canvas.glow(x, 93, 2.0, (255, 206, 140), 0.16)
    canvas.fill(canvas.box(0, 158, WIDTH, 180), (17, 20, 26))
    canvas.fill(canvas.line([(0, 141), (WIDTH, 141)], 2.4), (17, 20, 26))
    for x in range(-6, WIDTH, 24):
        canvas.fill(canvas.box(x, 141, x + 2.2, 160), (17, 20, 26))
    return _scene(
        canvas,
        lamp(12, 10, 216, lambda frame: (40 + frame * 0.02 % 300, 91, 0)),
        walker(74, 26, Crossing(98, 0.35, 0.32, (-50, 330), 900)),
    )


def _site(turned: Turn) -> Scene:
    """A building going up under a grey sky: slabs, columns, a crane."""
    canvas = Canvas()
    canvas.fade(0, 128, (112, 122, 134), (176, 176, 170))
    canvas.fade(128, 180, (92, 90, 86), (48, 48, 48))
    canvas.fill(
        canvas.polygon(
            [(0, 128), (0, 116), (30, 112), (64, 117), (110, 111), (150, 117), (210, 112), (320, 118), (320, 128)]
        ),
        (128, 132, 136),
    )
    concrete, shade = (84, 86, 88), (60, 63, 68)
    for floor in range(5):
        top = 42 + 22 * floor
        canvas.fill(canvas.box(172, top + 4, 300, top + 22), (98, 102, 108) if floor < 2 else (70, 73, 78))
        for column in range(6):
            canvas.fill(canvas.box(174 + 24 * column, top + 4, 178 + 24 * column, top + 22), shade)
        canvas.fill(canvas.box(166, top, 306, top + 4), concrete)
    for x in (180, 206, 238, 266):
        canvas.fill(canvas.line([(x, 42), (x, 34)], 1), shade)
    canvas.glow(216, 104, 9, (255, 196, 110), 0.5)
    canvas.glow(262, 126, 10, (255, 196, 110), 0.45)
    steel = (56, 60, 66)
    for start, end, thickness in (
        ((120, 132), (120, 30), 1.2), ((127, 132), (127, 30), 1.2), ((40, 30), (232, 30), 1.6),
        ((60, 24), (123, 14), 0.8), ((123, 14), (214, 27), 0.8),
        ((123, 30), (123, 14), 1.4), ((46, 25), (232, 25), 0.8),
    ):  # fmt: skip
        canvas.fill(canvas.line([start, end], thickness), steel)
    for step in range(14):
        y = 30 + step * 7.3
        canvas.fill(canvas.line([(120, y), (127, y + 7.3)], 0.7), steel)
    canvas.fill(canvas.box(42, 30, 58, 40), steel)
    canvas.fill(
        canvas.polygon([(0, 180), (0, 150), (44, 142), (110, 150), (190, 146), (250, 152), (320, 146), (320, 180)]),
        (40, 41, 43),
    )

    def hook(frame: int) -> tuple[float, float, int]:
        way = abs((frame * 0.05) % 90 - 45)
        return turned(140 + way, 14), 31, 0

    return _scene(
        canvas,
        load(14, 34, 52, hook),
        walker(19, 44, Crossing(89, 0.1, 0.16, (turned(172, 13), turned(290, 13)), 400)),
        walker(50, 30, Crossing(112, 0.6, 0.24, (-40, 330), 700)),
        walker(46, 34, Crossing(110, 0.15, 0.2, (330, -40), 1300)),
    )


def _room(turned: Turn) -> Scene:
    """A room in the evening: a window, a lamp, somebody who sits and talks with his back half turned."""
    canvas = Canvas()
    canvas.fade(0, 180, (50, 44, 40), (26, 23, 23))
    canvas.glow(286, 66, 62, (150, 104, 60), 0.6)
    canvas.fill(canvas.box(34, 26, 122, 118), (24, 22, 22))
    canvas.fade(30, 114, (64, 82, 112), (92, 106, 128), (38, 118))
    canvas.fill(
        canvas.polygon(
            [(38, 114), (38, 92), (58, 92), (58, 84), (76, 84), (76, 96), (98, 96), (98, 88), (118, 88), (118, 114)]
        ),
        (38, 46, 62),
    )
    for x, y in ((46, 100), (64, 92), (68, 102), (106, 98)):
        canvas.fill(canvas.box(x, y, x + 2, y + 3), (226, 184, 116))
    canvas.fill(canvas.box(76, 26, 79, 118), (24, 22, 22))
    canvas.fill(canvas.box(34, 66, 122, 68.5), (24, 22, 22))
    for x in (20, 27, 118, 125):
        canvas.fill(canvas.polygon([(x, 18), (x + 9, 18), (x + 7, 132), (x - 1, 132)]), (40, 34, 33))
    canvas.fill(canvas.line([(16, 18), (140, 18)], 2), (22, 20, 20))
    canvas.fill(canvas.polygon([(274, 48), (298, 48), (304, 66), (268, 66)]), (232, 184, 118))
    canvas.fill(canvas.line([(286, 66), (286, 120)], 2), (30, 26, 25))
    canvas.fill(canvas.polygon([(196, 132), (320, 122), (320, 180), (180, 180)]), (66, 50, 38))
    canvas.fill(canvas.box(240, 119, 249, 133), (128, 116, 102))
    body = [(112, 180), (118, 146), (134, 126), (152, 118), (176, 118), (196, 127), (210, 148), (218, 180)]
    canvas.fill(canvas.polygon(body), (14, 13, 14))
    canvas.fill(canvas.ellipse(164, 128, 34, 14), (14, 13, 14))
    place = turned(138, 56)
    return _scene(canvas, head(64, 27, swaying(place, 68, 1.6, 260)))


def _table(turned: Turn) -> Scene:
    """Two people at a kitchen table under one lamp."""
    canvas = Canvas()
    canvas.fade(0, 130, (34, 40, 38), (44, 48, 42))
    canvas.fade(130, 180, (30, 28, 26), (18, 17, 17))
    canvas.glow(160, 66, 58, (190, 150, 92), 0.75)
    canvas.fill(canvas.line([(160, 0), (160, 34)], 1), (18, 18, 18))
    canvas.fill(canvas.polygon([(148, 34), (172, 34), (182, 46), (138, 46)]), (28, 32, 30))
    canvas.fill(canvas.ellipse(160, 46, 21, 2.4), (250, 224, 168))
    canvas.fill(canvas.box(20, 30, 66, 84), (28, 32, 32))
    canvas.fill(canvas.box(23, 33, 63, 81), (40, 48, 52))
    canvas.fill(canvas.box(250, 50, 304, 53), (30, 32, 30))
    for x, high in ((256, 12), (266, 16), (276, 9), (288, 14)):
        canvas.fill(canvas.box(x, 50 - high, x + 7, 50), (46, 48, 44))
    canvas.fill(canvas.ellipse(160, 142, 92, 15), (104, 82, 58))
    canvas.fill(canvas.ellipse(160, 140, 92, 14), (140, 112, 78))
    for x, y in ((140, 134), (176, 137)):
        canvas.fill(canvas.box(x, y - 7, x + 7, y), (206, 196, 176))
        canvas.fill(canvas.ellipse(x + 3.5, y, 3.5, 1.2), (206, 196, 176))
    for middle in (72, 248):
        canvas.fill(
            canvas.polygon(
                [
                    (middle - 40, 180),
                    (middle - 34, 134),
                    (middle - 16, 120),
                    (middle + 16, 120),
                    (middle + 34, 134),
                    (middle + 40, 180),
                ]
            ),
            (15, 15, 16),
        )
    return _scene(
        canvas,
        head(58, 27, swaying(48, 76, 1.5, 230)),
        head(58, 27, swaying(222, 77, 0.9, 410)),
    )


def _corridor(turned: Turn) -> Scene:
    """A bare corridor with daylight at its end."""
    canvas = Canvas()
    left, top, right, bottom = 142, 62, 186, 118
    canvas.fill(canvas.polygon([(0, 0), (WIDTH, 0), (right, top), (left, top)]), (48, 52, 56))
    canvas.fill(canvas.polygon([(0, 0), (left, top), (left, bottom), (0, HEIGHT)]), (70, 74, 76))
    canvas.fill(canvas.polygon([(WIDTH, 0), (right, top), (right, bottom), (WIDTH, HEIGHT)]), (58, 61, 64))
    canvas.fill(canvas.polygon([(0, HEIGHT), (left, bottom), (right, bottom), (WIDTH, HEIGHT)]), (54, 52, 50))
    canvas.fill(canvas.box(left, top, right, bottom), (90, 94, 94))
    for depth in (0.28, 0.52, 0.7, 0.83):
        x, upper, lower = left * depth, top * depth, HEIGHT - (HEIGHT - bottom) * depth
        canvas.fill(canvas.line([(x, upper), (x, lower)], 1.2), (50, 54, 56))
        x = WIDTH - (WIDTH - right) * depth
        canvas.fill(canvas.line([(x, upper), (x, lower)], 1.2), (42, 45, 48))
    canvas.fill(canvas.polygon([(44, 42), (78, 52), (78, 149), (44, 166)]), (30, 33, 36))
    canvas.fill(canvas.polygon([(232, 57), (258, 47), (258, 159), (232, 145)]), (27, 29, 32))
    canvas.fill(canvas.box(152, 72, 176, bottom), (222, 228, 226))
    canvas.glow(164, 92, 26, (160, 168, 170), 0.6)
    canvas.fill(canvas.polygon([(152, bottom), (176, bottom), (216, HEIGHT), (116, HEIGHT)]), (150, 152, 148), 0.22)
    door = turned(146, 38)
    return _scene(
        canvas,
        walker(42, 34, Crossing(77, 0.2, 0.12, (door, door + 12), 250)),
        walker(118, 24, Crossing(66, 0.75, 0.5, (-90, 330), 1500)),
    )


def _yard(turned: Turn) -> Scene:
    """Snow before a hut at dusk, birches, a fence."""
    canvas = Canvas()
    canvas.fade(0, 92, (88, 100, 122), (178, 174, 178))
    trees = [(0, 92)] + [(x, 74 - 9 * (x * 7919 % 11) / 11) for x in range(0, 321, 8)] + [(320, 92)]
    canvas.fill(canvas.polygon(trees), (78, 88, 102))
    canvas.fade(92, 180, (186, 190, 200), (136, 146, 166))
    canvas.fill(
        canvas.polygon([(0, 120), (90, 110), (190, 118), (320, 108), (320, 124), (0, 136)]), (168, 174, 188), 0.6
    )
    canvas.fill(canvas.box(204, 70, 276, 108), (62, 56, 56))
    canvas.fill(canvas.polygon([(196, 72), (240, 48), (284, 72)]), (200, 204, 214))
    canvas.fill(canvas.polygon([(200, 72), (240, 52), (280, 72)]), (52, 48, 50))
    canvas.fill(canvas.box(218, 80, 236, 96), (244, 194, 112))
    canvas.fill(canvas.line([(227, 80), (227, 96)], 1.2), (62, 56, 56))
    canvas.glow(227, 88, 12, (200, 140, 60), 0.35)
    for x in range(4, 200, 13):
        canvas.fill(canvas.line([(x, 96), (x, 110)], 1.6), (88, 90, 100))
    canvas.fill(canvas.line([(0, 100), (204, 100)], 1.2), (88, 90, 100))
    for x, lean, thick in ((62, 3, 5), (118, -4, 4), (302, 5, 6)):
        canvas.fill(canvas.ellipse(x + 9, 150, 16, 2.6), (112, 120, 142), 0.6)
        canvas.fill(
            canvas.polygon(
                [
                    (x - thick / 1.7, 151),
                    (x + thick / 1.7, 151),
                    (x + lean + thick / 2.6, -2),
                    (x + lean - thick / 2.6, -2),
                ]
            ),
            (206, 206, 208),
        )
        for mark in range(9):
            y = 14 + mark * 15 + x % 7
            canvas.fill(
                canvas.line([(x + lean * (150 - y) / 154 - thick / 2.4, y), (x + lean * (150 - y) / 154, y + 1)], 1.2),
                (70, 70, 78),
            )
    return _scene(
        canvas,
        walker(40, 50, Crossing(92, 0.4, 0.18, (330, -40), 800)),
        walker(66, 38, Crossing(104, 0.05, 0.27, (-50, 330), 1100)),
    )


def _street(turned: Turn) -> Scene:
    """A wet street at night under lamps; two people stand and talk."""
    canvas = Canvas()
    canvas.fade(0, 104, (22, 28, 42), (58, 58, 66))
    for left, top, right in ((0, 26, 72), (72, 48, 118), (118, 36, 176), (176, 54, 236), (236, 20, 320)):
        canvas.fill(canvas.box(left, top, right, 106), (15, 16, 22) if left % 59 else (21, 22, 28))
        for number in range((right - left) // 13 * 4):
            x, y = left + 6 + number // 4 * 13, top + 8 + number % 4 * 13
            if (left + number * 5) % 7 == 0 and y < 96:
                canvas.fill(canvas.box(x, y, x + 5, y + 6), (196, 150, 84), 0.8)
    canvas.fade(106, 180, (30, 31, 36), (16, 17, 21))
    for x, foot in ((66, 120), (196, 114), (286, 126)):
        canvas.fill(canvas.line([(x, foot), (x, 40), (x + 9, 37)], 1.4), (12, 13, 17))
        canvas.glow(x + 10, 39, 3.2, (255, 222, 160), 1.0)
        canvas.glow(x + 10, 46, 24, (150, 112, 62), 0.42)
        for step in range(9):
            canvas.glow(x + 10 + step % 3 - 1, foot + 4 + step * 7, 5 + step * 0.8, (150, 112, 64), 0.22 - step * 0.02)

    def standing(canvas: Canvas, shift: float) -> None:
        parts = [
            canvas.ellipse(15 + shift, 9, 5.4, 7),
            canvas.line([(15 + shift, 12), (15 + shift, 24)], 5.5),
            canvas.line([(9.5 + shift, 23), (20.5 + shift, 23)], 7),
            canvas.polygon([(7 + shift, 22), (23 + shift, 22), (24.5 + shift, 62), (5.5 + shift, 62)]),
            canvas.line([(7.5 + shift, 25), (4.5 + shift, 40), (8 + shift, 50)], 4.5),
            canvas.line([(22.5 + shift, 25), (26 + shift, 38), (20 + shift, 46)], 4.5),
            canvas.line([(11 + shift, 58), (9.5 + shift, 94)], 6),
            canvas.line([(19 + shift, 58), (21.5 + shift, 94)], 6),
        ]
        for part in parts:
            canvas.fill(part, WHITE)

    first, second = (turned(x, 30) for x in (120, 154))
    return _scene(
        canvas,
        lamp(60, 26, 190, lambda frame: (-60 + frame * 1.5 % 1400, 98, 0)),
        walker(44, 18, Crossing(78, 0.5, 0.2, (330, -40), 900)),
        figure([standing], (32, 98), 17, swaying(first, 72, 0.9, 300)),
        figure([standing], (32, 98), 17, swaying(second, 74, 1.1, 420)),
    )


_SCENES: dict[str, Callable[[Turn], Scene]] = {
    "river": _river,
    "site": _site,
    "room": _room,
    "table": _table,
    "corridor": _corridor,
    "yard": _yard,
    "street": _street,
}
