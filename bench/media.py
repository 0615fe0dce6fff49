"""What making derivatives costs: `python -m bench.media [--compared 2] [--minutes 10] [--hours 4] [--write]`.

A recording like a camera's: 1080p25, H.264 at 12 Mb/s, GOP of one second; twenty seconds of it, again and again by
stream copy. Every figure is processor time as a ratio to decoding all its pictures once in the same run, and how many
times faster than real time it went. What is compared is done `--rounds` times by turns, and counts with its middle
figure. Without bubblewrap, whose children's time the system counts for nobody; what it adds to a start stands in a line
of its own.

Of the long recording everything that is quick is done wholly. Its chunks are a sample of runs spread over the file;
what is put together from all chunks is put together from those of the sample, again and again.
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import numpy as np

from bench.tapes import CLIP, GIB, SPARE
from bench.written import circumstances, write
from footage.media import chunks as chunking
from footage.media.chunks import LOOK, RUN, TILES, chunk_at, chunk_count, make_chunks
from footage.media.digest import hash_file
from footage.media.excerpts import Cut, make_clip
from footage.media.ffmpeg import find_tools
from footage.media.joining import join_proxy
from footage.media.looks import Look
from footage.media.pictures import original_pictures
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.sections import make_section, sections_of
from footage.media.shots import make_keyframes
from footage.media.sound import make_audio, make_peaks, skip_to_samples
from footage.media.source import Source, describe_source
from footage.media.sprites import make_sprites, plan_sprites
from footage.media.stills import frame_jpeg

CAMERA = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "12M", "-maxrate", "14M", "-bufsize", "24M", "-g", "25"]
CAMERA += ["-bf", "0", "-pix_fmt", "yuv420p"]
PICTURES = "testsrc2=size=1920x1080:rate=25:duration=20,noise=alls=14:allf=t+u"
SOUND = "anoisesrc=r=48000:a=0.1:duration=20"
PROXY = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "12", "-keyint_min", "12", "-sc_threshold", "0"]
BYTES_A_SECOND = 12_500_000 / 8
PLACES = 3
"""Where in a recording a still, a chunk or a clip is made; the middle figure counts."""
ANYWHERE = "one "
"""How the names of those begin: what they cost does not grow with the recording."""
SAMPLED_RUNS = 8
LENGTHS = (2, 5, 10, 20)
"""Seconds of a chunk that are compared."""
COMPARED_SECONDS = 80
SAMPLES_AT_ONCE = 16_000 * 60
REAL_SECONDS = 120


@dataclass(frozen=True)
class Cost:
    """Processor seconds and seconds on the wall."""

    cpu: float
    wall: float


class Bench:
    """One recording of so many seconds, the tools, and a folder for what is made."""

    def __init__(self, folder: Path, recording: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.tools: Tools = replace(find_tools(), bubblewrap=None)
        self.recording = recording
        self.source: Source = describe_source(probe_file(recording, self.tools))
        self.seconds = float(self.source.seconds)
        self.wav = folder / "audio.wav"
        self.chance = random.Random(1)

    def floor(self) -> Cost:
        return measured(lambda: _ffmpeg("-i", self.recording, "-map", "0:v:0", "-f", "null", "-"))

    @property
    def chunks(self) -> int:
        return chunk_count(self.source.rate, self.source.frames)

    def make_run(self, numbers: Sequence[int], parent: Path, *, urgent: bool = False) -> list[Path]:
        """As one job does; the folders."""
        folders = {chunk_at(self.source.rate, self.source.frames, n): parent / f"{n:06}" for n in numbers}
        make_chunks(self.source, self.recording, folders, self.tools, urgent=urgent)
        return list(folders.values())

    def runs(self) -> list[range]:
        return [range(first, min(first + RUN, self.chunks)) for first in range(0, self.chunks, RUN)]

    def make_runs(self, name: str, runs: Sequence[Sequence[int]], workers: int) -> tuple[Cost, list[Path]]:
        parent = self.folder / name
        parent.mkdir()
        made: list[list[Path]] = []
        with ThreadPoolExecutor(workers) as pool:
            cost = measured(lambda: made.extend(pool.map(lambda run: self.make_run(run, parent), runs)))
        return cost, [folder for run in made for folder in run]

    def anywhere(self, work: Callable[[int, Path], object]) -> Cost:
        """The middle of what `work` costs at some frames; it gets a name to write to that is not there."""
        frames = [self.chance.randrange(self.source.frames) for _ in range(PLACES)]
        return middle([measured(partial(work, frame, self.folder / f"at-{frame}")) for frame in frames])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compared", type=float, default=2.0, help="minutes of what is made again and again")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the recording that growth begins with")
    parser.add_argument("--hours", type=float, default=4.0, help="of the long recording; 0: none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        folder = Path(name)
        compared = Bench(folder / "compared", _camera(folder, round(60 * given.compared)))
        floor = compared.floor()
        about = circumstances()
        tables = {"chunk length": _chunk_lengths(compared, floor), "making": _making(compared, floor, given.rounds)}
        tables["growth"] = _growth(folder, given.minutes, given.hours, floor.cpu / compared.seconds)
    for place, table in tables.items():
        text = f"{about}. {given.compared:g} minutes.\n\n{table}" if place != "growth" else f"{about}.\n\n{table}"
        print(f"\n## {place}\n\n{text}")
        if given.write:
            write(place, text)


def measured(work: Callable[[], object]) -> Cost:
    """What some work costs, that of the programs it starts included."""
    cpu, wall = _cpu(), time.monotonic()
    work()
    return Cost(_cpu() - cpu, time.monotonic() - wall)


def middle(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs))


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _ffmpeg(*arguments: object) -> None:
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def _camera(folder: Path, seconds: int) -> Path:
    """So many seconds of the camera, by stream copy of twenty."""
    once, sound, path = folder / "once.mp4", folder / "once.m4a", folder / f"camera-{seconds}.mp4"
    if not once.exists():
        _ffmpeg("-f", "lavfi", "-i", PICTURES, *CAMERA, once)
        _ffmpeg("-f", "lavfi", "-i", SOUND, "-c:a", "aac", sound)
    again = [word for part in (once, sound) for word in ("-stream_loop", "-1", "-i", part)]
    _ffmpeg(*again, "-map", "0:v", "-map", "1:a", "-t", seconds, "-c", "copy", path)
    return path


def _chunk_lengths(bench: Bench, floor: Cost) -> str:
    """How long somebody waits for a chunk, and what all of them cost, by how long one is."""
    rows = [
        "| a chunk lasts | who waits for one, waits | decodes, each alone | decodes, four together |",
        "|---|---|---|---|",
    ]
    for seconds in LENGTHS:
        with _chunks_of(seconds):
            parent = bench.folder / f"length-{seconds}"
            parent.mkdir()
            each = chunking.chunk_frames(bench.source.rate)
            alone = bench.anywhere(partial(_at_once, bench, parent))
            some = min(bench.chunks, max(RUN, round(COMPARED_SECONDS / seconds)))
            numbers = range(bench.chunks // 2 - some // 2, bench.chunks // 2 - some // 2 + some)
            one, _ = bench.make_runs(f"ones-{seconds}", [[number] for number in numbers], 1)
            fours = [numbers[first : first + RUN] for first in range(0, some, RUN)]
            four, _ = bench.make_runs(f"fours-{seconds}", fours, 1)
        decode = floor.cpu * some * each / bench.source.frames
        rows.append(f"| {seconds} s | {alone.wall:.2f} s | {one.cpu / decode:.2f} | {four.cpu / decode:.2f} |")
    return "\n".join(rows)


def _at_once(bench: Bench, parent: Path, frame: int, _output: Path) -> None:
    """The chunk of a frame, as for somebody who waits for it."""
    bench.make_run([frame // chunking.chunk_frames(bench.source.rate)], parent, urgent=True)


@contextmanager
def _chunks_of(seconds: int) -> Iterator[None]:
    kept = chunking.CHUNK_SECONDS
    chunking.CHUNK_SECONDS = seconds
    try:
        yield
    finally:
        chunking.CHUNK_SECONDS = kept


def _making(bench: Bench, floor: Cost, rounds: int) -> str:
    """One recording, wholly: every stage, the best single command, one worker and two."""
    stages = {"floor: decode every picture": floor, **_quick(bench)}
    compared = [_compared(bench, number) for number in range(rounds)]
    best, alone, two = (middle([costs[place] for costs in compared]) for place in range(3))
    folders = [bench.folder / "chunks-1-0" / f"{number:06}" for number in range(bench.chunks)]
    together = _put_together(bench, folders)
    stages |= {"all chunks, one worker": alone, "all chunks, two workers": two, **together}
    stages |= {"**the best single ffmpeg command**: proxy, audio, thumbnails, small pictures": best}
    rows = ["| work | ratio to one full decode | × real time |", "|---|---|---|"]
    for name, cost in stages.items():
        speed = f"took {cost.wall:.2f} s" if name.startswith(ANYWHERE) else f"{bench.seconds / cost.wall:.1f}"
        rows.append(f"| {name} | {cost.cpu / floor.cpu:.3f} | {speed} |")
    same = sum(cost.cpu for cost in (alone, stages[AUDIO], *together.values()))
    rest = sum(stages[name].cpu for name in (HASH, PROBE, PEAKS, STARTED))
    rows += [
        "",
        f"The same outputs / the best single command, in processor time: **{same / best.cpu:.2f}** (limit 1.1).",
    ]
    rows += ["", f"With hash, both probes and peaks, which that command does not make: {(same + rest) / best.cpu:.2f}."]
    rows += [
        "",
        f"Two workers / one, in time on the wall: {two.wall / alone.wall:.2f} ({len(bench.runs())} runs of {RUN}).",
    ]
    return "\n".join([*rows, *_baseline(bench, floor), *_bubblewrap(bench)])


HASH, PROBE, STARTED, AUDIO, PEAKS = (
    "SHA-256",
    "probe, every packet",
    "probe, index only",
    "audio, 16 kHz mono",
    "peaks",
)


def _quick(bench: Bench) -> dict[str, Cost]:
    """What needs no decoding of all pictures, done wholly, and what somebody waits for, at some places."""
    tools, file, source = bench.tools, bench.recording, bench.source
    urgent = bench.folder / "urgent"
    urgent.mkdir()
    length = round(10 * source.rate.as_fraction)

    def clip(frame: int, output: Path) -> None:
        start = min(frame, source.frames - length)
        make_clip(Cut(source, file, start, start + length), output.with_suffix(".mp4"), tools)

    return {
        HASH: measured(lambda: hash_file(file)),
        "verify: SHA-256, from the disk": measured(lambda: hash_file(file, from_disk=True)),
        STARTED: measured(lambda: probe_file(file, tools, quick=True)),
        PROBE: measured(lambda: probe_file(file, tools)),
        AUDIO: measured(lambda: make_audio(source, file, bench.wav, tools)),
        PEAKS: measured(lambda: make_peaks(bench.wav, bench.folder / "peaks.i8")),
        "noise input: every sample of that audio": measured(lambda: _read_samples(bench.wav)),
        "one still anywhere": bench.anywhere(partial(_still, bench, tools)),
        "one chunk anywhere, at once": bench.anywhere(partial(_at_once, bench, urgent)),
        "one clip of ten seconds": bench.anywhere(clip),
    }


def _read_samples(wav: Path) -> None:
    """As what looks for noise begins: all samples as numbers between -1 and 1, a minute at a time."""
    with wav.open("rb") as sound:
        skip_to_samples(sound)
        while block := sound.read(2 * SAMPLES_AT_ONCE):
            np.abs(np.frombuffer(block, dtype="<i2").astype(np.float32) / 32768).mean()


def _put_together(bench: Bench, folders: Sequence[Path]) -> dict[str, Cost]:
    """What is made of all chunks, which lie in `folders` in order."""
    source, folder, tools = bench.source, bench.folder, bench.tools
    looks = (Look.from_bytes((chunk / LOOK).read_bytes()) for chunk in folders)
    tiles = ((chunk / TILES).read_bytes() for chunk in folders if (chunk / TILES).exists())
    return {
        "sheets and shots as the chunks come": measured(lambda: _sections(bench, folders)),
        "keyframes": measured(lambda: make_keyframes(looks, source, folder / "keyframes.json")),
        "sheets of thumbnails": measured(lambda: make_sprites(plan_sprites(source), tiles, folder / "sprites", tools)),
        "joining the proxy, with its sound": measured(
            lambda: join_proxy(source, bench.recording, folders, folder / "proxy.mp4", tools)
        ),
    }


def _sections(bench: Bench, folders: Sequence[Path]) -> None:
    for section in sections_of(bench.source):
        mine = {chunk: folders[chunk.number] for chunk in section.chunks}
        outputs = bench.folder / f"section-{section.number}.jpg", bench.folder / f"section-{section.number}.json"
        make_section(bench.source, section, mine, outputs, bench.tools)


def _compared(bench: Bench, number: int) -> tuple[Cost, Cost, Cost]:
    """The best single command, all chunks by one worker, and by two."""
    best = measured(lambda: _single_command(bench, f"single-{number}"))
    alone, _ = bench.make_runs(f"chunks-1-{number}", bench.runs(), 1)
    two, made = bench.make_runs(f"chunks-2-{number}", bench.runs(), 2)
    shutil.rmtree(made[0].parent)
    return best, alone, two


def _single_command(bench: Bench, name: str, outputs: str = "proxy audio sheets small") -> None:
    """The same outputs by hand: one input, one decode, one run of ffmpeg."""
    folder = bench.folder / name
    folder.mkdir()
    filters = {
        "proxy": "scale=960:540,format=yuv420p",
        "sheets": "fps=1,scale=160:90,tile=10x10",
        "small": "scale=64:36,format=rgb24",
    }
    mapped = {
        "proxy": [
            "-map",
            "[proxy]",
            "-map",
            "0:a:0",
            *PROXY,
            "-bf",
            "0",
            "-c:a",
            "aac",
            "-b:a",
            "128k",
            folder / "p.mp4",
        ],
        "audio": ["-map", "0:a:0", "-ac", "1", "-ar", "16000", folder / "a.wav"],
        "sheets": ["-map", "[sheets]", "-q:v", "5", folder / "%d.jpg"],
        "small": ["-map", "[small]", "-f", "rawvideo", folder / "small.rgb"],
    }
    wanted = outputs.split()
    branches = [name for name in wanted if name in filters]
    split = f"[0:v:0]split={len(branches)}{''.join(f'[to-{name}]' for name in branches)}"
    graph = ";".join([split, *(f"[to-{name}]{filters[name]}[{name}]" for name in branches)])
    _ffmpeg("-i", bench.recording, "-filter_complex", graph, *(word for name in wanted for word in mapped[name]))


def _baseline(bench: Bench, floor: Cost) -> list[str]:
    """Why the single command costs what it costs: output by output, and with the pictures of a real camera."""
    steps = ("proxy", "proxy audio", "proxy audio sheets", "proxy audio sheets small")
    told = ["", "The single command, output by output (ratio to one decode of the same recording):", ""]
    told += ["| recording | proxy | + audio | + sheets | + small pictures |", "|---|---|---|---|---|"]
    rows = [("this one", bench, floor)]
    if CLIP.exists():
        path = bench.folder / "real.mp4"
        _ffmpeg(
            "-stream_loop", "-1", "-i", CLIP, "-map", "0:v:0", "-map", "0:a:0", "-t", REAL_SECONDS, "-c", "copy", path
        )
        real = Bench(bench.folder / "real", path)
        rows.append(("a real camera's, 848×480, 2.8 Mb/s", real, real.floor()))
    else:
        print(f"SKIPPED: {CLIP.name} is not there; name the folder of samples in ANNOTATOR_SAMPLES.", file=sys.stderr)
    for name, one, unit in rows:
        costs = [measured(partial(_single_command, one, f"steps-{len(step)}", step)) for step in steps]
        told.append(f"| {name} | {' | '.join(f'{cost.cpu / unit.cpu:.2f}' for cost in costs)} |")
    return told


def _bubblewrap(bench: Bench) -> list[str]:
    apart = find_tools()
    if apart.bubblewrap is None:
        return ["", "bubblewrap is not installed here, so what it adds to a start was not measured."]
    bare, held = (bench.anywhere(partial(_still, bench, tools)) for tools in (bench.tools, apart))
    return ["", f"bubblewrap adds {held.wall - bare.wall:.2f} s to a start."]


def _still(bench: Bench, tools: Tools, frame: int, _output: Path) -> None:
    frame_jpeg(original_pictures(bench.source, bench.recording), frame, tools)


def _growth(folder: Path, minutes: float, hours: float, floor: float) -> str:
    """Each stage of a short recording and of a long one, in processor seconds for a minute of recording.

    `floor` is what decoding a second of it once takes.
    """
    needed = hours * 3600 * BYTES_A_SECOND + SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        short_of = f"{free / GIB:.0f} GiB of disk are free, and {needed / GIB:.0f} are needed"
        print(f"SKIPPED: the recording of {hours:g} hours: {short_of}.", file=sys.stderr)
        return f"**Skipped**: {short_of}."
    benches = [Bench(folder / "short", _camera(folder, round(60 * minutes)))]
    benches += [Bench(folder / "long", _camera(folder, round(3600 * hours)))] if hours else []
    columns = [{**_quick(bench), **_sampled(bench)} for bench in benches]
    head = "".join(f" {bench.seconds / 60:.0f} min: CPU a minute, s | × real time |" for bench in benches)
    rows = [f"| work |{head} growth |", f"|---|{'---|---|' * len(benches)}---|"]
    for name in columns[0]:
        costs = [column[name] for column in columns]
        whole = not name.startswith(ANYWHERE)
        scaled = [
            cost.cpu / (bench.seconds / 60) if whole else cost.cpu for cost, bench in zip(costs, benches, strict=True)
        ]
        cells = [
            f"{each:.3f} | {bench.seconds / cost.wall:.1f}" if whole else f"{each:.2f} in all | took {cost.wall:.2f} s"
            for each, cost, bench in zip(scaled, costs, benches, strict=True)
        ]
        rows.append(f"| {name} | {' | '.join(cells)} | {scaled[-1] / max(scaled[0], 1e-6):.2f} |")
    waveform = [columns[-1][name].wall for name in (AUDIO, PEAKS, "noise input: every sample of that audio")]
    rows += [
        "",
        f"Audio → peaks → noise input of {benches[-1].seconds / 3600:g} h: **{sum(waveform):.0f} s** (limit 120 s).",
    ]
    sampled = f"Chunks: at most {SAMPLED_RUNS} runs of {RUN}, spread over the recording; what is put together of all is"
    rows += [
        "",
        f"{sampled} put together of these, again and again. To decode a minute once takes {60 * floor:.1f} s of CPU.",
    ]
    return "\n".join(rows)


def _sampled(bench: Bench) -> dict[str, Cost]:
    """Chunks from all over the recording, as if all had been made; and what is put together from as many as all."""
    runs = [run for run in bench.runs() if len(run) == RUN]
    step = max(1, len(runs) // SAMPLED_RUNS)
    cost, folders = bench.make_runs("sampled", runs[::step][:SAMPLED_RUNS], 1)
    scale = bench.chunks / len(folders)
    chunks = Cost(cost.cpu * scale, cost.wall * scale)
    # The last is shorter than the others, so none of them can stand for it.
    _, last = bench.make_runs("last", [[bench.chunks - 1]], 1)
    together = _put_together(bench, [*islice(cycle(folders), bench.chunks - 1), *last])
    return {"all chunks, one worker": chunks, **together}


if __name__ == "__main__":
    main()
