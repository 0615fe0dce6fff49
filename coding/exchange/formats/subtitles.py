"""SubRip (read with pysubs2) and WebVTT (read with webvtt-py). Loses: styles, positions, speaker tags, comments.

Two libraries, because pysubs2 takes identifiers, orphaned words and inline times of a WebVTT file for what was said.
"""

from dataclasses import dataclass
from fractions import Fraction
from html import unescape

import pysubs2
import webvtt
from pysubs2.exceptions import Pysubs2Error
from webvtt.errors import MalformedCaptionError, MalformedFileError

from annotator.errors import Malformed

FORMATS = ("srt", "vtt")
MOST_CUES = 6000
"""A cue every three seconds for five hours. Each becomes a line in 3 ms, in one transaction that others wait for."""
_UNREADABLE = (Pysubs2Error, MalformedFileError, MalformedCaptionError, ValueError, IndexError)


@dataclass(frozen=True)
class Cue:
    """One subtitle: exact seconds from the first frame, and its words without markup."""

    number: int
    start: Fraction
    end: Fraction
    text: str


def decode(data: bytes, file_format: str) -> list[Cue]:
    """The cues of a file in file order. Raises Malformed, with what to do, for text that is no subtitle file."""
    text = _text(data)
    try:
        cues = _subrip(text) if file_format == "srt" else _webvtt(text)
    except _UNREADABLE as error:
        raise Malformed(f"This is not a readable {file_format.upper()} file; nothing was changed.") from error
    if not cues:
        raise Malformed(f"There is no cue in this {file_format.upper()} file; nothing was changed.", code="no_cues")
    if len(cues) > MOST_CUES:
        raise Malformed(
            f"This file has {len(cues)} cues, and one may have {MOST_CUES}. "
            "Split it and import the parts; nothing was changed.",
            code="too_many_cues",
        )
    return cues


def _subrip(text: str) -> list[Cue]:
    events = pysubs2.SSAFile.from_string(text, format_="srt").events
    return [_cue(number, event.start, event.end, event.plaintext) for number, event in enumerate(events, start=1)]


def _webvtt(text: str) -> list[Cue]:
    captions = webvtt.from_string(text).captions
    return [
        _cue(
            number,
            caption.start_time.in_milliseconds(),
            caption.end_time.in_milliseconds(),
            unescape(caption.text),
        )
        for number, caption in enumerate(captions, start=1)
    ]


def _cue(number: int, start: int, end: int, text: str) -> Cue:
    """A cue from its borders in milliseconds."""
    return Cue(number, Fraction(start, 1000), Fraction(end, 1000), text.strip())


def _text(data: bytes) -> str:
    for marker, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(marker):
            try:
                return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
            except UnicodeDecodeError as error:
                raise Malformed(
                    "The file is not in UTF-8, so its letters would be guessed. Save it as UTF-8 and try again; "
                    "nothing was changed.",
                    code="not_utf8",
                ) from error
    raise AssertionError("every text starts with nothing")
