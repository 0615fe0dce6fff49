"""A program of its own that says what a file is, as JSON on standard output.

    python -m footage.media.probe_child (whole|quick) /absolute/path

Only it and what it is put together from import `av`: whatever a hostile file does to the demuxers happens here, in a
process with limits, and never in the product. It states facts; `source` judges them. Fractions
are written "num/den", times as whole ticks of their stream's time base.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from footage.media.glance_index import from_index
from footage.media.glance_places import from_places
from footage.media.grid import TimesMadeUpError, grid_of, offsets_from
from footage.media.packets import (
    FIRST_PACKETS,
    PICTURE_FLAGS,
    Reading,
    Tallies,
    Tally,
    count_packets,
    counted,
    is_known,
    open_input,
    read_only,
)
from footage.media.safety import MOST_PIXELS

LONGEST_TAG = 64
"""Characters: a timecode has 12 at most, a language 35."""
_IN_DOUBT = (av.error.FFmpegError, ArithmeticError, LookupError, MemoryError, ValueError)
"""What an index or a piece that says something impossible leads to: a reason to read all, not to refuse the file."""

Firsts = dict[int, dict[str, Any]]
"""By the index of the stream: what its first picture or sound tells."""


def main(how: str, path: str) -> None:
    try:
        facts = examine(path, quick=how == "quick")
    except (av.error.FFmpegError, TimesMadeUpError, MemoryError) as error:
        facts = {"error": f"{type(error).__name__}: {error}"}
    json.dump(facts, sys.stdout)


def examine(path: str, *, quick: bool = False) -> dict[str, Any]:
    url = f"file:{path}"
    if quick:
        with open_input(url) as container:
            # An index tells which streams there are, so the first of each can be decoded at once, without
            # opening the file (which costs most) once more.
            firsts = first_outputs(container, indexed(container)) if is_mov(container) else None
            reading = glanced(container, path)
            if reading is not None:
                return facts_of(container, reading, firsts or firsts_again(url, reading[0])) | {"whole": False}
    with open_input(url) as container:
        reading = count_packets(container)
        return facts_of(container, reading, firsts_again(url, reading[0])) | {"whole": True}


def is_mov(container: InputContainer) -> bool:
    return "mov" in container.format.name.split(",")


def indexed(container: InputContainer) -> set[int]:
    return {stream.index for stream in counted(container) if len(stream.index_entries)}


def firsts_again(url: str, tallies: Tallies) -> Firsts:
    with open_input(url) as container:
        return first_outputs(container, {index for index, tally in tallies.items() if tally.packets})


def facts_of(container: InputContainer, reading: Reading, firsts: Firsts) -> dict[str, Any]:
    tallies, cut_short = reading
    return {
        "container": container.format.name,
        "duration": text(Fraction(container.duration, av.time_base)) if container.duration is not None else None,
        "timecode": tag(container.metadata, "timecode"),
        "cut_short": cut_short,
        "streams": [
            stream_facts(stream, tallies.get(stream.index), firsts.get(stream.index, {}))
            for stream in container.streams
        ],
    }


def glanced(container: InputContainer, path: str) -> Reading | None:
    """What fixes the clock, from a small part of the file; None where only all of it tells that."""
    try:
        if is_mov(container):
            return from_index(container, Path(path))
        tallies = from_places(container)
    except _IN_DOUBT:
        return None
    return None if tallies is None else (tallies, False)


def first_outputs(container: InputContainer, indices: set[int]) -> Firsts:
    """Decode the first picture or sound of each of these streams: facts no header can be asked."""
    found: Firsts = {}
    wanted = {index for index in indices if fits(container.streams[index])}
    read_only(container, (container.streams[index] for index in wanted))
    for packet in first_packets(container, wanted, found):
        if (output := decoded(packet)) is not None:
            found[packet.stream.index] = output
    return found


def first_packets(
    container: InputContainer, wanted: set[int], found: dict[int, dict[str, Any]]
) -> Iterator[Packet[Any]]:
    tried = dict.fromkeys(wanted, 0)
    try:
        for packet in container.demux():
            index = packet.stream.index
            if index in found or index not in wanted:
                continue
            tried[index] += 1
            if tried[index] <= FIRST_PACKETS or not packet.size:
                yield packet
            if all(i in found or tried[i] > FIRST_PACKETS for i in wanted):
                return
    except av.error.FFmpegError:
        return


def fits(stream: Stream) -> bool:
    return not isinstance(stream, VideoStream) or stream.width * stream.height <= MOST_PIXELS


def decoded(packet: Packet[Any]) -> dict[str, Any] | None:
    try:
        frames = packet.decode()
    except av.error.FFmpegError:
        return None
    for frame in frames:
        facts = {"pts": frame.pts if frame.pts is not None else frame.dts}
        if isinstance(frame, av.VideoFrame):
            facts |= {"rotation": frame.rotation % 360, "interlaced": frame.interlaced_frame}
        return facts
    return None


def stream_facts(stream: Stream, tally: Tally | None, first: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "index": stream.index,
        "kind": stream.type,
        "codec": stream.codec_context.codec.canonical_name if is_known(stream) else None,
        "profile": stream.profile,
        "default": bool(stream.disposition & Disposition.default),
        "picture": bool(stream.disposition & PICTURE_FLAGS),
        "language": tag(stream.metadata, "language"),
        "timecode": tag(stream.metadata, "timecode"),
        "time_base": text(stream.time_base),
        "start": stream.start_time,
        "duration": stream.duration,
    }
    if tally is not None:
        facts |= {"packets": tally.packets, "first": first.get("pts"), "end": tally.end}
    if not is_known(stream):
        return facts
    if isinstance(stream, VideoStream):
        facts |= video_facts(stream, first)
        facts |= clock_facts(stream, tally, first) if tally is not None and tally.packets else {}
    if isinstance(stream, AudioStream):
        facts |= {"sample_rate": stream.sample_rate, "channels": stream.channels}
    return facts


def video_facts(stream: VideoStream, first: dict[str, Any]) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "width": stream.width,
        "height": stream.height,
        "pixel_aspect": text(stream.sample_aspect_ratio),
        "pixel_format": context.pix_fmt,
        "matrix": int(context.colorspace),
        "transfer": int(context.color_trc),
        "rotation": first.get("rotation", 0),
        "interlaced": bool(first.get("interlaced", False)),
        "average_rate": text(stream.average_rate),
        "base_rate": text(stream.base_rate),
    }


def clock_facts(stream: VideoStream, tally: Tally, first: dict[str, Any]) -> dict[str, Any]:
    """The grid of the pictures from the first that decodes; earlier packets are no pictures."""
    assert stream.time_base is not None
    stored = np.frombuffer(tally.pts, dtype=np.int64)
    told = first.get("pts")
    # Decoded, a picture of a damaged file can be later than every packet.
    start = told if told is not None and told <= int(stored.max()) else int(stored.min())
    offsets = offsets_from(start, in_order(stored[stored >= start]))
    declared = [rate for rate in (stream.average_rate, stream.base_rate) if rate]
    grid = grid_of(offsets, stream.time_base, declared, tally.last_duration)
    return {
        "first": None if told is None else start,
        "rate": text(grid.rate),
        "frames": grid.frames,
        "constant": grid.constant,
        "discarded": tally.discarded,
        "reordered": bool((np.diff(stored) < 0).any()),
        "keyframes": len(tally.keyframes),
        "longest_gop": tally.longest_gop(),
    }


def in_order(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ascending, each once. numpy's own `unique` takes a second for ten hours of pictures."""
    ascending = np.sort(times)
    return ascending[np.concatenate(([True], np.diff(ascending) > 0))] if len(ascending) else ascending


def tag(tags: Mapping[str, str], name: str) -> str | None:
    """The first of that name, however it is written (Matroska has them in capitals); of a longer one its beginning."""
    return next((value[:LONGEST_TAG] for key, value in tags.items() if key.lower() == name), None)


def text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


if __name__ == "__main__":
    main(*sys.argv[1:])
