"""The table of ground truth: `python -m bench.clocks [--positions 60] [--only WORD]` writes `docs/clocks.md`.

Generates a clip of each kind with the frame number burnt into each picture, makes its chunks, joins them, and asks for
stills at random frames; every number is read back. Needs the tests beside it, which hold the kinds.
Each row is written as soon as it is measured; `--only` measures some anew and keeps the others.
"""

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from footage.media.failures import MediaFailed
from footage.media.ffmpeg import find_tools
from footage.media.sandbox import Tools
from footage.media.source import rate_in_words
from tests.footage.media.checking import Made, make_all, positions, still_number, wrong
from tests.footage.media.truth import Kind
from tests.footage.media.truth_table import KINDS

DOCUMENT = Path(__file__).parents[1] / "docs" / "clocks.md"
HEAD = """# Every source on its clock

Written by `python -m bench.clocks`: one generated clip of each kind, with the number of each frame burnt into its
picture. The *copy* column counts all frames of the copy for watching, made in chunks (each by itself, the last first)
and joined; the *stills* column counts frames served by `/frame/{n}.jpg`, at both ends, on both sides of a border of
chunks and at random. *Wrong* is how many of both showed another picture than the one generated for that frame. What
Chromium shows of them is compared by `pytest --long tests/browser/test_clocks.py`.

| kind | container and codecs | clock: frames at frames per second | start | copy | stills | wrong |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one kind."""

    kind: Kind
    text: str
    wrong: int


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--positions", type=int, default=60)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    tools = find_tools()
    kinds = [kind for name, kind in KINDS.items() if asked.only in name]
    bad = 0
    for kind in kinds:
        row = measured(kind, asked.positions, tools)
        write(row)
        bad += row.wrong
    print(f"{len(kinds)} kinds, {bad} wrong")


def write(row: Row) -> None:
    """Put the row in its place in the document, where rows of kinds that were not measured now stay."""
    before = DOCUMENT.read_text(encoding="utf-8").splitlines(keepends=True) if DOCUMENT.exists() else []
    rows = {name: text for name in KINDS for text in before if text.startswith(f"| {name} | ")}
    rows[row.kind.name] = row.text
    DOCUMENT.write_text(HEAD + "".join(rows[name] for name in KINDS if name in rows), encoding="utf-8")


def measured(kind: Kind, count: int, tools: Tools) -> Row:
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    try:
        row = found(make_all(kind, folder, tools), count, tools)
    except MediaFailed as failure:
        row = Row(kind, f"| {kind.name} | refused: {failure.sentence} | | | | | |\n", 1)
    finally:
        shutil.rmtree(folder)
    print(row.text, end="", flush=True)
    return row


def found(made: Made, count: int, tools: Tools) -> Row:
    kind, source = made.kind, made.source
    asked = [n for n in positions(made, count) if n < len(kind.numbers)]
    bad = len(wrong(kind, zip(range(len(kind.numbers)), made.proxy, strict=False)))
    bad += len(wrong(kind, ((n, still_number(made, n, tools)) for n in asked)))
    exact = (source.rate.as_fraction, source.frames, source.start_timecode) == (
        kind.rate,
        len(kind.numbers),
        kind.start,
    )
    clock = f"{source.frames} at {rate_in_words(source.rate)}" + ("" if exact else " **(wrong)**")
    codecs = ", ".join(track.codec for track in (source.video, source.audio) if track is not None)
    start = source.start_timecode or "–"
    container = kind.file.partition(".")[2]
    text = f"| {kind.name} | {container}: {codecs} | {clock} | {start} | {len(made.proxy)} | {len(asked)} | {bad} |\n"
    return Row(kind, text, bad + (not exact))


if __name__ == "__main__":
    main()
