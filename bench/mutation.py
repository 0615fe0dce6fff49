"""Valid files of every container that is accepted, and ways to spoil them. The same words give the same mutant."""

import random
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.bait import pointing
from footage.media.ffmpeg import find_tools

_PICTURE = ("-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=2")
_SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2")
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12")
_BOTH = (*_PICTURE, *_SOUND)
SEEDS: Mapping[str, tuple[str, ...]] = {
    "mp4": (*_BOTH, *_H264, "-c:a", "aac", "-timecode", "01:00:00:00"),
    "mov": (*_BOTH, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
    "m4v": (*_BOTH, *_H264, "-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov", "-f", "mp4"),
    "mkv": (*_BOTH, *_H264, "-c:a", "flac"),
    "webm": (*_BOTH, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"),
    "ts": (*_BOTH, *_H264, "-c:a", "aac"),
    "mpg": (*_BOTH, "-c:v", "mpeg2video", "-c:a", "mp2"),
    "avi": (*_BOTH, "-c:v", "mpeg4", "-c:a", "mp3"),
    "mxf": (*_BOTH, "-c:v", "mpeg2video", "-c:a", "pcm_s16le"),
    "wmv": (*_BOTH, "-c:v", "wmv2", "-c:a", "wmav2"),
    "dv": (*_BOTH, "-vf", "scale=720:576", "-c:v", "dvvideo", "-pix_fmt", "yuv420p", "-ac", "2", "-t", "0.4"),
    "wav": (*_SOUND,),
    "flac": (*_SOUND,),
    "mp3": (*_SOUND,),
    "ogg": (*_SOUND, "-c:a", "libvorbis"),
    "aac": (*_SOUND,),
}
CONTAINERS = tuple(SEEDS)
NASTY = (0, 1, 7, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)
_BOX = re.compile(rb"[a-zA-Z]{4}")


def make_seeds(folder: Path) -> dict[str, Path]:
    """One valid file for each container."""
    folder.mkdir()
    ffmpeg = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error"]
    for container, options in SEEDS.items():
        subprocess.run([*ffmpeg, *options, str(folder / f"seed.{container}")], check=True)
    return {container: folder / f"seed.{container}" for container in SEEDS}


def mutant(seeds: Mapping[str, Path], container: str, kind: str, words: str, bait: Path) -> bytes:
    """A spoilt copy of the valid file of `container`; `words` decide how. Some name the file `bait`."""
    dice = random.Random(f"{container}/{kind}/{words}")
    if kind == POINTING:
        return pointing(container, seeds[container].read_bytes(), dice, bait)
    donor = seeds[dice.choice(CONTAINERS)].read_bytes()
    return SPOILERS[kind](bytearray(seeds[container].read_bytes()), dice, donor)


def _flip(content: bytearray, dice: random.Random, _donor: bytes) -> bytes:
    """Bytes changed, in the headers rather than behind them."""
    for _ in range(dice.randint(1, 30)):
        end = min(len(content), 4096) if dice.random() < 0.6 else len(content)
        content[dice.randrange(end)] = dice.randrange(256)
    return bytes(content)


def _cut(content: bytearray, dice: random.Random, _donor: bytes) -> bytes:
    return bytes(content[: dice.randrange(1, len(content))])


def _lie(content: bytearray, dice: random.Random, _donor: bytes) -> bytes:
    """Numbers before and after names of boxes, or anywhere where there are none, that promise something else."""
    names = [found.start() for found in _BOX.finditer(content)]
    for _ in range(dice.randint(1, 4)):
        at = dice.choice(names) + dice.choice((-4, 4, 8, 12, 16)) if names else dice.randrange(len(content))
        at = max(0, min(at, len(content) - 4))
        content[at : at + 4] = dice.choice(NASTY).to_bytes(4, dice.choice(("big", "little")))
    return bytes(content)


def _swap(content: bytearray, dice: random.Random, _donor: bytes) -> bytes:
    """Two pieces that change places."""
    size = dice.randint(1, max(1, len(content) // 4))
    a, b = sorted((dice.randrange(len(content) - size), dice.randrange(len(content) - size)))
    size = min(size, b - a)
    content[a : a + size], content[b : b + size] = content[b : b + size], content[a : a + size]
    return bytes(content)


def _splice(content: bytearray, dice: random.Random, donor: bytes) -> bytes:
    """A piece of another container's file, put over or in between."""
    start = dice.randrange(len(donor))
    piece = donor[start : start + dice.randint(16, 8192)]
    at = dice.randrange(len(content))
    content[at : at + (len(piece) if dice.random() < 0.5 else 0)] = piece
    return bytes(content)


def _repeat(content: bytearray, dice: random.Random, _donor: bytes) -> bytes:
    """A piece that comes again and again."""
    start = dice.randrange(len(content))
    piece = bytes(content[start : start + dice.randint(4, 4096)])
    return bytes(content[:start]) + piece * dice.randint(2, 20) + bytes(content[start:])


SPOILERS: Mapping[str, Callable[[bytearray, random.Random, bytes], bytes]] = {
    "bytes flipped": _flip,
    "cut short": _cut,
    "sizes that lie": _lie,
    "pieces swapped": _swap,
    "spliced": _splice,
    "repeated": _repeat,
}
POINTING = "points at another file"
KINDS = (*SPOILERS, POINTING)
