"""Argument lists for ffmpeg, compiled by ffmpeg-python: the one untyped import, wrapped here.

Only its `compile` is used: its `run` knows no time-out and cannot be stopped. Options come out
sorted by name, which the golden tests rely on. Nothing a user wrote may reach a filter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ffmpeg

from footage.media.safety import FORMATS, MOST_PIXELS, MOST_STREAMS, PROTOCOLS

Value = str | int | None
"""An option's value; None for an option that takes none."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its positional values (an expression such as PTS-3), then its named ones."""

    name: str
    values: Sequence[Value] = ()
    named: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Track:
    """Stream `index` of the input, sent through `filters`."""

    index: int
    filters: Sequence[Filter]


SAFE_INPUT: Mapping[str, Value] = {
    "protocol_whitelist": PROTOCOLS,
    "format_whitelist": FORMATS,
    "max_streams": MOST_STREAMS,
    "max_pixels": MOST_PIXELS,
    # The file's own times, so that frame 0 is where the probe saw it and nothing is guessed.
    "copyts": None,
}
NOTHING_ELSE: Mapping[str, Value] = {
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
    "flags": "+bitexact",
}
"""Output options that keep what the original tells about its makers out of what is made."""


def compile_arguments(
    path: Path,
    tracks: Sequence[Track],
    target: str,
    options: Mapping[str, Value],
    input_options: Mapping[str, Value] | None = None,
) -> list[str]:
    """The arguments after the program's name: one safe input, filtered tracks, one output."""
    source = ffmpeg.input(file_url(path), **SAFE_INPUT, **(input_options or {}))
    streams = [_filtered(source, track) for track in tracks]
    output = ffmpeg.output(*streams, target, **NOTHING_ELSE, **options)
    compiled: list[str] = ffmpeg.compile(output)
    return compiled[1:]


def file_url(path: Path) -> str:
    """The absolute `file:` form, in which no name can be taken for an option or a protocol."""
    if not path.is_absolute():
        raise ValueError(f"{path} is not absolute.")
    return f"file:{path}"


def _filtered(source: Any, track: Track) -> Any:
    stream = source[str(track.index)]
    for step in track.filters:
        stream = stream.filter(step.name, *step.values, **step.named)
    return stream
