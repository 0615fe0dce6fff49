"""Recordings of hours for the benches: a real clip, coded once at a low rate, again and again by stream copy."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = (ROOT / os.environ.get("ANNOTATOR_SAMPLES", "../shared/samples")).resolve() / "media"
CLIP = SAMPLES / "gopro_max-heromode.mp4"
"""Ten seconds of a camera, 29.97 frames a second, with sound."""
GIB = 1024**3
SPARE = 10 * GIB
"""Free disk that a recording must leave for what is made of it."""

_H264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "30", "-bf", "0")
_MPEG2 = ("-c:v", "mpeg2video", "-b:v", "1500k", "-maxrate", "3000k", "-bufsize", "1835k", "-g", "15", "-bf", "0")
_AAC, _MP2 = ("-c:a", "aac", "-b:a", "64k"), ("-c:a", "mp2", "-b:a", "96k")
_WOVEN = ("-flags", "+ilme+ildct")
_ON_GRID = "settb=1001/30000,setpts=N"
"""The camera's own times waver, and rounded for a container without exact ones they would leave out a picture."""
_WEAVING = "fps=60000/1001,tinterlace=interleave_top,fieldorder=tff"


@dataclass(frozen=True, slots=True)
class Form:
    """How a recording is coded; `playable`: browsers show it. `height` in pixels keeps the largest ones small.

    `pictures_file` and `sound_file` are what is repeated, with the options `repeated`; the pictures in the form's own
    container, when left out.
    """

    name: str
    file: str
    pictures: Sequence[str]
    sound: Sequence[str]
    sound_file: str = "sound.mka"
    pictures_file: str = ""
    playable: bool = False
    height: int = 480
    interlaced: bool = False
    repeated: Sequence[str] = ()


FORMS = (
    Form("H.264", "tape.mp4", (*_H264, "-g", "60"), _AAC, playable=True),
    Form("HEVC", "hevc.mp4", ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "32", "-tag:v", "hvc1", "-x265-params",
         "log-level=error:bframes=0:keyint=60"), _AAC),
    Form("ProRes", "prores.mov", ("-c:v", "prores_ks", "-profile:v", "0"), _AAC, height=240),
    Form("MPEG-2", "mpeg2.mpg", _MPEG2, _MP2, pictures_file="pictures.mov"),
    Form("MPEG-4 ASP", "mpeg4.mp4", ("-c:v", "mpeg4", "-q:v", "12", "-g", "30"), _AAC),
    Form("MPEG-4 ASP in AVI", "tape.avi", ("-c:v", "mpeg4", "-q:v", "12", "-g", "30"), ("-c:a", "libmp3lame", "-b:a",
         "64k"), repeated=("-avoid_negative_ts", "disabled")),
    Form("MTS, H.264 interlaced", "tape.mts", (*_H264, "-g", "30", *_WOVEN), ("-c:a", "ac3", "-b:a", "96k"),
         interlaced=True),
    Form("MXF, MPEG-2", "tape.mxf", _MPEG2, ("-c:a", "pcm_s16le", "-ac", "1"), sound_file="sound.wav",
         pictures_file="pictures.mov"),
    Form("MPEG-2 interlaced", "woven.mpg", (*_MPEG2, *_WOVEN), _MP2, pictures_file="pictures.mov", interlaced=True),
)  # fmt: skip


class NoRoom(Exception):
    """There is not enough free disk for a recording; the sentence says how much is missing."""


def make_tape(folder: Path, form: Form, minutes: int, clip: Path = CLIP) -> Path:
    """The recording in `folder`. Raises NoRoom; FileNotFoundError where there are no samples."""
    if not clip.exists():
        raise FileNotFoundError(f"There is no {clip.name}; name the folder of samples in ANNOTATOR_SAMPLES.")
    path = folder / form.file
    with_pictures, with_sound = folder / f"once-{form.pictures_file or form.file}", folder / f"once-{form.sound_file}"
    weaving = f",{_WEAVING}" if form.interlaced else ""
    filters = f"scale=-2:{form.height}{weaving},{_ON_GRID},format={_pixels(form)}"
    _ffmpeg("-i", clip, "-map", "0:v:0", "-vf", filters,
            *form.pictures, "-an", *_bare(), with_pictures)  # fmt: skip
    _ffmpeg("-i", clip, "-map", "0:a:0", *form.sound, "-vn", "-ar", "48000", *_bare(), with_sound)
    _refuse_without_room(with_pictures, with_sound, minutes)
    # Looped apart: together the longer of the two would leave a gap in the other at each seam.
    again = [word for part in (with_pictures, with_sound) for word in ("-stream_loop", "-1", "-i", part)]
    _ffmpeg(*again, "-map", "0:v", "-map", "1:a", "-t", minutes * 60, "-c", "copy", *form.repeated, *_bare(), path)
    with_pictures.unlink()
    with_sound.unlink()
    return path


def _pixels(form: Form) -> str:
    return "yuv422p10le" if "prores_ks" in form.pictures else "yuv420p"


def _bare() -> list[str]:
    """Without the camera's own start timecode, which containers would carry in tracks of their own."""
    return ["-map_metadata", "-1", "-write_tmcd", "0", "-dn"]


def _refuse_without_room(pictures: Path, sound: Path, minutes: int) -> None:
    seconds = _seconds(pictures)
    needed = (pictures.stat().st_size + sound.stat().st_size) * minutes * 60 / seconds + SPARE
    free = shutil.disk_usage(pictures.parent).free
    if free < needed:
        raise NoRoom(f"{free / GIB:.0f} GiB of disk are free, and this needs {needed / GIB:.0f}")


def _seconds(file: Path) -> float:
    """How long a clip lasts, by its last packet."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-i", str(file), "-map", "0"]
    command += ["-c", "copy", "-f", "null", "-progress", "pipe:1", "-"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return max(int(line.partition("=")[2]) for line in told.splitlines() if line.startswith("out_time_us=")) / 1e6


def _ffmpeg(*arguments: object) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-loglevel", "error", "-y", *map(str, arguments)], check=True)
