"""What goes to the log when a recording cannot be read: never its path, which can name people."""

import logging
from pathlib import Path

import pytest

from annotator.errors import RuleBroken
from footage import workshop
from footage.media.chunks import chunk_at, make_chunks
from footage.media.digest import hash_file
from footage.media.pictures import original_pictures
from footage.media.probe import probe_file
from footage.media.source import describe_source
from footage.media.stills import frame_jpeg
from tests.footage.media.clips import Clip, make_numbered

NAME = "Kim Chol-su, Sinuiju"


def refused(caplog: pytest.LogCaptureFixture, work: object) -> None:
    assert callable(work)
    with caplog.at_level(logging.DEBUG), pytest.raises(RuleBroken) as told, workshop.told_as_refusals():
        work()
    assert "[" in caplog.text
    assert "Kim" not in caplog.text + str(told.value)


@pytest.mark.parametrize("content", [None, b"", b"no recording", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 5000])
def test_a_file_that_cannot_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None) -> None:
    file = tmp_path / f"{NAME}.mp4"
    if content is not None:
        file.write_bytes(content)
    refused(caplog, lambda: probe_file(file, workshop.tools()))


def test_a_file_that_went_away_or_became_a_link(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = make_numbered(tmp_path / f"{NAME}.mp4", Clip(30))
    source = describe_source(probe_file(file, workshop.tools()))
    chunk = chunk_at(source.rate, source.frames, 0)
    pictures = original_pictures(source, file)
    moved = file.rename(tmp_path / f"{NAME} 2.mp4")
    for _ in range(2):
        refused(caplog, lambda: make_chunks(source, file, {chunk: tmp_path / "chunk"}, workshop.tools()))
        refused(caplog, lambda: frame_jpeg(pictures, 3, workshop.tools()))
        file.unlink(missing_ok=True)
        file.symlink_to(moved)
    moved.unlink()
    refused(caplog, lambda: hash_file(file))


def test_a_file_whose_pictures_do_not_decode(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = make_numbered(tmp_path / f"{NAME}.mp4", Clip(30))
    source = describe_source(probe_file(file, workshop.tools()))
    chunk = chunk_at(source.rate, source.frames, 0)
    data = bytearray(file.read_bytes())
    start = data.index(b"mdat") + 4
    data[start : start + 20_000] = b"\x00" * len(data[start : start + 20_000])
    file.write_bytes(data[: len(file.read_bytes())])
    refused(caplog, lambda: make_chunks(source, file, {chunk: tmp_path / "chunk"}, workshop.tools()))
    refused(caplog, lambda: frame_jpeg(original_pictures(source, file), 3, workshop.tools()))
