"""Counting packets: every one of a file, or those of a piece of it. Runs in the probe's child."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from footage.media.safety import FORMATS, MOST_STREAMS, PROTOCOLS

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


Tallies = dict[int, Tally]
"""By the index of the stream."""
Reading = tuple[Tallies, bool]
"""With it, whether the file is cut short."""


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


def counted(container: InputContainer) -> list[Stream]:
    """The streams of moving pictures and of sound that there is a decoder for."""
    return [s for s in container.streams if is_known(s) and (is_moving(s) or isinstance(s, AudioStream))]


def is_known(stream: Stream) -> bool:
    """Whether there is a decoder for it: without one it cannot even be asked for its size."""
    return stream.codec_context is not None


def is_moving(stream: Stream) -> bool:
    return isinstance(stream, VideoStream) and not stream.disposition & PICTURE_FLAGS


def read_only(container: InputContainer, streams: Iterable[Stream]) -> None:
    """Have the demuxer pass over the packets of all other streams."""
    wanted = {stream.index for stream in streams}
    for stream in container.streams:
        stream.discard = Discard.default if stream.index in wanted else Discard.all


def count_packets(container: InputContainer) -> Reading:
    """Read every picture once; a read error means that the file ends before its content does.

    Sound beside pictures is left out as soon as it is certain that there is some: it does not
    fix the clock, and has twice as many packets.
    """
    streams = counted(container)
    tallies = {stream.index: Tally() for stream in streams}
    read_only(container, streams)
    beside = {s.index for s in streams if not is_moving(s)} if any(map(is_moving, streams)) else set()
    try:
        for packet in container.demux():
            if not packet.size or (tally := tallies.get(index := packet.stream_index)) is None:
                continue
            tally.add(packet)
            if index in beside and tally.packets >= FIRST_PACKETS:
                container.streams[index].discard = Discard.all
    except av.error.FFmpegError:
        return tallies, True
    if "mov" not in container.format.name.split(","):
        return tallies, False
    return tallies, any(
        tally.damaged > 0 or (ends_beyond(stream, container.size) if i in beside else is_short(stream, tally))
        for i, tally in tallies.items()
        if (stream := container.streams[i])
    )


def is_short(stream: Stream, tally: Tally) -> bool:
    """Whether the index promises more than was read (the index of mp4 and mov is complete)."""
    return tally.packets + tally.discarded < len(stream.index_entries)


def ends_beyond(stream: Stream, size: int) -> bool:
    """Whether something in the stream's index lies beyond `size` bytes."""
    return any(entry.pos + entry.size > size for entry in stream.index_entries)
