"""Every kind of source maps to its clock exactly: what was generated, its proxy and its stills agree.

A few kinds that differ most are looked at always, all of them in a long run; `python -m bench.clocks` writes the
table of what was found into the documentation.
"""

from pathlib import Path

import pytest

from footage.media.confirm import confirms
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.source import Source, describe_source
from footage.timebase import Timebase
from tests.footage.media.checking import make_all, positions, still_number, wrong
from tests.footage.media.hearing import SLACK_MILLISECONDS, SOUND_SECONDS, hear_all
from tests.footage.media.serving import served
from tests.footage.media.truth import Kind, has_room_over_4_gib
from tests.footage.media.truth_table import KINDS
from tests.footage.studio import Studio

ALWAYS = (
    "23.976",
    "varying rate, long pauses",
    "edit list: the start is skipped",
    "turned by 90°",
    "interlaced, bottom field first",
    "several tracks",
    "gap in an mkv",
    "gap in a broadcast",
    "size changes half-way",
    "open GOP, H.264 in a broadcast",
    "more than 4 GiB",
)


def check(kind: Kind, count: int, studio: Studio, tools: Tools) -> None:
    if kind.name == "more than 4 GiB" and not has_room_over_4_gib(studio.folder):
        pytest.skip("SKIPPED LOUDLY: less than 10 GB are free, so no file of more than 4 GiB was looked at")
    made = make_all(kind, studio.folder, tools)
    assert made.contradiction is None
    assert said(describe_source(made.quick)) == said(made.source)
    assert said(made.source) == (kind.rate, len(kind.numbers), kind.start)
    assert kind.told in f"{made.source.choice} {' '.join(made.source.notes)}"
    assert len(made.proxy) == len(kind.numbers)
    assert wrong(kind, enumerate(made.proxy)) == []
    assert wrong(kind, made.cut) == []
    ask = served(studio, made)
    assert wrong(kind, ((n, still_number(made, n, ask)) for n in positions(made, count))) == []


def said(source: Source) -> tuple[object, int, str | None]:
    return source.rate.as_fraction, source.frames, source.start_timecode


@pytest.mark.parametrize("name", ALWAYS)
def test_clock_proxy_and_stills_show_what_was_generated(name: str, tools: Tools, studio: Studio) -> None:
    check(KINDS[name], 8, studio, tools)


@pytest.mark.long
@pytest.mark.parametrize("name", KINDS)
def test_sixty_positions_of_every_kind(name: str, tools: Tools, studio: Studio) -> None:
    check(KINDS[name], 60, studio, tools)


def test_a_person_may_say_where_a_recording_starts(tools: Tools, tmp_path: Path) -> None:
    made = make_all(KINDS["start from tmcd"], tmp_path, tools)
    clock: Timebase = made.source.timebase("02:00:00:00")
    assert clock.start == 2 * 3600 * 25
    assert made.source.timebase().start == 10 * 3600 * 25


@pytest.mark.parametrize("ending", ["wav", "m4a"])
def test_sound_alone_is_on_a_clock_of_milliseconds(ending: str, tools: Tools, tmp_path: Path) -> None:
    heard = hear_all(tmp_path / f"clicks.{ending}", tools)
    assert heard.source.rate.as_fraction == 1000
    assert abs(heard.source.frames - 1000 * SOUND_SECONDS) <= SLACK_MILLISECONDS
    assert heard.wrong == 0


def test_a_quick_look_misses_a_gap_and_the_whole_reading_finds_it(tools: Tools, tmp_path: Path) -> None:
    kind = KINDS["gap in an mkv"]
    kind.make(tmp_path / kind.file)
    quick = probe_file(tmp_path / kind.file, tools, quick=True, small_bytes=0)
    whole = probe_file(tmp_path / kind.file, tools)
    assert not quick.whole
    assert describe_source(quick).not_playable is None
    assert "varying rate" in (describe_source(whole).not_playable or "")
    assert confirms(quick, whole) is None
