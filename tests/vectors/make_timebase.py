"""Make timebase.json: the answers on which the Python and the TypeScript clock must agree.

    python tests/vectors/make_timebase.py

Imports nothing of the product. Timecodes come from counting: a ten-minute block of numbers is
written out one by one, leaving out what SMPTE ST 12-1 leaves out, and a frame is looked up in
it. So the closed formulas of the product are held against the rule itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).with_name("timebase.json")
HOUR_BLOCKS = 6
DAY_BLOCKS = 144

# name, rate, nominal, drop-frame, start timecode, minutes of recording
CLOCKS = [
    ("film", "24000/1001", 24, False, "00:00:00:00", 24 * 60),
    ("cinema", "24/1", 24, False, "01:00:00:00", 90),
    ("pal", "25/1", 25, False, "00:17:00:00", 88),
    ("pal from midnight", "25/1", 25, False, "00:00:00:00", 24 * 60),
    ("ntsc", "30000/1001", 30, True, "00:00:00;00", 24 * 60),
    ("ntsc across midnight", "30000/1001", 30, True, "23:51:00;02", 60),
    ("ntsc without drop", "30000/1001", 30, False, "09:59:59:29", 60),
    ("thirty", "30/1", 30, False, "00:00:00:00", 24 * 60),
    ("double film", "48000/1001", 48, False, "00:00:00:00", 60),
    ("forty-eight", "48/1", 48, False, "00:00:00:00", 60),
    ("fifty", "50/1", 50, False, "23:59:59:49", 60),
    ("double ntsc", "60000/1001", 60, True, "00:00:00;00", 24 * 60),
    ("double ntsc without drop", "60000/1001", 60, False, "00:00:00:00", 24 * 60),
    ("sixty", "60/1", 60, False, "00:00:00:00", 60),
    ("sound", "1000/1", 1000, False, "00:00:00:000", 23 * 60),
    ("slow", "10/1", 10, False, "00:00:00:00", 60),
    ("screen", "15/1", 15, False, "00:00:00:00", 60),
    ("half", "25/2", 13, False, "00:00:00:00", 60),
    ("hundred", "100/1", 100, False, "00:00:00:00", 60),
    ("measured", "2997003/100000", 30, False, "00:00:00:00", 60),
    ("two days", "25/1", 25, False, "10:00:00:00", 36 * 60),
    ("one day", "25/1", 25, False, "10:00:00:00", 24 * 60),
]


@cache
def ten_minutes(nominal: int, drop: bool) -> list[str]:
    """The numbers MM:SS:FF of ten minutes in order, the tens of minutes left as '_'."""
    return list(_count(nominal, drop))


def _count(nominal: int, drop: bool) -> Iterator[str]:
    left_out = {30: 2, 60: 4}[nominal] if drop else 0
    digits = max(2, len(str(nominal - 1)))
    for minute in range(10):
        for second in range(60):
            for frame in range(nominal):
                if minute and second == 0 and frame < left_out:
                    continue
                yield f"_{minute}:{second:02}{';' if drop else ':'}{frame:0{digits}}"


@cache
def numbers_in_ten_minutes(nominal: int, drop: bool) -> dict[str, int]:
    return {text: place for place, text in enumerate(ten_minutes(nominal, drop))}


def number_of(timecode: str, nominal: int, drop: bool) -> int:
    """Which number of the day this timecode is."""
    blocks = int(timecode[:2]) * HOUR_BLOCKS + int(timecode[3])
    within = numbers_in_ten_minutes(nominal, drop)["_" + timecode[4:]]
    return blocks * len(ten_minutes(nominal, drop)) + within


def timecode_of(number: int, nominal: int, drop: bool) -> str:
    """The text of the n-th number, counted on from the start of a day through any midnight."""
    block = ten_minutes(nominal, drop)
    blocks, within = divmod(number, len(block))
    hours, tens = divmod(blocks % DAY_BLOCKS, HOUR_BLOCKS)
    return f"{hours:02}:{tens}{block[within][1:]}"


def seconds_text(seconds: Fraction) -> str:
    """The decimal that is exactly `seconds`, found by dividing and comparing; else the fraction."""
    with localcontext() as context:
        context.prec = 60
        decimal = Decimal(seconds.numerator) / Decimal(seconds.denominator)
        text = f"{decimal:f}"
    return text if Fraction(text) == seconds else f"{seconds.numerator}/{seconds.denominator}"


def milliseconds(seconds: Fraction) -> int:
    """The whole number of milliseconds nearest to `seconds`, the larger of two equally near."""
    below = seconds * 1000 // 1
    return below + (seconds * 1000 - below >= below + 1 - seconds * 1000)


def interesting(frames: int, nominal: int, drop: bool) -> list[int]:
    """The frames of a recording around which a clock goes wrong, if it does."""
    block = len(ten_minutes(nominal, drop))
    minute = 60 * nominal
    edges = [0, nominal, minute, 2 * minute - 2, block - minute, block, 6 * block, 101 * minute]
    edges += [block * 72, block * DAY_BLOCKS, frames // 3, frames // 2, frames]
    around = {edge + step for edge in edges for step in (-4, -3, -2, -1, 0, 1, 2, 5)}
    return sorted(frame for frame in around if 0 <= frame <= frames)


def clock(row: tuple[str, str, int, bool, str, int]) -> dict[str, Any]:
    """One clock with the written forms of its interesting frames (the last is the end)."""
    name, rate_text, nominal, drop, start_timecode, minutes = row
    rate = Fraction(rate_text)
    frames = minutes * len(ten_minutes(nominal, drop)) // 10
    start = number_of(start_timecode, nominal, drop)
    moments = []
    for frame in interesting(frames, nominal, drop):
        seconds = frame / rate
        timecode = timecode_of(start + frame, nominal, drop)
        moments.append([frame, timecode, seconds_text(seconds), milliseconds(seconds)])
    return {
        "name": name,
        "rate": rate_text,
        "nominal": nominal,
        "frames": frames,
        "start": start,
        "start_timecode": start_timecode,
        "drop_frame": drop,
        "moments": moments,
    }


# clock, what was written, options, the frame meant or the kind of error
POSITIONS: list[tuple[str, Any, str, int | str]] = [
    ("pal", {"frame": 0}, "", 0),
    ("pal", {"frame": 131999}, "", 131999),
    ("pal", {"frame": 132000}, "", "refused"),
    ("pal", {"frame": 132000}, "end", 132000),
    ("pal", {"frame": 132001}, "end", "refused"),
    ("pal", {"frame": -1}, "", "refused"),
    ("pal", {"frame": -1}, "end snap", "refused"),
    ("pal", {"frame": 2**64}, "", "malformed"),
    ("pal", {"frame": True}, "", "malformed"),
    ("pal", {"frame": 1.5}, "", "malformed"),
    ("pal", {"frame": "1"}, "", "malformed"),
    ("pal", {"frame": None}, "", "malformed"),
    ("pal", {"frame": 1, "timecode": "00:17:00:01"}, "", "malformed"),
    ("pal", {"Frame": 1}, "", "malformed"),
    ("pal", {}, "", "malformed"),
    ("pal", [1], "", "malformed"),
    ("pal", None, "", "malformed"),
    ("pal", True, "", "malformed"),
    ("pal", 5, "", "malformed"),
    ("pal", 5.5, "snap", "malformed"),
    ("pal", "01:41:17:22", "", 126447),
    ("pal", "00:17:00:00", "", 0),
    ("pal", "00:16:59:24", "", "refused"),
    ("pal", "01:44:59:24", "", 131999),
    ("pal", "01:45:00:00", "", "refused"),
    ("pal", "01:45:00:00", "end", 132000),
    ("pal", "01:45:00:01", "end snap", "refused"),
    ("pal", "01:41:17;22", "", "malformed"),
    ("pal", "01:41:17:25", "", "malformed"),
    ("pal", "01:41:60:00", "", "malformed"),
    ("pal", "01:60:00:00", "", "malformed"),
    ("pal", "24:00:00:00", "", "malformed"),
    ("pal", "1:41:17:22", "", "malformed"),
    ("pal", "01:41:17:2", "", "malformed"),
    ("pal", "01:41:17:022", "", "malformed"),
    ("pal", "01:41:17", "", "malformed"),
    ("pal", "01:41:17.22", "", "malformed"),
    ("pal", " 01:41:17:22", "", "malformed"),
    ("pal", "01:41:17:22\n", "", "malformed"),
    ("pal", "-1:41:17:22", "", "malformed"),
    ("pal", "\u0660\u0661:\u0664\u0661:\u0661\u0667:\u0662\u0662", "", "malformed"),
    ("pal", ":", "", "malformed"),
    ("pal", "", "", "malformed"),
    ("pal", "frame 5", "", "malformed"),
    ("pal", "1e3", "", "malformed"),
    ("pal", "1_000", "", "malformed"),
    ("pal", ".5", "", "malformed"),
    ("pal", "5.", "", "malformed"),
    ("pal", "+5", "", "malformed"),
    ("pal", "1/0", "", "malformed"),
    ("pal", "1/-2", "", "malformed"),
    ("pal", "1.5/2", "", "malformed"),
    ("pal", "NaN", "", "malformed"),
    ("pal", "Infinity", "", "malformed"),
    ("pal", "\u0665", "", "malformed"),
    ("pal", "18446744073709551616", "", "malformed"),
    ("pal", "1/18446744073709551616", "", "malformed"),
    ("pal", "9223372036854775807", "", "refused"),
    ("pal", "0." + "0" * 80, "", "malformed"),
    ("pal", "6077.88", "", "refused"),
    ("pal from midnight", "6077.88", "", 151947),
    ("pal from midnight", "6077.880", "", 151947),
    ("pal from midnight", "151947/25", "", 151947),
    ("pal from midnight", "0303894/50", "", 151947),
    ("pal", "-0", "", 0),
    ("pal", "-0.04", "", "refused"),
    ("pal", "-0.01", "snap", "refused"),
    ("pal", "0.01", "", "refused"),
    ("pal", "0.01", "snap", 0),
    ("pal", "0.02", "snap", 1),
    ("pal", "0.0199999999999999999999999999999999999999", "snap", 0),
    ("pal", "5279.97", "snap", 131999),
    ("pal", "5279.99", "snap", "refused"),
    ("pal", "5279.99", "end snap", 132000),
    ("pal", "5280", "", "refused"),
    ("pal", "5280", "end", 132000),
    ("pal", "5280.01", "end snap", 132000),
    ("pal", "5280.01", "end", "refused"),
    ("pal", "5280.02", "end snap", "refused"),
    ("ntsc", "00:00:59;29", "", 1799),
    ("ntsc", "00:01:00;02", "", 1800),
    ("ntsc", "00:01:00;00", "", "malformed"),
    ("ntsc", "00:01:00;01", "", "malformed"),
    ("ntsc", "00:11:00;01", "snap", "malformed"),
    ("ntsc", "00:01:00:02", "", "malformed"),
    ("ntsc", "00:10:00;00", "", 17982),
    ("ntsc", "01:00:00;00", "", 107892),
    ("ntsc", "23:59:59;29", "", 2589407),
    ("ntsc", "00:00:00;00", "", 0),
    ("ntsc", "00:00:00;00", "end", 2589408),
    ("ntsc", "1001/1500", "", 20),
    ("ntsc", "2002/3000", "", 20),
    ("ntsc", "0.667", "", "refused"),
    ("ntsc", "0.667", "snap", 20),
    ("ntsc", "1001/60000", "snap", 1),
    ("ntsc", "1001/60001", "snap", 0),
    ("ntsc across midnight", "00:00:00;00", "", 16182),
    ("ntsc across midnight", "23:50:59;29", "", "refused"),
    ("ntsc without drop", "10:00:00:00", "", 1),
    ("ntsc without drop", "10:00:00;00", "", "malformed"),
    ("double ntsc", "00:01:00;03", "", "malformed"),
    ("double ntsc", "00:01:00;04", "", 3600),
    ("fifty", "00:00:00:00", "", 1),
    ("sound", "00:00:01:250", "", 1250),
    ("sound", "00:00:01:25", "", "malformed"),
    ("sound", "1.25", "", 1250),
    ("hundred", "00:00:01:99", "", 199),
    ("half", "0.08", "", 1),
    ("half", "00:00:00:12", "", 12),
    ("half", "00:00:00:13", "", "malformed"),
    ("two days", "10:00:00:00", "", "refused"),
    ("two days", "21:59:59:24", "", "refused"),
    ("two days", "22:00:00:00", "", 1080000),
    ("two days", "22:00:00:00", "end", "refused"),
    ("two days", "09:59:59:24", "", 2159999),
    ("two days", "10:00:00:00", "end", 2160000),
    ("one day", "10:00:00:00", "", 0),
    ("one day", "10:00:00:00", "end", 2160000),
    ("one day", "10:00:00:01", "end", 1),
]

# text, the reduced fraction and the nominal rate, or the kind of error
RATES: list[tuple[str, list[int] | str]] = [
    ("25/1", [25, 1, 25]),
    ("25", [25, 1, 25]),
    ("25.0", [25, 1, 25]),
    ("50/2", [25, 1, 25]),
    ("30000/1001", [30000, 1001, 30]),
    ("24000/1001", [24000, 1001, 24]),
    ("12.5", [25, 2, 13]),
    ("25/2", [25, 2, 13]),
    ("2997/100", [2997, 100, 30]),
    ("1000/1", [1000, 1, 1000]),
    ("1/2", [1, 2, 1]),
    ("29.97", "malformed"),
    ("29.970", "malformed"),
    ("29.97003", "malformed"),
    ("23.976", "malformed"),
    ("23.98", "malformed"),
    ("23.97", "malformed"),
    ("47.952", "malformed"),
    ("59.94", "malformed"),
    ("119.88", "malformed"),
    ("0", "malformed"),
    ("0/5", "malformed"),
    ("25/0", "malformed"),
    ("-25", "malformed"),
    ("-25/1", "malformed"),
    ("", "malformed"),
    ("fast", "malformed"),
    ("25 fps", "malformed"),
    ("25/1/1", "malformed"),
    ("2147483648", "malformed"),
    ("1/2147483648", "malformed"),
]

# rate, frames, start timecode, drop-frame: clocks that cannot be
NO_CLOCKS: list[tuple[str, int, str, bool, str]] = [
    ("25/1", 100, "00:00:00;00", True, "malformed"),
    ("30/1", 100, "00:00:00;00", True, "malformed"),
    ("24000/1001", 100, "00:00:00;00", True, "malformed"),
    ("120000/1001", 100, "00:00:00;00", True, "malformed"),
    ("30000/1001", 100, "00:00:00:00", True, "malformed"),
    ("30000/1001", 100, "00:01:00;00", True, "malformed"),
    ("25/1", 100, "00:00:00:25", False, "malformed"),
    ("25/1", 0, "00:00:00:00", False, "refused"),
    ("25/1", -1, "00:00:00:00", False, "refused"),
    ("25/1", 2**31, "00:00:00:00", False, "refused"),
]

SETS = [
    [],
    [[0, 1]],
    [[5, 10], [0, 5]],
    [[0, 5], [6, 10]],
    [[0, 100], [10, 20], [30, 40]],
    [[10, 20], [15, 30], [40, 50], [50, 60], [12, 13], [10, 20]],
    [[0, 2], [4, 6], [8, 10], [1, 5]],
    [[20, 30], [0, 12], [48, 60]],
]
SUBTRACTED_FROM = [10, 50]


def runs(frames: set[int]) -> list[list[int]]:
    """A set of frames as spans, by looking at each frame's neighbours."""
    starts = sorted(frame for frame in frames if frame - 1 not in frames)
    ends = sorted(frame + 1 for frame in frames if frame + 1 not in frames)
    return [[start, end] for start, end in zip(starts, ends, strict=True)]


