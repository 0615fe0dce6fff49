"""What a file is: the facts the probe child found, typed, or a sentence on why there are none."""

import json
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from footage.media.failures import NOT_A_RECORDING, OUT_OF_MEMORY, UNREACHABLE, MediaFailed
from footage.media.ffmpeg import ShouldStop, never, run_python
from footage.media.sandbox import Tools

EMPTY = "The file is empty (0 bytes). Copy the recording again from its source."
PLAYLIST = (
    "This is a playlist, which only points at other files, and none of them was opened. "
    "Register the recordings themselves."
)
IMAGE = "This is a picture, not a recording. Register a file with moving pictures or sound."
TEXT = "This is a text file, not a recording. Register a file with moving pictures or sound."

SMALL_BYTES = 16 * 1024**2
"""A smaller file is read whole in no time."""
_CHILD = "footage.media.probe_child"
_FRACTIONS = frozenset({"time_base", "pixel_aspect", "average_rate", "base_rate", "rate"})
_SNIFFED_BYTES = 4096
_IMAGE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
_PLAYLIST_MARKS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"[playlist]", b"<SmoothStreamingMedia")


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One stream. Times (`start`, `first`, `end`, `duration`) are ticks of `time_base` seconds.

    `packets` to `end` are known for picture and sound streams; of sound beside pictures only the
    first packets are counted. `first` is the time of the first picture or sound that decodes. `rate` to `longest_gop`
    describe the constant-rate grid of a picture stream (`frames` is its length, `constant` says
    that each frame has a picture of its own), counted in storage order where that matters.
    """

    index: int
    kind: str
    codec: str | None = None
    profile: str | None = None
    default: bool = False
    picture: bool = False
    """A cover or thumbnail, not moving pictures."""
    language: str | None = None
    timecode: str | None = None
    time_base: Fraction | None = None
    start: int | None = None
    duration: int | None = None
    packets: int = 0
    first: int | None = None
    end: int | None = None
    width: int = 0
    height: int = 0
    pixel_aspect: Fraction | None = None
    pixel_format: str | None = None
    matrix: int = 0
    transfer: int = 0
    """Colours as ISO/IEC 23091-2 numbers them; 2: the file does not tell, 0: nobody asked."""
    rotation: int = 0
    interlaced: bool = False
    average_rate: Fraction | None = None
    base_rate: Fraction | None = None
    rate: Fraction | None = None
    frames: int = 0
    constant: bool = False
    discarded: int = 0
    """Pictures that an edit list hides."""
    reordered: bool = False
    keyframes: int = 0
    longest_gop: int = 0
    sample_rate: int = 0
    channels: int = 0

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        return cls(**{name: _typed(name, facts[name]) for name in facts if name in known})


@dataclass(frozen=True, slots=True)
class Probe:
    """A file's container and streams. `facts` is the same as JSON, to be kept in a row.

    `whole`: every picture was read. If not, the clock is what a small part of the file tells, and
    where the keyframes lie may be a guess.
    """

    container: frozenset[str]
    duration: Fraction | None
    timecode: str | None
    cut_short: bool
    whole: bool
    streams: tuple[StreamFacts, ...]
    facts: dict[str, Any]

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        duration = facts["duration"]
        return cls(
            container=frozenset(facts["container"].split(",")),
            duration=None if duration is None else Fraction(duration),
            timecode=facts["timecode"],
            cut_short=facts["cut_short"],
            whole=facts.get("whole", True),  # rows kept before there was another way to read
            streams=tuple(StreamFacts.from_facts(stream) for stream in facts["streams"]),
            facts=facts,
        )


def probe_file(
    path: Path,
    tools: Tools,
    *,
    quick: bool = False,
    small_bytes: int | None = None,
    should_stop: ShouldStop = never,
) -> Probe:
    """Read what is in the file at the absolute `path`; the whole file is read once.

    `quick` reads only what fixes the clock, where that can be told so, and else (and always where
    the file is smaller than `small_bytes`) the whole file: `Probe.whole` says which.

    Raises MediaFailed with a sentence when it is no recording, MediaStopped when asked to.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise MediaFailed(UNREACHABLE, error.strerror or type(error).__name__) from error
    if size == 0:
        raise MediaFailed(EMPTY)
    how = "quick" if quick and size >= (SMALL_BYTES if small_bytes is None else small_bytes) else "whole"
    facts = json.loads(run_python(_CHILD, [how, str(path)], tools, should_stop=should_stop))
    if "error" in facts:
        raise MediaFailed(_why_not(path, facts["error"]), facts["error"])
    return Probe.from_facts(facts)


def _typed(name: str, value: Any) -> Any:
    return Fraction(value) if name in _FRACTIONS and value is not None else value


def _why_not(path: Path, error: str) -> str:
    """Why an unreadable file is no recording, from its first bytes: a hint and no judgement."""
    if error.startswith("MemoryError"):
        return OUT_OF_MEMORY
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED_BYTES)
    except OSError:
        return UNREACHABLE
    if any(mark in start for mark in _PLAYLIST_MARKS):
        return PLAYLIST
    if start.startswith(_IMAGE_STARTS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return IMAGE
    return TEXT if _is_text(start) else NOT_A_RECORDING


def _is_text(start: bytes) -> bool:
    # A character of several bytes may be cut by the end of what was read: "ignore" drops it.
    text = start.decode("utf-8", errors="ignore")
    whole = len(text.encode()) >= len(start) - 3
    return whole and all(letter.isprintable() or letter in "\t\r\n\f\ufeff" for letter in text)
