"""The sound of chunks, put one after the other as a player does it, is the recording's without a seam."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footage.media.chunks import RUN, SOUND, SOUND_PACKET, chunk_at, sound_packet_at
from footage.media.sandbox import Tools
from footage.media.source import Source
from tests.footage.media.clips import Clip, make_numbered
from tests.footage.media.conftest import source_of
from tests.footage.media.making import all_chunks

HZ = 48_000
TONE_HZ = 440
BEGINNING = HZ // 10
"""Where an encoder has not settled yet."""


@pytest.mark.parametrize("run", [1, RUN])
@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001)])
def test_nothing_is_heard_of_the_borders(rate: Fraction, run: int, tmp_path: Path, tools: Tools) -> None:
    recording = with_tone(tmp_path, Clip(400, rate), tools)
    source = source_of(recording, tools)
    with all_chunks(source, recording, tools, run=run) as folders:
        sound = np.concatenate([heard(source, number, folder, tools) for number, folder in enumerate(folders)])

    assert len(sound) == sound_packet_at(source.rate, source.frames) * SOUND_PACKET
    # A pure tone is determined by any two samples before; where it is cut, it is not.
    middle = sound[BEGINNING : int(Fraction(source.frames) / rate * HZ) - BEGINNING]
    turn = 2 * np.cos(2 * np.pi * TONE_HZ / HZ)
    assert np.abs(middle[2:] + middle[:-2] - turn * middle[1:-1]).max() < 0.005 * np.abs(middle).max()


def heard(source: Source, number: int, folder: Path, tools: Tools) -> NDArray[np.float32]:
    """What a player plays of one chunk: without the priming and the packets of its neighbours."""
    command = [tools.ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(folder / SOUND), "-f", "f32le", "-ac", "1"]
    raw = subprocess.run([*command, "pipe:1"], check=True, stdout=subprocess.PIPE).stdout
    samples = np.frombuffer(raw, dtype=np.float32)
    span = chunk_at(source.rate, source.frames, number).span
    first, behind = (sound_packet_at(source.rate, frame) for frame in (span.start, span.end))
    start = SOUND_PACKET * (2 if number else 1)
    return samples[start : start + (behind - first) * SOUND_PACKET]


def with_tone(folder: Path, clip: Clip, tools: Tools) -> Path:
    pictures = make_numbered(folder / "pictures.mov", replace(clip, sound_seconds=None))
    recording = folder / "tone.mov"
    command = [tools.ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(pictures)]
    command += ["-f", "lavfi", "-i", f"sine=frequency={TONE_HZ}:sample_rate={HZ}:duration=20", "-shortest"]
    subprocess.run([*command, "-c:v", "copy", "-c:a", "pcm_s16le", str(recording)], check=True)
    return recording
