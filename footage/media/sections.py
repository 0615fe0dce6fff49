"""What is to be seen of a recording before all of it is made: thumbnails and shots, section by section.

A section is what one sheet of thumbnails shows. Its shots are found without the sections beside it, so a change within
a second of its border may be missing; they give way to those of the whole recording.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from footage.media.boundaries import shots_in
from footage.media.chunks import LOOK, TILES, Chunk, chunk_at, chunk_frames
from footage.media.ffmpeg import ShouldStop, never
from footage.media.looks import Look
from footage.media.publish import scratch_folder, whole_file
from footage.media.sandbox import Tools
from footage.media.shots import Keyframes, keyframes_of
from footage.media.source import Source
from footage.media.sprites import Sprites, plan_sprites, write_sheets
from footage.timebase import FrameSpan

SECTIONED = ("sprites", "keyframes")
"""The kinds of derivatives of which sections are to be seen before they are ready."""
SECTION_VERSION = 1
"""Goes up whenever a section would come out otherwise."""


@dataclass(frozen=True, slots=True)
class Section:
    """The frames of the `number`-th sheet of thumbnails, from 0, and the chunks that hold them."""

    number: int
    span: FrameSpan
    chunks: tuple[Chunk, ...]


def sections_of(source: Source) -> list[Section]:
    """The sections of a recording that has pictures, in order."""
    return [_section(source, plan_sprites(source), number) for number in range(plan_sprites(source).sheets)]


def make_section(
    source: Source,
    section: Section,
    folders: Mapping[Chunk, Path],
    outputs: tuple[Path, Path],
    tools: Tools,
    *,
    should_stop: ShouldStop = never,
) -> None:
    """Make the sheet and, after it, the shots of a section (`outputs`), each whole or not at all.

    `folders` are those of the section's chunks. Whoever makes it at the same time makes the same to the last byte.
    Raises MediaFailed and MediaStopped.
    """
    assert tuple(folders) == section.chunks, "a section is made of all its chunks, in order"
    sheet, shots = outputs
    sprites = plan_sprites(source)
    tiles = sprites.tiles_in(section.span)
    with scratch_folder(sheet) as scratch:
        raw = _tiles(sprites, tiles, folders)
        write_sheets(replace(sprites, tiles=len(tiles)), raw, scratch, tools, should_stop=should_stop)
        with whole_file(sheet) as temporary:
            (scratch / "0.jpg").replace(temporary)
    with whole_file(shots) as temporary:
        temporary.write_text(json.dumps(_keyframes(source, section, folders).manifest()), encoding="utf-8")


def joined_manifest(sections: Iterable[Path]) -> dict[str, Any]:
    """The shots of sections, in order, as one manifest of keyframes."""
    manifests = [json.loads(section.read_text("utf-8")) for section in sections]
    return {key: [value for each in manifests for value in each[key]] for key in Keyframes((), (), (), ()).manifest()}


def _section(source: Source, sprites: Sprites, number: int) -> Section:
    length = sprites.columns * sprites.rows * sprites.every_frames
    span = FrameSpan(number * length, min((number + 1) * length, source.frames))
    each = chunk_frames(source.rate)
    chunks = [chunk_at(source.rate, source.frames, at) for at in range(span.start // each, -(-span.end // each))]
    return Section(number, span, tuple(chunks))


def _tiles(sprites: Sprites, tiles: range, folders: Mapping[Chunk, Path]) -> Iterable[bytes]:
    """The raw pictures of some tiles; a chunk at the border of a section has those of its neighbour too."""
    for chunk, folder in folders.items():
        there = sprites.tiles_in(chunk.span)
        if not there:
            continue  # a chunk shorter than the step may have no thumbnail
        wanted = range(max(tiles.start, there.start), min(tiles.stop, there.stop))
        raw = (folder / TILES).read_bytes()
        size = len(raw) // len(there)
        yield raw[(wanted.start - there.start) * size : (wanted.stop - there.start) * size]


def _keyframes(source: Source, section: Section, folders: Mapping[Chunk, Path]) -> Keyframes:
    rate = source.rate.as_fraction
    looks = (Look.from_bytes((folder / LOOK).read_bytes()) for folder in folders.values())
    return keyframes_of(shots_in(looks, rate), rate).moved(section.chunks[0].span.start, within=section.span)
