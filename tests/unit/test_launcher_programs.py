"""The programs of a start: what they wait for, and what they do not load."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from annotator.launcher import go_ahead, programs
from annotator.launcher.go_ahead import GoAhead
from annotator.launcher.places import ROOT


@pytest.fixture
def awaited() -> Iterator[GoAhead]:
    """Not given yet."""
    made = GoAhead()
    yield made
    made._ours.close()
    made._theirs.close()


def waiting(awaited: GoAhead) -> "subprocess.Popen[str]":
    """A process that says so once it may begin."""
    code = f"from annotator.launcher import go_ahead; go_ahead.wait_for({awaited.descriptor}); print('begun')"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        pass_fds=(awaited.descriptor,),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_whoever_waits_for_the_go_ahead_has_it_and_so_has_a_successor(awaited: GoAhead) -> None:
    with waiting(awaited) as child:
        awaited.give()
        assert child.communicate()[0] == "begun\n"
    with waiting(awaited) as successor:
        assert successor.communicate()[0] == "begun\n"


def test_nobody_begins_when_the_launcher_ends_without_a_go_ahead(awaited: GoAhead) -> None:
    with waiting(awaited) as child:
        awaited._ours.close()
        output, complaint = child.communicate()

    assert (child.returncode, output) == (1, "")
    assert "The launcher ended" in complaint


def test_the_web_process_loads_everything_then_waits_and_then_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    monkeypatch.setattr(uvicorn.Config, "load", lambda _config: happened.append("loaded"))
    monkeypatch.setattr(uvicorn.Server, "run", lambda _server, sockets: happened.append(f"served on {sockets}"))
    monkeypatch.setattr(go_ahead, "wait_for", lambda descriptor: happened.append(f"waited for {descriptor}"))

    programs.web(["--port", "0", "--after", "7"])

    assert happened == ["loaded", "waited for 7", "served on None"]


def test_a_worker_loads_no_page_and_no_command_line(tmp_path: Path) -> None:
    code = """
import sys
from celery.apps.worker import Worker
from annotator.launcher import programs
Worker.start = lambda worker: print(worker.hostname, sorted({"annotator.urls", "celery.bin.celery"} & set(sys.modules)))
programs.run("worker", ["--queues", "light,heavy", "--concurrency", "2"])
"""
    environment = {**os.environ, "ANNOTATOR_DATA": str(tmp_path), "SECRET_KEY": "signs nothing"}
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )

    assert finished.stdout == f"light,heavy@{socket.gethostname()} []\n"
