"""The demo's data hold together: what refers to something finds it, and what was heard could be heard."""

from itertools import pairwise

import pytest

from coding.demo.tables import DATA, Recording, recordings, rows
from footage.timebase import FrameSpan, union

BOTH = pytest.mark.parametrize("recording", recordings(), ids=lambda recording: recording.title)


def test_the_recordings_are_as_long_as_their_timecodes_say() -> None:
    clocks = [(recording.clock.start_timecode, recording.clock.frames) for recording in recordings()]
    assert clocks == [("00:17:00:00", 132_000), ("02:54:00:00", 10_500)]


def test_every_cited_range_is_coded_once() -> None:
    assert [row["footnote"] for row in rows("coding")] == [row["footnote"] for row in rows("segments")]
    assert sum(len(recording.rows("segments")) for recording in recordings()) == 20


def test_each_code_lies_under_the_category_that_the_study_names() -> None:
    category_of = {row["code"]: row["category"] for row in rows("codes")}
    coded = {row["footnote"]: category_of[row["code"]] for row in rows("coding")}
    assert coded == {row["footnote"]: row["category"] for row in rows("segments")}
    assert {row["also"] for row in rows("coding")} <= {"", *category_of}


def test_a_second_marking_is_by_another_coder_and_under_the_categories_of_the_first() -> None:
    category_of = {row["code"]: row["category"] for row in rows("codes")}
    first = {row["footnote"]: row for row in rows("coding")}
    for row in rows("second"):
        before = first[row["footnote"]]
        assert row["coder"] != before["coder"]
        given = {category_of[name] for name in (before["code"], before["also"]) if name}
        assert category_of[row["code"]] in given


def test_a_return_has_a_reason_and_nothing_else_has() -> None:
    returned = [row for row in rows("coding") if row["decision"] == "return"]
    assert len(returned) == 1
    assert [row for row in rows("coding") if row["reason"]] == returned


@BOTH
def test_who_coded_a_range_had_watched_it(recording: Recording) -> None:
    coder = {row["footnote"]: row["coder"] for row in rows("coding")}
    for row in [*recording.rows("segments"), *recording.rows("second")]:
        person = row.get("coder", coder[row["footnote"]])
        watched = [recording.span(seen) for seen in recording.rows("coverage") if seen["person"] == person]
        assert not recording.span(row).subtract(union(watched)), row["footnote"]


@BOTH
def test_nothing_is_coded_or_said_where_nobody_can_hear(recording: Recording) -> None:
    noise = [recording.span(row) for row in recording.rows("noise") if row["state"] == "confirmed"]
    for row in [*recording.rows("segments"), *recording.rows("second"), *recording.rows("lines")]:
        assert not any(recording.span(row).overlaps(section) for section in noise), row


@BOTH
def test_lines_follow_one_another(recording: Recording) -> None:
    spans: list[FrameSpan] = [recording.span(row) for row in recording.rows("lines")]
    assert spans == sorted(spans, key=lambda span: span.start)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_every_line_is_spoken_and_what_is_committed_is_small() -> None:
    spoken = sorted(file.stem for file in (DATA / "speech").iterdir())
    assert spoken == [f"{int(row['number']):02}" for row in rows("lines")]
    assert sum(file.stat().st_size for file in (DATA / "speech").iterdir()) < 300_000


def test_the_three_languages_of_the_footage_are_heard() -> None:
    assert {row["language"] for row in rows("lines")} == {"ko", "ru", "en"}


@BOTH
def test_a_shot_begins_with_a_second(recording: Recording) -> None:
    shots = recording.shots()
    assert shots[0].start == 0
    assert [shot.start % 25 for shot in shots] == [0] * len(shots)
    assert all(before.start < after.start for before, after in pairwise(shots))


def test_nobody_reviews_coding_of_their_own() -> None:
    leads = {row["username"] for row in rows("people") if row["role"] == "lead"}
    assert not [row for row in rows("coding") if row["decision"] and row["coder"] in leads]
