"""Recognising a drive that was unplugged and comes back under another mount point.

A folder is taken for a volume's own when at least half of up to `SAMPLED` registered recordings lie there under their
paths with their sizes, and most of the `HASHED` smallest of those have their SHA-256; the one that has not is marked as
changed. If two folders are (somebody copied the drive), neither is taken: the operator chooses with `add_volume`.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from annotator.errors import DomainError, RuleBroken
from footage import originals
from footage.media.failures import MediaFailed
from footage.models import Footage, Volume
from footage.operations.scanning import Finding, How, Reading, settle
from footage.operations.volumes import add_volume

log = logging.getLogger(__name__)

SAMPLED = 24
HASHED = 3
MOST_FOLDERS = 2000
"""Looked into at most, below the folders that are named."""
DEPTH = 2
"""Folders below a named one: /media/anna/DRIVE lies two below /media."""
MOST_BYTES_UNASKED = 2 * 1024**3
"""Hashed at most when nobody asked for it."""


class Known(NamedTuple):
    """A registered recording as it must lie on its drive."""

    path: str
    size: int
    sha256: str


def is_away(volume: Volume) -> bool:
    """Whether the drive is not where it was: no folder, or the place where one was mounted with recordings on.

    That place may be bare, or another drive's by now.
    """
    return not originals.is_online(volume) or (volume.footage.exists() and not originals.is_mounted(volume))


def bring_back(volume: Volume, places: Iterable[Path], reading: Reading) -> bool:
    """Look for the volume's drive in and below `places`; if it is there, that becomes its folder.

    False when it is not, or when nothing on the volume was ever hashed, so that nothing could tell.
    Raises RuleBroken when several folders are equal to it.
    """
    known = _known(volume)
    return bool(known) and _take(volume, known, _folders(volume, places, DEPTH), reading)


def bring_back_lost(reading: Reading) -> None:
    """Look for every drive that is away in the usual mount points (`DRIVE_FOLDERS`). Cheap while none is away.

    Given the same `reading` each time it reads no file twice: a copy that is not taken may be plugged in for weeks.
    """
    for volume in Volume.objects.filter(managed=False):
        if not is_away(volume):
            continue
        known = _known(volume)
        if not known or sum(one.size for one in known[:HASHED]) > MOST_BYTES_UNASKED:
            continue  # somebody can have it looked for, by scanning it
        try:
            if _take(volume, known, _folders(volume, usual_places(), 0), reading):
                reading.forget()  # should it go away again, what comes back then is read anew
        except DomainError as refused:
            log.warning("%s", refused.sentence)


def usual_places() -> list[Path]:
    """Where drives are mounted on this machine."""
    return [place for pattern in settings.DRIVE_FOLDERS for place in sorted(Path("/").glob(pattern.lstrip("/")))]


def _take(volume: Volume, known: list[Known], folders: Iterable[Path], reading: Reading) -> bool:
    found = [
        (folder, others) for folder in folders if (others := _others_in(folder, volume, known, reading)) is not None
    ]
    if len(found) > 1:
        raise RuleBroken(
            f"{len(found)} folders hold the recordings of the volume “{volume.name}”. Nothing was changed; "
            "unplug the copies, or name one of them with add_volume.",
            code="several_drives",
        )
    for folder, others in found:
        add_volume(name=volume.name, folder=folder)
        volume.refresh_from_db()
        _mark_changed(volume, others)
    return bool(found)


def _mark_changed(volume: Volume, others: list[Known]) -> None:
    """What was just seen to be another file is not used, even if its size and its time are those of the recording."""
    for one in others:
        for footage in Footage.objects.filter(volume=volume, path=one.path, sha256=one.sha256):
            settle(Finding(footage, How.CHANGED, footage.path, footage.modified_ns))


def _known(volume: Volume) -> list[Known]:
    """The recordings to recognise the volume by, the smallest first: those, and some from all sizes."""
    hashed = Footage.objects.filter(volume=volume).exclude(sha256="")
    rows = [Known(*row) for row in hashed.order_by("size", "path").values_list("path", "size", "sha256").distinct()]
    smallest, rest = rows[:HASHED], rows[HASHED:]
    every = max(1, len(rest) // (SAMPLED - HASHED))
    return smallest + rest[::every][: SAMPLED - HASHED]


def _others_in(folder: Path, volume: Volume, known: list[Known], reading: Reading) -> list[Known] | None:
    """None unless the folder is the volume's; else which of the recordings that were read are other files there."""
    reading.goes_on()
    candidate = Volume(name=volume.name, root=str(folder))
    there = [(one, original) for one in known if (original := _lying(candidate, one)) is not None]
    if not there or 2 * len(there) < len(known):
        return None
    read = there[:HASHED]
    try:
        others = [one for one, original in read if reading.sha256(original) != one.sha256]
    except MediaFailed:
        return None
    return others if 2 * len(others) < len(read) else None


def _lying(candidate: Volume, known: Known) -> originals.Original | None:
    try:
        original = originals.find_original(candidate, known.path)
    except DomainError:
        return None
    return original if original.size == known.size else None


def _folders(volume: Volume, places: Iterable[Path], depth: int) -> Iterator[Path]:
    """Where the drive may be: in each place and `depth` folders below, and where its folder was on its drive."""
    seen: set[Path] = set()
    tails = [Path(*Path(volume.root).parts[-length:]) for length in (1, 2, 3)]
    for place in places:
        for folder in _below(place, depth):
            for candidate in (folder, *(folder / tail for tail in tails)):
                real = Path(os.path.realpath(candidate))
                if real not in seen and real.is_dir():
                    seen.add(real)
                    yield real
                if len(seen) >= MOST_FOLDERS:
                    return


def _below(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    if depth == 0:
        return
    try:
        with os.scandir(folder) as found:
            inner = sorted(entry.path for entry in found if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    for one in inner:
        yield from _below(Path(one), depth - 1)
