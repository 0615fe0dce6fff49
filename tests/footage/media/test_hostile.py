"""Broken and hostile files: no crash, no other file opened, little used, nothing left, and a sentence in the end."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.mutants import ROOT, Result, foreign_files, measure
from bench.mutation import CONTAINERS, KINDS, POINTING, make_seeds, mutant
from bench.ordeal import MOST_CPU_SECONDS, MOST_RSS_BYTES, Outcome, suffer
from footage.media.probe import PLAYLIST
from footage.media.sandbox import Tools

FEW = 16
"""One of every container; the long test has every pair of a container and a way to spoil it many times."""


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
    seeds, bait = make_seeds(tmp_path / "seeds"), tmp_path / "bait.mp4"
    for container in CONTAINERS:
        for kind in KINDS:
            spoilt = mutant(seeds, container, kind, "1/2", bait)
            assert spoilt == mutant(seeds, container, kind, "1/2", bait)
            others = {mutant(seeds, container, kind, f"1/{number}", bait) for number in range(3, 9)}
            assert others != {spoilt}
            assert seeds[container].read_bytes() not in {spoilt, *others}


def test_a_valid_file_of_every_container_is_read(tmp_path: Path, tools: Tools) -> None:
    """What is spoilt was in order before."""
    seeds = make_seeds(tmp_path / "seeds")
    told = {container: suffer(file, tmp_path / container, tools) for container, file in seeds.items()}
    assert {name: (outcome.sentence, outcome.crash) for name, outcome in told.items()} == dict.fromkeys(seeds, ("", ""))


def test_mutants_name_a_file_that_a_careless_reader_opens(tools: Tools, tmp_path: Path) -> None:
    """What is watched for can happen: an ffmpeg that is told nothing shows the pictures of the bait."""
    seeds, bait = make_seeds(tmp_path / "seeds"), tmp_path / "bait.mp4"
    shutil.copy(seeds["mp4"], bait)
    spoilt = [mutant(seeds, container, POINTING, f"{n}", bait) for container in CONTAINERS for n in range(20)]
    assert sum(str(bait).encode() in content for content in spoilt) > len(spoilt) * 3 // 4
    playlists = [content for content in spoilt if content.startswith(b"ffconcat") and b"subfile" not in content[:60]]
    (tmp_path / "list").write_bytes(next(content for content in playlists if len(content) < 500))
    careless = [tools.ffmpeg, "-loglevel", "error", "-safe", "0", "-f", "concat", "-i", str(tmp_path / "list")]
    shown = subprocess.run([*careless, "-f", "framecrc", "-"], capture_output=True, check=True).stdout
    assert shown.count(b"\n0,") == 50


def test_what_strace_saw_is_told_apart(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        'openat(AT_FDCWD, "/etc/shadow", O_RDONLY) = 3\n'
        '7 openat(AT_FDCWD, "/mutant-begins-4", O_RDONLY) = -1 ENOENT\n'
        f'8 openat(AT_FDCWD, "{tmp_path}/4/mutant.mp4", O_RDONLY) = 3\n'
        '8 openat(AT_FDCWD, "/proc/self/fd/5", O_RDONLY) = 3\n'
        '8 openat(AT_FDCWD, "/proc/self/environ", O_RDONLY) = 3\n'
        '8 openat(AT_FDCWD, "/dev/video0", O_RDONLY) = 3\n'
        f'8 openat(AT_FDCWD, "{ROOT}/.env", O_RDONLY) = 3\n'
        f'8 openat(AT_FDCWD, "{ROOT}/footage/media/probe_child.py", O_RDONLY) = 3\n'
        '8 openat(AT_FDCWD, "/usr/lib/libc.so.6", O_RDONLY) = 3\n'
        f'9 open("{tmp_path}/bait.mp4", O_RDONLY) = 3\n'
        "9 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5\n"
        '7 openat(AT_FDCWD, "/mutant-ended", O_RDONLY) = -1 ENOENT\n'
        '7 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3\n'
    )
    (number, found), *rest = foreign_files(log, tmp_path).items()
    assert (number, rest) == (4, [])
    talk = {one for one in found if "AF_INET" in one}
    assert len(talk) == 1
    assert found - talk == {f"{tmp_path}/bait.mp4", "/proc/self/environ", "/dev/video0", f"{ROOT}/.env"}


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
