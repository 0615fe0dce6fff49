"""A program of its own that strings the packets of chunks together to one MP4.

    python -m footage.media.join_child /absolute/plan.json

The plan names the rate, the number of frames, the files of pictures in order, the file of sound or null, and the
output. Packet n of the pictures gets the time n / rate, whatever its file says, and nothing is decoded or encoded.
Prints `{"packets": …}`, or `{"error": …}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from fractions import Fraction
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from footage.media.safety import PROTOCOLS

TOGETHER = 1_000_000
"""Microseconds of one track that lie together before the other's. Frame by frame, the list of their places is half of
the file's index, all of which a browser reads before it shows anything: 9 MB instead of 5 for 4 h 30 min."""
Timed: TypeAlias = "tuple[Fraction, Packet[Any]]"
"""A packet, and when it is decoded, in seconds."""


def main(plan_file: str) -> None:
    plan = json.loads(Path(plan_file).read_text("utf-8"))
    try:
        told: dict[str, object] = {"packets": join(plan)}
    except (av.error.FFmpegError, OSError, ValueError) as error:
        told = {"error": f"{type(error).__name__}: {error}"}
    json.dump(told, sys.stdout)


def join(plan: dict[str, Any]) -> int:
    """Write the output; the number of its pictures. Raises ValueError when that is not what was planned."""
    rate = Fraction(plan["rate"])
    options = {"movflags": "+faststart", "fflags": "+bitexact", "write_tmcd": "0", "chunk_duration": str(TOGETHER)}
    with ExitStack() as opened:
        output = opened.enter_context(av.open(f"file:{plan['output']}", "w", "mp4", container_options=options))
        first = opened.enter_context(open_made(plan["pictures"][0][0])).streams.video[0]
        sources = [timed(pictures(plan["pictures"], _header(first)), output.add_stream_from_template(first), rate)]
        if plan["sound"] is not None:
            sound = opened.enter_context(open_made(plan["sound"]))
            sources.append(kept(sound, output.add_stream_from_template(sound.streams.audio[0])))
        written = 0
        for _, packet in merge(*sources, key=itemgetter(0)):
            written += packet.stream.type == "video"
            output.mux_one(packet)
        if written != plan["frames"]:
            raise ValueError(f"{written} pictures instead of {plan['frames']}")
    return written


def _header(stream: Stream) -> bytes:
    return bytes(stream.codec_context.extradata or b"")


def open_made(path: str) -> InputContainer:
    """Open a file that we made ourselves: nothing but a local MP4."""
    return av.open(f"file:{path}", options={"protocol_whitelist": PROTOCOLS, "format_whitelist": "mov"})


def pictures(chunks: list[tuple[str, int]], header: bytes) -> Iterator[Packet[Any]]:
    """The packets of all chunks, in order. Raises ValueError for a chunk that is not what it should be."""
    for path, length in chunks:
        with open_made(path) as chunk:
            stream = chunk.streams.video[0]
            if _header(stream) != header:
                raise ValueError(f"{path} was encoded in another way than the first chunk")
            packets = [packet for packet in chunk.demux(stream) if packet.size]
            if len(packets) != length:
                raise ValueError(f"{path} has {len(packets)} pictures instead of {length}")
            yield from packets


def timed(packets: Iterable[Packet[Any]], target: Stream, rate: Fraction) -> Iterator[Timed]:
    """Packet n at n / rate, with that time in seconds."""
    for number, packet in enumerate(packets):
        packet.stream, packet.time_base = target, 1 / rate
        packet.pts = packet.dts = number
        packet.duration = 1
        yield number / rate, packet


def kept(sound: InputContainer, target: Stream) -> Iterator[Timed]:
    """The packets of the one stream as they are, with their times in seconds."""
    for packet in sound.demux():
        if packet.size:
            assert packet.dts is not None
            seconds = packet.dts * packet.time_base
            packet.stream = target
            yield seconds, packet


if __name__ == "__main__":
    main(sys.argv[1])
