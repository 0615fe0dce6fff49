"""The table of ground truth: `python -m bench.clocks [--positions 60] [--only WORD]` writes `docs/clocks.md`.

Generates a clip of each kind with the frame number burnt into each picture, reads it by both probes, makes its chunks,
joins them, exports a piece, and asks the API of a product with an empty database for stills at random frames; every
number is read back. Needs the tests beside it, which hold the kinds.
Each row is written as soon as it is measured; `--only` measures some anew and keeps the others.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from footage.media.failures import MediaFailed
from footage.media.ffmpeg import find_tools
from footage.media.sandbox import Tools
from footage.media.source import rate_in_words
from tests.footage.media.checking import Made, looked, make_all, positions, still_number, wrong
from tests.footage.media.hearing import SOUND_SECONDS, hear_all
from tests.footage.media.truth import Kind
from tests.footage.media.truth_table import KINDS

if TYPE_CHECKING:
    from tests.footage.studio import Studio

DOCUMENT = Path(__file__).parents[1] / "docs" / "clocks.md"
SOUNDS = {"sound alone, uncompressed": "a.wav", "sound alone, compressed": "a.m4a"}
HEAD = """# Every source on its clock

Written by `python -m bench.clocks`: one generated clip of each kind, with the number of each frame burnt into its
picture. The *copy* column counts all frames of the copy for watching, made in chunks (each by itself, the last first)
and joined; the *stills* column counts frames that the API answered for `/frame/{n}.jpg`, at both ends, on both sides of
a border of chunks and at random. *Cut* counts the frames of a clip that was exported from the middle. *Wrong* is how
many of all these showed another picture than the one generated for that frame. The clock is that of the whole file;
*quick look* tells what the little gave that is read of a large one at first: *same* all of it, *same clock* the same
frames but not, say, that its rate varies, *reads all* nothing, so that all was read. Of sound alone, a click at each
second was looked for in the waveform, the copy and the cut, to the millisecond.

What Chromium shows is compared by `pytest --long -m browser tests/browser/test_clocks.py`: at 60 positions of every
kind, half of them while the copy is made, it was the picture generated for that frame (42 kinds on 2026-11-22; the test
cannot read the number of the second field, so one kind is left out).

| kind | container and codecs | clock: frames at frames per second | start | copy | stills | wrong | quick look | cut |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one kind."""

    name: str
    text: str
    wrong: int


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--positions", type=int, default=60)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    tools = find_tools()
    bad = count = 0
    with empty_product() as studio:
        for row in rows(asked.only, asked.positions, studio, tools):
            write(row)
            print(row.text, end="", flush=True)
            bad, count = bad + row.wrong, count + 1
    print(f"{count} kinds, {bad} wrong")


@contextmanager
def empty_product() -> Iterator["Studio"]:
    """A project on an empty drive, in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        os.environ.update(
            ANNOTATOR_DATA=folder,
            SECRET_KEY="bench",
            ANNOTATOR_HOSTS="testserver",
            DJANGO_SETTINGS_MODULE="annotator.settings",
        )
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from tests.footage.studio import build_studio

        yield build_studio(Path(folder, "tapes"))


def rows(only: str, count: int, studio: "Studio", tools: Tools) -> Iterator[Row]:
    for name, kind in KINDS.items():
        if only in name:
            yield measured(kind, count, studio, tools)
    for name, file in SOUNDS.items():
        if only in name:
            yield heard(name, file, studio.folder, tools)


def write(row: Row) -> None:
    """Put the row in its place in the document, where rows of kinds that were not measured now stay."""
    names = [*KINDS, *SOUNDS]
    before = DOCUMENT.read_text(encoding="utf-8").splitlines(keepends=True) if DOCUMENT.exists() else []
    texts = {name: text for name in names for text in before if text.startswith(f"| {name} | ")}
    texts[row.name] = row.text
    DOCUMENT.write_text(HEAD + "".join(texts[name] for name in names if name in texts), encoding="utf-8")


def measured(kind: Kind, count: int, studio: "Studio", tools: Tools) -> Row:
    folder = Path(tempfile.mkdtemp(dir=studio.folder))
    try:
        return found(make_all(kind, folder, tools), count, studio)
    except MediaFailed as failure:
        return Row(kind.name, f"| {kind.name} | refused: {failure.sentence} | | | | | | | |\n", 1)
    finally:
        shutil.rmtree(folder)


def found(made: Made, count: int, studio: "Studio") -> Row:
    from tests.footage.media.serving import served

    kind, source = made.kind, made.source
    asked = [n for n in positions(made, count) if n < len(kind.numbers)]
    ask = served(studio, made)
    bad = len(wrong(kind, zip(range(len(kind.numbers)), made.proxy, strict=False)))
    bad += len(wrong(kind, ((n, still_number(made, n, ask)) for n in asked)))
    bad += len(wrong(kind, made.cut))
    exact = (source.rate.as_fraction, source.frames, source.start_timecode) == (
        kind.rate,
        len(kind.numbers),
        kind.start,
    )
    clock = f"{source.frames} at {rate_in_words(source.rate)}" + ("" if exact else " **(wrong)**")
    codecs = ", ".join(track.codec for track in (source.video, source.audio) if track is not None)
    container, start = kind.file.partition(".")[2], source.start_timecode or "–"
    cells = (kind.name, f"{container}: {codecs}", clock, start, len(made.proxy), len(asked), bad, looked(made))
    text = f"| {' | '.join(map(str, cells))} | {len(made.cut)} |\n"
    return Row(kind.name, text, bad + (not exact) + (made.contradiction is not None))


def heard(name: str, file: str, drive: Path, tools: Tools) -> Row:
    folder = Path(tempfile.mkdtemp(dir=drive))
    told = hear_all(folder / file, tools)
    shutil.rmtree(folder)
    assert told.source.audio is not None
    what = f"{file.partition('.')[2]}: {told.source.audio.codec}"
    clock = f"{told.source.frames} at {rate_in_words(told.source.rate)}"
    clicks = f"{SOUND_SECONDS} clicks"
    cells = (name, what, clock, "–", clicks, "–", told.wrong, "–", f"{told.clicks - 2 * SOUND_SECONDS} clicks")
    return Row(name, f"| {' | '.join(map(str, cells))} |\n", told.wrong)


if __name__ == "__main__":
    main()
