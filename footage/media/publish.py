"""A made file appears whole or not at all.

It is written under a temporary name in the folder it will live in, flushed to the disk, renamed,
and the folder is flushed too, so that neither a crash nor a power cut can leave half of it under
its real name. What a killed process leaves behind ends in `.part`: `remove_leftovers` sweeps it.
"""

import glob
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LEFTOVER_SUFFIX = ".part"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a name to write to; when the block succeeds, what is there becomes `path`."""
    temporary = _temporary_name(path)
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(path)
        _flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; when the block succeeds, it becomes `path`.

    A folder already at `path` is replaced; between its removal and the renaming there is none.
    """
    temporary = _temporary_name(path)
    temporary.mkdir()
    try:
        yield temporary
        for entry in sorted(temporary.iterdir()):
            _flush(entry)
        _flush(temporary)
        if path.exists():
            shutil.rmtree(path)
        temporary.rename(path)
        _flush(path.parent)
    finally:
        if temporary.exists():
            shutil.rmtree(temporary)


@contextmanager
def scratch_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside `path` for what is needed on the way to it; it is removed afterwards."""
    temporary = _temporary_name(path)
    temporary.mkdir()
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary)


def remove_leftovers(path: Path) -> list[str]:
    """Remove what killed processes left of making `path`; nobody may be making it meanwhile.

    Other files of the same folder may well be in the making. Returns the names removed.
    """
    leftovers = sorted(path.parent.glob(f".{glob.escape(path.name)}.*{LEFTOVER_SUFFIX}"))
    for leftover in leftovers:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return [leftover.name for leftover in leftovers]


def _temporary_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}{LEFTOVER_SUFFIX}")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
