"""The only door to a subprocess: limits, stopping, and what is said about failures."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from footage.media import failures
from footage.media.failures import MediaFailed, MediaStopped
from footage.media.ffmpeg import GRACE_SECONDS, Report, feed, run, run_python, stream, working_bubblewrap
from footage.media.sandbox import PROBE_LIMITS, Limits, Tools, scaled

ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25", "-f", "null", "-"]
BUSY = ["-f", "lavfi", "-i", "testsrc=size=1920x1080:rate=25", "-c:v", "libx264", "-f", "null", "-"]
RAW = ["-f", "lavfi", "-i", "color=size=64x36:duration=4:rate=25", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
in_bubblewrap = pytest.mark.skipif(
    working_bubblewrap() is None, reason="bubblewrap is not installed or not allowed here"
)


def limited(tools: Tools, limits: Limits) -> Tools:
    return replace(tools, limits=limits)


def test_reports_come_while_it_works(tools: Tools, tmp_path: Path) -> None:
    reports: list[Report] = []
    work = ["-re", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=2", "-f", "null", "-"]
    run(work, tools, writes_to=tmp_path, on_report=reports.append)
    assert reports[-1] == Report(frame=50, microseconds=2_000_000)
    assert len({report.frame for report in reports}) >= 3


@pytest.mark.parametrize(
    "bubblewrap",
    [pytest.param(None, id="plain"), pytest.param(working_bubblewrap(), id="bubblewrap", marks=in_bubblewrap)],
)
@pytest.mark.parametrize("work", [ENDLESS, BUSY], ids=["endless", "busy"])
def test_stops_soon(work: list[str], bubblewrap: str | None, tools: Tools, tmp_path: Path) -> None:
    started, tools = time.monotonic(), replace(tools, bubblewrap=bubblewrap)
    with pytest.raises(MediaStopped), no_child_left():
        run(work, tools, writes_to=tmp_path, should_stop=lambda: time.monotonic() > started + 0.5)
    assert time.monotonic() - started < 0.5 + GRACE_SECONDS + 3


def test_a_program_that_will_not_end_is_killed(tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = tmp_path / "deaf"
    deaf.write_text(f"#!{sys.executable}\nimport signal, time\nsignal.signal(15, signal.SIG_IGN)\ntime.sleep(60)\n")
    deaf.chmod(0o755)
    monkeypatch.setattr("footage.media.ffmpeg.GRACE_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(MediaStopped), no_child_left():
        run(
            [], replace(tools, ffmpeg=str(deaf)), writes_to=tmp_path, should_stop=lambda: time.monotonic() > started + 1
        )
    assert time.monotonic() - started < 5


def test_wall_time(tools: Tools, tmp_path: Path) -> None:
    with pytest.raises(MediaFailed) as failure, no_child_left():
        run(ENDLESS, limited(tools, Limits(wall_seconds=0.5)), writes_to=tmp_path)
    assert failure.value.sentence == failures.TOO_LONG


@pytest.mark.parametrize(
    ("gib", "hours"), [(0, 1), (12, 2), (120, 11), (10_000, 24)], ids=["empty", "a card", "a day", "a drive"]
)
def test_a_probe_may_take_as_long_as_a_slow_drive_needs(gib: int, hours: int, tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as film:
        film.truncate(gib * 1024**3)
        assert scaled(PROBE_LIMITS, [film.fileno()]).wall_seconds == hours * 3600
        assert scaled(Limits(wall_seconds=7), [film.fileno()]).wall_seconds == 7


def test_a_standstill_is_given_up(tools: Tools, tmp_path: Path) -> None:
    stuck = tmp_path / "stuck"
    stuck.write_text(f"#!{sys.executable}\nimport time\nwhile True:\n print('frame=7', flush=True)\n time.sleep(.1)\n")
    stuck.chmod(0o755)
    with pytest.raises(MediaFailed) as failure, no_child_left():
        run([], replace(tools, ffmpeg=str(stuck), limits=Limits(stall_seconds=1)), writes_to=tmp_path)
    assert failure.value.sentence == failures.STUCK


@in_bubblewrap
def test_in_bubblewrap_only_the_output_folder_is_writable(tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    sandboxed = replace(tools, bubblewrap=working_bubblewrap())
    one = ["-f", "lavfi", "-i", "color=size=64x36:duration=1", "-frames:v", "1", "-f", "rawvideo"]
    run([*one, f"file:{tmp_path}/out/a"], sandboxed, writes_to=tmp_path / "out")
    with pytest.raises(MediaFailed):
        run([*one, f"file:{tmp_path}/b"], sandboxed, writes_to=tmp_path / "out")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a"]


def test_cpu_time(tools: Tools, tmp_path: Path) -> None:
    with pytest.raises(MediaFailed) as failure:
        run(BUSY, limited(tools, Limits(cpu_seconds=1)), writes_to=tmp_path)
    assert failure.value.sentence == failures.TOO_LONG


def test_memory(tools: Tools, tmp_path: Path) -> None:
    with pytest.raises(MediaFailed) as failure:
        run(BUSY, limited(tools, Limits(memory_bytes=400 * 1024**2)), writes_to=tmp_path)
    assert failure.value.sentence == failures.OUT_OF_MEMORY


def test_file_size(tools: Tools, tmp_path: Path) -> None:
    big = [
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=640x360:rate=25:duration=20",
        "-c:v",
        "rawvideo",
        f"file:{tmp_path}/a.avi",
    ]
    with pytest.raises(MediaFailed) as failure:
        run(big, limited(tools, Limits(file_bytes=1024**2)), writes_to=tmp_path)
    assert failure.value.sentence == failures.TOO_LARGE


def test_failures_are_sentences(tools: Tools, tmp_path: Path) -> None:
    cases = {
        failures.UNREACHABLE: ["-i", f"file:{tmp_path}/gone.mp4", "-f", "null", "-"],
        failures.NOT_A_RECORDING: ["-i", f"file:{__file__}", "-f", "null", "-"],
        failures.UNEXPECTED: ["-nonsense"],
    }
    for sentence, work in cases.items():
        with pytest.raises(MediaFailed) as failure:
            run(work, tools, writes_to=tmp_path)
        assert failure.value.sentence == sentence
        assert failure.value.detail


def test_a_crash_is_named() -> None:
    assert failures.failure_of(-signal.SIGSEGV, "").sentence == failures.CRASHED


def test_a_full_disk_is_named() -> None:
    words = "[out#0/mp4] Error writing trailer: No space left on device"
    assert failures.failure_of(1, words).sentence == failures.FULL


def test_stream_yields_whole_pieces(tools: Tools) -> None:
    pieces = list(stream(RAW, tools, chunk_bytes=64 * 36 * 30))
    assert [len(piece) // (64 * 36) for piece in pieces] == [30, 30, 30, 10]


def test_a_stream_left_early_ends_its_program(tools: Tools) -> None:
    endless = [*RAW]
    endless[3] = "color=size=640x360:rate=25"
    pieces = stream(endless, tools, chunk_bytes=1000)
    with no_child_left():
        assert len(next(pieces)) == 1000
        pieces.close()


def test_children_get_no_secrets_and_no_input(tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    spy = tmp_path / "spy"
    spy.write_text(
        f"#!{sys.executable}\nimport os, sys\nsys.exit(bool(sys.stdin.read()) + ('DATABASE_URL' in os.environ))\n"
    )
    spy.chmod(0o755)
    run([], replace(tools, ffmpeg=str(spy)), writes_to=tmp_path)


def test_dies_with_its_parent(tools: Tools, tmp_path: Path) -> None:
    """A parent killed with -9 cannot clean up; the kernel must."""
    script = (
        "from pathlib import Path\n"
        "from footage.media.ffmpeg import run\n"
        "from footage.media.sandbox import Tools\n"
        f"tools, folder = Tools({tools.ffmpeg!r}, bubblewrap={tools.bubblewrap!r}), Path({str(tmp_path)!r})\n"
        f"run({ENDLESS!r}, tools, writes_to=folder, on_report=lambda _: print(flush=True))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert parent.stdout is not None
    parent.stdout.readline()
    children = descendants_of(parent.pid)
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    for child in children:
        wait_until_gone(child)


def test_a_module_runs_as_a_program(tools: Tools) -> None:
    assert run_python("footage.media.probe_child", ["whole", str(Path(__file__))], tools).startswith(b'{"error": ')


def test_a_module_that_says_too_much_is_ended(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(run_python("this", [], tools)) > 500
    monkeypatch.setattr("footage.media.ffmpeg.MOST_TOLD", 500)
    with pytest.raises(MediaFailed) as failure, no_child_left():
        run_python("this", [], tools)
    assert failure.value.sentence == failures.TELLS_TOO_MUCH


def test_what_is_exchanged_for_a_link_is_not_opened(tools: Tools, tmp_path: Path) -> None:
    """Neither the file nor a folder on the way to it, and nothing that is no file."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "theirs").mkdir()
    for folder in ("mine", "theirs"):
        (tmp_path / folder / "a.mp4").write_bytes(b"text")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "theirs" / "a.mp4")
    (tmp_path / "folder").symlink_to(tmp_path / "theirs")
    os.mkfifo(tmp_path / "pipe.mp4")
    assert b"error" in run_python("footage.media.probe_child", ["whole", str(tmp_path / "mine" / "a.mp4")], tools)
    for path in ("link.mp4", "folder/a.mp4", "pipe.mp4", "mine"):
        with pytest.raises(MediaFailed) as failure:
            run_python("footage.media.probe_child", ["whole", str(tmp_path / path)], tools)
        assert failure.value.sentence == failures.UNREACHABLE, path
        with pytest.raises(MediaFailed) as failure:
            run(["-i", f"file:{tmp_path / path}", "-f", "null", "-"], tools, writes_to=tmp_path)
        assert failure.value.sentence == failures.UNREACHABLE, path