def span_sets() -> list[dict[str, Any]]:
    """Each set of spans with its union, its size and what it leaves of SUBTRACTED_FROM."""
    cases = []
    for spans in SETS:
        covered = {frame for start, end in spans for frame in range(start, end)}
        left = set(range(*SUBTRACTED_FROM)) - covered
        cases.append({"spans": spans, "union": runs(covered), "total": len(covered), "left": runs(left)})
    return cases


def vectors() -> dict[str, Any]:
    """Everything, in the shape in which it is committed."""
    return {
        "clocks": [clock(row) for row in CLOCKS],
        "positions": [list(row) for row in POSITIONS],
        "rates": [list(row) for row in RATES],
        "no_clocks": [list(row) for row in NO_CLOCKS],
        "subtracted_from": SUBTRACTED_FROM,
        "span_sets": span_sets(),
    }


def text() -> str:
    """The vectors as JSON with one row per line, so that a change shows in a diff."""
    return lines(vectors(), "\n") + "\n"


def lines(value: Any, margin: str) -> str:
    """JSON in which what fits on a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) <= 100 or not isinstance(value, dict | list):
        return flat
    inner = margin + " "
    if isinstance(value, dict):
        rows = [f"{json.dumps(key)}: {lines(item, inner)}" for key, item in value.items()]
        return "{" + inner + f",{inner}".join(rows) + margin + "}"
    return "[" + inner + f",{inner}".join(lines(item, inner) for item in value) + margin + "]"


if __name__ == "__main__":
    OUTPUT.write_text(text(), encoding="utf-8")
