"""Sheets of thumbnails for the timeline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footage.media.arguments import Filter, Track, Value, compile_arguments, file_url
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import OnProgress, Report, ShouldStop, Tools, never, run, silent
from footage.media.pictures import PROXY_GOP, Pictures, exactly, fit, from_first, on_grid, scaled
from footage.media.publish import whole_folder

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


def plan_sprites(pictures: Pictures) -> Sprites:
    """The step is a multiple of the proxy's keyframe distance, so only keyframes are decoded."""
    width, height = fit(pictures.width, pictures.height, TILE_WIDTH, TILE_HEIGHT)
    seconds = pictures.frames / pictures.rate
    step_seconds = next((step for most, step in STEPS if seconds <= most), LONGEST_STEP)
    every = PROXY_GOP * max(1, round(step_seconds * pictures.rate / PROXY_GOP))
    tiles = -(-pictures.frames // every)
    return Sprites(width, height, COLUMNS, ROWS, every, tiles)


def sprites_arguments(pictures: Pictures, sprites: Sprites, folder: Path) -> list[str]:
    """Write the sheets into `folder`."""
    filters = [
        *from_first(on_grid(pictures)),
        *exactly(pictures.frames),
        Filter("select", [f"not(mod(n,{sprites.every_frames}))"]),
        *scaled(sprites.width, sprites.height, "yuvj420p"),
        Filter("tile", [f"{sprites.columns}x{sprites.rows}"]),
    ]
    keyframes_only: Mapping[str, Value] = {}
    if pictures.keyframes_every and sprites.every_frames % pictures.keyframes_every == 0:
        keyframes_only = {"skip_frame": "nokey"}
    pattern = file_url(folder).replace("%", "%%") + "/%d.jpg"
    options: dict[str, Value] = {
        "format": "image2",
        "start_number": 0,
        "c:v": "mjpeg",
        "q:v": 5,
        "fps_mode": "passthrough",
    }
    return compile_arguments(pictures.path, [Track(pictures.index, filters)], pattern, options, keyframes_only)


def make_sprites(
    pictures: Pictures,
    folder: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
) -> Sprites:
    """Make `folder` with the sheets `0.jpg` … and the manifest `sprites.json`, whole or not at all.

    Raises MediaFailed and MediaStopped.
    """
    sprites = plan_sprites(pictures)

    def report(report: Report) -> None:
        on_progress(min(1.0, report.frame / sprites.sheets))

    with whole_folder(folder) as temporary:
        run(
            sprites_arguments(pictures, sprites, temporary),
            tools,
            writes_to=temporary,
            should_stop=should_stop,
            on_report=report,
        )
        made = len(list(temporary.glob("*.jpg")))
        if made != sprites.sheets:
            raise MediaFailed(NOT_COMPLETE, f"{made} sheets of {sprites.sheets}")
        manifest = json.dumps(sprites.manifest())
        (temporary / MANIFEST_NAME).write_text(manifest, encoding="utf-8")
    return sprites
