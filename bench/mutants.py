"""What hostile and broken files cost, and what they are told: `python -m bench.mutants [--count 2000] [--write]`.

Valid files of every container are changed (bytes flipped, cut, spliced, pieces swapped, sizes that lie, another file
named), each one is read, every other as if it were large, and made into all that workers make of it. Watched are how
much processor time and memory its programs took, which files they opened (strace), what was left behind, and whether
the sentence is one.
`--write` puts the table into docs/hostile.md. The same seed gives the same mutants.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bench.mutation import CONTAINERS, KINDS, make_seeds, mutant
from bench.ordeal import MOST_CPU_SECONDS, MOST_RSS_BYTES, Outcome, suffer
from footage.media.ffmpeg import find_tools

ROOT = Path(__file__).resolve().parents[1]
DOC = ROOT / "docs" / "hostile.md"
_BEGIN, _END = "<!-- measured -->", "<!-- /measured -->"
QUICK, WHOLE = "looked at quickly", "read whole"
_MARK, _DONE = "/mutant-begins-", "/mutant-ended"
_OPENED = re.compile(r'(?:openat\([^,]+, |open\()"((?:[^"\\]|\\.)*)"')
_CODE = re.compile(r"\.(py|pyc([.][0-9]+)?|so[.0-9]*|_pth|pth)$")
_STARTING = re.compile(
    r"/etc/(ld\.so\.cache|localtime)|/usr/share/locale/locale\.alias|/usr/lib/locale/.*|/usr/lib/.*/gconv-modules\.cache"
    r"|/dev/(null|urandom)|/proc/self/(fd/\d+|task|task/\d+/children)|/proc/sys/vm/overcommit_memory"
    r"|/sys/devices/system/cpu/(possible|online)|/tmp(/[a-z0-9_]{8})?"
)
"""The last is the nameless file for a program's complaints; a descriptor is what a program was handed, or its own."""
_TALKED = re.compile(r"socket\(AF_INET|connect\(")


