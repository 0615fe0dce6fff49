"""What is put together from chunks, made at once: for tests about the result and not about the way."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from footage.media.boundaries import shots_in
from footage.media.chunks import LOOK, RUN, TILES, chunk_at, chunk_count, make_chunks
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent
from footage.media.joining import join_proxy
from footage.media.looks import Look
from footage.media.sandbox import Tools
from footage.media.sound import make_proxy_sound
from footage.media.source import Source
from footage.media.sprites import Sprites, make_sprites, plan_sprites


@contextmanager
def all_chunks(
    source: Source, recording: Path, tools: Tools, should_stop: ShouldStop = never, *, run: int = RUN
) -> Iterator[list[Path]]:
    """The folders of all chunks, in order, for as long as the block runs; `run` of them come out of one decode."""
    with tempfile.TemporaryDirectory(prefix="annotator-chunks-") as parent:
        folders = [Path(parent, f"{number:06}") for number in range(chunk_count(source.rate, source.frames))]
        chunks = [(chunk_at(source.rate, source.frames, number), folder) for number, folder in enumerate(folders)]
        for first in range(0, len(chunks), run):
            make_chunks(source, recording, dict(chunks[first : first + run]), tools, should_stop=should_stop)
        yield folders


def make_proxy(
    source: Source,
    recording: Path,
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
) -> None:
    """The proxy of a recording, from its chunks or from its sound alone."""
    if source.video is None:
        make_proxy_sound(source, recording, output, tools, on_progress=on_progress, should_stop=should_stop)
        return
    with all_chunks(source, recording, tools, should_stop) as folders:
        join_proxy(source, recording, folders, output, tools, on_progress=on_progress, should_stop=should_stop)


def make_thumbnails(source: Source, recording: Path, output: Path, tools: Tools) -> Sprites:
    """The sheets of thumbnails of a recording, from its chunks."""
    sprites = plan_sprites(source)
    with all_chunks(source, recording, tools) as folders:
        tiles = ((folder / TILES).read_bytes() for folder in folders if (folder / TILES).exists())
        make_sprites(sprites, tiles, output, tools)
    return sprites


def find_shots(source: Source, recording: Path, tools: Tools) -> list[int]:
    """The frames at which a new shot begins, from the looks of all chunks."""
    with all_chunks(source, recording, tools) as folders:
        looks = [Look.from_bytes((folder / LOOK).read_bytes()) for folder in folders]
    return list(shots_in(looks, source.rate.as_fraction).starts)
