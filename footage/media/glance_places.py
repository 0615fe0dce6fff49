"""The clock of a recording from its first and last pictures. Runs in the probe's child.

For files whose index does not tell the time of every picture. Only a recording that keeps one
rate wherever it is looked at is answered; for any other (None) the whole file has to be read.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import av
import numpy as np
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from footage.media.grid import grid_of, places
from footage.media.packets import Tallies, Tally, counted, is_moving, read_only

CONTAINERS = frozenset({"mpegts", "mpeg", "mxf", "avi", "matroska", "webm", "asf"})
HEAD_PICTURES = 300
MOST_PACKETS = 20_000
"""Of all streams, read for the first pictures; where these are rarer, the file is read whole."""
HELD_BACK = 32
"""Of the first pictures: others that are shown before them may be stored behind."""
TAIL_SECONDS = 4
TAIL_PICTURES = 25
"""The last of the recording, which must lie on the grid without a gap."""
LOOKS = 8
FURTHEST_SECONDS = 30
"""How far before the time asked for a jump may land, where no clock was set again on the way."""

Times = NDArray[np.int64]


def from_places(container: InputContainer) -> Tallies | None:
    """The tallies of a recording with pictures of one constant rate; None where that is in doubt."""
    streams = counted(container)
    moving = [stream for stream in streams if isinstance(stream, VideoStream) and is_moving(stream)]
    if not moving or not set(container.format.name.split(",")) & CONTAINERS or not container.duration:
        return None
    tallies = _heads(container, streams, moving)
    if tallies is None:
        return None
    read_only(container, moving)
    tails = _tails(container)
    for stream in moving:
        tally = _between(stream, tallies[stream.index], tails.get(stream.index, Tally()))
        if tally is None or not _runs_on(container, stream):
            return None
        tallies[stream.index] = tally
    return tallies


def _heads(container: InputContainer, streams: list[Stream], moving: list[VideoStream]) -> Tallies | None:
    """The first packets of each stream, `HEAD_PICTURES` of each with pictures."""
    tallies = {stream.index: Tally() for stream in streams}
    needed = {stream.index: 1 for stream in streams} | {stream.index: HEAD_PICTURES for stream in moving}
    read_only(container, streams)
    for packet in islice(container.demux(), MOST_PACKETS):
        if packet.size and packet.stream_index in tallies:
            tallies[packet.stream_index].add(packet)
            if all(tallies[index].packets >= needed[index] for index in needed):
                return tallies
    return None


def _tails(container: InputContainer) -> Tallies:
    """The packets of the last seconds."""
    assert container.duration is not None
    container.seek((container.start_time or 0) + container.duration - TAIL_SECONDS * av.time_base)
    tallies: Tallies = {}
    for packet in container.demux():
        if packet.size:
            tallies.setdefault(packet.stream_index, Tally()).add(packet)
    return tallies


def _between(stream: VideoStream, head: Tally, tail: Tally) -> Tally | None:
    """The tally of all pictures, if the last lie where the rate of the first puts them."""
    assert stream.time_base is not None
    shown, late = _times(head)[:-HELD_BACK], _times(tail)[-TAIL_PICTURES:]
    if len(late) < TAIL_PICTURES:
        return None
    declared = [rate for rate in (stream.average_rate, stream.base_rate) if rate]
    grid = grid_of(shown - shown[0], stream.time_base, declared, head.last_duration)
    if not grid.constant:
        return None
    step = stream.time_base * grid.rate
    offsets = late - shown[0]
    at = places(offsets, stream.time_base, grid.rate)
    if at != list(range(at[0], at[0] + len(at))) or not _is_near(offsets, at, step):
        return None
    return _filled(head, int(shown[0]), at[-1] + 1, step)


def _is_near(offsets: Times, at: list[int], step: Fraction) -> bool:
    return all(abs(offset * step - place) * 4 <= 1 for offset, place in zip(offsets.tolist(), at, strict=True))


def _filled(head: Tally, first: int, frames: int, step: Fraction) -> Tally:
    """As if every picture had been read: those after the first ones lie on the grid, and the
    distance of keyframes is that of the first ones."""
    seen = np.frombuffer(head.pts, dtype=np.int64)
    there = {round((time - first) * step) for time in seen.tolist()}
    rest = [round(place / step) + first for place in range(frames) if place not in there]
    tally = Tally(packets=len(seen) + len(rest), last_duration=round(1 / step))
    tally.pts.extend(seen.tolist())
    tally.pts.extend(rest)
    tally.keyframes.extend(range(0, tally.packets, max(1, head.longest_gop())))
    tally.end = max(tally.pts) + tally.last_duration
    return tally


def _runs_on(container: InputContainer, stream: VideoStream) -> bool:
    """Whether jumps land where they are meant to: times that start anew on the way lead them astray."""
    assert container.duration is not None
    assert stream.time_base is not None
    start = Fraction(container.start_time or 0, av.time_base)
    for look in range(1, LOOKS):
        wanted = start + Fraction(container.duration * look, LOOKS * av.time_base)
        container.seek(int(wanted * av.time_base))
        packets = (packet for packet in container.demux() if packet.size and packet.stream_index == stream.index)
        time = next((packet.pts for packet in packets if packet.pts is not None), None)
        if time is None or not wanted - FURTHEST_SECONDS <= time * stream.time_base <= wanted + 1:
            return False
    return True


def _times(tally: Tally) -> Times:
    return np.unique(np.frombuffer(tally.pts, dtype=np.int64))
