"""What work on media needs from the product: its tools, a recording as `media` sees it, refusals as sentences."""

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from django.conf import settings

from annotator.errors import RuleBroken
from annotator.jobs.context import JobContext
from footage.media.digest import hash_apart, hash_file
from footage.media.failures import MediaFailed, MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, find_tools, never, silent
from footage.media.probe import Probe
from footage.media.sandbox import Tools
from footage.media.source import Source, describe_source
from footage.models import Footage

log = logging.getLogger(__name__)

HASHED_HERE = 64 * 1024**2
"""Bytes: well under a second."""


class Telling(TypedDict):
    """The two callbacks that whatever takes long is given."""

    on_progress: OnProgress
    should_stop: ShouldStop


@functools.cache
def tools() -> Tools:
    """The programs of this installation."""
    return replace(find_tools(settings.FFMPEG), nice=settings.MEDIA_NICE)


def source_of(footage: Footage) -> Source:
    """A measured recording as its probe found it, on the clock that was fixed for it."""
    return describe_source(Probe.from_facts(footage.probe)).at_rate(footage.measured_clock().rate)


def hash_original(
    file: Path, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never, from_disk: bool = False
) -> str:
    """As `hash_file`; one that takes longer than a moment is read by a program of its own."""
    telling: Telling = {"on_progress": on_progress, "should_stop": should_stop}
    try:
        size = file.stat().st_size
    except OSError:
        size = 0  # reading it says why
    if size <= HASHED_HERE:
        return hash_file(file, from_disk=from_disk, **telling)
    return hash_apart(file, tools(), from_disk=from_disk, **telling)


@contextmanager
def stoppable(context: JobContext) -> Iterator[None]:
    """Turns a stop of work on media into the one that jobs understand."""
    try:
        yield
    except MediaStopped:
        context.check()
        raise


@contextmanager
def told_as_refusals() -> Iterator[None]:
    """Turns what went wrong with media into a refusal with its sentence; the programs' own words go to the log."""
    try:
        yield
    except MediaFailed as failed:
        log.warning("%s [%s]", failed.sentence, failed.detail.strip())
        raise RuleBroken(failed.sentence, code="media_failed") from failed
