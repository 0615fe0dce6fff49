"""What work on media needs from the product: its tools, a recording as `media` sees it, refusals as sentences."""

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings

from annotator.errors import RuleBroken
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import find_tools
from footage.media.probe import Probe
from footage.media.sandbox import Tools
from footage.media.source import Source, describe_source
from footage.models import Footage

log = logging.getLogger(__name__)


@functools.cache
def tools() -> Tools:
    """The programs of this installation."""
    return replace(find_tools(settings.FFMPEG), nice=settings.MEDIA_NICE)


def source_of(footage: Footage) -> Source:
    """A measured recording as its probe found it, on the clock that was fixed for it."""
    return describe_source(Probe.from_facts(footage.probe)).at_rate(footage.measured_clock().rate)


@contextmanager
def told_as_refusals() -> Iterator[None]:
    """Turns what went wrong with media into a refusal with its sentence; the programs' own words go to the log."""
    try:
        yield
    except MediaFailed as failed:
        log.warning("%s [%s]", failed.sentence, failed.detail.strip())
        raise RuleBroken(failed.sentence, code="media_failed") from failed
