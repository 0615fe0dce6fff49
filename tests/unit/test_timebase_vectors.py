"""The clock against the vectors it shares with the browser, and against a reference table."""

from __future__ import annotations

import csv
import json
import os
import runpy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from footage.timebase import (
    FrameRate,
    FrameSpan,
    Timebase,
    TimeMalformed,
    TimeRefused,
    parse_position,
    total,
    union,
)

REPOSITORY = Path(__file__).resolve().parents[2]
VECTORS: dict[str, Any] = json.loads((REPOSITORY / "tests/vectors/timebase.json").read_text(encoding="utf-8"))
SAMPLES = Path(os.environ.get("ANNOTATOR_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
REFERENCE = SAMPLES / "timecode" / "reference_frames_timecode.csv"
ERRORS: dict[str, type[ValueError]] = {"malformed": TimeMalformed, "refused": TimeRefused}


def clock_of(row: dict[str, Any]) -> Timebase:
    rate = FrameRate.from_text(row["rate"])
    return Timebase(rate, row["frames"], row["start"], row["drop_frame"])


CLOCKS = {row["name"]: clock_of(row) for row in VECTORS["clocks"]}


def spans_of(pairs: list[list[int]]) -> list[FrameSpan]:
    return [FrameSpan(start, end) for start, end in pairs]


def test_the_committed_vectors_are_the_ones_the_program_makes() -> None:
    program = runpy.run_path(str(REPOSITORY / "tests/vectors/make_timebase.py"))
    committed = (REPOSITORY / "tests/vectors/timebase.json").read_text(encoding="utf-8")
    assert program["text"]() == committed


@pytest.mark.parametrize("row", VECTORS["clocks"], ids=lambda row: row["name"])
def test_each_clock_writes_and_reads_its_moments(row: dict[str, Any]) -> None:
    clock = clock_of(row)
    assert clock.rate.nominal == row["nominal"]
    assert clock.start_timecode == row["start_timecode"]
    again = Timebase.starting_at(clock.rate, clock.frames, row["start_timecode"], drop_frame=clock.drop_frame)
    assert again == clock
    assert len(row["moments"]) > 40
    for frame, timecode, seconds, milliseconds in row["moments"]:
        moment = {"frame": frame, "timecode": timecode, "seconds": seconds}
        assert clock.describe(frame) == moment
        assert clock.milliseconds(frame) == milliseconds
        assert clock.resolve(parse_position(seconds), end=True) == frame
        assert clock.frame_at_seconds(Fraction(milliseconds, 1000), snap=True, end=True) == frame


@pytest.mark.parametrize("row", VECTORS["positions"], ids=repr)
def test_positions(row: list[Any]) -> None:
    clock, raw, options, expected = row
    choice = {"end": "end" in options, "snap": "snap" in options}
    if isinstance(expected, str):
        with pytest.raises(ERRORS[expected]) as caught:
            CLOCKS[clock].resolve(parse_position(raw), **choice)
        assert caught.type is ERRORS[expected]
        assert str(caught.value).endswith(".")
    else:
        assert CLOCKS[clock].resolve(parse_position(raw), **choice) == expected


@pytest.mark.parametrize("row", VECTORS["rates"], ids=repr)
def test_rates(row: list[Any]) -> None:
    text, expected = row
    if isinstance(expected, str):
        with pytest.raises(ERRORS[expected]):
            FrameRate.from_text(text)
    else:
        rate = FrameRate.from_text(text)
        assert [rate.num, rate.den, rate.nominal] == expected
        assert FrameRate.from_text(str(rate)) == rate


@pytest.mark.parametrize("row", VECTORS["no_clocks"], ids=repr)
def test_clocks_that_cannot_be(row: list[Any]) -> None:
    rate, frames, start, drop_frame, expected = row
    with pytest.raises(ERRORS[expected]):
        Timebase.starting_at(FrameRate.from_text(rate), frames, start, drop_frame=drop_frame)


@pytest.mark.parametrize("row", VECTORS["span_sets"], ids=lambda row: str(row["spans"]))
def test_sets_of_spans(row: dict[str, Any]) -> None:
    spans = spans_of(row["spans"])
    assert union(spans) == spans_of(row["union"])
    assert total(spans) == row["total"]
    assert FrameSpan(*VECTORS["subtracted_from"]).subtract(spans) == spans_of(row["left"])


@pytest.mark.skipif(not REFERENCE.exists(), reason=f"the reference table is not in {SAMPLES}")
def test_every_row_of_the_reference_table() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == 1539
    for row in rows:
        rate = FrameRate.from_text(row["rate"])
        drop_frame = row["standard"].endswith("DF") and not row["standard"].endswith("NDF")
        frame = int(row["frame_index"])
        clock = Timebase(rate, frame + 1, 0, drop_frame)
        exact = Fraction(row["exact_ms_fraction"])
        assert clock.timecode(frame) == row["smpte_timecode"]
        assert clock.resolve(parse_position(row["smpte_timecode"])) == frame
        assert clock.seconds(frame) * 1000 == exact
        assert clock.resolve(parse_position(str(exact / 1000))) == frame
        assert abs(clock.milliseconds(frame) - exact) <= Fraction(1, 2)
