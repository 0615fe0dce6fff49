"""The data of the demo as rows, and its two recordings with their clocks."""

import csv
from dataclasses import dataclass
from pathlib import Path

from footage.timebase import FrameRate, FrameSpan, Timebase

DATA = Path(__file__).parent / "data"
RATE = FrameRate(25, 1)

Row = dict[str, str]


@dataclass(frozen=True)
class Shot:
    """From frame `start` on, one scene is shown, perhaps turned left to right."""

    start: int
    scene: str
    mirrored: bool


@dataclass(frozen=True)
class Recording:
    """A recording that the demo makes: its title, the name of its file, its clock."""

    title: str
    file_name: str
    clock: Timebase

    def span(self, row: Row) -> FrameSpan:
        """The span that a row of this recording names by `start` and `end`."""
        clock = self.clock
        return clock.span(clock.frame_of_timecode(row["start"]), clock.frame_of_timecode(row["end"], end=True))

    def rows(self, name: str) -> list[Row]:
        """The rows of a table that belong to this recording and begin within it."""
        first, end = self.clock.start_timecode, self.clock.timecode(self.clock.frames)
        return [row for row in rows(name) if row["footage"] == self.title and first <= row["start"] < end]

    def shots(self) -> list[Shot]:
        """What is to be seen, in order; the first shot begins with frame 0."""
        return [
            Shot(self.clock.frame_of_timecode(row["start"]), row["scene"], row["mirrored"] == "yes")
            for row in self.rows("shots")
        ]

    def first(self, seconds: int) -> "Recording":
        """The same recording, ending after so many seconds."""
        clock = self.clock
        frames = min(clock.frames, seconds * RATE.nominal)
        return Recording(self.title, self.file_name, Timebase(RATE, frames, clock.start, drop_frame=False))


def rows(name: str) -> list[Row]:
    """Every row of `data/<name>.csv`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recordings() -> list[Recording]:
    """The two recordings, each as long as the time between its first and last timecode."""
    return [_recording(row) for row in rows("recordings")]


def _recording(row: Row) -> Recording:
    day = Timebase(RATE, 24 * 3600 * RATE.nominal, start=0, drop_frame=False)
    start = day.frame_of_timecode(row["start_timecode"])
    frames = day.frame_of_timecode(row["end_timecode"]) - start
    return Recording(row["footage"], row["file"], Timebase(RATE, frames, start, drop_frame=False))
