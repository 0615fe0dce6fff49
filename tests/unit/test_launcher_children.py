"""Children that die are replaced, sooner when they had lived, and stopped in time when they do not want to."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from annotator.launcher import children
from annotator.launcher.children import Child, stop_all


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script that takes the place of the launcher's programs: `python -m annotator.launcher` becomes it."""
    script = tmp_path / "program"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path / "program.py"}"\n')
    script.chmod(0o755)
    monkeypatch.setattr(children, "PYTHON", str(script))
    return tmp_path / "program.py"


def child() -> Child:
    return Child("web", ["web"], dict(os.environ))


def tend_until_replaced(tended: Child, first: int) -> float:
    """The seconds until another process runs."""
    begun = time.monotonic()
    while tended.process is None or tended.process.pid == first:
        assert time.monotonic() - begun < 20
        tended.tend()
        time.sleep(0.01)
    return time.monotonic() - begun


def test_a_killed_child_is_back_within_two_seconds(scripted: Path) -> None:
    scripted.write_text("import time\ntime.sleep(600)\n")
    tended = child()
    tended.tend()
    assert tended.process is not None

    os.kill(tended.process.pid, signal.SIGKILL)

    assert tend_until_replaced(tended, tended.process.pid) < 2
    stop_all([tended])


def test_a_child_that_cannot_live_is_tried_ever_more_rarely(scripted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scripted.write_text("raise SystemExit(3)\n")
    tended = child()
    pauses = []
    for _ in range(3):
        tended.start_at = 0
        tended.tend()
        assert tended.process is not None
        tended.process.wait()
        tended.tend()
        pauses.append(tended.start_at - time.monotonic())

    assert [round(pause, 1) for pause in pauses] == [0.4, 0.8, 1.6]
    assert "ended (code 3) and is started again in 0.4 s" in capsys.readouterr().out


def test_a_child_that_will_not_stop_is_killed(
    scripted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "GRACE", 0.5)
    scripted.write_text(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\ntime.sleep(600)\n"
    )
    deaf = child()
    deaf.tend()
    while "deaf" not in (said := capsys.readouterr().out):
        assert deaf.process is not None
        assert deaf.process.poll() is None, said
        time.sleep(0.01)

    stop_all([deaf])

    assert deaf.process is not None
    assert deaf.process.returncode == -signal.SIGKILL


def test_every_line_says_who_said_it(scripted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scripted.write_text("print('first')\nprint()\nprint('second')\n")
    speaker = child()
    speaker.start()
    assert speaker.process is not None
    speaker.process.wait()
    speaker.wait_or_kill(time.monotonic() + 5)

    lines = capsys.readouterr().out.splitlines()
    assert lines == ["web         | first", "web         | second"]
