"""`./run test`: every part of the suite, each on what it is meant to run on, and one summary."""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.launcher import frontend, servers
from annotator.launcher.failures import CannotStart
from annotator.launcher.places import PYTHON, ROOT
from annotator.launcher.reports import Counts, read_junit

SERVERS = ("postgres", "redis", "browser")
#: Run once, with the embedded part: fault tests start products of their own, and the media room knows no database.
WITHOUT_SERVERS = ("tests/faults", "tests/footage/media")


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line; `pytest` holds the arguments passed on."""

    long: bool
    install: bool
    without: frozenset[str]
    pytest: list[str]


@dataclass(frozen=True)
class Outcome:
    """How one part went: `missing` is a sentence when it could not run, `counts` what ran."""

    part: str
    counts: Counts
    seconds: float
    missing: str = ""

    @property
    def passed(self) -> bool:
        return not self.missing and self.counts.failed == 0 and self.counts.passed > 0


def run(arguments: list[str]) -> int:
    """Run the parts in order and print a summary; 0 only when every part ran and passed."""
    wishes = _parse(arguments)
    if wishes.install:
        servers.install(frozenset(SERVERS) - wishes.without)
    outcomes = [_run_part(name, part, wishes) for name, part in _parts(wishes)]
    return _summarise(outcomes, wishes)


def _parse(arguments: list[str]) -> Wishes:
    parser = argparse.ArgumentParser(prog="./run test", allow_abbrev=False)
    parser.add_argument("--long", action="store_true", help="also the tests that take minutes")
    parser.add_argument("--install", action="store_true", help="install what is missing (Debian, as root)")
    parser.add_argument("--without", default="", help="parts to leave out: postgres,redis,browser")
    given, rest = parser.parse_known_args(arguments)
    without = frozenset(filter(None, given.without.split(",")))
    if unknown := without - set(SERVERS):
        raise CannotStart(f"--without takes {', '.join(SERVERS)}, not {', '.join(sorted(unknown))}.")
    return Wishes(given.long, given.install, without, rest)


Part = Callable[[Wishes], Counts]


def _parts(wishes: Wishes) -> list[tuple[str, Part]]:
    parts: list[tuple[str, Part]] = [
        # First, because it also builds the front end, which the browser tests and the fault tests need.
        ("front end", _frontend),
        ("Python on SQLite", _python_embedded),
    ]
    # One suite for both servers: with either left out, what is there is still used.
    if not {"postgres", "redis"} <= wishes.without:
        parts.append((_team_name(wishes), _python_team))
    if "browser" not in wishes.without:
        parts.append(("browser", _browser))
    return parts


def _team_name(wishes: Wishes) -> str:
    used = [label for key, label in (("postgres", "PostgreSQL"), ("redis", "Redis")) if key not in wishes.without]
    return f"Python on {' and '.join(used)}"


def _run_part(name: str, part: Part, wishes: Wishes) -> Outcome:
    print(f"\n──── {name} " + "─" * (66 - len(name)), flush=True)
    begun = time.monotonic()
    try:
        counts = part(wishes)
    except CannotStart as reason:
        print(reason, flush=True)
        return Outcome(name, Counts(), time.monotonic() - begun, str(reason))
    return Outcome(name, counts, time.monotonic() - begun)


def _frontend(_wishes: Wishes) -> Counts:
    frontend.ensure_built()
    frontend.install()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "vitest.xml"
        finished = frontend.run_npm(
            "run", "test", "--", "--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"
        )
        print(finished.stdout, flush=True)
        return read_junit(report, finished.returncode)


def _python_embedded(wishes: Wishes) -> Counts:
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return _pytest(wishes, environment, markers="not browser")


def _python_team(wishes: Wishes) -> Counts:
    environment = dict(os.environ)
    if "postgres" in wishes.without:
        environment.pop("DATABASE_URL", None)
    else:
        environment["DATABASE_URL"] = servers.postgres()
    if "redis" in wishes.without:
        environment.pop("REDIS_URL", None)
    else:
        environment["REDIS_URL"] = servers.redis()
    return _pytest(wishes, environment, markers="not browser", leave_out=WITHOUT_SERVERS)


def _browser(wishes: Wishes) -> Counts:
    environment = {**os.environ, "CHROMIUM": servers.chromium()}
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    # One at a time: the frame tests measure what a real browser shows, and two would share the decoder.
    return _pytest(wishes, environment, markers="browser", workers="0")


def _pytest(
    wishes: Wishes,
    environment: Mapping[str, str],
    *,
    markers: str,
    leave_out: Sequence[str] = (),
    workers: str = "auto",
) -> Counts:
    chosen = markers if wishes.long else f"{markers} and not long"
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        command = [PYTHON, "-m", "pytest", "-q", "-n", workers, "-m", chosen, f"--junit-xml={report}"]
        command += ["--durations=20", "--durations-min=5"]
        command += [f"--ignore={path}" for path in leave_out]
        finished = subprocess.run([*command, *wishes.pytest], cwd=ROOT, env=dict(environment), check=False)
        return read_junit(report, finished.returncode)


def _summarise(outcomes: list[Outcome], wishes: Wishes) -> int:
    print("\n──── summary " + "─" * 59)
    for outcome in outcomes:
        print(f"{_verdict(outcome):<9}{outcome.part:<34}{outcome.counts} in {outcome.seconds:.0f} s")
    for name in sorted(wishes.without):
        print(f"{'left out':<9}{name}")
    for outcome in outcomes:
        if outcome.missing:
            print(f"{outcome.part} did not run: {outcome.missing}")
    total = sum((outcome.counts for outcome in outcomes), Counts())
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _verdict(outcome: Outcome) -> str:
    if outcome.missing:
        return "NOT RUN"
    return "ok" if outcome.passed else "FAILED"
