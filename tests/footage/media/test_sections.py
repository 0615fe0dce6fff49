"""What is shown of a recording before all of it is made: the same pictures and shots as afterwards."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footage.media import sprites as sheets
from footage.media.boundaries import Transition
from footage.media.chunks import chunk_at
from footage.media.sandbox import Tools
from footage.media.sections import Section, joined_manifest, make_section, sections_of
from footage.media.shots import Keyframes
from footage.media.source import Source
from footage.timebase import FrameSpan
from tests.footage.media import clips
from tests.footage.media.clips import CELL, Clip, Picture
from tests.footage.media.conftest import source_of
from tests.footage.media.making import all_chunks, find_shots, make_thumbnails

FRAMES, EVERY, CHUNK = 500, 24, 144
SHEET = 8 * EVERY
"""Frames of a sheet of 8 tiles here: its border lies in the middle of a chunk."""
CUTS = (60, 250, 410)


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """At 29.97, with a cut in each section."""
    monkeypatch.setattr(sheets, "COLUMNS", 4)
    monkeypatch.setattr(sheets, "ROWS", 2)
    return clips.encode(tmp_path / "cut.mp4", Clip(FRAMES, Fraction(30000, 1001)), pictures(), "gray")


def pictures() -> Iterator[Picture]:
    random = np.random.default_rng(3)
    scenes = [np.kron(random.integers(20, 235, size=(8, 16)), np.ones((20, 20))) for _ in range(len(CUTS) + 1)]
    for frame in range(FRAMES):
        picture = clips.numbered(frame)
        picture[CELL:] = scenes[sum(frame >= cut for cut in CUTS)][: clips.HEIGHT - CELL, : clips.WIDTH]
        yield picture


def made(source: Source, section: Section, folders: list[Path], folder: Path, tools: Tools) -> tuple[Path, Path]:
    outputs = folder / f"{section.number}.jpg", folder / f"{section.number}.json"
    mine = {chunk: folders[chunk.number] for chunk in section.chunks}
    make_section(source, section, mine, outputs, tools)
    return outputs


def test_sections_are_the_sheets_and_name_the_chunks_that_hold_them(recording: Path, tools: Tools) -> None:
    source = source_of(recording, tools)
    sections = sections_of(source)
    assert [section.span for section in sections] == [
        FrameSpan(0, SHEET),
        FrameSpan(SHEET, 2 * SHEET),
        FrameSpan(2 * SHEET, FRAMES),
    ]
    assert [[chunk.number for chunk in section.chunks] for section in sections] == [[0, 1], [1, 2], [2, 3]]
    assert sections[1].chunks[0] == chunk_at(source.rate, FRAMES, 1)


def test_each_alone_shows_what_the_whole_shows(recording: Path, tools: Tools, tmp_path: Path) -> None:
    source = source_of(recording, tools)
    make_thumbnails(source, recording, tmp_path / "whole", tools)
    with all_chunks(source, recording, tools) as folders:
        outputs = [made(source, section, folders, tmp_path, tools) for section in reversed(sections_of(source))]
    outputs.reverse()
    for number, (sheet, _) in enumerate(outputs):
        assert sheet.read_bytes() == (tmp_path / "whole" / f"{number}.jpg").read_bytes()
    manifest = joined_manifest(shots for _, shots in outputs)
    assert manifest["shots"] == list(CUTS) == find_shots(source, recording, tools)
    assert manifest["frames"] == [0, *CUTS]
    assert len(manifest["stills"]) == len(manifest["frames"])
    assert not list(tmp_path.glob(".*")), "nothing is left on the way"


def test_shots_of_a_part_are_moved_to_their_place_and_those_outside_left_out(tmp_path: Path) -> None:
    part = Keyframes((3, 20, 90), (0,), (1, 5, 25, 95), (Transition(16, 20, "dissolve"), Transition(80, 90, "fade")))
    moved = part.moved(100, within=FrameSpan(101, 190))
    assert moved == Keyframes((103, 120), (), (105, 125), (Transition(116, 120, "dissolve"),))
    for name in ("a", "b"):
        (tmp_path / name).write_text(json.dumps(moved.manifest()))
    assert joined_manifest([tmp_path / "a", tmp_path / "b"])["frames"] == [103, 120, 103, 120]
    assert joined_manifest([])["shots"] == []
