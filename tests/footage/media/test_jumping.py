"""A jump into the middle of a recording finds what is wanted at the first try, whether or not there is an index."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from footage.media import chunks, stills
from footage.media.chunks import chunk_at, make_chunks
from footage.media.pictures import original_pictures
from footage.media.sandbox import Tools
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of

FRAMES = 1000
MPEG_2 = ("-c:v", "mpeg2video", "-q:v", "4")
RECORDINGS = {
    "film.mp4": Clip(FRAMES, gop=50),
    "film.mkv": Clip(FRAMES, gop=50),
    "film.mpg": Clip(FRAMES, gop=15, b_frames=2, codec=MPEG_2),
    "film.ts": Clip(FRAMES, gop=50),
    "film.mts": Clip(FRAMES, gop=25),
}


@pytest.fixture
def recording(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return clips.make_numbered(tmp_path / request.param, RECORDINGS[request.param])


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[str]:
    """One entry for each time that the function is called."""
    calls: list[str] = []
    real: Callable[..., Any] = getattr(module, name)

    def call(*given: Any, **more: Any) -> Any:
        calls.append(name)
        return real(*given, **more)

    monkeypatch.setattr(module, name, call)
    return calls


@pytest.mark.parametrize("recording", sorted(RECORDINGS), indirect=True)
def test_one_decode_is_enough(recording: Path, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(recording, tools)
    numbers = range(1, chunks.chunk_count(source.rate, source.frames))
    runs = counted(monkeypatch, chunks, "run")
    for number in numbers:
        chunk = chunk_at(source.rate, source.frames, number)
        make_chunks(source, recording, {chunk: tmp_path / str(number)}, tools)
    assert len(runs) == len(numbers)

    streams = counted(monkeypatch, stills, "stream")
    asked = range(77, FRAMES, 101)
    for frame in asked:
        stills.frame_jpeg(original_pictures(source, recording), frame, tools)
    assert len(streams) == len(asked)
