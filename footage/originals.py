"""The only way to the operators' drives: paths that stay inside their volume, files opened for reading only.

Nothing here writes, moves or locks. A path is relative to its volume, with `/` between its parts.
"""

import datetime
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import Malformed, RuleBroken, Unavailable
from footage.media.inputs import open_ordinary
from footage.models import Footage, Presence, Volume

LONGEST_PATH = 1024
MOST_ENTRIES = 5000
SAMPLED = 12
_LATEST = 2**63 - 1  # what the database holds: a file that says it was changed after 2262 is taken for that time


@dataclass(frozen=True)
class Original:
    """A recording on a drive: where it really is, its size in bytes, its modification time in nanoseconds.

    `touched_ns` is when anything about the file last changed, its time among it: nobody can set that back.
    """

    file: Path
    size: int
    modified_ns: int
    touched_ns: int


class Untouched:
    """A registered recording while something is made of it: `file` is where it is.

    Raises as `unchanged_original`; so does `check`, to be called before anything that was made of it can be seen.
    """

    def __init__(self, footage: Footage) -> None:
        self._footage = footage
        self._found = _unchanged(footage)

    @property
    def file(self) -> Path:
        return self._found.file

    def check(self) -> None:
        """Refuse what was made if the file was touched meanwhile, even if it is as it was again.

        Also if it was found meanwhile that what is in it is not what was registered.
        """
        self._footage.refresh_from_db(fields=["presence"])
        if _unchanged(self._footage) != self._found:
            raise _touched(self._footage)


@dataclass(frozen=True)
class Entry:
    """A folder or file of a volume; `path` is relative to the volume, `size` is None for a folder."""

    name: str
    path: str
    is_folder: bool
    size: int | None
    modified_at: datetime.datetime


@dataclass(frozen=True)
class Listing:
    """What a folder holds, folders first; `hidden` counts what is left out because it cannot be registered."""

    entries: list[Entry]
    hidden: int


def is_online(volume: Volume) -> bool:
    """Whether the volume's folder can be listed just now."""
    return os.access(volume.root, os.R_OK | os.X_OK) and Path(volume.root).is_dir()


def holds_files(volume: Volume) -> bool:
    """Whether there is anything in the volume's folder: one that is left bare is where a drive was mounted."""
    try:
        with os.scandir(volume.root) as found:
            return next(found, None) is not None
    except OSError:
        return False


def is_connected(volume: Volume) -> bool:
    """Whether a drive is there at all; it may be another one."""
    return is_online(volume) and holds_files(volume)


def is_mounted(volume: Volume) -> bool:
    """Whether the drive on which recordings were registered is there, and not another in its place.

    It is when one of a few of those that were there last, the first and the latest, lies there with its size.
    """
    if not is_connected(volume):
        return False
    there = volume.footage.filter(presence=Presence.PRESENT).values_list("path", "size")
    sample = [*there.order_by("created_at", "id")[:SAMPLED], *there.order_by("-created_at", "-id")[:SAMPLED]]
    return not sample or any(_lies_there(volume, path, size) for path, size in sample)


def check_connected(volume: Volume) -> None:
    """Raises Unavailable unless some drive is there."""
    if not is_connected(volume):
        raise offline(volume)


def check_mounted(volume: Volume) -> None:
    """Raises Unavailable unless the drive, on which something was registered, is there."""
    if not is_mounted(volume):
        raise offline(volume)


def clean_path(text: str) -> str:
    """A path relative to a volume in its one normal form ("" is the volume itself).

    Raises Malformed for an absolute one, one that climbs with `..`, and one that no drive could hold.
    """
    parts = [part for part in text.split("/") if part not in {"", "."}]
    if text.startswith("/") or ".." in parts or not _is_storable(text):
        raise Malformed(
            "The path of a recording is relative to its volume and stays inside it, like “tape 3/clip 1.mp4”. "
            "Nothing was opened.",
            fields={"path": ["Not a path inside the volume."]},
        )
    return "/".join(parts)


def find_original(volume: Volume, path: str) -> Original:
    """The recording at `path`, checked to be a readable, ordinary file inside the volume.

    Raises Unavailable when the volume is offline, RuleBroken when there is no such recording.
    """
    file, descriptor = _open(volume, path)
    try:
        return _as_opened(file, descriptor)
    finally:
        os.close(descriptor)


def open_original(footage: Footage) -> int:
    """A descriptor of the recording itself, for reading: what is opened was found to be what was registered.

    Nothing that lies under its name later can be read from it; whoever asked closes it. Raises as
    `unchanged_original`.
    """
    file, descriptor = _open(footage.volume, footage.path)
    try:
        _refuse_changed(footage, _as_opened(file, descriptor))
    except RuleBroken:
        os.close(descriptor)
        raise
    return descriptor


def is_still(original: Original) -> bool:
    """Whether the file is as it was when it was found, so that what was read of it meanwhile is of one piece."""
    try:
        facts = original.file.stat()
    except OSError:
        return False
    return _of(original.file, facts) == original


def unchanged_original(footage: Footage) -> Path:
    """Where the recording is. Raises as `find_original`, and RuleBroken when it is no longer what was registered."""
    return _unchanged(footage).file


def all_files(volume: Volume) -> Iterator[Entry]:
    """Every file below the volume's folder that could be registered.

    Folders that are links are not entered, so that none is walked twice. Raises Unavailable when the volume is offline.
    """
    return _files_below(volume, "")


