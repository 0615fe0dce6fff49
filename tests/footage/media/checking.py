"""Compare what is made from a clip of the table of ground truth with what was generated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from footage.media.chunks import PICTURE, chunk_at, chunk_count, chunk_frames, make_chunk
from footage.media.joining import join_proxy
from footage.media.pictures import fit, original_pictures, proxy_size
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.source import Source, describe_source
from footage.media.stills import frame_jpeg
from tests.footage.media import clips
from tests.footage.media.truth import Kind

UNREADABLE = -1


@dataclass(frozen=True, slots=True)
class Made:
    """A clip, what the probe says of it, and the numbers in each picture of its joined proxy."""

    kind: Kind
    path: Path
    source: Source
    proxy: Sequence[int]


def make_all(kind: Kind, folder: Path, tools: Tools) -> Made:
    """Generate the clip, describe it, make each chunk by itself (the last first) and join them."""
    path = folder / kind.file
    kind.make(path)
    source = describe_source(probe_file(path, tools))
    chunks = [folder / f"chunk-{number}" for number in range(chunk_count(source.rate, source.frames))]
    for number in reversed(range(len(chunks))):
        make_chunk(source, path, chunk_at(source.rate, source.frames, number), chunks[number], tools)
    if source.same_as_proxy:
        return Made(kind, path, source, numbers_in(kind, path, (clips.WIDTH, clips.HEIGHT)))
    pieces = [number for chunk in chunks for number in numbers_in(kind, chunk / PICTURE, proxy_size(source))]
    join_proxy(source, path, chunks, folder / "proxy.mp4", tools)
    joined = numbers_in(kind, folder / "proxy.mp4", proxy_size(source))
    assert joined == pieces, "joining changes no picture"
    return Made(kind, path, source, joined)


def numbers_in(kind: Kind, path: Path, size: tuple[int, int]) -> list[int]:
    return [number_in(kind, picture) for picture in clips.decode_grey(path, *size)]


def number_in(kind: Kind, picture: clips.Picture) -> int:
    try:
        return clips.read_number(picture, kind.line)
    except AssertionError:
        return UNREADABLE


def still_number(made: Made, frame: int, tools: Tools) -> int:
    """The number in the still of that frame."""
    pictures = original_pictures(made.source, made.path)
    jpeg = frame_jpeg(pictures, frame, tools)
    return number_in(made.kind, clips.decode_jpeg(jpeg, *fit(pictures.width, pictures.height, 1920, 1080)))


def positions(made: Made, count: int, seed: int = 3) -> list[int]:
    """Both ends, both sides of the first border of two chunks, and random frames up to `count`."""
    frames, border = made.source.frames, chunk_frames(made.source.rate)
    fixed = {0, frames - 1} | {n for n in (border - 1, border) if n < frames}
    rest = [n for n in range(frames) if n not in fixed]
    return sorted(fixed | set(Random(seed).sample(rest, min(len(rest), max(0, count - len(fixed))))))


def wrong(kind: Kind, shown: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Of (frame, number shown) those that are wrong, with the number that was generated."""
    return [(frame, number, kind.numbers[frame]) for frame, number in shown if number != kind.numbers[frame]]
