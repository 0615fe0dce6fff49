"""Every kind of source maps to its clock exactly: what was generated, its proxy and its stills agree.

A few kinds that differ most are looked at always, all of them in a long run; `python -m bench.clocks` writes the
table of what was found into the documentation.
"""

from pathlib import Path

import pytest

from footage.media.sandbox import Tools
from footage.media.source import Source
from footage.timebase import Timebase
from tests.footage.media.checking import make_all, positions, still_number, wrong
from tests.footage.media.truth import Kind, has_room_over_4_gib
from tests.footage.media.truth_table import KINDS

ALWAYS = (
    "23.976",
    "varying rate, long pauses",
    "edit list: the start is skipped",
    "turned by 90°",
    "interlaced, bottom field first",
    "several tracks",
    "gap in a broadcast",
    "size changes half-way",
    "open GOP, H.264 in a broadcast",
    "more than 4 GiB",
)


def check(kind: Kind, count: int, folder: Path, tools: Tools) -> None:
    if kind.name == "more than 4 GiB" and not has_room_over_4_gib(folder):
        pytest.skip("SKIPPED LOUDLY: less than 10 GB are free, so no file of more than 4 GiB was looked at")
    made = make_all(kind, folder, tools)
    assert said(made.source) == (kind.rate, len(kind.numbers), kind.start)
    assert kind.told in f"{made.source.choice} {' '.join(made.source.notes)}"
    assert len(made.proxy) == len(kind.numbers)
    assert wrong(kind, enumerate(made.proxy)) == []
    assert wrong(kind, ((n, still_number(made, n, tools)) for n in positions(made, count))) == []


def said(source: Source) -> tuple[object, int, str | None]:
    return source.rate.as_fraction, source.frames, source.start_timecode


@pytest.mark.parametrize("name", ALWAYS)
def test_clock_proxy_and_stills_show_what_was_generated(name: str, tools: Tools, tmp_path: Path) -> None:
    check(KINDS[name], 8, tmp_path, tools)


@pytest.mark.long
@pytest.mark.parametrize("name", KINDS)
def test_sixty_positions_of_every_kind(name: str, tools: Tools, tmp_path: Path) -> None:
    check(KINDS[name], 60, tmp_path, tools)


def test_a_person_may_say_where_a_recording_starts(tools: Tools, tmp_path: Path) -> None:
    made = make_all(KINDS["start from tmcd"], tmp_path, tools)
    clock: Timebase = made.source.timebase("02:00:00:00")
    assert clock.start == 2 * 3600 * 25
    assert made.source.timebase().start == 10 * 3600 * 25
