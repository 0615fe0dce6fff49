"""Subtitle files: what is read from them, and what becomes of it."""

import os
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.audit.models import Event
from annotator.errors import Malformed
from coding.exchange.formats.subtitles import Cue, decode
from coding.exchange.load import LinesInPlace
from coding.models import Line, LineRevision
from footage.models import Footage
from footage.timebase import FrameSpan
from tests.callers import Answer, Caller
from tests.coding.making import make_line
from tests.conftest import Cast

SAMPLES = Path(os.environ.get("ANNOTATOR_SAMPLES", "../shared/samples")) / "subtitles" / "webvtt-py"

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Первая</i> строка

2
00:00:02,500 --> 00:00:04,000
둘째 줄
세째 줄
"""
VTT = """WEBVTT

NOTE not spoken

opening
00:01.000 --> 00:02.500 align:start
<v Kim>First <00:01.500>line &amp; more</v>

orphaned words

00:00:02.500 --> 00:00:04.000
Second line
"""


def test_subrip_gives_exact_times_and_words_without_markup() -> None:
    assert decode(SRT.encode(), "srt") == [
        Cue(1, Fraction(1), Fraction(5, 2), "Первая строка"),
        Cue(2, Fraction(5, 2), Fraction(4), "둘째 줄\n세째 줄"),
    ]


def test_webvtt_gives_what_was_said_and_nothing_else() -> None:
    assert decode(VTT.encode(), "vtt") == [
        Cue(1, Fraction(1), Fraction(5, 2), "First line & more"),
        Cue(2, Fraction(5, 2), Fraction(4), "Second line"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_unicode_encoding_and_line_end_reads_the_same(encoding: str, newline: str) -> None:
    assert decode(SRT.replace("\n", newline).encode(encoding), "srt") == decode(SRT.encode(), "srt")
    assert decode(VTT.replace("\n", newline).encode(encoding), "vtt") == decode(VTT.encode(), "vtt")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SRT.encode("cp1251", "replace"), "not_utf8"),
        (SRT.encode("cp949", "replace"), "not_utf8"),
        (b"\xff\xfe1", "not_utf8"),
        (b"\xff\xfe\x00\xd8", "not_utf8"),
        (b"", "malformed"),
        (b"   \n", "malformed"),
        (b"\x00\x01\x02", "malformed"),
        (b"<html></html>", "malformed"),
        (b"{" * 10_000, "malformed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_what_is_no_subtitle_file_gets_a_sentence(data: bytes, code: str, kind: str) -> None:
    with pytest.raises(Malformed, match="nothing was changed") as refusal:
        decode(data, kind)

    assert refusal.value.code in {code, "no_cues"}


def test_a_webvtt_file_without_a_cue_is_refused() -> None:
    with pytest.raises(Malformed, match="no cue"):
        decode(b"WEBVTT\n\nNOTE nothing\n", "vtt")


@given(st.binary(max_size=300), st.sampled_from(["srt", "vtt"]))
def test_no_bytes_at_all_crash_the_reader(data: bytes, kind: str) -> None:
    for text in (data, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data, b"1\n00:00:01,000 --> 00:00:02,000\n" + data):
        try:
            cues = decode(text, kind)
        except Malformed:
            continue
        assert all("\x00" not in cue.text for cue in cues)


@pytest.mark.parametrize(
    ("name", "cues"),
    [
        ("captions_with_bom.vtt", 4), ("comments.vtt", 3), ("cue_tags.vtt", 3), ("metadata_headers.vtt", 2),
        ("missing_timeframe.vtt", 6), ("no_captions.vtt", 0), ("sample.vtt", 16), ("sample.srt", 5),
        ("youtube_dl.vtt", 4),
    ],
)  # fmt: skip
def test_files_of_others_have_as_many_cues_as_they_say(name: str, cues: int) -> None:
    file = SAMPLES / name
    if not file.is_file():
        pytest.skip(f"no samples: {file} is not there")
    if cues == 0:
        with pytest.raises(Malformed):
            decode(file.read_bytes(), file.suffix[1:])
        return
    found = decode(file.read_bytes(), file.suffix[1:])
    assert len(found) == cues
    assert not any("-->" in cue.text or "<" in cue.text for cue in found)


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda pair: FrameSpan(pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS, max_size=15), SPANS)
def test_the_line_under_a_cue_is_the_one_that_a_look_at_all_lines_finds(spans: list[FrameSpan], cue: FrameSpan) -> None:
    lines = [Line(number=n, start_frame=span.start, end_frame=span.end) for n, span in enumerate(spans)]

    def shared(line: Line) -> int:
        common = line.span.intersection(cue)
        return common.length if common else 0

    found = LinesInPlace(lines).under(cue)

    equal = [line for line in lines if line.span == cue]
    most = max(map(shared, lines), default=0)
    if equal:
        assert found is not None
        assert found.span == cue
    elif most * 2 > cue.length:
        assert found is not None
        assert shared(found) == most
    else:
        assert found is None


@pytest.mark.django_db
class TestImporting:
    """A file over HTTP becomes lines, by the same operations that a person uses."""

    def send(self, caller: Caller, film: Footage, text: str | bytes, name: str = "a.srt", **form: str) -> Answer:
        data = text.encode() if isinstance(text, str) else text
        raw = encode_multipart(BOUNDARY, {"as": "original", **form, "file": SimpleUploadedFile(name, data)})
        return caller.ask("POST", f"footage/{film.id}/lines/import/", raw=raw, content_type=MULTIPART_CONTENT)

    def test_each_cue_becomes_a_line_in_place(self, chan: Caller, film: Footage) -> None:
        report = self.send(chan, film, SRT, language="ru").ok()

        assert report == {"created": 2, "updated": 0, "skipped": []}
        first, second = chan.get(f"footage/{film.id}/lines/").results
        assert (first["start"]["frame"], first["end"]["frame"], first["text"]) == (25, 63, "Первая строка")
        assert (second["number"], second["language"], second["text"]) == (2, "ru", "둘째 줄\n세째 줄")
        assert Event.objects.filter(action="line.create").count() == 2

    def test_the_same_file_again_changes_nothing(self, chan: Caller, film: Footage) -> None:
        self.send(chan, film, SRT).ok()

        again = self.send(chan, film, SRT).ok()

        assert (again["created"], [skipped["cue"] for skipped in again["skipped"]]) == (0, [1, 2])
        assert Line.objects.count() == 2

    def test_translations_find_the_line_they_lie_on(self, chan: Caller, film: Footage) -> None:
        self.send(chan, film, SRT).ok()

        report = self.send(chan, film, VTT, "a.vtt", **{"as": "translation"}).ok()

        assert report == {"created": 0, "updated": 2, "skipped": []}
        lines = chan.get(f"footage/{film.id}/lines/").results
        assert [line["translation"] for line in lines] == ["First line & more", "Second line"]
        assert [line["preliminary"] for line in lines] == ["First line & more", "Second line"]
        assert [line["revisions"] for line in lines] == [0, 0]

    def test_a_translation_without_a_line_makes_one(self, chan: Caller, film: Footage, people: Cast) -> None:
        make_line(film, people.chan, 40, 45, "짧은")

        report = self.send(chan, film, VTT, "a.vtt", **{"as": "translation"}).ok()

        assert (report["created"], report["updated"]) == (2, 0), "five of 38 frames are not the same words"

    def test_a_correction_is_never_replaced_by_a_file(self, chan: Caller, film: Footage, people: Cast) -> None:
        line = make_line(film, people.chan, 25, 63, "말", "words")
        chan.post(f"lines/{line.id}/revisions/", {"text": "better words"}).ok(201)

        report = self.send(chan, film, VTT, "a.vtt", **{"as": "translation"}).ok()

        assert [skipped["cue"] for skipped in report["skipped"]] == [1]
        assert chan.get(f"lines/{line.id}/").ok()["translation"] == "better words"
        assert LineRevision.objects.filter(line=line).count() == 2

    def test_cues_that_have_no_place_are_named_and_the_others_kept(self, chan: Caller, film: Footage) -> None:
        text = SRT + "\n3\n09:00:00,000 --> 09:00:01,000\nToo late\n\n4\n00:00:05,000 --> 00:00:05,000\nNo time\n"
        text += "\n5\n00:00:06,000 --> 00:00:07,000\n \n\n6\n00:00:08,000 --> 00:00:09,000\nKept\n"

        report = self.send(chan, film, text).ok()

        assert report["created"] == 3
        assert {skipped["cue"] for skipped in report["skipped"]} == {3, 4, 5}
        assert all(skipped["reason"].endswith(".") for skipped in report["skipped"])

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, 131_998), st.integers(1, 50))
    def test_milliseconds_that_we_wrote_come_back_to_the_same_frames(
        self, chan: Caller, film: Footage, start: int, length: int
    ) -> None:
        clock = film.measured_clock()
        end = min(start + length, clock.frames)
        times = []
        for frame in (start, end):
            seconds, milliseconds = divmod(clock.milliseconds(frame), 1000)
            times.append(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{milliseconds:03}")
        Line.objects.all().delete()

        self.send(chan, film, f"1\n{times[0]} --> {times[1]}\nWords\n").ok()

        assert Line.objects.get().span == FrameSpan(start, end)

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.txt", SRT.encode()), ("a.srt", b""), ("a.srt", SRT.encode("cp949", "replace")),
            ("a.vtt", SRT.encode()), ("a.srt", b"x" * (5 * 1024 * 1024 + 1)),
        ],
    )  # fmt: skip
    def test_a_file_that_is_none_gets_a_sentence_and_changes_nothing(
        self, chan: Caller, film: Footage, name: str, data: bytes
    ) -> None:
        answer = self.send(chan, film, data, name)

        assert answer.status == 400
        assert answer.code in {"malformed", "no_cues", "not_utf8"}
        assert not Line.objects.exists()

    def test_the_form_is_strict(self, chan: Caller, film: Footage) -> None:
        self.send(chan, film, SRT, **{"as": "subtitles"}).refused(400, "malformed")
        self.send(chan, film, SRT, colour="red").refused(400, "malformed")
        answer = chan.post(f"footage/{film.id}/lines/import/", {"as": "original"})
        assert answer.status == 415
