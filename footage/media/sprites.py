"""Sheets of thumbnails for the timeline."""

import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footage.media.arguments import Filter, Value, compile_raw, file_url
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import ShouldStop, feed, never
from footage.media.pictures import PROXY_GOP, fit
from footage.media.publish import Appearing, whole_folder
from footage.media.sandbox import Tools
from footage.media.source import Source
from footage.timebase import FrameSpan

TILE_FORMAT = "yuvj420p"
"""Of the raw tiles that chunks keep."""
TILE_WIDTH, TILE_HEIGHT = 160, 90
COLUMNS, ROWS = 10, 10
MANIFEST_NAME = "sprites.json"
STEPS = ((600, 1), (3600, 2), (4 * 3600, 5))
"""Up to so many seconds of recording, a tile about every so many seconds; beyond, every 10."""
LONGEST_STEP = 10

NOT_COMPLETE = "The thumbnails did not come out complete and were thrown away. Try again."


@dataclass(frozen=True, slots=True)
class Sprites:
    """Tile i (from 0) shows frame i · `every_frames`.

    It lies on sheet ``i // (columns · rows)``, there at column ``i % columns`` and row
    ``i // columns % rows``. The sheets are `0.jpg`, `1.jpg` …; what is left of the last is black.
    """

    width: int
    height: int
    columns: int
    rows: int
    every_frames: int
    tiles: int

    @property
    def sheets(self) -> int:
        return -(-self.tiles // (self.columns * self.rows))

    @property
    def tile_bytes(self) -> int:
        """Of one raw tile: brightness in full, both colours at half the width and height."""
        return self.width * self.height + 2 * (-(-self.width // 2) * -(-self.height // 2))

    def tiles_in(self, span: FrameSpan) -> range:
        """The tiles whose frames lie in a span."""
        return range(-(-span.start // self.every_frames), -(-span.end // self.every_frames))

    def manifest(self) -> dict[str, Any]:
        """As the API answers it."""
        return {
            "tile": {"width": self.width, "height": self.height},
            "columns": self.columns,
            "rows": self.rows,
            "every_frames": self.every_frames,
            "tiles": self.tiles,
            "sheets": self.sheets,
        }


def plan_sprites(source: Source) -> Sprites:
    """The step is a multiple of the proxy's keyframe distance, so that a thumbnail shows a keyframe of it."""
    assert source.video is not None, "thumbnails are made of pictures"
    width, height = fit(source.video.width, source.video.height, TILE_WIDTH, TILE_HEIGHT)
    step_seconds = next((step for most, step in STEPS if source.seconds <= most), LONGEST_STEP)
    every = PROXY_GOP * max(1, round(step_seconds * source.rate.as_fraction / PROXY_GOP))
    tiles = -(-source.frames // every)
    return Sprites(width, height, COLUMNS, ROWS, every, tiles)


def sheets_arguments(sprites: Sprites, folder: Path) -> list[str]:
    """Write the sheets into `folder`, from raw tiles on standard input."""
    pattern = file_url(folder).replace("%", "%%") + "/%d.jpg"
    options: dict[str, Value] = {
        "format": "image2",
        "start_number": 0,
        "c:v": "mjpeg",
        "q:v": 5,
        "fps_mode": "passthrough",
    }
    sheet = [Filter("setsar", [1]), Filter("tile", [f"{sprites.columns}x{sprites.rows}"])]
    return compile_raw(TILE_FORMAT, (sprites.width, sprites.height), sheet, pattern, options)


def make_sprites(
    sprites: Sprites,
    tiles: Iterable[bytes],
    folder: Path,
    tools: Tools,
    *,
    should_stop: ShouldStop = never,
    appearing: Appearing = nullcontext,
) -> None:
    """Make `folder` with the sheets `0.jpg` … and the manifest `sprites.json`, whole or not at all.

    `tiles` are the raw pictures of all tiles in order, in pieces of any size. Raises MediaStopped and MediaFailed, also
    when there are more or fewer: then those behind would be shown for other frames.
    """
    with whole_folder(folder, appearing) as temporary:
        write_sheets(sprites, tiles, temporary, tools, should_stop=should_stop)
        manifest = json.dumps(sprites.manifest())
        (temporary / MANIFEST_NAME).write_text(manifest, encoding="utf-8")


def write_sheets(
    sprites: Sprites, tiles: Iterable[bytes], folder: Path, tools: Tools, *, should_stop: ShouldStop = never
) -> None:
    """Write the sheets `0.jpg` … into an empty folder, as `make_sprites` does. Raises MediaFailed and MediaStopped."""
    given = 0

    def counted() -> Iterator[bytes]:
        nonlocal given
        for piece in tiles:
            given += len(piece)
            yield piece

    feed(sheets_arguments(sprites, folder), counted(), tools, writes_to=folder, should_stop=should_stop)
    made = len(list(folder.glob("*.jpg")))
    if (given, made) != (sprites.tiles * sprites.tile_bytes, sprites.sheets):
        raise MediaFailed(NOT_COMPLETE, f"{made} sheets of {sprites.sheets}, {given} bytes of tiles")
