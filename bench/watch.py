"""How soon footage can be watched and coded: `python -m bench.watch [--hours 4] [--jumps 9]`.

Starts the product in a new data folder and registers recordings of ten minutes and of `--hours`, one that browsers
show and one that they do not, each while nothing else is going on. All are one short clip repeated by stream copy, at
a low rate. A frame counts as there when the bytes that a browser needs to show it have arrived over HTTP.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from tests.browser.client import ADMIN, ApiClient
from tests.faults.product import Product

GIB = 1024**3
NEEDED = 10 * GIB
PICTURES = {
    "mp4": ["-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-g", "50", "-bf", "0"],
    "avi": ["-c:v", "mpeg4", "-q:v", "24", "-g", "25"],
}
SOUND = {"mp4": ["-c:a", "aac"], "avi": ["-c:a", "libmp3lame"]}
LABEL = {"mp4": "H.264, browsers show it", "avi": "MPEG-4 ASP, no browser shows it"}
LOOK = 0.1
"""Seconds between two looks at what is there."""


@dataclass(frozen=True)
class Times:
    """Seconds from registering, but for the jumps: from asking."""

    size: int
    clock: float
    first: float
    coded: float
    jumps: list[float]
    peaks: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=4.0)
    parser.add_argument("--jumps", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        if shutil.disk_usage(folder).free < NEEDED:
            sys.exit(f"SKIPPED: {folder} has less than 10 GB of free space, and this needs recordings of hours.")
        print("| recording | clock | first frame | coded in its last minute | jump, median | longest | waveform |")
        print("|---|---|---|---|---|---|---|")
        for minutes in (10, round(given.hours * 60)):
            for form in PICTURES:
                print(_row(form, minutes, _measure(Path(folder), form, minutes, given.jumps)), flush=True)


def _row(form: str, minutes: int, times: Times) -> str:
    name = f"{minutes} min, {times.size / 1e6:.0f} MB, {LABEL[form]}"
    jumps = f"{statistics.median(times.jumps):.1f} s | {max(times.jumps):.1f} s" if times.jumps else "– | –"
    return (
        f"| {name} | {times.clock:.1f} s | {times.first:.1f} s | {times.coded:.1f} s | {jumps} | {times.peaks:.0f} s |"
    )


def _measure(folder: Path, form: str, minutes: int, jumps: int) -> Times:
    drive = folder / f"{form}-{minutes}"
    drive.mkdir()
    tape = _tape(drive / f"tape.{form}", form, minutes)
    with _product(folder / f"data-{form}-{minutes}", drive) as client:
        project = client.post("projects/", {"name": "Bench"})["id"]
        began = time.monotonic()
        source = {"volume": "Field", "path": tape.name}
        footage = client.post(f"projects/{project}/footage/", {"title": "Tape", "source": source})["id"]
        known = _until(client, footage, lambda now: now["clock"] is not None)
        clock = time.monotonic() - began
        _first_frame(client, known, 0)
        first = time.monotonic() - began
        frames = known["clock"]["frames"]
        client.post(f"footage/{footage}/segments/", _last_minute(known))
        coded = time.monotonic() - began
        taken = [] if known["playable"] else [_jump(client, known, frames) for _ in range(jumps)]
        _until(client, footage, lambda now: _state(now, "peaks") == "ready")
        peaks = time.monotonic() - began
    size = tape.stat().st_size
    shutil.rmtree(drive)
    return Times(size, clock, first, coded, taken, peaks)


def _last_minute(footage: dict[str, Any]) -> dict[str, Any]:
    end = footage["clock"]["frames"]
    return {"start": {"frame": end - 1000}, "end": {"frame": end}, "basis": "both", "codes": [], "witnesses": []}


def _jump(client: ApiClient, footage: dict[str, Any], frames: int) -> float:
    """Seconds until a frame anywhere in the recording is there."""
    began = time.monotonic()
    _first_frame(client, footage, random.randrange(frames))
    return time.monotonic() - began


def _first_frame(client: ApiClient, footage: dict[str, Any], frame: int) -> None:
    """Fetch what a browser needs for the frame, as soon as it is there."""
    if footage["playable"]:
        client.bytes(f"footage/{footage['id']}/media/original", Range="bytes=0-1048575")
        return
    while True:
        told = client.post(f"footage/{footage['id']}/wanted/", {"frame": frame})
        if any(start <= frame < end for start, end in told["made"]):
            number = frame // told["chunk_frames"]
            client.bytes(f"footage/{footage['id']}/media/chunks/{number}/picture")
            client.bytes(f"footage/{footage['id']}/media/chunks/{number}/sound")
            return
        time.sleep(LOOK)


def _state(footage: dict[str, Any], kind: str) -> str:
    return next(str(made["state"]) for made in footage["derivatives"] if made["kind"] == kind)


def _until(client: ApiClient, footage: str, condition: Any) -> dict[str, Any]:
    while True:
        now: dict[str, Any] = client.get(f"footage/{footage}/")
        if now["state"] == "failed":
            sys.exit(f"It failed: {now['error']}")
        if condition(now):
            return now
        time.sleep(LOOK)


@contextmanager
def _product(data: Path, drive: Path) -> Iterator[ApiClient]:
    product = Product(data)
    product.start("--volume", f"Field={drive}")
    try:
        yield ApiClient.signed_in(product.address, ADMIN, product.password)
    finally:
        product.close()


def _tape(path: Path, form: str, minutes: int) -> Path:
    """A recording of so many minutes at 25 frames per second: 20 seconds of moving bars, again and again."""
    pictures, sound = path.with_name(f"pictures.{form}"), path.with_name(f"sound.{form}")
    moving, hissing = "testsrc2=size=1280x720:rate=25:duration=20", "anoisesrc=r=48000:a=0.1:duration=24"
    _ffmpeg("-f", "lavfi", "-i", moving, *PICTURES[form], "-pix_fmt", "yuv420p", str(pictures))
    _ffmpeg("-f", "lavfi", "-i", hissing, *SOUND[form], str(sound))
    # Looped apart: together the longer of the two would leave a gap in the other at each seam.
    again = [word for part in (pictures, sound) for word in ("-stream_loop", "-1", "-i", str(part))]
    _ffmpeg(*again, "-map", "0:v", "-map", "1:a", "-t", str(minutes * 60), "-c", "copy", str(path))
    pictures.unlink()
    sound.unlink()
    return path


def _ffmpeg(*arguments: str) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-loglevel", "error", *arguments], check=True)


if __name__ == "__main__":
    main()
