"""Exact frames of the original as JPEG, made when somebody asks and kept for a while."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from annotator.errors import RuleBroken, Unavailable
from footage import originals, store, workshop
from footage.media.pictures import Pictures, original_pictures, proxy_pictures
from footage.media.publish import Appearing, whole_file
from footage.media.sandbox import Limits
from footage.media.stills import frame_jpeg
from footage.models import DerivativeState, Footage

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


@dataclass(frozen=True)
class Still:
    """The file of a still, and whether it was made from the proxy because the original is away."""

    file: Path
    from_proxy: bool


def still(footage: Footage, frame: int, width: int) -> Still:
    """The JPEG of exactly `frame`, which lies in the recording, at most `width` pixels wide.

    While the original cannot be used, it is made from the proxy, whose frames are the same: smaller, and kept apart.
    Raises RuleBroken (nothing to see, or it cannot be decoded) and Unavailable (offline, or too many at once).
    """
    if not footage.has_picture:
        raise RuleBroken("This recording has sound and no picture.", code="no_picture")
    kept = store.folder_of(footage) / "stills" / f"{frame}-{width}.jpg"
    if kept.exists():
        return Still(kept, from_proxy=False)
    pictures, original = _pictures(footage)
    if original is None:
        kept = kept.with_name(f"{frame}-{width}-proxy.jpg")
    if not kept.exists():
        _make(pictures, frame, width, kept, partial(_appearing, footage, pictures, original))
    return Still(kept, from_proxy=original is None)


def _pictures(footage: Footage) -> tuple[Pictures, originals.Untouched | None]:
    """The original's, with it, else the proxy's. Raises what is the matter with the original when there is none."""
    source = workshop.source_of(footage)
    try:
        original = originals.Untouched(footage)
    except (RuleBroken, Unavailable):
        proxy = footage.derivatives.filter(kind="proxy", state=DerivativeState.READY, same_as_original=False).first()
        if proxy is None or not store.file_of(proxy).exists():
            raise
        return proxy_pictures(source, store.file_of(proxy)), None
    return original_pictures(source, original.file), original


@contextmanager
def _appearing(footage: Footage, pictures: Pictures, original: originals.Untouched | None) -> Iterator[None]:
    """A still is kept only if its original was left alone meanwhile, and its frame is counted as before.

    A reading that finds what was known already, as that of the whole file mostly does, takes nothing away.
    """
    if original is not None:
        original.check()
    current = Footage.objects.get(pk=footage.pk)
    counted = proxy_pictures if original is None else original_pictures
    if current.clock != footage.clock or counted(workshop.source_of(current), pictures.path) != pictures:
        raise Unavailable(
            "This recording was being read again while the still was made, and its frames may be others now. "
            "The still was thrown away; ask for it again once the recording has been read."
        )
    yield


def _make(pictures: Pictures, frame: int, width: int, output: Path, appearing: Appearing) -> None:
    tools = replace(workshop.tools(), limits=LIMITS)
    if not _free_places.acquire(timeout=LONGEST_WAIT):
        raise Unavailable("Too many stills are being made just now. Nothing is lost; try again in a moment.")
    try:
        with workshop.told_as_refusals():
            jpeg = frame_jpeg(pictures, frame, tools, most_width=width, most_height=width)
    finally:
        _free_places.release()
    output.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(output, appearing) as temporary:
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
