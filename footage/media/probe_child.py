"""A program of its own that says what a file is, as JSON on standard output.

    python -m footage.media.probe_child /absolute/path

The only file that imports `av`: whatever a hostile file does to the demuxers happens here, in a
process with limits, and never in the product. It states facts; `source` judges them. Fractions
are written "num/den", times as whole ticks of their stream's time base.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from footage.media.grid import grid_of
from footage.media.safety import FORMATS, MOST_PIXELS, MOST_STREAMS, PROTOCOLS

FIRST_PACKETS = 600
"""Packets of one stream tried for a first picture or sound: a few GOPs of 250."""
PICTURE_FLAGS = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image


@dataclass(slots=True)
class Tally:
    """What is counted over the packets of one stream, in the order they are stored."""

    pts: array[int] = field(default_factory=lambda: array("q"))
    keyframes: array[int] = field(default_factory=lambda: array("q"))
    packets: int = 0
    discarded: int = 0
    damaged: int = 0
    last_duration: int = 0
    end: int | None = None

    def add(self, packet: Packet[Any]) -> None:
        if packet.is_discard:
            self.discarded += 1
            return
        pts = packet.pts if packet.pts is not None else packet.dts
        self.damaged += packet.is_corrupt
        if pts is None:
            return
        if packet.is_keyframe:
            self.keyframes.append(self.packets)
        self.packets += 1
        self.pts.append(pts)
        duration = packet.duration or 0
        if self.end is None or pts + duration >= self.end:
            self.end, self.last_duration = pts + duration, duration

    def longest_gop(self) -> int:
        """The most pictures from one keyframe to the next, or to the end."""
        edges = [*self.keyframes, self.packets]
        return max((b - a for a, b in pairwise(edges)), default=self.packets)


def main(path: str) -> None:
    try:
        facts = examine(f"file:{path}")
    except (av.error.FFmpegError, MemoryError) as error:
        facts = {"error": f"{type(error).__name__}: {error}"}
    json.dump(facts, sys.stdout)


def examine(url: str) -> dict[str, Any]:
    with open_input(url) as container:
        tallies, cut_short = count_packets(container)
        firsts = first_outputs(url, tallies)
        return {
            "container": container.format.name,
            "duration": text(Fraction(container.duration, av.time_base)) if container.duration is not None else None,
            "timecode": container.metadata.get("timecode"),
            "cut_short": cut_short,
            "streams": [
                stream_facts(stream, tallies.get(stream.index), firsts.get(stream.index, {}))
                for stream in container.streams
            ],
        }


def open_input(url: str) -> InputContainer:
    return av.open(
        url,
        # Titles in CP949, CP1251 and the like are common in old recordings, and nothing here depends on them.
        metadata_errors="replace",
        options={
            "protocol_whitelist": PROTOCOLS,
            "format_whitelist": FORMATS,
            "max_streams": str(MOST_STREAMS),
        },
    )


def is_counted(stream: Stream) -> bool:
    return isinstance(stream, VideoStream | AudioStream) and not stream.disposition & PICTURE_FLAGS


def count_packets(container: InputContainer) -> tuple[dict[int, Tally], bool]:
    """Read every packet once; a read error means that the file ends before its content does."""
    tallies = {stream.index: Tally() for stream in container.streams if is_counted(stream)}
    for stream in container.streams:
        if stream.index not in tallies:
            stream.discard = Discard.all
    try:
        for packet in container.demux():
            if packet.size and packet.stream.index in tallies:
                tallies[packet.stream.index].add(packet)
    except av.error.FFmpegError:
        return tallies, True
    return tallies, any(is_short(container.streams[index], t) for index, t in tallies.items())


def is_short(stream: Stream, tally: Tally) -> bool:
    """Whether the index promises more than can be read (the index of mp4 and mov is complete)."""
    if "mov" not in stream.container.format.name.split(","):
        return False
    return tally.damaged > 0 or tally.packets + tally.discarded < len(stream.index_entries)


def first_outputs(url: str, tallies: dict[int, Tally]) -> dict[int, dict[str, Any]]:
    """Decode the first picture or sound of each counted stream: facts no header can be asked."""
    found: dict[int, dict[str, Any]] = {}
    with open_input(url) as container:
        wanted = {i for i, tally in tallies.items() if tally.packets and fits(container.streams[i])}
        for stream in container.streams:
            if stream.index not in wanted:
                stream.discard = Discard.all
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
        "codec": stream.codec_context.codec.canonical_name if stream.codec_context else None,
        "profile": stream.profile,
        "default": bool(stream.disposition & Disposition.default),
        "picture": bool(stream.disposition & PICTURE_FLAGS),
        "language": stream.metadata.get("language"),
        "timecode": stream.metadata.get("timecode"),
        "time_base": text(stream.time_base),
        "start": stream.start_time,
        "duration": stream.duration,
    }
    if tally is not None:
        facts |= {"packets": tally.packets, "first": first.get("pts"), "end": tally.end}
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
        "rotation": first.get("rotation", 0),
        "interlaced": bool(first.get("interlaced", False)),
        "average_rate": text(stream.average_rate),
        "base_rate": text(stream.base_rate),
    }


def clock_facts(stream: VideoStream, tally: Tally, first: dict[str, Any]) -> dict[str, Any]:
    """The grid of the pictures from the first that decodes; earlier packets are no pictures."""
    assert stream.time_base is not None
    stored = np.frombuffer(tally.pts, dtype=np.int64)
    start = first["pts"] if first.get("pts") is not None else int(stored.min())
    ascending = np.unique(stored[stored >= start])
    declared = [rate for rate in (stream.average_rate, stream.base_rate) if rate]
    grid = grid_of(ascending - start, stream.time_base, declared, tally.last_duration)
    return {
        "rate": text(grid.rate),
        "frames": grid.frames,
        "constant": grid.constant,
        "discarded": tally.discarded,
        "reordered": bool((np.diff(stored) < 0).any()),
        "keyframes": len(tally.keyframes),
        "longest_gop": tally.longest_gop(),
    }


def text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


if __name__ == "__main__":
    main(sys.argv[1])
