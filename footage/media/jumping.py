"""Beginning to decode in the middle of a file, and telling what was found there from what has no time.

The trap: a picture or a piece of sound to which the file gives no time, ffmpeg takes for one at 0. After a jump to
the last pictures of an MPEG programme stream that is all there is, and repeated to the end of the clock it would be
shown in place of the pictures that were asked for. So all times are moved far away after a jump, `LATER` seconds, and
what stays near 0 is dropped: then nothing comes out, and the next jump goes further back.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor

from footage.media.arguments import Filter, Value

LATER = 1_000_000
"""Seconds: more than any recording is long."""


WITHOUT_INDEX_SECONDS = 2
"""How far before a frame a jump goes at least where no index tells of keyframes: there it finds the next one as often
as the one before. Decoding two seconds more costs a fraction of decoding everything twice."""
FAR_SECONDS = 10
"""How far before it the second try goes."""


def jumps(
    first: Fraction, rate: Fraction, frame: int, *, indexed: bool, at_least: int = 0
) -> Iterator[Fraction | None]:
    """Where to begin to decode for `frame`, in the file's seconds, one try after the other; None: at its start.

    `first` is the time of frame 0 in the file's seconds, `indexed` as of a `Source`; the first try goes `at_least` so
    many seconds before the frame.
    """
    for back in (at_least if indexed else max(at_least, WITHOUT_INDEX_SECONDS), FAR_SECONDS):
        # One frame early, so that a picture whose time was rounded is not jumped over.
        jump = first + (frame - 1) / rate - back
        if jump > max(first, Fraction(0)):
            yield jump
    yield None


def jump_options(jump: Fraction | None) -> Mapping[str, Value]:
    """Options of an input that is read from the keyframe before `jump`."""
    if jump is None:
        return {}
    return {"ss": microseconds_text(jump), "seek_timestamp": 1, "noaccurate_seek": None, "itsoffset": LATER}


def later_by(jump: Fraction | None, time_base: Fraction) -> int:
    """Ticks of `time_base` seconds that the times of a stream are moved by."""
    return 0 if jump is None else floor(LATER / time_base + Fraction(1, 2))


def dated(jump: Fraction | None, time_base: Fraction, kind: str = "select") -> list[Filter]:
    """Filters (`aselect` for sound) that drop what has no time of its own after a jump."""
    if jump is None:
        return []
    return [Filter(kind, [f"gte(pts,{later_by(jump, time_base) // 2})"])]


def microseconds_text(seconds: Fraction) -> str:
    """Seconds as ffmpeg reads them, rounded down to a microsecond."""
    whole, rest = divmod(floor(seconds * 1_000_000), 1_000_000)
    return f"{whole}.{rest:06}"
