"""Tile i of the sheets shows frame i · step."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footage.media.failures import MediaFailed
from footage.media.sandbox import Tools
from footage.media.sprites import Sprites, make_sprites, plan_sprites
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of
from tests.footage.media.making import make_thumbnails

FRAMES = 1230


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> tuple[Sprites, Path]:
    """The thumbnails of a recording of 123 s: 103 tiles, just more than one sheet."""
    folder = tmp_path_factory.mktemp("clips")
    path = clips.make_numbered(folder / "long.mp4", Clip(FRAMES, Fraction(10)))
    output = folder / "100%d"
    return make_thumbnails(source_of(path, tools), path, output, tools), output


def test_each_tile_shows_its_frame(made: tuple[Sprites, Path]) -> None:
    sprites, folder = made
    assert (sprites.every_frames, sprites.tiles, sprites.sheets) == (12, 103, 2)
    assert [clips.read_number(tile) for tile in tiles_in(folder, sprites)] == list(range(0, FRAMES, 12))


def test_the_manifest_says_where_tiles_are(made: tuple[Sprites, Path]) -> None:
    assert json.loads((made[1] / "sprites.json").read_text()) == {
        "tile": {"width": 160, "height": 90},
        "columns": 10,
        "rows": 10,
        "every_frames": 12,
        "tiles": 103,
        "sheets": 2,
    }


def test_a_folder_made_before_is_replaced(made: tuple[Sprites, Path], tools: Tools, tmp_path: Path) -> None:
    folder = tmp_path / "sprites"
    folder.mkdir()
    (folder / "7.jpg").write_bytes(b"old")
    make_sprites(made[0], [bytes(160 * 90 * 3 // 2)] * 103, folder, tools)
    assert sorted(path.name for path in folder.iterdir()) == ["0.jpg", "1.jpg", "sprites.json"]


@pytest.mark.parametrize("given", [99, 102, 104])
def test_tiles_that_are_missing_or_too_many_make_no_sheets(
    made: tuple[Sprites, Path], tools: Tools, tmp_path: Path, given: int
) -> None:
    with pytest.raises(MediaFailed):
        make_sprites(made[0], [bytes(160 * 90 * 3 // 2)] * given, tmp_path / "sprites", tools)
    assert list(tmp_path.iterdir()) == []


def test_long_recordings_have_few_sheets(tools: Tools, tmp_path: Path) -> None:
    source = source_of(clips.make_numbered(tmp_path / "25.mp4", Clip(30)), tools)
    steps = {hours: plan_sprites(replace(source, frames=hours * 90_000)) for hours in (1, 4, 12)}
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
