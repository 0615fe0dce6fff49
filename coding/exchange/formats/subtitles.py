"""SubRip and WebVTT, read with pysubs2. Loses: styles, positions, speaker tags, comments."""

from dataclasses import dataclass
from fractions import Fraction

import pysubs2
from pysubs2.exceptions import Pysubs2Error

from annotator.errors import Malformed

FORMATS = ("srt", "vtt")


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
        parsed = pysubs2.SSAFile.from_string(text, format_=file_format)
    except (Pysubs2Error, ValueError, IndexError) as error:
        raise Malformed(f"This is not a readable {file_format.upper()} file; nothing was changed.") from error
    if not parsed.events:
        raise Malformed(f"There is no cue in this {file_format.upper()} file; nothing was changed.", code="no_cues")
    return [
        Cue(number, Fraction(event.start, 1000), Fraction(event.end, 1000), event.plaintext.strip())
        for number, event in enumerate(parsed.events, start=1)
    ]


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
