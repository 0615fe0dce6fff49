"""Tile i of the sheets shows frame i · step."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footage.media.ffmpeg import Tools
from footage.media.pictures import Pictures, original_pictures, proxy_pictures
from footage.media.proxy import make_proxy
from footage.media.sprites import Sprites, make_sprites, plan_sprites
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of

FRAMES = 1230


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> dict[str, Pictures]:
    """A recording of 123 s and its proxy. Its 103 tiles are just more than one sheet."""
    folder = tmp_path_factory.mktemp("clips")
    path = clips.make_numbered(folder / "long.mp4", Clip(FRAMES, Fraction(10)))
    source = source_of(path, tools)
    make_proxy(source, path, folder / "proxy.mp4", tools)
    return {
        "original": original_pictures(source, path),
        "proxy": proxy_pictures(source, folder / "proxy.mp4"),
    }


@pytest.mark.parametrize("of", ["original", "proxy"])
def test_each_tile_shows_its_frame(both: dict[str, Pictures], of: str, tools: Tools, tmp_path: Path) -> None:
    progress: list[float] = []
    sprites = make_sprites(both[of], tmp_path / "sprites", tools, on_progress=progress.append)
    assert (sprites.every_frames, sprites.tiles, sprites.sheets) == (12, 103, 2)
    assert [clips.read_number(tile) for tile in tiles_in(tmp_path / "sprites", sprites)] == list(range(0, FRAMES, 12))
    assert progress[-1] == 1.0
    assert [path.name for path in tmp_path.iterdir()] == ["sprites"]


def test_the_manifest_says_where_tiles_are(both: dict[str, Pictures], tools: Tools, tmp_path: Path) -> None:
    make_sprites(both["proxy"], tmp_path / "100%d", tools)
    assert json.loads((tmp_path / "100%d" / "sprites.json").read_text()) == {
        "tile": {"width": 160, "height": 90},
        "columns": 10,
        "rows": 10,
        "every_frames": 12,
        "tiles": 103,
        "sheets": 2,
    }


def test_a_folder_made_before_is_replaced(both: dict[str, Pictures], tools: Tools, tmp_path: Path) -> None:
    folder = tmp_path / "sprites"
    folder.mkdir()
    (folder / "7.jpg").write_bytes(b"old")
    make_sprites(both["proxy"], folder, tools)
    assert sorted(path.name for path in folder.iterdir()) == ["0.jpg", "1.jpg", "sprites.json"]


def test_long_recordings_have_few_sheets(both: dict[str, Pictures]) -> None:
    hour = replace(both["proxy"], rate=Fraction(25), frames=90_000)
    steps = {hours: plan_sprites(replace(hour, frames=hours * 90_000)) for hours in (1, 4, 12)}
    assert {hours: (plan.every_frames, plan.sheets) for hours, plan in steps.items()} == {
        1: (48, 19),
        4: (120, 30),
        12: (252, 43),
    }


def tiles_in(folder: Path, sprites: Sprites) -> list[clips.Picture]:
    width, height = sprites.columns * sprites.width, sprites.rows * sprites.height
    tiles: list[clips.Picture] = []
    for number in range(sprites.sheets):
        sheet = clips.decode_jpeg((folder / f"{number}.jpg").read_bytes(), width, height)
        rows = np.split(sheet, sprites.rows)
        tiles += [tile for row in rows for tile in np.split(row, sprites.columns, axis=1)]
    return tiles[: sprites.tiles]