@dataclass(frozen=True, slots=True)
class Result:
    """One mutant: how it was made, and what became of it."""

    container: str
    kind: str
    look: str
    outcome: Outcome
    foreign: tuple[str, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the table into docs/hostile.md")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside is not None:
        _work(given.inside, given.seed, given.count)
        return
    table = report(measure(given.count, given.seed), given.seed)
    print(table)
    if given.write:
        _write(table)


def measure(count: int, seed: int) -> list[Result]:
    """Every mutant's result; under strace where there is one."""
    with tempfile.TemporaryDirectory(prefix="annotator-mutants-") as name:
        folder, log = Path(name), Path(name) / "opened.log"
        command = [sys.executable, "-m", "bench.mutants", "--inside", str(folder), "--seed", str(seed)]
        command += ["--count", str(count)]
        if strace := shutil.which("strace"):
            calls = "trace=open,openat,connect,socket"
            command = [strace, "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", calls, "-o", str(log), *command]
        else:
            print("strace is not installed: which files were opened was not watched.", file=sys.stderr)
        subprocess.run(command, cwd=ROOT, check=True)
        foreign = foreign_files(log, folder) if log.exists() else {}
        outcomes = [Outcome.from_line(line) for line in (folder / "outcomes").read_text("utf-8").splitlines()]
        plans = [plan(seed, number) for number in range(count)]
        return [
            Result(*made, outcome, tuple(sorted(foreign.get(number, ()))))
            for number, (made, outcome) in enumerate(zip(plans, outcomes, strict=True))
        ]


def plan(seed: int, number: int) -> tuple[str, str, str]:
    """Container and kind of the mutant of that number, and how it is read: every pair comes up equally often.

    Those beside each other are read in turn, and so is the same pair whenever it comes up again.
    """
    pairs = [(container, kind) for container in CONTAINERS for kind in KINDS]
    turn, place = divmod(number + seed, len(pairs))
    return *pairs[place], QUICK if (turn + place) % 2 else WHOLE


def foreign_files(log: Path, folder: Path) -> dict[int, set[str]]:
    """By mutant, what was opened that is neither itself, nor its output, nor part of a program; and any talking."""
    ours = _programs()
    found: dict[int, set[str]] = {}
    number = -1
    for line in log.read_text("utf-8", "replace").splitlines():
        opened = _OPENED.search(line)
        path = opened[1] if opened else ""
        if path.startswith(_MARK):
            number = int(path.removeprefix(_MARK))
        elif path == _DONE:
            number = -1
        elif number >= 0:
            own = f"{folder}/{number}"
            # A name alone is looked for in a folder that was opened before, and judged then.
            if path.startswith("/") and path != own and not path.startswith(f"{own}/") and not _is_ours(path, ours):
                found.setdefault(number, set()).add(path)
            elif _TALKED.search(line):
                found.setdefault(number, set()).add(line.split(maxsplit=1)[-1][:80])
    return found


def _is_ours(path: str, programs: tuple[str, ...]) -> bool:
    """Whether it is code, what every program of this system reads when it starts, or where code is looked for."""
    if _STARTING.fullmatch(path) or path in {str(ROOT), *_settings_of_python()}:
        return True
    return path.startswith(programs) and (bool(_CODE.search(path)) or _is_folder(path))


@cache
def _is_folder(path: str) -> bool:
    return Path(path).is_dir()


def _settings_of_python() -> set[str]:
    places = {sys.prefix, sys.base_prefix}
    return {f"{place}/{name}" for place in places for name in ("pyvenv.cfg", "bin/pybuilddir.txt")}


def _programs() -> tuple[str, ...]:
    """Where the programs and their libraries lie: those of the system, of Python, and our own."""
    ours = (ROOT / package for package in ("footage", "annotator", "bench"))
    places = {"/usr/lib", "/lib", "/lib64", sys.prefix, sys.base_prefix, *map(str, ours)}
    return tuple(sorted(places))


def _work(folder: Path, seed: int, count: int) -> None:
    """Inside strace: make and examine the mutants one after the other; a line for each outcome."""
    seeds = make_seeds(folder / "seeds")
    bait = folder / "bait.mp4"
    shutil.copy(seeds["mp4"], bait)
    with (folder / "outcomes").open("w", encoding="utf-8") as lines:
        for number in range(count):
            container, kind, look = plan(seed, number)
            own = folder / str(number)
            own.mkdir()
            file = own / f"mutant.{container}"
            file.write_bytes(mutant(seeds, container, kind, f"{seed}/{number}", bait))
            outcome = _watched(number, file, own / "made", quick=look == QUICK)
            if outcome.crash:
                print(
                    f"mutant {number} of seed {seed} ({container}, {kind}, {look}):\n{outcome.crash}",
                    file=sys.stderr,
                    flush=True,
                )
            lines.write(outcome.to_line() + "\n")
            lines.flush()
            shutil.rmtree(own)


def _watched(number: int, file: Path, output: Path, *, quick: bool) -> Outcome:
    """A mutant's outcome, between two marks among what strace writes: attempts to open what is not there."""
    # Without bubblewrap, which would hide from strace's counts what a program used, and other files from the program.
    tools = replace(find_tools(), bubblewrap=None)
    _mark(f"{_MARK}{number}")
    outcome = suffer(file, output, tools, quick=quick)
    _mark(_DONE)
    return outcome


def _mark(path: str) -> None:
    try:
        Path(path).open().close()
    except FileNotFoundError:
        return


def report(results: Sequence[Result], seed: int) -> str:
    """The table, in Markdown."""
    outcomes = [result.outcome for result in results]
    rows = [
        "| what was done to it | files | read | refused | most CPU, s | most memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    groups = [group for name in ("look", "kind", "container") for group in _by(results, name)]
    for name, mine in (*groups, ("**all**", list(results))):
        told = [result.outcome for result in mine]
        read = sum(not outcome.sentence for outcome in told)
        most = max(outcome.rss_bytes for outcome in told) / 1e6
        cpu = max(outcome.cpu_seconds for outcome in told)
        rows.append(f"| {name} | {len(told)} | {read} | {len(told) - read} | {cpu:.1f} | {most:.0f} |")
    sentences = Counter(outcome.sentence for outcome in outcomes if outcome.sentence)
    facts = [
        f"{len(results)} mutants of seed {seed}, {datetime.now(UTC):%Y-%m-%d}:",
        f"- crashes of our own processes: **{sum(bool(o.crash) for o in outcomes)}**",
        f"- foreign files opened, or connections: **{sum(bool(r.foreign) for r in results)}**"
        + ("" if shutil.which("strace") else " (not watched: no strace)"),
        f"- over {MOST_CPU_SECONDS} s of processor time: **{sum(o.cpu_seconds > MOST_CPU_SECONDS for o in outcomes)}**",
        f"- over {MOST_RSS_BYTES // 10**6} MB in a program: **{sum(o.rss_bytes > MOST_RSS_BYTES for o in outcomes)}**",
        f"- files or processes left behind: **{sum(bool(o.left) for o in outcomes)}**",
        f"- refusals that are no sentence: **{sum(not o.is_sentence for o in outcomes)}**",
    ]
    spoken = ["| times | sentence |", "|---|---|", *(f"| {n} | {words} |" for words, n in sentences.most_common())]
    return "\n".join([*facts, "", *rows, "", *spoken])


def _by(results: Sequence[Result], name: str) -> list[tuple[str, list[Result]]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(getattr(result, name), []).append(result)
    return sorted(groups.items())


def _write(table: str) -> None:
    text = DOC.read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    DOC.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{rest.partition(_END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
