"""Secrets by file: `NAME_FILE` names a file that holds what `NAME` would."""

import os
from pathlib import Path

from annotator.launcher.failures import CannotStart

NAMES = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")


def read() -> None:
    """Put what the files hold into the environment, where it never shows on a command line. Raises CannotStart."""
    for name in NAMES:
        file = os.environ.get(f"{name}_FILE")
        if file is None:
            continue
        try:
            os.environ[name] = Path(file).read_text().strip()
        except OSError as error:
            raise CannotStart(f"{name}_FILE names {file}, which cannot be read ({error.strerror}).") from error
