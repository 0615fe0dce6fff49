"""What the tests need besides Python: PostgreSQL, Redis, Chromium. Found, or installed when asked to."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from annotator.launcher.failures import CannotStart

POSTGRES = "postgres://postgres@127.0.0.1:5432/annotator_test"
REDIS = "redis://127.0.0.1:6379/15"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: The fonts draw the Korean and Russian of the case study.
PACKAGES = {
    "postgres": ["postgresql"],
    "redis": ["redis-server"],
    "browser": ["chromium", "fonts-noto-cjk", "fonts-noto-core"],
}
START_PATIENCE = 30.0
HELP = "Use ./run test --install (Debian, as root), or leave it out with --without {part}."


def postgres() -> str:
    """The URL of a PostgreSQL server that listens: DATABASE_URL, else the default port. Raises CannotStart."""
    url = os.environ.get("DATABASE_URL") or POSTGRES
    return _listening(url, 5432, "postgres", "PostgreSQL")


def redis() -> str:
    """The URL of a Redis server that listens: REDIS_URL, else database 15 on the default port. Raises CannotStart."""
    url = os.environ.get("REDIS_URL") or REDIS
    return _listening(url, 6379, "redis", "Redis")


def chromium() -> str:
    """The path of Chromium: CHROMIUM, else the first of its names on PATH. Raises CannotStart."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None or not Path(found).exists():
        raise CannotStart(f"No Chromium was found. {HELP.format(part='browser')}")
    return found


def install(parts: frozenset[str]) -> None:
    """Bring what is missing with apt-get, and start the servers that do not listen. Raises CannotStart."""
    missing = [part for part in sorted(parts) if not _is_there(part)]
    packages = [package for part in missing for package in PACKAGES[part]]
    # Which files hostile recordings make a program open, only strace can see.
    packages += [] if shutil.which("strace") else ["strace"]
    if packages:
        _apt_get(packages)
    if "postgres" in parts:
        _start("PostgreSQL", POSTGRES, 5432, _start_postgres)
    if "redis" in parts:
        _start("Redis", REDIS, 6379, _start_redis)


def _is_there(part: str) -> bool:
    if part == "browser":
        return any(map(shutil.which, BROWSERS))
    if part == "postgres":
        return "DATABASE_URL" in os.environ or _answers(POSTGRES, 5432) or _postgres_programs() is not None
    return "REDIS_URL" in os.environ or _answers(REDIS, 6379) or shutil.which("redis-server") is not None


def _apt_get(packages: list[str]) -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise CannotStart(f"--install needs Debian's apt-get and root. Install by hand: {' '.join(packages)}.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            raise CannotStart(f"“{' '.join(command)}” failed (see above). Install by hand: {' '.join(packages)}.")


def _start(name: str, url: str, port: int, start: Callable[[], None]) -> None:
    variable = "DATABASE_URL" if name == "PostgreSQL" else "REDIS_URL"
    if os.environ.get(variable) or _answers(url, port):
        return
    start()
    give_up = time.monotonic() + START_PATIENCE
    while not _answers(url, port):
        if time.monotonic() > give_up:
            raise CannotStart(f"{name} was installed but does not start. Start it by hand, or set {variable}.")
        time.sleep(0.2)


def _start_postgres() -> None:
    """A throw-away cluster that trusts this machine: a packaged one asks for passwords that a test does not have."""
    programs = _postgres_programs()
    if programs is None:
        raise CannotStart(f"No PostgreSQL was found. {HELP.format(part='postgres')}")
    folder = Path("/var/tmp/annotator-test-postgres")  # noqa: S108 - one fixed place, so that the next run finds it
    if not (folder / "PG_VERSION").exists():
        folder.mkdir(exist_ok=True)
        shutil.chown(folder, "postgres")
        _as_postgres(
            [
                str(programs / "initdb"),
                "-D",
                str(folder),
                "-A",
                "trust",
                "-U",
                "postgres",
                "--locale=C.UTF-8",
                "-E",
                "UTF8",
            ]
        )
    # Nothing in it is worth a wait for the disk.
    options = f"-h 127.0.0.1 -p 5432 -k {folder} -c fsync=off"
    _as_postgres([str(programs / "pg_ctl"), "-D", str(folder), "-l", str(folder / "log"), "-o", options, "start"])


def _as_postgres(command: list[str]) -> None:
    """PostgreSQL refuses to run as root."""
    finished = subprocess.run(command, user="postgres", cwd="/", stdout=subprocess.DEVNULL, check=False)
    if finished.returncode != 0:
        raise CannotStart(f"“{' '.join(command)}” failed (see above). Start PostgreSQL by hand, or set DATABASE_URL.")


def _postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version first; Debian does not put it on PATH."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("pg_ctl")
    return packaged[0] if packaged else Path(on_path).parent if on_path else None


def _start_redis() -> None:
    subprocess.run(
        ["redis-server", "--daemonize", "yes", "--bind", "127.0.0.1", "--port", "6379", "--save", "", "--dir", "/tmp"],  # noqa: S108
        stdout=subprocess.DEVNULL,
        check=False,
    )


def _listening(url: str, port: int, part: str, name: str) -> str:
    if not _answers(url, port):
        raise CannotStart(f"No {name} server listens at {_address(url, port)}. {HELP.format(part=part)}")
    return url


def _answers(url: str, port: int) -> bool:
    host, number = _address(url, port)
    try:
        with socket.create_connection((host, number), timeout=2):
            return True
    except OSError:
        return False


def _address(url: str, port: int) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or port
