"""The still of frame n shows frame n, wherever the keyframes lie."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from footage.media.failures import MediaFailed
from footage.media.jumping import microseconds_text
from footage.media.pictures import Pictures, original_pictures
from footage.media.sandbox import Tools
from footage.media.stills import frame_jpeg
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of
from tests.footage.media.truth_table import KINDS

FRAMES = 600
CLIPS = {
    "2997.mp4": Clip(FRAMES, Fraction(30000, 1001)),
    "delayed.mp4": Clip(FRAMES, start_seconds=Fraction(14, 25)),
    "ms.mkv": Clip(FRAMES, Fraction(24000, 1001)),
    "stream.ts": Clip(FRAMES, gop=100),
}
ASKED = (0, 1, 2, 11, 249, 250, 251, 252, 377, 498, 499, 500, 598, 599)


@pytest.fixture(scope="module", params=sorted(CLIPS))
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Pictures:
    path = clips.make_numbered(tmp_path_factory.mktemp("clips") / request.param, CLIPS[request.param])
    return original_pictures(source_of(path, tools), path)


def number_of(jpeg: bytes, width: int = clips.WIDTH, height: int = clips.HEIGHT) -> int:
    return clips.read_number(clips.decode_jpeg(jpeg, width, height))


def test_shows_the_frame_asked_for(pictures: Pictures, tools: Tools) -> None:
    assert [number_of(frame_jpeg(pictures, n, tools)) for n in ASKED] == list(ASKED)


def test_frames_that_do_not_decode_show_the_last_picture(pictures: Pictures, tools: Tools) -> None:
    longer = replace(pictures, frames=FRAMES + 20)
    assert number_of(frame_jpeg(longer, FRAMES + 19, tools)) == FRAMES - 1


def test_frames_outside_are_refused(pictures: Pictures, tools: Tools) -> None:
    for frame in (-1, FRAMES):
        with pytest.raises(ValueError, match="outside"):
            frame_jpeg(pictures, frame, tools)


def test_a_picture_held_for_long_is_found(tools: Tools, tmp_path: Path) -> None:
    hold = ["-vf", "select=lt(n\\,100)+gte(n\\,500)"]
    path = clips.make_numbered(tmp_path / "held.mp4", Clip(FRAMES, gop=10, more=hold))
    pictures = original_pictures(source_of(path, tools), path)
    assert [number_of(frame_jpeg(pictures, n, tools)) for n in (99, 100, 300, 499, 500)] == [99, 99, 99, 99, 500]


def test_the_last_pictures_of_a_programme_stream(tools: Tools, tmp_path: Path) -> None:
    """A jump to them finds but one picture, to which the file gives no time: it must not pass for the one asked for."""
    kind = KINDS["MPEG-2 programme stream"]
    kind.make(tmp_path / kind.file)
    pictures = original_pictures(source_of(tmp_path / kind.file, tools), tmp_path / kind.file)
    last = range(pictures.frames - 12, pictures.frames)
    assert [number_of(frame_jpeg(pictures, n, tools)) for n in last] == list(last)


def test_fits_the_size_asked_for(pictures: Pictures, tools: Tools) -> None:
    jpeg = frame_jpeg(pictures, 300, tools, most_width=160, most_height=160)
    assert number_of(jpeg, 160, 90) == 300


def test_a_recording_that_went_away(tools: Tools, pictures: Pictures, tmp_path: Path) -> None:
    with pytest.raises(MediaFailed, match="drive may be offline"):
        frame_jpeg(replace(pictures, path=tmp_path / "gone.mp4"), 5, tools)


def test_times_are_written_rounded_down() -> None:
    assert microseconds_text(Fraction(1001, 30000)) == "0.033366"
    assert microseconds_text(Fraction(3, 2)) == "1.500000"
