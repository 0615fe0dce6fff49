"""Recordings made by others: described, a part of each made, and its stills compared with that part."""

from pathlib import Path

import numpy as np
import pytest

from footage.media.chunks import PICTURE, chunk_at, chunk_count, make_chunks
from footage.media.failures import MediaFailed
from footage.media.pictures import original_pictures, proxy_size
from footage.media.sandbox import Tools
from footage.media.stills import frame_jpeg
from tests.footage.media.clips import decode_grey, decode_jpeg
from tests.footage.media.conftest import source_of

FOUND = {
    "dog_eating.mp4": ("25/1", 345, None, True),
    "gopro_max-heromode.mp4": ("30000/1001", 315, "15:44:35:10", True),
    "iscc_demo.mpg": ("24/1", 1441, None, False),
    "nasa_13013.mp4": ("30000/1001", 390, None, False),
    "otio_misc.mov": ("24/1", 72, "01:00:00:00", True),
    "psd_delayed_start.mp4": ("25/1", 24, None, False),
    "tc_av1.mkv": ("25/1", 125, None, True),
    "tc_h265.mp4": ("10/1", 10, None, False),
    "vtest.avi": ("10/1", 795, None, False),
}
"""Rate, frames, start timecode, and whether a browser can show the file itself."""
REFUSED = {"many_tracks.mp4": "more than 64 tracks"}
LEVELS = 6
"""Of 255, on average over a picture: what two ways of coding it may differ by."""


def test_every_sample_is_in_the_table(samples: Path) -> None:
    assert {path.name for path in (samples / "media").iterdir()} == FOUND.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str, samples: Path, tools: Tools) -> None:
    with pytest.raises(MediaFailed, match=REFUSED[name]):
        source_of(samples / "media" / name, tools)


@pytest.mark.parametrize("name", FOUND)
def test_its_clock_its_last_part_and_the_stills_of_it(name: str, samples: Path, tools: Tools, tmp_path: Path) -> None:
    path = samples / "media" / name
    source = source_of(path, tools)
    assert (str(source.rate), source.frames, source.start_timecode, source.not_playable is None) == FOUND[name]
    chunk = chunk_at(source.rate, source.frames, chunk_count(source.rate, source.frames) - 1)
    make_chunks(source, path, {chunk: tmp_path / "chunk"}, tools)
    if source.same_as_proxy:
        return
    made = decode_grey(tmp_path / "chunk" / PICTURE, *proxy_size(source))
    assert len(made) == chunk.span.length
    for frame in {chunk.span.start, chunk.span.end - 1}:
        jpeg = frame_jpeg(original_pictures(source, path), frame, tools)
        still = decode_jpeg(jpeg, *proxy_size(source)).astype(int)
        assert np.abs(still - made[frame - chunk.span.start]).mean() < LEVELS


def test_which_tracks_are_used_is_said(samples: Path, tools: Tools) -> None:
    choice = source_of(samples / "media" / "nasa_13013.mp4", tools).choice
    assert "Of its 2 picture tracks, number 3 of the file is used: it has the largest picture." in choice
    assert "Of its 2 sound tracks, number 1 of the file is used: it comes first." in choice
