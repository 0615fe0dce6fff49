"""`./run check`: everything that can be found out without running the product."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.launcher import frontend
from annotator.launcher.failures import CannotStart
from annotator.launcher.places import ROOT

BIN = Path(sys.executable).parent
#: What is looked at; the order is that of the cheapest first.
PYTHON_CODE = ("annotator", "footage", "coding", "tests", "bench", "manage.py")
SCHEMA = ROOT / "frontend" / "src" / "api" / "schema.yml"


@dataclass(frozen=True)
class Result:
    """How a check ended, and what it said."""

    passed: bool
    output: str


def run(_arguments: list[str]) -> int:
    """Run every check, print one line for each and the output of those that failed; 0 when all passed."""
    os.environ.setdefault("SECRET_KEY", "static checks sign nothing")
    with tempfile.TemporaryDirectory(prefix="annotator-check-") as folder:
        # Nothing here may touch real data, not even by opening its database.
        os.environ["ANNOTATOR_DATA"] = folder
        results = [_report(name, check) for name, check in CHECKS.items()]
    return 0 if all(results) else 1


def _report(name: str, check: Callable[[], Result]) -> bool:
    print(f"{name:<28}", end="", flush=True)
    try:
        result = check()
    except CannotStart as reason:
        result = Result(passed=False, output=str(reason))
    print("ok" if result.passed else "FAILED", flush=True)
    if not result.passed:
        print(result.output, flush=True)
    return result.passed


def _tool(name: str, *arguments: str) -> Callable[[], Result]:
    return lambda: _finished([str(BIN / name), *arguments])


def _manage(*arguments: str) -> Callable[[], Result]:
    return lambda: _finished([sys.executable, "manage.py", *arguments])


def _finished(command: list[str]) -> Result:
    finished = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
    )
    return Result(finished.returncode == 0, finished.stdout)


def _schema_drift() -> Result:
    """The committed schema is the one that the code describes."""
    made = Path(os.environ["ANNOTATOR_DATA"]) / "schema.yml"
    result = _finished(
        [sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", str(made)]
    )
    if not result.passed:
        return result
    if SCHEMA.exists() and SCHEMA.read_bytes() == made.read_bytes():
        return Result(passed=True, output="")
    return Result(
        passed=False,
        output=f"{SCHEMA.relative_to(ROOT)} is not what the code describes. Write it again:\n"
        f"  ./run manage spectacular --file {SCHEMA.relative_to(ROOT)}, then npm run types in frontend/",
    )


def _frontend() -> Result:
    frontend.install()
    finished = frontend.run_npm("run", "check")
    return Result(finished.returncode == 0, finished.stdout)


def _existing(*names: str) -> list[str]:
    return [name for name in names if (ROOT / name).is_file() or any((ROOT / name).rglob("*.py"))]


CHECKS: dict[str, Callable[[], Result]] = {
    "ruff": _tool("ruff", "check", "."),
    "ruff format": _tool("ruff", "format", "--check", "."),
    "compose file": _tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
    "Dockerfile": _tool("hadolint", "docker/Dockerfile"),
    "import contracts": _tool("lint-imports"),
    "mypy --strict": _tool("mypy", *_existing(*PYTHON_CODE)),
    "Django's own checks": _manage("check", "--fail-level", "WARNING"),
    "migrations": _manage("makemigrations", "--check", "--dry-run"),
    "API schema": _schema_drift,
    "front end": _frontend,
}
