"""What workers do with recordings: read them once, then make one derivative per job.

Every handler may be started again for the same job (its worker was killed): it finds out what is left
to do, and what it publishes appears whole or not at all.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

from annotator.errors import RuleBroken
from annotator.jobs.context import JobContext
from annotator.jobs.registry import handler
from footage import originals, store, workshop
from footage.media.digest import hash_file
from footage.media.failures import MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop
from footage.media.pictures import Pictures, original_pictures, proxy_pictures
from footage.media.probe import probe_file
from footage.media.proxy import make_proxy
from footage.media.publish import remove_leftovers
from footage.media.recipes import RECIPES, recipe
from footage.media.shots import make_keyframes
from footage.media.sound import make_audio, make_peaks
from footage.media.source import Source, describe_source
from footage.media.sprites import make_sprites
from footage.models import Footage
from footage.operations import making
from footage.operations.recordings import INGEST
from footage.timebase import FrameRate, Timebase, TimeMalformed, TimeRefused

HASHING_SHARE = 0.8
"""Of the reading of a recording, as progress: the probe reads the file again, from the cache mostly."""


class Telling(TypedDict):
    """The two callbacks that every maker takes."""

    on_progress: OnProgress
    should_stop: ShouldStop


class Making:
    """One derivative in the making: what from, where to, and how to tell of it."""

    def __init__(self, context: JobContext, footage: Footage, kind: str) -> None:
        self.context = context
        self.footage = footage
        self.source: Source = workshop.source_of(footage)
        self.output: Path = store.folder_of(footage) / store.file_name(recipe(kind))

    def telling(self) -> Telling:
        """How a maker says how far it is, and learns that it should stop."""
        return {"on_progress": self.context.progress, "should_stop": self.context.should_stop}

    def original(self) -> Path:
        """The recording itself, checked to be what was registered."""
        return originals.unchanged_original(self.footage)

    def made(self, kind: str) -> Path:
        """The file of another derivative that is ready."""
        return store.file_of(self.footage.derivatives.get(kind=kind))

    def pictures(self) -> Pictures:
        """The pictures to derive from: the proxy's, or the original's where that serves as proxy."""
        if self.footage.derivatives.get(kind="proxy").same_as_original:
            return original_pictures(self.source, self.original())
        return proxy_pictures(self.source, self.made("proxy"))


@handler(INGEST, ended=making.reading_ended)
def read_recording(context: JobContext) -> None:
    """Hash and probe a recording, and fix its clock."""
    footage = Footage.objects.select_related("project", "volume").get(pk=context.subject_id)
    if footage.clock is not None:
        return
    file = originals.unchanged_original(footage)
    with _media_work(context):
        sha256 = footage.sha256 or hash_file(
            file,
            on_progress=lambda fraction: context.progress(HASHING_SHARE * fraction, "hashing"),
            should_stop=context.should_stop,
        )
        context.progress(HASHING_SHARE, "probing")
        probe = probe_file(file, workshop.tools(), should_stop=context.should_stop)
        source = describe_source(probe)
    source, clock = _clock_of(footage, source)
    originals.unchanged_original(footage)  # what was read is what was registered, to the last byte
    with context.publishing():
        making.measure(footage.id, sha256=sha256, probe=probe, source=source, clock=clock)


def make_derivative(context: JobContext, kind: str) -> Mapping[str, object]:
    """Make one derivative of a recording."""
    with context.publishing():
        derivative = making.start_making(context.subject_id, kind)
    if derivative is None:
        return {}
    footage = Footage.objects.select_related("project", "volume").get(pk=context.subject_id)
    work = Making(context, footage, kind)
    work.output.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(work.output)
    with _media_work(context):
        facts = _MAKERS[kind](work)
    with context.publishing():
        making.finish(footage.id, kind, facts=facts)
    store.remove_older(work.output)
    return {}


def _proxy(work: Making) -> dict[str, Any]:
    make_proxy(work.source, work.original(), work.output, workshop.tools(), **work.telling())
    return {}


def _audio(work: Making) -> dict[str, Any]:
    make_audio(work.source, work.original(), work.output, workshop.tools(), **work.telling())
    return {}


def _peaks(work: Making) -> dict[str, Any]:
    make_peaks(work.made("audio"), work.output)
    return {}


def _keyframes(work: Making) -> dict[str, Any]:
    keyframes = make_keyframes(work.pictures(), work.output, workshop.tools(), **work.telling())
    return {"shots": len(keyframes.shots)}


def _sprites(work: Making) -> dict[str, Any]:
    sprites = make_sprites(work.pictures(), work.output, workshop.tools(), **work.telling())
    return {"sheets": sprites.sheets}


_MAKERS: dict[str, Callable[[Making], dict[str, Any]]] = {
    "proxy": _proxy,
    "audio": _audio,
    "peaks": _peaks,
    "keyframes": _keyframes,
    "sprites": _sprites,
}
for _recipe in RECIPES:
    handler(making.job_kind(_recipe.kind), ended=making.making_ended)(
        functools.partial(make_derivative, kind=_recipe.kind)
    )


@contextmanager
def _media_work(context: JobContext) -> Iterator[None]:
    """Turns what media says into what jobs understand: a stop, or a refusal with its sentence."""
    try:
        with workshop.told_as_refusals():
            yield
    except MediaStopped:
        context.check()
        raise


def _clock_of(footage: Footage, source: Source) -> tuple[Source, Timebase]:
    """The recording on the clock that was asked for, else on its own. Raises RuleBroken when there is no such clock."""
    if footage.asked_frame_rate:
        source = source.at_rate(FrameRate.from_text(footage.asked_frame_rate))
    try:
        return source, source.timebase(footage.asked_start_timecode or None)
    except (TimeMalformed, TimeRefused) as error:
        raise RuleBroken(
            f"The start timecode that was asked for does not fit this recording. {error} "
            "Change it, then have the recording read again.",
            code="start_timecode",
        ) from error
