"""The table of ground truth: one kind of recording after the other, and what its clock must show at every frame.

What is expected follows from how a clip is generated and never from reading it: `numbers[n]` is the number burnt into
the picture that was generated for the time n / rate, counted from the first picture that can be seen.
"""

import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from footage.media.ffmpeg import find_tools
from tests.footage.media import clips
from tests.footage.media.clips import Clip

FRAMES = 300
NTSC = Fraction(30000, 1001)
SOUND = Fraction(12)
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18")
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params")
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "3")
GIB_PADDING = 4 * 1024**3 + 2**20


@dataclass(frozen=True, slots=True)
class Kind:
    """`file` names the container by its ending; `start` is the timecode of frame 0, `told` what its notes or the
    choice of tracks must say."""

    name: str
    file: str
    make: Callable[[Path], object]
    rate: Fraction = Fraction(25)
    numbers: Sequence[int] = field(default_factory=lambda: range(FRAMES))
    start: str | None = None
    told: str = ""
    line: int = 0
    """Below the middle of the cells, to read the field that comes first."""


def clip(frames: int = FRAMES, rate: Fraction = Fraction(25), **more: object) -> Callable[[Path], Path]:
    return lambda path: clips.make_numbered(path, Clip(frames, rate, **more))  # type: ignore[arg-type]


def ffmpeg(*arguments: str | Path) -> None:
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def changed(
    make: Callable[[Path], object], *arguments: str, before: Sequence[str] = (), ending: str = ".mp4"
) -> Callable[[Path], None]:
    """What `make` makes, sent through ffmpeg once more."""

    def again(path: Path) -> None:
        plain = path.with_name(f"plain-{path.stem}{ending}")
        make(plain)
        ffmpeg(*before, "-i", plain, *arguments, path)

    return again


def on_clock(times: Sequence[Fraction], rate: Fraction, numbers: Sequence[int], frames: int) -> list[int]:
    """The number shown at each frame, from the time of each picture: the last whose place is not later."""
    places = [int((time - times[0]) * rate + Fraction(1, 2)) for time in times]
    shown: list[int] = []
    for number, (place, after) in zip(numbers, pairwise([*places, frames]), strict=True):
        shown += [number] * (after - place)
    return shown


def varying(*, times: Callable[[int], int], rate: Fraction, frames: int, expression: str, last: int, file: str) -> Kind:
    """Pictures at `times` in ticks of 1/90000 s, the same as the `expression` that ffmpeg is given."""
    more = ["-vf", f"settb=1/90000,setpts={expression}", "-enc_time_base", "1/90000", "-video_track_timescale", "90000"]
    seconds = [Fraction(times(n), 90000) for n in range(frames)]
    length = int((seconds[-1] - seconds[0]) * rate + Fraction(1, 2)) + last
    numbers = on_clock(seconds, rate, range(frames), length)
    return Kind("", file, clip(frames, more=more, b_frames=0), rate, numbers, told="varying rate")


def renamed(kind: Kind, name: str) -> Kind:
    return replace(kind, name=name)


def two_sizes(path: Path) -> None:
    """A transport stream whose pictures change their size half-way."""
    half = FRAMES // 2
    for number, (start, more) in enumerate([(0, ()), (half, ("-vf", "scale=640:360"))]):
        pictures = (clips.numbered(n) for n in range(start, start + half))
        # 1.4 s is what the muxer begins with; the second goes on where the first ends.
        offset = ["-muxdelay", "0", "-muxpreload", "0", "-output_ts_offset", f"{1 + start / 25}"]
        piece = Clip(half, gop=50, more=[*more, *offset, "-mpegts_flags", "+initial_discontinuity"])
        clips.encode(path.with_name(f"{number}.ts"), piece, pictures, "gray")
    path.write_bytes(b"".join(path.with_name(f"{number}.ts").read_bytes() for number in (0, 1)))


def several_tracks(path: Path) -> None:
    """Three picture tracks, the second of them the default; two of sound, the second with more channels."""
    plain = path.with_name("tracks-plain.mp4")
    clips.make_numbered(plain, Clip(FRAMES, sound_seconds=SOUND))
    ffmpeg(
        *("-i", plain, "-f", "lavfi", "-i", "color=red:s=640x360:d=12:r=24"),
        *("-f", "lavfi", "-i", "sine=d=12:r=48000"),
        *("-map", "1:v", "-map", "0:v", "-map", "2:a", "-map", "0:a"),
        *("-c:v:0", "libx264", "-c:v:1", "copy", "-c:a", "aac", "-ac:a:1", "2"),
        *(
            "-disposition:v:0",
            "0",
            "-disposition:v:1",
            "default",
            "-disposition:a:0",
            "0",
            "-disposition:a:1",
            "0",
            path,
        ),
    )


def over_4_gib(path: Path) -> None:
    """A clip whose media data lies behind more than 4 GiB of nothing (sparse), so that its index is of 64 bits."""
    plain = path.with_name("small-plain.mp4")
    clips.make_numbered(plain, Clip(FRAMES, gop=50, sound_seconds=SOUND))
    content = plain.read_bytes()
    media, index = content.index(b"mdat") - 4, content.index(b"moov") - 4
    assert media < index, "the index follows the media data"
    with path.open("wb") as file:
        file.write(content[:media] + struct.pack(">I4sQ", 1, b"free", GIB_PADDING))
        file.seek(GIB_PADDING - 16, 1)
        file.write(content[media:index] + with_long_places(content[index:], GIB_PADDING))


def with_long_places(box: bytes, shift: int) -> bytes:
    """The box with every table of 32-bit places in it as one of 64 bits, each place `shift` bytes later."""
    out, at = b"", 0
    while at < len(box):
        size, kind = struct.unpack_from(">I4s", box, at)
        body = box[at + 8 : at + size]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
            body = with_long_places(body, shift)
        if kind == b"stco":
            places = struct.unpack(f">{(len(body) - 8) // 4}I", body[8:])
            kind, body = b"co64", body[:8] + struct.pack(f">{len(places)}Q", *(place + shift for place in places))
        out += struct.pack(">I4s", len(body) + 8, kind) + body
        at += size
    return out


def has_room_over_4_gib(folder: Path) -> bool:
    """Sparse files need none, but not every file system has them."""
    return shutil.disk_usage(folder).free > 10 * 1024**3


def open_gop(number: int) -> Callable[[Path], Path]:
    return clip(gop=number, codec=(*X264, "-x264-params", "open-gop=1:scenecut=0:b-adapt=0:bframes=3"))


def rotated(degrees: int, transpose: str) -> Callable[[Path], None]:
    """Stored turned, with a note to turn it back."""

    def make(path: Path) -> None:
        plain, turned = path.with_name(f"{path.stem}-plain.mp4"), path.with_name(f"{path.stem}-turned.mp4")
        clips.make_numbered(plain, Clip(FRAMES))
        ffmpeg("-i", plain, "-vf", transpose, *X264, turned)
        ffmpeg("-display_rotation:v", str(degrees), "-i", turned, "-c", "copy", path)

    return make


def interlaced(order: str, *codec: str) -> Callable[[Path], Path]:
    """Frame n is woven of the pictures 2n and 2n + 1; its first field shows 2n."""
    weave = "interleave_top" if order == "tt" else "interleave_bottom"
    more = ["-vf", f"tinterlace={weave}", "-flags", "+ilme+ildct", "-field_order", order]
    return clip(2 * FRAMES, Fraction(50), codec=codec, more=more, b_frames=2, gop=48)
