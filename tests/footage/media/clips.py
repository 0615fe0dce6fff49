"""Recordings made for tests, whose every frame can be recognised.

A numbered clip shows its frame number in the picture: `CELLS` bits as white (1) and black (0)
squares of `CELL` pixels along the top, the most significant on the left, between a white guard
square before and a black one after, on grey. Blocks this large survive any compression, and the
number is read from the middle of each cell, from numpy here or from a canvas in a browser: cell i
(0 is the guard) has its middle at ((i + 0.5) · CELL, CELL / 2) in a picture `WIDTH` wide.
Below it a square wanders, so that encoders have something to predict.
"""

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footage.media.ffmpeg import find_tools

WIDTH, HEIGHT = 320, 180
CELLS = 14
CELL = 20
"""(CELLS + 2) · CELL is exactly `WIDTH`."""
SOUND_HZ = 48_000
GREY, BLACK, WHITE = 128, 16, 235

Picture = NDArray[np.uint8]
"""Shape (HEIGHT, WIDTH) for grey, (HEIGHT, WIDTH, 3) for colour."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What to encode, and how.

    `start_seconds` (whole frames) delays the pictures, `sound_start_seconds` the sound, of which
    there is none if `sound_seconds` is None. The sound is silence with a click of 5 ms at each
    second of the *pictures'* time.
    """

    frames: int
    rate: Fraction = Fraction(25)
    gop: int = 250
    b_frames: int = 3
    sound_seconds: Fraction | None = None
    sound_start_seconds: Fraction = Fraction(0)
    start_seconds: Fraction = Fraction(0)
    start_timecode: str | None = None
    codec: Sequence[str] = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18")
    more: Sequence[str] = ()


def numbered(number: int) -> Picture:
    """The picture that carries `number`, which must fit in `CELLS` bits."""
    assert 0 <= number < 2**CELLS
    picture = np.full((HEIGHT, WIDTH), GREY, dtype=np.uint8)
    bits = [1, *((number >> (CELLS - 1 - i)) & 1 for i in range(CELLS)), 0]
    for i, bit in enumerate(bits):
        picture[:CELL, i * CELL : (i + 1) * CELL] = WHITE if bit else BLACK
    left, top = number * 7 % (WIDTH - 40), 60 + number * 3 % (HEIGHT - 110)
    picture[top : top + 40, left : left + 40] = 60 + number % 150
    return picture


def read_number(picture: Picture, line: int = 0) -> int:
    """The number in a grey picture of any size; AssertionError when it carries none.

    `line` is how many lines below the middle of the cells it is read, which matters where fields are woven.
    """
    height, width = picture.shape
    cell = width / (CELLS + 2)
    row = round(CELL / 2 * height / HEIGHT) + line
    levels = [int(picture[row, int((i + 0.5) * cell)]) for i in range(CELLS + 2)]
    assert levels[0] > 170, f"no white guard: {levels}"
    assert levels[-1] < 80, f"no black guard: {levels}"
    return sum(1 << (CELLS - 1 - i) for i, level in enumerate(levels[1:-1]) if level > GREY)


def make_numbered(path: Path, clip: Clip) -> Path:
    """Encode frames 0, 1, 2 … of `clip` to `path`; the name's ending picks the container."""
    return encode(path, clip, (numbered(number) for number in range(clip.frames)), "gray")


def encode(path: Path, clip: Clip, pictures: Iterable[Picture], pixel_format: str) -> Path:
    """Encode any pictures (`gray` or `rgb24`) as `clip` says."""
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y"]
    command += ["-f", "rawvideo", "-pix_fmt", pixel_format, "-s", f"{WIDTH}x{HEIGHT}"]
    command += ["-framerate", str(clip.rate), "-itsoffset", _decimal(clip.start_seconds), "-i", "pipe:0"]
    if clip.sound_seconds is not None:
        sound = path.with_suffix(".clicks.raw")
        sound.write_bytes(clicks(clip).tobytes())
        command += ["-f", "s16le", "-ar", str(SOUND_HZ), "-ac", "1", "-i", str(sound)]
        # -itsoffset has no effect on raw sound.
        shift = round(clip.sound_start_seconds * SOUND_HZ)
        command += ["-af", f"asetpts=PTS+{shift}", "-c:a", "aac"]
    command += [*clip.codec, "-pix_fmt", "yuv420p", "-g", str(clip.gop), "-bf", str(clip.b_frames)]
    command += ["-fps_mode", "passthrough"]
    if clip.start_timecode is not None:
        command += ["-timecode", clip.start_timecode]
    feed([*command, *clip.more, str(path)], (picture.tobytes() for picture in pictures))
    return path


def repeat(clip: Path, path: Path, times: int) -> Path:
    """The pictures of a clip again and again, without encoding them anew."""
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y", "-stream_loop", str(times - 1)]
    subprocess.run([*command, "-i", str(clip), "-c", "copy", str(path)], check=True)
    return path


def make_sound(path: Path, seconds: int) -> Path:
    """Encode clicks alone to `path`."""
    clip = Clip(0, sound_seconds=Fraction(seconds))
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y"]
    command += ["-f", "s16le", "-ar", str(SOUND_HZ), "-ac", "1", "-i", "pipe:0", str(path)]
    feed(command, [clicks(clip).tobytes()])
    return path


def clicks(clip: Clip) -> NDArray[np.int16]:
    """Silence with 5 ms of 1 kHz at each second of the pictures' time, starting at its own time."""
    assert clip.sound_seconds is not None
    samples = np.zeros(round(clip.sound_seconds * SOUND_HZ), dtype=np.int16)
    burst = (20_000 * np.sin(2 * np.pi * 1000 * np.arange(240) / SOUND_HZ)).astype(np.int16)
    shift = round((clip.start_seconds - clip.sound_start_seconds) * SOUND_HZ)
    for start in range(shift, len(samples) - len(burst), SOUND_HZ):
        if start >= 0:
            samples[start : start + len(burst)] = burst
    return samples


def feed(command: Sequence[str], pieces: Iterable[bytes]) -> None:
    """Run a command that reads `pieces` on its standard input."""
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
        assert process.wait() == 0, command


def decode_grey(path: Path, width: int, height: int) -> list[Picture]:
    """Every picture of a file as grey, in order, none repeated and none left out."""
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(path), "-map", "0:v"]
    command += ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
    raw = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return list(np.frombuffer(raw, dtype=np.uint8).reshape(-1, height, width))


def decode_jpeg(jpeg: bytes, width: int, height: int) -> Picture:
    """One JPEG as grey, made that size."""
    command = [find_tools().ffmpeg, "-loglevel", "error", "-f", "image2pipe", "-i", "pipe:0"]
    command += ["-vf", f"scale={width}:{height}", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
    raw = subprocess.run(command, check=True, input=jpeg, stdout=subprocess.PIPE).stdout
    picture: Picture = np.frombuffer(raw, dtype=np.uint8).reshape(height, width)
    return picture


def _decimal(seconds: Fraction) -> str:
    return f"{float(seconds):.6f}"
