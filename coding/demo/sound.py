"""What the demo's recordings sound like: the lines where they belong, the same voices between them, static."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from coding.demo.tables import DATA, Recording
from footage.media.arguments import Track, compile_arguments
from footage.media.ffmpeg import stream
from footage.media.sandbox import Tools
from footage.timebase import FrameSpan

HZ = 24_000
PIECE_SECONDS = 5
_PIECE = PIECE_SECONDS * HZ
SWELL = HZ * 3 // 5
ROOM_LEVEL = 70.0
VOICE_PEAK = 19_000.0
BESIDE_A_LINE = HZ
"""Samples around a line of the transcript in which nothing else is said."""

Samples = NDArray[np.float32]
"""Sound, `HZ` samples a second; 32768 is as loud as it gets."""


@dataclass(frozen=True)
class Utterance:
    """Somebody says `words` from sample `start` on."""

    start: int
    words: Samples

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True)
class Static:
    """Noise from sample `start` to `end`: its level, and what of the voices is left."""

    start: int
    end: int
    level: float
    voices_left: float
    swell: Samples
    """Its loudness at every `SWELL`-th sample; in between it changes evenly."""


_LEVELS = {"loud": (6_000.0, 0.15), "faint": (1_100.0, 0.6)}
"""Of the noise, and what is left of the voices."""


def track(recording: Recording, tools: Tools) -> Iterator[bytes]:
    """The sound of a recording, 16-bit mono, in pieces."""
    length = _sample(recording, recording.clock.frames)
    said = sorted(_everything_said(recording, tools), key=lambda utterance: utterance.start)
    noise = np.random.default_rng(recording.clock.start)
    static = _statics(recording, noise)
    room = _room(noise)
    for start in range(0, length, _PIECE):
        piece = np.zeros(min(_PIECE, length - start), dtype=np.float32)
        for utterance in said:
            _add(piece, start, utterance)
        for stretch in static:
            _cover(piece, start, stretch, noise)
        piece += room[: len(piece)]
        yield np.clip(piece, -32_768, 32_767).astype("<i2").tobytes()


def speech(number: str, tools: Tools) -> Samples:
    """Line `number` of the transcript as it was spoken."""
    path = DATA / "speech" / f"{int(number):02}.opus"
    arguments = compile_arguments(path, [Track(0, [])], "pipe:1", {"format": "s16le", "ar": HZ, "ac": 1})
    raw = b"".join(stream(arguments, tools, chunk_bytes=HZ))
    words = np.frombuffer(raw, dtype="<i2").astype(np.float32)
    louder: Samples = words * np.float32(VOICE_PEAK / np.abs(words).max())
    return louder


def _everything_said(recording: Recording, tools: Tools) -> Iterator[Utterance]:
    """The lines, and between them the same sentences again with pauses, as if nobody had written those down yet."""
    length = _sample(recording, recording.clock.frames)
    lines = recording.rows("lines")
    voices = [speech(row["number"], tools) for row in lines]
    written = [
        Utterance(_sample(recording, recording.span(row).start), words)
        for row, words in zip(lines, voices, strict=True)
    ]
    yield from written
    chance = random.Random(recording.title)  # noqa: S311 - a fixed sequence is what is wanted
    at = HZ
    while voices and at < length:
        for _ in range(chance.randint(2, 8)):
            utterance = Utterance(at, chance.choice(voices))
            at = utterance.end + chance.randint(HZ // 3, 3 * HZ)
            if utterance.end < length and not any(_too_near(utterance, line) for line in written):
                yield utterance
        at += chance.randint(2 * HZ, 16 * HZ)


def _too_near(utterance: Utterance, line: Utterance) -> bool:
    return utterance.start < line.end + BESIDE_A_LINE and line.start < utterance.end + BESIDE_A_LINE


def _statics(recording: Recording, noise: np.random.Generator) -> list[Static]:
    found = []
    for row in recording.rows("noise"):
        span: FrameSpan = recording.span(row)
        start, end = (_sample(recording, frame) for frame in (span.start, span.end))
        swell = 0.75 + 0.5 * noise.random((end - start) // SWELL + 2)
        found.append(Static(start, end, *_LEVELS[row["level"]], swell.astype(np.float32)))
    return found


def _add(piece: Samples, start: int, utterance: Utterance) -> None:
    first, last = max(start, utterance.start), min(start + len(piece), utterance.end)
    if first < last:
        piece[first - start : last - start] += utterance.words[first - utterance.start : last - utterance.start]


def _cover(piece: Samples, start: int, static: Static, noise: np.random.Generator) -> None:
    """Lay static over a piece: hiss that swells a little, and crackle."""
    first, last = max(start, static.start) - start, min(start + len(piece), static.end) - start
    if first >= last:
        return
    count = last - first
    since = np.arange(first + start, last + start) - static.start
    swell = np.interp(since / SWELL, np.arange(len(static.swell)), static.swell)
    crackle = noise.standard_normal(count) * (noise.random(count) < 0.002) * 4
    hiss = (noise.standard_normal(count) + crackle) * swell * static.level
    piece[first:last] = piece[first:last] * np.float32(static.voices_left) + hiss.astype(np.float32)


def _room(noise: np.random.Generator) -> Samples:
    """A piece of the quiet hum of a room; every piece is the same, which nobody hears."""
    hum = np.convolve(noise.standard_normal(_PIECE + 63), np.ones(64) / 8, mode="valid")
    return (hum * ROOM_LEVEL).astype(np.float32)


def _sample(recording: Recording, frame: int) -> int:
    return int(Fraction(frame * HZ) / recording.clock.rate.as_fraction)
