"""Reading the environment, loudly: a wrong value stops the start with a sentence that names the variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable."""
    text = os.environ.get(name, "yes" if default else "no").strip().lower()
    if text not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be yes or no, not “{text}”.")
    return text in _TRUE


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(name: str, file: Path) -> str:
    """A secret from the variable, or from its file; never a default."""
    if value := os.environ.get(name):
        return value
    try:
        return file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"There is no {name} and {file} cannot be read ({error.strerror}). Start with ./run, which makes one."
        ) from error


def database(url: str | None, sqlite_file: Path) -> dict[str, Any]:
    """Django's settings for the database at `url` (postgres://user:password@host:port/name), else for a SQLite file."""
    if not url:
        return _sqlite(sqlite_file)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL must begin with postgres://, not “{parts.scheme}://”.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 20}, **dict(parse_qsl(parts.query))},
    }


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            # IMMEDIATE: a transaction that begins by reading cannot be refused later when it writes.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: with NORMAL a power cut loses acknowledged rows (measured; see docs/adr/0002).
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