def test_a_program_reads_what_was_opened_even_if_its_name_is_another_file_by_then(tools: Tools, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text(f"#!{sys.executable}\nimport sys, time\ntime.sleep(1)\nprint(open(sys.argv[-1][5:]).read())\n")
    slow.chmod(0o755)
    (tmp_path / "a.mp4").write_text("what was opened")
    pieces = stream(["-i", f"file:{tmp_path}/a.mp4"], replace(tools, ffmpeg=str(slow)), chunk_bytes=1000)
    started = threading.Timer(0.5, lambda: (tmp_path / "other").rename(tmp_path / "a.mp4"))
    (tmp_path / "other").write_text("what was put there since")
    started.start()
    assert b"".join(pieces).strip() == b"what was opened"
    started.join()


@in_bubblewrap
def test_in_bubblewrap_there_is_nothing_but_programs(tools: Tools, tmp_path: Path) -> None:
    other = tmp_path / "another project.mp4"
    other.write_bytes(b"secret")
    look = tmp_path / "tool" / "look"
    look.parent.mkdir()
    look.write_text(f"#!{sys.executable}\nimport os\nfor d, _, f in os.walk('{tmp_path}'): print(d, f)\n")
    look.chmod(0o755)
    sandboxed = replace(tools, ffmpeg=str(look), bubblewrap=working_bubblewrap())
    seen = b"".join(stream([], sandboxed, chunk_bytes=4096)).decode()
    assert "look" in seen
    assert "secret" not in seen
    assert "another" not in seen
    assert str(Path.home() / ".ssh") not in seen


READ_RAW = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x36", "-i", "pipe:0"]


def test_feeding_gives_every_byte_to_the_program(tools: Tools, tmp_path: Path) -> None:
    pictures = [os.urandom(64 * 36) for _ in range(400)]
    output = tmp_path / "raw"
    whole = b"".join(pictures)
    uneven = (whole[start : start + 5_001] for start in range(0, len(whole), 5_001))
    feed([*READ_RAW, "-f", "rawvideo", str(output)], uneven, tools, writes_to=tmp_path)
    assert output.read_bytes() == whole


def test_feeding_stops_soon_also_when_the_program_does_not_read(tools: Tools, tmp_path: Path) -> None:
    started = time.monotonic()
    slowly = ["-re", *READ_RAW, "-f", "null", "-"]
    with pytest.raises(MediaStopped), no_child_left():
        feed(
            slowly,
            iter(lambda: bytes(4 * 1024**2), b""),
            tools,
            writes_to=tmp_path,
            should_stop=lambda: time.monotonic() > started + 0.5,
        )
    assert time.monotonic() - started < 5


def test_a_program_that_ends_before_it_is_fed_says_why(tools: Tools, tmp_path: Path) -> None:
    with pytest.raises(MediaFailed) as failure, no_child_left():
        feed(["-f", "no-such-format", "-i", "pipe:0"], iter(lambda: bytes(1024**2), b""), tools, writes_to=tmp_path)
    assert "no-such-format" in failure.value.detail


def test_a_piece_that_cannot_be_made_ends_the_program(tools: Tools, tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(64 * 36)
        raise RuntimeError("no more ideas")

    with pytest.raises(RuntimeError, match="no more ideas"), no_child_left():
        feed([*READ_RAW, "-f", "null", "-"], pieces(), tools, writes_to=tmp_path)


@contextmanager
def no_child_left() -> Iterator[None]:
    before = set(children_of(os.getpid()))
    yield
    assert set(children_of(os.getpid())) <= before


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def descendants_of(pid: int) -> list[int]:
    return [other for child in children_of(pid) for other in (child, *descendants_of(child))]


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} outlived its parent")
