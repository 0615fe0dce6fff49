"""Broken and hostile files: no crash, no other file opened, little used, nothing left, and a sentence in the end."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.mutants import Result, foreign_files, measure
from bench.mutation import CONTAINERS, KINDS, make_seeds, mutant
from bench.ordeal import MOST_CPU_SECONDS, MOST_RSS_BYTES, Outcome, suffer
from footage.media.probe import PLAYLIST
from footage.media.sandbox import Tools

FEW = 48
"""Half of all pairs of a container and a way to spoil it; the long test has all of them twenty times."""


def check(results: Sequence[Result]) -> None:
    """Everything that is promised of each."""
    for number, result in enumerate(results):
        outcome, what = result.outcome, f"{number}: {result.container}, {result.kind}"
        assert not outcome.crash, f"{what}\n{outcome.crash}"
        assert outcome.is_sentence, f"{what}: {outcome.sentence}"
        assert not outcome.left, f"{what}: {outcome.left}"
        assert outcome.cpu_seconds <= MOST_CPU_SECONDS, what
        assert outcome.rss_bytes <= MOST_RSS_BYTES, what
        assert not result.foreign, f"{what}: {result.foreign}"


@pytest.mark.timeout(1200)
def test_a_few_mutants_of_every_container() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so nobody would see which files are opened: ./run test --install")
    check(measure(FEW, seed=7))


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
def test_two_thousand_mutants() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so nobody would see which files are opened: ./run test --install")
    results = measure(2000, seed=1)
    assert len(results) == 2000
    check(results)


def test_the_same_words_give_the_same_mutant(tmp_path: Path) -> None:
    seeds = make_seeds(tmp_path / "seeds")
    for container in CONTAINERS:
        for kind in KINDS:
            spoilt = mutant(seeds, container, kind, "1/2")
            assert spoilt == mutant(seeds, container, kind, "1/2")
            assert spoilt != mutant(seeds, container, kind, "1/3") != seeds[container].read_bytes()


def test_a_valid_file_of_every_container_is_read(tmp_path: Path, tools: Tools) -> None:
    """What is spoilt was in order before."""
    seeds = make_seeds(tmp_path / "seeds")
    told = {container: suffer(file, tmp_path / container, tools) for container, file in seeds.items()}
    assert {name: (outcome.sentence, outcome.crash) for name, outcome in told.items()} == dict.fromkeys(seeds, ("", ""))


def test_what_strace_saw_is_told_apart(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        'openat(AT_FDCWD, "/etc/shadow", O_RDONLY) = 3\n'
        '7 openat(AT_FDCWD, "/mutant-begins-4", O_RDONLY) = -1 ENOENT\n'
        f'8 openat(AT_FDCWD, "{tmp_path}/4/mutant.mp4", O_RDONLY) = 3\n'
        '8 openat(AT_FDCWD, "/usr/lib/libc.so.6", O_RDONLY) = 3\n'
        f'9 open("{tmp_path}/bait.mp4", O_RDONLY) = 3\n'
        "9 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5\n"
        '7 openat(AT_FDCWD, "/mutant-ended", O_RDONLY) = -1 ENOENT\n'
        '7 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3\n'
    )
    (number, found), *rest = foreign_files(log, tmp_path).items()
    assert (number, rest) == (4, [])
    assert f"{tmp_path}/bait.mp4" in found
    assert len(found) == 2


@pytest.mark.parametrize("folder", ["media-broken/mutagen", "hostile/ffmpeg"])
def test_the_samples(folder: str, samples: Path, tools: Tools, tmp_path: Path) -> None:
    for file in sorted((samples / folder).iterdir()):
        outcome: Outcome = suffer(file.resolve(), tmp_path / file.name, tools)
        assert not outcome.crash, file.name
        assert outcome.is_sentence, (file.name, outcome.sentence)
        assert not outcome.left, file.name
        if folder.startswith("hostile"):
            assert outcome.sentence == PLAYLIST


def test_a_recording_that_promises_more_memory_than_there_is(tools: Tools, tmp_path: Path) -> None:
    """A picture of 8000 × 4000 pixels in a file of a few hundred bytes is read or refused, within the limits."""
    path = tmp_path / "large.mp4"
    make = [tools.ffmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "color=size=8000x4000:duration=0.2"]
    subprocess.run([*make, "-c:v", "libx264", "-preset", "ultrafast", str(path)], check=True)
    outcome = suffer(path, tmp_path / "made", tools)
    assert not outcome.crash
    assert outcome.is_sentence
