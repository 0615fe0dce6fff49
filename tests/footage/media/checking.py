"""Compare what is made from a clip of the table of ground truth with what was generated."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from footage.media.chunks import PICTURE, chunk_at, chunk_count, chunk_frames, make_chunks
from footage.media.confirm import confirms
from footage.media.excerpts import Cut, make_clip
from footage.media.joining import join_proxy
from footage.media.pictures import fit, original_pictures, proxy_size
from footage.media.probe import Probe, probe_file
from footage.media.sandbox import Tools
from footage.media.source import Source, describe_source
from tests.footage.media import clips
from tests.footage.media.truth import Kind

UNREADABLE = -1
CUT_FRAMES = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A clip, what the probe says of it, and the numbers in each picture of its joined proxy.

    `quick` is what the quick look gives, before the clip was read whole, which `contradiction` says it disagrees with.
    `cut` are the frames of a clip that was exported, each with the number it shows.
    """

    kind: Kind
    path: Path
    source: Source
    quick: Probe
    contradiction: str | None
    cut: Sequence[tuple[int, int]]
    proxy: Sequence[int]


def make_all(kind: Kind, folder: Path, tools: Tools) -> Made:
    """Generate the clip, describe it, make each chunk by itself (the last first) and join them.

    The same chunks out of one decode must show the same.
    """
    path = folder / kind.file
    kind.make(path)
    quick, whole = probe_file(path, tools, quick=True, small_bytes=0), probe_file(path, tools)
    source = describe_source(whole)
    made = partial(Made, kind, path, source, quick, confirms(quick, whole), exported(kind, source, path, tools))
    chunks = [folder / f"chunk-{number}" for number in range(chunk_count(source.rate, source.frames))]
    for number in reversed(range(len(chunks))):
        make_chunks(source, path, {chunk_at(source.rate, source.frames, number): chunks[number]}, tools)
    if source.same_as_proxy:
        return made(numbers_in(kind, path, (clips.WIDTH, clips.HEIGHT)))
    pieces = [number for chunk in chunks for number in numbers_in(kind, chunk / PICTURE, proxy_size(source))]
    assert pieces == numbers_of_one_decode(kind, source, path, folder, tools)
    join_proxy(source, path, chunks, folder / "proxy.mp4", tools)
    joined = numbers_in(kind, folder / "proxy.mp4", proxy_size(source))
    assert joined == pieces, "joining changes no picture"
    return made(joined)


def numbers_of_one_decode(kind: Kind, source: Source, path: Path, folder: Path, tools: Tools) -> list[int]:
    numbers = range(chunk_count(source.rate, source.frames))
    together = {chunk_at(source.rate, source.frames, number): folder / f"together-{number}" for number in numbers}
    make_chunks(source, path, together, tools)
    size = proxy_size(source)
    return [number for made in together.values() for number in numbers_in(kind, made / PICTURE, size)]


def exported(kind: Kind, source: Source, path: Path, tools: Tools) -> list[tuple[int, int]]:
    """Frames cut out of the middle, on both sides of a place where no keyframe is likely, and what they show."""
    start = source.frames // 2 - CUT_FRAMES // 2
    made = path.with_name("cut.mp4")
    make_clip(Cut(source, path, start, start + CUT_FRAMES), made, tools)
    video = describe_source(probe_file(made, tools)).video
    assert video is not None
    shown = numbers_in(kind, made, (video.width, video.height))
    assert len(shown) == CUT_FRAMES
    return list(zip(range(start, start + CUT_FRAMES), shown, strict=True))


def looked(made: Made) -> str:
    """In a word or two, what the quick look was good for."""
    if made.quick.whole:
        return "reads all"
    if made.contradiction is not None:
        return "other clock"
    same = describe_source(made.quick) == made.source
    return "same" if same else "same clock"


def numbers_in(kind: Kind, path: Path, size: tuple[int, int]) -> list[int]:
    return [number_in(kind, picture) for picture in clips.decode_grey(path, *size)]


def number_in(kind: Kind, picture: clips.Picture) -> int:
    try:
        return clips.read_number(picture, kind.line)
    except AssertionError:
        return UNREADABLE


Asking = Callable[[int], bytes]
"""Asks the API for the JPEG of a frame."""


def still_number(made: Made, frame: int, ask: Asking) -> int:
    """The number in what the API answers as the still of that frame."""
    pictures = original_pictures(made.source, made.path)
    return number_in(made.kind, clips.decode_jpeg(ask(frame), *fit(pictures.width, pictures.height, 1920, 1080)))


def positions(made: Made, count: int, seed: int = 3) -> list[int]:
    """Both ends, both sides of the first border of two chunks, and random frames up to `count`."""
    frames, border = made.source.frames, chunk_frames(made.source.rate)
    fixed = {0, frames - 1} | {n for n in (border - 1, border) if n < frames}
    rest = [n for n in range(frames) if n not in fixed]
    return sorted(fixed | set(Random(seed).sample(rest, min(len(rest), max(0, count - len(fixed))))))


def wrong(kind: Kind, shown: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Of (frame, number shown) those that are wrong, with the number that was generated."""
    return [(frame, number, kind.numbers[frame]) for frame, number in shown if number != kind.numbers[frame]]