def list_folder(volume: Volume, path: str) -> Listing:
    """What is in a folder of the volume. Raises as `find_original`."""
    folder = _inside(volume, path)
    if not folder.is_dir():
        raise _refused("This is not a folder, so there is nothing to list in it.", "not_a_folder")
    try:
        with os.scandir(folder) as found:
            names = sorted(entry.name for entry in found)
    except OSError as error:
        raise _refused(f"This folder cannot be read ({error.strerror}).", "not_readable") from error
    entries = list(_entries(volume, path, names[:MOST_ENTRIES]))
    entries.sort(key=lambda entry: (not entry.is_folder, entry.name.casefold(), entry.name))
    return Listing(entries, len(names) - len(entries))


def _files_below(volume: Volume, path: str) -> Iterator[Entry]:
    try:
        with os.scandir(_inside(volume, path)) as found:
            names = {entry.name: entry.is_symlink() for entry in found}
    except (OSError, RuleBroken):
        return  # a folder that cannot be read, or that went away meanwhile, has nothing to offer
    for entry in _entries(volume, path, sorted(names)):
        if not entry.is_folder:
            yield entry
        elif not names[entry.name]:
            yield from _files_below(volume, entry.path)


def _entries(volume: Volume, path: str, names: list[str]) -> Iterator[Entry]:
    for name in names:
        relative = f"{path}/{name}" if path else name
        if name.startswith(".") or not _is_storable(relative):
            continue
        try:
            facts = _facts(_inside(volume, relative), volume)
        except RuleBroken:
            continue  # a link that leads outside or nowhere
        if stat.S_ISDIR(facts.st_mode):
            yield Entry(name, relative, is_folder=True, size=None, modified_at=_when(facts))
        elif stat.S_ISREG(facts.st_mode):
            yield Entry(name, relative, is_folder=False, size=facts.st_size, modified_at=_when(facts))


def _is_storable(path: str) -> bool:
    """Whether a database and a JSON text can hold the path: names that are not UTF-8 arrive with half characters."""
    try:
        encoded = path.encode()
    except UnicodeEncodeError:
        return False
    return len(path) <= LONGEST_PATH and not any(byte < 32 or byte == 127 for byte in encoded)


def _inside(volume: Volume, path: str) -> Path:
    """The real place of a path, all links followed, if it still lies inside the volume."""
    root = _root(volume)
    try:
        real = Path(os.path.realpath(root / path, strict=True))
    except OSError as error:
        raise _missing(volume) from error
    if not real.is_relative_to(root):
        raise _refused("This is a link that leads outside its volume, so it was not opened.", "outside_volume")
    return real


def _lies_there(volume: Volume, path: str, size: int) -> bool:
    try:
        return Path(volume.root, path).stat().st_size == size
    except OSError:
        return False


def _root(volume: Volume) -> Path:
    if not is_online(volume):
        raise offline(volume)
    return Path(os.path.realpath(volume.root))


def _facts(file: Path, volume: Volume) -> os.stat_result:
    try:
        return file.lstat()
    except OSError as error:
        raise _missing(volume) from error


def _when(facts: os.stat_result) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(facts.st_mtime, datetime.UTC)


def _open(volume: Volume, path: str) -> tuple[Path, int]:
    """Where a recording really is, and a descriptor of it. Raises as `find_original`."""
    file = _inside(volume, path)
    # Looked at before it is opened: opening a device or a pipe may do something, or wait for ever.
    if not stat.S_ISREG(_facts(file, volume).st_mode):
        raise _refused("This is a folder or a special file, not a recording. Choose a file.", "not_a_file")
    try:
        return file, open_ordinary(file)
    except FileNotFoundError as error:
        raise _missing(volume) from error
    except OSError as error:
        raise _refused(f"The recording cannot be read ({error.strerror}).", "not_readable") from error


def _as_opened(file: Path, descriptor: int) -> Original:
    return _of(file, os.fstat(descriptor))


def _of(file: Path, facts: os.stat_result) -> Original:
    return Original(file, facts.st_size, min(facts.st_mtime_ns, _LATEST), facts.st_ctime_ns)


def _unchanged(footage: Footage) -> Original:
    original = find_original(footage.volume, footage.path)
    _refuse_changed(footage, original)
    return original


def _refuse_changed(footage: Footage, original: Original) -> None:
    if (original.size, original.modified_ns) != (footage.size, footage.modified_ns):
        raise _changed(footage, "its size or its time is another")
    if footage.presence == Presence.CHANGED:
        raise _changed(footage, "what is in it is not the same")


# The sentences name the volume but never the path: they are kept on the recording, where every member reads
# them, and a path can name people.
def _missing(volume: Volume) -> RuleBroken | Unavailable:
    if not holds_files(volume):
        return offline(volume)
    return _refused(
        f"The recording is not on the volume “{volume.name}” where it was looked for. "
        "Is its drive connected, and has nobody moved or renamed it?",
        "no_such_file",
    )


def offline(volume: Volume) -> Unavailable:
    """The refusal while a volume's drive is away."""
    return Unavailable(
        f"The volume “{volume.name}” is offline. Nothing is lost; connect its drive and try again.",
        code="volume_offline",
    )


def _changed(footage: Footage, how: str) -> RuleBroken:
    return RuleBroken(
        f"The file “{footage.title}” on the volume “{footage.volume.name}” has changed since it was registered "
        f"({how}). It is not used, so that nothing coded can shift; put the original back.",
        code="original_changed",
    )


def _touched(footage: Footage) -> RuleBroken:
    return RuleBroken(
        f"Something touched the file “{footage.title}” on the volume “{footage.volume.name}” while it was being read. "
        "What was made of it was thrown away, so that nothing coded can shift; stop what works there, and try again.",
        code="original_changed",
    )


def _refused(sentence: str, code: str) -> RuleBroken:
    return RuleBroken(sentence, code=code, fields={"path": [sentence]})
