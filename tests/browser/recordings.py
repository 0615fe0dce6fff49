"""The recordings that the browser tests put on the drive: numbered footage, and what is none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from footage.timebase import FrameRate, Timebase
from tests.footage.media.clips import Clip, make_numbered


@dataclass(frozen=True)
class Recording:
    """A file on the drive and the clock that the product must find in it."""

    file: str
    clip: Clip

    @property
    def clock(self) -> Timebase:
        start = self.clip.start_timecode or "00:00:00:00"
        rate = FrameRate(self.clip.rate.numerator, self.clip.rate.denominator)
        return Timebase.starting_at(rate, self.clip.frames, start, drop_frame=";" in start)


def _hard(rate: Fraction, frames: int, start: str, late: int = 0) -> Clip:
    """What a camera writes: B-frames and a keyframe every 250 frames, which a browser seeks slowly.

    The pictures begin `late` frames after the sound.
    """
    sound = Fraction(frames + late) / rate
    return Clip(frames, rate, gop=250, b_frames=3, sound_seconds=sound, start_seconds=late / rate, start_timecode=start)


HARD: Mapping[str, Recording] = {
    "25": Recording("bridge.mp4", _hard(Fraction(25), 1200, "01:41:00:00")),
    "23.976": Recording("market.mp4", _hard(Fraction(24000, 1001), 1200, "00:17:00:00")),
    "29.97": Recording("station.mp4", _hard(Fraction(30000, 1001), 1500, "02:54:00:00")),
    # The minute that begins after 600 frames leaves two numbers out.
    "29.97 drop-frame": Recording("harbour.mp4", _hard(Fraction(30000, 1001), 1500, "01:01:40;00")),
}
"""Recordings that need a proxy, by their rate."""
LATE = Recording("quay.mp4", _hard(Fraction(25), 600, "03:10:00:00", late=14))
"""One that a browser would not show exactly by itself, because its first picture comes after its first sound."""


ODD = Recording(
    "ferry.avi",
    Clip(
        1500,
        b_frames=0,
        sound_seconds=Fraction(60),
        codec=("-c:v", "mpeg4", "-q:v", "3"),
        more=("-c:a", "pcm_s16le"),
    ),
)
"""One that no browser shows: MPEG-4 ASP in AVI."""


def _easy(hard: Recording, file: str) -> Recording:
    """One that is its own proxy, so that it is ready within seconds."""
    return Recording(file, replace(hard.clip, gop=12, b_frames=0))


EASY: Mapping[str, Recording] = {
    "25": _easy(HARD["25"], "kitchen.mp4"),
    "29.97": _easy(HARD["29.97"], "school.mp4"),
    "29.97 drop-frame": _easy(HARD["29.97 drop-frame"], "border.mp4"),
}
BROKEN = "lost.mp4"
"""Named like a recording, and text inside."""


def fill_drive(folder: Path) -> None:
    """Write every recording into `folder`."""
    for recording in (*HARD.values(), *EASY.values(), LATE, ODD):
        make_numbered(folder / recording.file, recording.clip)
    for raw_sound in folder.glob("*.raw"):
        raw_sound.unlink()
    (folder / BROKEN).write_text("This was a film once.\n" * 200)
