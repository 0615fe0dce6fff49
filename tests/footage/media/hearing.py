"""The row of the table of ground truth that has no picture: sound alone, a click at each of its seconds."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footage.media.excerpts import Cut, make_clip
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.sound import make_audio, make_proxy_sound
from footage.media.source import Source, describe_source
from tests.footage.media.clips import make_sound

SOUND_SECONDS = 12
SLACK_MILLISECONDS = 25
"""By how much a compressed sound may be longer: its last packet is filled up."""
HZ = 48_000
LOUD = 6000
"""Of a click of 20,000, more than what a codec spreads around it."""
CUT = (2500, 6500)
"""Milliseconds that are exported: clicks at half a second, and at each whole one after."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of it, how many clicks were looked for in all that is made of it, and how many lie elsewhere."""

    source: Source
    clicks: int
    wrong: int


def hear_all(path: Path, tools: Tools) -> Heard:
    """Make it, and its waveform, its copy for listening and a clip of it; a click is to be at its own millisecond."""
    make_sound(path, SOUND_SECONDS)
    source = describe_source(probe_file(path, tools))
    made = [path.with_name(name) for name in ("audio.wav", "proxy.mp4", "cut.mp4")]
    make_audio(source, path, made[0], tools)
    make_proxy_sound(source, path, made[1], tools)
    make_clip(Cut(source, path, *CUT), made[2], tools)
    whole = [1000 * second for second in range(SOUND_SECONDS)]
    expected = [whole, whole, [at - CUT[0] for at in whole if CUT[0] <= at < CUT[1]]]
    wrong = sum(_elsewhere(clicks_in(file, tools), clicks) for file, clicks in zip(made, expected, strict=True))
    return Heard(source, sum(map(len, expected)), wrong)


def clicks_in(path: Path, tools: Tools) -> list[int]:
    """The milliseconds, to the nearest, at which a click begins."""
    command = [tools.ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(path), "-f", "s16le", "-ar", str(HZ)]
    raw = subprocess.run([*command, "-ac", "1", "pipe:1"], check=True, stdout=subprocess.PIPE).stdout
    loud = np.flatnonzero(np.abs(np.frombuffer(raw, dtype=np.int16).astype(np.int32)) > LOUD)
    begun = loud[np.diff(loud, prepend=-HZ) > HZ // 10]
    return [round(int(at) * 1000 / HZ) for at in begun]


def _elsewhere(found: list[int], expected: list[int]) -> int:
    return sum(one != other for one, other in zip(found, expected, strict=False)) + abs(len(found) - len(expected))
