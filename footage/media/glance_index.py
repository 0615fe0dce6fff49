"""The clock of an mp4 or mov from its index, without its media data. Runs in the probe's child.

The index tells the time of every picture exactly; that it does is seen by really reading some at
the start, in the middle and at the end. Whatever is doubtful is answered with None: then the
whole file has to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from footage.media.packets import Reading, Tallies, Tally, counted, ends_beyond, is_moving, read_only
from footage.media.sample_tables import SampleTable, read_sample_tables

COMPARED = 64
"""Packets that are really read at each place of an index."""
KEYFRAME, DISCARD = 1, 2
"""Flags of an index entry."""


@dataclass(frozen=True, slots=True)
class _Index:
    """What the index says of each packet: times of decoding and (but for a constant) of showing."""

    decoded: NDArray[np.int64]
    shown: NDArray[np.int64]
    positions: NDArray[np.int64]
    flags: NDArray[np.int64]


def from_index(container: InputContainer, path: Path) -> Reading | None:
    """The tallies of an mp4 or mov, and whether it is cut short.

    None when its index is in pieces, or says other than the packets that are read to compare.
    """
    tables = read_sample_tables(path)
    if tables is None:
        return None
    size = path.stat().st_size
    tallies: Tallies = {}
    cut_short = False
    for stream in counted(container):
        read_only(container, [stream])
        tally, is_short = _tally(container, stream, tables.get(stream.id), size)
        if tally is None and not is_short:
            return None
        tallies[stream.index] = tally or Tally()
        cut_short = cut_short or is_short
    return tallies, cut_short


def _tally(
    container: InputContainer, stream: Stream, table: SampleTable | None, size: int
) -> tuple[Tally | None, bool]:
    if len(stream.index_entries) == 0:
        return Tally(), False
    if not is_moving(stream):
        return _sound(container, stream), _sound_ends_beyond(stream, table, size)
    index = _index(stream, table) if table is not None else None
    if table is None or index is None:
        return None, False
    if int((table.positions + table.sizes).max()) > size:
        return None, True
    return _pictures(container, stream, index), False


def _index(stream: Stream, table: SampleTable) -> _Index | None:
    entries = stream.index_entries
    values = chain.from_iterable((e.timestamp, e.pos, e.flags) for e in entries)
    decoded, positions, flags = np.fromiter(values, np.int64, 3 * len(entries)).reshape(-1, 3).T
    samples = _samples_at(positions, table.positions)
    if samples is None:
        return None
    shown = decoded if table.delays is None else decoded + table.delays[samples]
    return _Index(decoded, shown, positions, flags)


def _samples_at(wanted: NDArray[np.int64], positions: NDArray[np.int64]) -> NDArray[np.int64] | slice | None:
    """Which samples lie at the `wanted` places: an edit list leaves some out, or shows some twice."""
    if np.array_equal(wanted, positions):
        return slice(None)
    order = np.argsort(positions, kind="stable")
    ascending = positions[order]
    if len(ascending) == 0 or (np.diff(ascending) == 0).any():
        return None
    found = np.searchsorted(ascending, wanted).clip(max=len(ascending) - 1)
    return order[found] if np.array_equal(ascending[found], wanted) else None


def _pictures(container: InputContainer, stream: Stream, index: _Index) -> Tally | None:
    """The tally of all pictures, if those at the start, in the middle and at the end agree with it."""
    shifts: set[int] = set()
    tail = Tally()
    for place in (0, len(index.decoded) // 2, max(0, len(index.decoded) - COMPARED)):
        packets = _packets_at(container, stream, int(index.decoded[place]))
        shift = _shift(packets, index)
        if shift is None:
            return None
        shifts.add(shift)
    for packet in packets:
        tail.add(packet)
    if len(shifts) != 1 or packets[-1].pos != index.positions[-1]:
        return None
    return _filled(index, shifts.pop(), tail)


def _packets_at(container: InputContainer, stream: Stream, time: int) -> list[Packet[Any]]:
    container.seek(time, stream=stream, any_frame=True)
    # A jump may land some packets early; the last ones must be among these all the same.
    return list(islice((packet for packet in container.demux() if packet.size), 2 * COMPARED))


def _shift(packets: list[Packet[Any]], index: _Index) -> int | None:
    """By how many ticks `packets` are shown later than the index says; None if they disagree."""
    if not packets:
        return None
    starts = np.flatnonzero((index.positions == packets[0].pos) & (index.decoded == packets[0].dts))
    if len(starts) != 1:
        return None
    there = slice(starts[0], starts[0] + len(packets))
    positions, flags, shown = index.positions[there], index.flags[there], index.shown[there]
    if [packet.pos for packet in packets] != positions.tolist():
        return None
    if [packet.is_discard for packet in packets] != ((flags & DISCARD) > 0).tolist():
        return None
    if any(packet.pts is None for packet in packets):
        return None
    shifts = {(packet.pts or 0) - time for packet, time in zip(packets, shown.tolist(), strict=True)}
    return shifts.pop() if len(shifts) == 1 else None


def _filled(index: _Index, shift: int, tail: Tally) -> Tally:
    kept = (index.flags & DISCARD) == 0
    tally = Tally(packets=int(kept.sum()), discarded=int((~kept).sum()), damaged=tail.damaged)
    tally.pts.frombytes((index.shown[kept] + shift).astype(np.int64).tobytes())
    tally.keyframes.frombytes(np.flatnonzero(index.flags[kept] & KEYFRAME).astype(np.int64).tobytes())
    tally.end, tally.last_duration = tail.end, tail.last_duration
    return tally


def _sound_ends_beyond(stream: Stream, table: SampleTable | None, size: int) -> bool:
    if table is None or (np.diff(table.positions) < 0).any():
        return ends_beyond(stream, size)
    last = stream.index_entries[-1]
    return last.pos + last.size > size


def _sound(container: InputContainer, stream: Stream) -> Tally | None:
    """As many packets as the index has, and the end of the last of them."""
    entries = stream.index_entries
    count = len(entries)
    tally = Tally()
    for packet in _packets_at(container, stream, entries[max(0, count - COMPARED)].timestamp):
        tally.add(packet)
    if tally.end is None:
        return None
    tally.packets = count - tally.discarded
    return tally
