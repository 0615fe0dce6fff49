"""The data folder: one owner at a time, room to write, secrets that only its owner reads."""

import errno
import fcntl
import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from annotator.launcher.failures import CannotStart

LEAST_FREE = 100 * 1024 * 1024
LOCK_PATIENCE = 5.0


def prepare(folder: Path) -> None:
    """Make the folder and its secret (unless the environment brings one). Raises CannotStart, also when it is full."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _probe(folder)
        for name in ("media", "broker/control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        _make_secrets(folder / "secrets")
    except OSError as error:
        raise CannotStart(_sentence(folder, error)) from error


def lock(folder: Path) -> int:
    """Own the folder until this process and all children that inherit the descriptor have ended.

    Returns the descriptor. Waits a moment, because the children of a launcher that was just killed need
    one to die. Raises CannotStart when somebody else owns it.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_up = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                os.close(descriptor)
                raise CannotStart(
                    f"Annotator is already running on the data folder {folder}. "
                    "Use that one, stop it first, or give another folder with --data."
                ) from None
            time.sleep(0.1)
        else:
            return descriptor


def empty_broker(folder: Path) -> None:
    """Throw the messages of an earlier run away. The rows know what is to be done; only the owner may do this."""
    for message in (folder / "broker").iterdir():
        if message.is_file():
            with suppress(FileNotFoundError):
                message.unlink()


def write_secret(file: Path, content: bytes) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    draft = file.with_name(f"{file.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(file)


def _make_secrets(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    file = folder / "secret_key"
    if not file.exists() and not os.environ.get("SECRET_KEY"):
        write_secret(file, secrets.token_urlsafe(64).encode())


def _probe(folder: Path) -> None:
    """Write and remove a file. Raises OSError, also when the disk is so full that the database would soon fail."""
    file = folder / f".probe-{os.getpid()}"
    try:
        with file.open("wb") as stream:
            stream.write(b"\0" * 4096)
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise OSError(errno.ENOSPC, "less than 100 MB free")


def _sentence(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk of the data folder {folder} is full. Nothing was changed; "
            "free some space (at least 100 MB) and start again."
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"The data folder {folder} cannot be made: a file is in its place. Give another folder with --data."
    return (
        f"The data folder {folder} cannot be written to ({error.strerror}). Nothing was changed; "
        "allow it, or give another folder with --data."
    )
