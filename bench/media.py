"""What making derivatives costs: `python -m bench.media [--minutes 3]`.

One recording like a camera's: 1080p25, H.264 at 12 Mb/s, GOP of one second. Every figure is processor time as a ratio
to decoding all its pictures once in the same run, and how many times faster than real time it went. Without
bubblewrap, whose children's time the system counts for nobody; what it adds to a start stands in a line of its own.
"""

import argparse
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from footage.media.chunks import LOOK, TILES, chunk_at, chunk_count, make_chunk
from footage.media.digest import hash_file
from footage.media.ffmpeg import find_tools
from footage.media.joining import join_proxy
from footage.media.looks import Look
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.shots import make_keyframes
from footage.media.sound import make_audio, make_peaks
from footage.media.source import Source, describe_source
from footage.media.sprites import make_sprites, plan_sprites

CAMERA = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "12M", "-maxrate", "14M", "-bufsize", "24M", "-g", "25"]
PICTURES = "testsrc2=size=1920x1080:rate=25,noise=alls=14:allf=t+u"
PROXY = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "12", "-keyint_min", "12", "-sc_threshold", "0"]


@dataclass(frozen=True)
class Cost:
    """Processor seconds and seconds on the wall."""

    cpu: float
    wall: float


class Bench:
    """One recording, the tools, and a folder for what is made."""

    def __init__(self, folder: Path, minutes: int) -> None:
        self.folder = folder
        self.tools: Tools = replace(find_tools(), bubblewrap=None)
        self.seconds = 60 * minutes
        self.recording = self._camera(folder / "camera.mp4")
        self.source: Source = describe_source(probe_file(self.recording, self.tools))
        self.floor = measured(lambda: self.ffmpeg("-i", str(self.recording), "-map", "0:v", "-f", "null", "-"))

    def ffmpeg(self, *arguments: str) -> None:
        subprocess.run([self.tools.ffmpeg, "-nostdin", "-loglevel", "error", "-y", *arguments], check=True)

    def say(self, name: str, cost: Cost) -> None:
        ratio, speed = cost.cpu / self.floor.cpu, self.seconds / cost.wall
        print(f"| {name} | {ratio:.3f} | {speed:.1f} |", flush=True)

    def _camera(self, path: Path) -> Path:
        sound = ["-f", "lavfi", "-i", "anoisesrc=r=48000:a=0.1"]
        length = ["-t", str(self.seconds), "-pix_fmt", "yuv420p", "-c:a", "aac"]
        self.ffmpeg("-f", "lavfi", "-i", PICTURES, *sound, *CAMERA, *length, str(path))
        return path

    def chunk_folders(self, name: str) -> list[Path]:
        parent = self.folder / name
        parent.mkdir()
        return [parent / f"{number:06}" for number in range(chunk_count(self.source.rate, self.source.frames))]

    def make_chunk(self, folder: Path) -> None:
        chunk = chunk_at(self.source.rate, self.source.frames, int(folder.name))
        make_chunk(self.source, self.recording, chunk, folder, self.tools)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        bench = Bench(Path(folder), given.minutes)
        size = bench.recording.stat().st_size / 1e6
        print(f"{given.minutes} minutes, {size:.0f} MB, {os.cpu_count()} cores\n")
        print("| work | ratio to one full decode | × real time |")
        print("|---|---|---|")
        bench.say("floor: decode every picture", bench.floor)
        _reading(bench)
        _making(bench)


def measured(work: Callable[[], object]) -> Cost:
    """What some work costs, that of the programs it starts included."""
    cpu, wall = _cpu(), time.monotonic()
    work()
    return Cost(_cpu() - cpu, time.monotonic() - wall)


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _reading(bench: Bench) -> None:
    bench.say("SHA-256", measured(lambda: hash_file(bench.recording)))
    bench.say("probe, index only", measured(lambda: probe_file(bench.recording, bench.tools, quick=True)))
    bench.say("probe, every packet", measured(lambda: probe_file(bench.recording, bench.tools)))


def _making(bench: Bench) -> None:
    wav, folder = bench.folder / "audio.wav", bench.folder
    audio = measured(lambda: make_audio(bench.source, bench.recording, wav, bench.tools))
    bench.say("audio, 16 kHz mono", audio)
    bench.say("peaks, from the audio", measured(lambda: make_peaks(wav, folder / "peaks.i8")))
    best = measured(lambda: _best_single_command(bench))
    bench.say("the best single ffmpeg command: proxy, audio, thumbnails, small pictures", best)
    alone, folders = _chunks(bench, workers=1)
    bench.say("all chunks: proxy, thumbnails, small pictures; one worker", alone)
    two, _ = _chunks(bench, workers=2)
    bench.say("the same, two workers", two)
    looks = (Look.from_bytes((chunk / LOOK).read_bytes()) for chunk in folders)
    keyframes = measured(lambda: make_keyframes(looks, bench.source, folder / "keyframes.json"))
    bench.say("keyframes, from the small pictures", keyframes)
    tiles = ((chunk / TILES).read_bytes() for chunk in folders if (chunk / TILES).exists())
    sprites = plan_sprites(bench.source)
    bench.say("sheets of thumbnails", measured(lambda: make_sprites(sprites, tiles, folder / "sprites", bench.tools)))
    joined = measured(lambda: join_proxy(bench.source, bench.recording, folders, folder / "proxy.mp4", bench.tools))
    bench.say("putting the proxy together, with its sound", joined)
    ours = alone.cpu + keyframes.cpu + joined.cpu + audio.cpu
    print(f"\nEverything of one recording / the best single command: {ours / best.cpu:.2f} in processor time")
    print(f"Two workers / one, in time on the wall: {two.wall / alone.wall:.2f}")


def _chunks(bench: Bench, workers: int) -> tuple[Cost, list[Path]]:
    folders = bench.chunk_folders(f"chunks-{workers}")
    with ThreadPoolExecutor(workers) as pool:
        return measured(lambda: list(pool.map(bench.make_chunk, folders))), folders


def _best_single_command(bench: Bench) -> None:
    """The same outputs by hand: one input, one decode, one run of ffmpeg."""
    graph = (
        "[0:v]split=3[a][b][c];[a]scale=960:540,format=yuv420p[proxy];"
        "[b]fps=1,scale=160:90,tile=10x10[sheets];[c]scale=64:36,format=rgb24[small]"
    )
    folder = bench.folder / "single"
    folder.mkdir()
    bench.ffmpeg(
        *("-i", str(bench.recording), "-filter_complex", graph),
        *("-map", "[proxy]", "-map", "0:a", *PROXY, "-bf", "0", "-c:a", "aac", "-b:a", "128k", str(folder / "p.mp4")),
        *("-map", "0:a", "-ac", "1", "-ar", "16000", str(folder / "a.wav")),
        *("-map", "[sheets]", "-q:v", "5", str(folder / "%d.jpg")),
        *("-map", "[small]", "-f", "rawvideo", str(folder / "small.rgb")),
    )


if __name__ == "__main__":
    main()
