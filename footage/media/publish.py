"""A made file appears whole or not at all.

It is written under a temporary name in the folder it will live in, flushed to the disk, renamed,
and the folder is flushed too, so that neither a crash nor a power cut can leave half of it under
its real name. What a killed process leaves behind ends in `.part`: `remove_leftovers` sweeps it.
"""

import glob
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

LEFTOVER_SUFFIX = ".part"
Appearing = Callable[[], AbstractContextManager[None]]
"""Made around the moment in which what was made appears, once it is all on the disk.

Whoever has it made can refuse it there at the last moment: what is raised before the moment leaves nothing.
"""


@contextmanager
def private_file(path: Path) -> Iterator[Path]:
    """Yield a name to write to, on the way to `path`, that nobody else uses; what is left there at the end is removed.

    For whoever lets it appear by itself, with `flush` and `appear`.
    """
    temporary = _temporary_name(path)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_file(path: Path, appearing: Appearing = nullcontext) -> Iterator[Path]:
    """Yield a name to write to; when the block succeeds, what is there becomes `path`."""
    with private_file(path) as temporary:
        yield temporary
        flush(temporary)
        with appearing():
            appear(temporary, path)


@contextmanager
def whole_folder(path: Path, appearing: Appearing = nullcontext) -> Iterator[Path]:
    """Yield an empty folder to fill; when the block succeeds, it becomes `path`.

    A folder already at `path` is replaced; between its removal and the renaming there is none.
    """
    with whole_folders([path], appearing) as (temporary,):
        yield temporary


@contextmanager
def whole_folders(paths: Sequence[Path], appearing: Appearing = nullcontext) -> Iterator[list[Path]]:
    """Yield an empty folder to fill for each of `paths`, all in one; when the block succeeds, each becomes its path.

    One after the other: a crash in the middle leaves some of them, each whole.
    """
    with scratch_folder(paths[0]) as scratch:
        temporary = [scratch / path.name for path in paths]
        for folder in temporary:
            folder.mkdir()
        yield temporary
        for folder in temporary:
            _flush_folder(folder)
        with appearing():
            for folder, path in zip(temporary, paths, strict=True):
                _appear_as_folder(folder, path)


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


def remove_folder(path: Path) -> None:
    """Remove a folder, if it is there, in one step: a process that is killed meanwhile leaves no half of it there.

    What cannot be removed just now is a leftover.
    """
    gone = _temporary_name(path)
    with suppress(FileNotFoundError):
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def flush(path: Path) -> None:
    """Have what was written on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def appear(made: Path, path: Path) -> None:
    """Let a file that was flushed become `path`, in place of what is there."""
    made.replace(path)
    flush(path.parent)


def _appear_as_folder(made: Path, path: Path) -> None:
    remove_folder(path)
    made.rename(path)
    flush(path.parent)


def _flush_folder(folder: Path) -> None:
    for entry in folder.iterdir():
        flush(entry)
    flush(folder)


def _temporary_name(path: Path) -> Path:
    # One on the way to one on the way is swept with it.
    hidden = path.name if path.name.startswith(".") else f".{path.name}"
    return path.with_name(f"{hidden}.{secrets.token_hex(8)}{LEFTOVER_SUFFIX}")
