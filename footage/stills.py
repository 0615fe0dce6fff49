"""Exact frames of the original as JPEG, made when somebody asks and kept for a while."""

import threading
from dataclasses import replace
from pathlib import Path

from annotator.errors import RuleBroken, Unavailable
from footage import originals, store, workshop
from footage.media.ffmpeg import Limits
from footage.media.pictures import original_pictures
from footage.media.publish import whole_file
from footage.media.stills import frame_jpeg
from footage.models import Footage

WIDTHS = (320, 960, 1920)
"""Pixels; a still is never larger than its original."""
MOST_KEPT = 400
"""Stills kept for one recording; the ones made longest ago go first."""
AT_ONCE = 2
"""Stills in the making in one process: each is a decoder of its own."""
LONGEST_WAIT = 20.0
LIMITS = Limits(cpu_seconds=240, wall_seconds=120.0)
"""Of making one: somebody waits for it, and one that never ended would keep its place from everybody."""

_free_places = threading.BoundedSemaphore(AT_ONCE)


def still(footage: Footage, frame: int, width: int) -> Path:
    """The JPEG of exactly `frame`, which lies in the recording, at most `width` pixels wide.

    Raises RuleBroken (nothing to see, or it cannot be decoded) and Unavailable (offline, or too many at once).
    """
    if not footage.has_picture:
        raise RuleBroken("This recording has sound and no picture.", code="no_picture")
    kept = store.folder_of(footage) / "stills" / f"{frame}-{width}.jpg"
    if not kept.exists():
        _make(footage, frame, width, kept)
    return kept


def _make(footage: Footage, frame: int, width: int, output: Path) -> None:
    original = originals.unchanged_original(footage)
    tools = replace(workshop.tools(), limits=LIMITS)
    pictures = original_pictures(workshop.source_of(footage), original)
    if not _free_places.acquire(timeout=LONGEST_WAIT):
        raise Unavailable("Too many stills are being made just now. Nothing is lost; try again in a moment.")
    try:
        with workshop.told_as_refusals():
            jpeg = frame_jpeg(pictures, frame, tools, most_width=width, most_height=width)
    finally:
        _free_places.release()
    output.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(output) as temporary:
        temporary.write_bytes(jpeg)
    _forget_oldest(output.parent)


def _forget_oldest(folder: Path) -> None:
    kept = list(folder.glob("[0-9]*.jpg"))
    if len(kept) <= MOST_KEPT:
        return
    for file in sorted(kept, key=_made_at)[: len(kept) - MOST_KEPT]:
        file.unlink(missing_ok=True)


def _made_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0  # somebody else has just forgotten it
