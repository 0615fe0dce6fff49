"""Make the sound of a recording in its forms, and the waveform drawn from it."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from footage.media.failures import MediaFailed
from footage.media.ffmpeg import OnProgress, ShouldStop, never, run, silent
from footage.media.publish import Appearing, whole_file
from footage.media.recipes import SOUND_HZ, audio_arguments, proxy_sound_arguments
from footage.media.sandbox import Tools
from footage.media.source import Source

PAIRS_PER_SECOND = 100
SAMPLES_PER_PAIR = SOUND_HZ // PAIRS_PER_SECOND
BYTES_PER_PAIR = SAMPLES_PER_PAIR * 2
PAIRS_PER_READ = 6000
LONGEST_HEADER = 256

_MICROSECONDS = 1_000_000

NO_SOUND = "The sound made from this recording cannot be read. Have it made again."


def make_audio(
    source: Source,
    recording: Path,
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
    appearing: Appearing = nullcontext,
) -> None:
    """Write the sound of `recording` as 16 kHz mono 16-bit WAV, sample k at k / 16000 s after frame 0.

    It ends with the recording or with its sound, whichever is earlier. Raises MediaFailed and
    MediaStopped; `output` appears whole or not at all.
    """
    with whole_file(output, appearing) as temporary:
        arguments = audio_arguments(source, recording, temporary)
        _encode(arguments, source, temporary, tools, on_progress=on_progress, should_stop=should_stop)


def make_proxy_sound(
    source: Source,
    recording: Path,
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
    appearing: Appearing = nullcontext,
) -> None:
    """Write the sound of a proxy to `output`, which a proxy of sound alone is all of. Raises as `make_audio` does."""
    with whole_file(output, appearing) as temporary:
        arguments = proxy_sound_arguments(source, recording, temporary)
        _encode(arguments, source, temporary, tools, on_progress=on_progress, should_stop=should_stop)


def _encode(
    arguments: Sequence[str],
    source: Source,
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> None:
    length = float(source.seconds * _MICROSECONDS)
    run(
        arguments,
        tools,
        writes_to=output.parent,
        should_stop=should_stop,
        on_report=lambda report: on_progress(min(1.0, report.microseconds / length)),
    )


def make_peaks(wav: Path, output: Path, *, appearing: Appearing = nullcontext) -> None:
    """Write the waveform of a WAV of `make_audio`: int8 min, max, min, max …, 100 pairs a second.

    Pair k is the least and the greatest of the samples 160·k to 160·k + 159, each divided by 256
    and rounded to the nearest integer (halves upwards), at most 127. The last pair covers what
    is left. So a file of n samples has ceil(n / 160) pairs, and silence is 0, 0.
    """
    with wav.open("rb") as sound, whole_file(output, appearing) as temporary, temporary.open("wb") as file:
        skip_to_samples(sound)
        while block := sound.read(BYTES_PER_PAIR * PAIRS_PER_READ):
            file.write(peaks_of(np.frombuffer(block, dtype="<i2")).tobytes())


def skip_to_samples(wav: BinaryIO) -> None:
    """Place a WAV of `make_audio` at its first sample; the samples reach to its end.

    Read by hand because the standard library's `wave` knows no RF64, the form above 4 GiB.
    """
    header = wav.read(LONGEST_HEADER)
    start = header.find(b"data")
    if start < 0:
        raise MediaFailed(NO_SOUND, f"no data chunk in {header[:16]!r}")
    wav.seek(start + 8)


def peaks_of(samples: NDArray[np.int16]) -> NDArray[np.int8]:
    """Pairs of (min, max) as in `make_peaks`, shape (pairs, 2), of at least one sample."""
    missing = -len(samples) % SAMPLES_PER_PAIR
    whole = np.pad(samples, (0, missing), mode="edge").reshape(-1, SAMPLES_PER_PAIR)
    extremes = np.stack((whole.min(axis=1), whole.max(axis=1)), axis=1).astype(np.int32)
    peaks: NDArray[np.int8] = np.minimum((extremes + 128) >> 8, 127).astype(np.int8)
    return peaks
