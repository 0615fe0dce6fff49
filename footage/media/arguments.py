"""Argument lists for ffmpeg, compiled by ffmpeg-python: the one untyped import, wrapped here.

Only its `compile` is used: its `run` knows no time-out and cannot be stopped. Options come out
sorted by name, which the golden tests rely on. Nothing a user wrote may reach a filter.
"""

from collections.abc import Iterator, Mapping, Sequence
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
    """Stream `index` of the input, of pictures unless it `is_sound`, sent through `filters`."""

    index: int
    filters: Sequence[Filter]
    is_sound: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """One file or pipe: what goes into it, and its options."""

    target: str
    tracks: Sequence["Track | Branch"]
    options: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Branch:
    """What comes out of `trunk`, sent through `filters` of its own: the trunk is decoded and filtered once."""

    trunk: Track
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
    return compile_outputs(path, [Output(target, tracks, options)], input_options)


def compile_outputs(
    path: Path, outputs: Sequence[Output], input_options: Mapping[str, Value] | None = None
) -> list[str]:
    """The arguments after the program's name: one safe input that is read once, and everything made from it."""
    source = ffmpeg.input(file_url(path), **SAFE_INPUT, **(input_options or {}))
    branches = [track for output in outputs for track in output.tracks if isinstance(track, Branch)]
    forks = {id(trunk): _fork(source, trunk, branches) for trunk in (branch.trunk for branch in branches)}
    made = [_output(source, output, forks) for output in outputs]
    compiled: list[str] = ffmpeg.compile(ffmpeg.merge_outputs(*made) if len(made) > 1 else made[0])
    return compiled[1:]


def compile_raw(
    pixel_format: str, size: tuple[int, int], filters: Sequence[Filter], target: str, options: Mapping[str, Value]
) -> list[str]:
    """The arguments for making something of raw pictures of our own, which arrive on standard input."""
    shape = {"format": "rawvideo", "pixel_format": pixel_format, "video_size": size, "framerate": 1}
    pictures = ffmpeg.input("pipe:0", protocol_whitelist="pipe", **shape)
    output = ffmpeg.output(_through(pictures.video, filters), target, **NOTHING_ELSE, **options)
    compiled: list[str] = ffmpeg.compile(output)
    return compiled[1:]


def file_url(path: Path) -> str:
    """The absolute `file:` form, in which no name can be taken for an option or a protocol."""
    if not path.is_absolute():
        raise ValueError(f"{path} is not absolute.")
    return f"file:{path}"


def _output(source: Any, output: Output, forks: Mapping[int, Iterator[Any]]) -> Any:
    streams = [
        _through(next(forks[id(track.trunk)]), track.filters) if isinstance(track, Branch) else _filtered(source, track)
        for track in output.tracks
    ]
    return ffmpeg.output(*streams, output.target, **NOTHING_ELSE, **output.options)


def _fork(source: Any, trunk: Track, branches: Sequence[Branch]) -> Iterator[Any]:
    """As many ends of the trunk as branches grow on it: ffmpeg lets each end be used once."""
    ends = sum(branch.trunk is trunk for branch in branches)
    stem = _filtered(source, trunk)
    if ends == 1:
        return iter([stem])
    split = stem.filter_multi_output("asplit" if trunk.is_sound else "split", ends)
    return (split[str(end)] for end in range(ends))


def _filtered(source: Any, track: Track) -> Any:
    return _through(source[str(track.index)], track.filters)


def _through(stream: Any, filters: Sequence[Filter]) -> Any:
    for step in filters:
        stream = stream.filter(step.name, *step.values, **step.named)
    return stream
