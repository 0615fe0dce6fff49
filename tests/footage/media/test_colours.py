"""Colours come out as a player shows those of the original, whatever its file tells of them."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from footage.media.chunks import PICTURE, chunk_at, make_chunks
from footage.media.pictures import original_pictures
from footage.media.sandbox import Tools
from footage.media.stills import frame_jpeg
from tests.footage.media.conftest import source_of

ORANGE = (230, 110, 40)
SOURCES = {
    "large, not told": ("1280x720", "bt709", ()),
    "small, not told": ("640x360", "smpte170m", ()),
    "large, told": ("1280x720", "bt709", ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")),
    "large, told otherwise": (
        "1280x720",
        "smpte170m",
        ("-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m"),
    ),
}


def orange(path: Path, tools: Tools, size: str, matrix: str, told: tuple[str, ...]) -> Path:
    """A second of one colour, stored with that matrix, which the file tells or not."""
    command = [tools.ffmpeg, "-loglevel", "error", "-y", "-f", "lavfi", "-i", f"color=0xE66E28:s={size}:r=25:d=1"]
    name = "bt709" if matrix == "bt709" else "bt601"
    unsaid = "setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown"
    filters = f"format=gbrp,scale=out_color_matrix={name}:out_range=tv,format=yuv420p" + ("" if told else f",{unsaid}")
    subprocess.run([*command, "-vf", filters, "-c:v", "libx264", "-crf", "10", *told, path], check=True)
    return path


def colour_of(media: bytes | Path, tools: Tools) -> tuple[int, ...]:
    """The mean of the first picture as red, green and blue, read as its own marks say."""
    given = "pipe:0" if isinstance(media, bytes) else str(media)
    command = [tools.ffmpeg, "-loglevel", "error", "-i", given, "-frames:v", "1"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    raw = subprocess.run(command, check=True, input=media if isinstance(media, bytes) else b"", capture_output=True)
    return tuple(np.frombuffer(raw.stdout, dtype=np.uint8).reshape(-1, 3).mean(axis=0).round().astype(int).tolist())


@pytest.mark.parametrize("name", SOURCES)
def test_the_copy_and_the_stills_have_the_colours_of_the_original(name: str, tools: Tools, tmp_path: Path) -> None:
    path = orange(tmp_path / "a.mp4", tools, *SOURCES[name])
    source = source_of(path, tools)
    make_chunks(source, path, {chunk_at(source.rate, source.frames, 0): tmp_path / "chunk"}, tools)
    copy = colour_of(tmp_path / "chunk" / PICTURE, tools)
    still = colour_of(frame_jpeg(original_pictures(source, path), 10, tools), tools)
    for shown in (copy, still):
        assert max(abs(a - b) for a, b in zip(shown, ORANGE, strict=True)) <= 4, (shown, ORANGE)
