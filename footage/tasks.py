"""What workers do with recordings: read them once, then make one derivative per job.

Every handler may be started again for the same job (its worker was killed): it finds out what is left
to do, and what it publishes appears whole or not at all.
"""

import functools
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

import footage.drive_tasks
import footage.excerpt_tasks
import footage.upload_tasks  # noqa: F401 - its handlers
from annotator.errors import RuleBroken
from annotator.jobs.context import JobContext
from annotator.jobs.models import Queue
from annotator.jobs.registry import handler
from footage import originals, store, workshop
from footage.media.chunks import LOOK, TILES, Chunk, make_chunk
from footage.media.confirm import confirms
from footage.media.digest import hash_apart
from footage.media.failures import MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop
from footage.media.joining import join_proxy
from footage.media.looks import Look
from footage.media.probe import Probe, probe_file
from footage.media.publish import remove_leftovers
from footage.media.recipes import RECIPES, recipe
from footage.media.shots import make_keyframes
from footage.media.sound import make_audio, make_peaks, make_proxy_sound
from footage.media.source import Source, describe_source
from footage.media.sprites import make_sprites, plan_sprites
from footage.models import Footage
from footage.operations import chunking, making, measuring
from footage.operations.recordings import CONFIRM, HASHED_AT_ONCE, INGEST
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

    def chunks(self) -> list[Path]:
        """The folders of all chunks, in order."""
        return [store.chunk_folder(self.footage, number) for number in range(chunking.count(self.footage))]


@handler(INGEST, ended=measuring.reading_ended)
def read_recording(context: JobContext) -> None:
    """Fix the clock of a recording: a small one is hashed and read whole, of a large one the index is read first."""
    footage = _footage(context.subject_id)
    if footage.clock is not None:
        return
    file = originals.unchanged_original(footage)
    # One that was hashed but has no clock contradicted its index once: now nothing but the whole file is believed.
    quick = footage.size > HASHED_AT_ONCE and not footage.sha256
    with _media_work(context):
        sha256 = footage.sha256 if quick else _hash(context, footage, file)
        context.progress(HASHING_SHARE, "probing")
        probe = probe_file(file, workshop.tools(), quick=quick, should_stop=context.should_stop)
        if probe.whole and not sha256:
            sha256 = _hash(context, footage, file)
        source = describe_source(probe)
    source, clock = _clock_of(footage, source)
    originals.unchanged_original(footage)  # what was read is what was registered, to the last byte
    with context.publishing():
        measuring.measure(footage.id, sha256=sha256, probe=probe, source=source, clock=clock)


@handler(CONFIRM, ended=measuring.confirming_ended)
def confirm_recording(context: JobContext) -> None:
    """Hash a recording and count its packets, and compare with the clock that its index gave."""
    footage = _footage(context.subject_id)
    if footage.read_whole or footage.clock is None:
        return
    file = originals.unchanged_original(footage)
    with _media_work(context):
        sha256 = _hash(context, footage, file)
        whole = probe_file(file, workshop.tools(), should_stop=context.should_stop)
    originals.unchanged_original(footage)
    contradiction = confirms(Probe.from_facts(footage.probe), whole)
    with context.publishing():
        measuring.confirm(footage.id, sha256=sha256, contradiction=contradiction or "")


@handler(chunking.JOB, ended=making.chunk_ended)
def make_one_chunk(context: JobContext) -> None:
    """Make one chunk of a recording, unless it is there already."""
    footage, number = _footage(uuid.UUID(context.payload["footage"])), context.payload["chunk"]
    with context.publishing():
        chunk = making.start_chunk(footage.id, number)
    if chunk is None:
        return
    folder = store.chunk_folder(footage, number)
    # A folder is there only when it is whole: a worker was killed between making it and saying so.
    if not folder.exists():
        _make_chunk(context, footage, chunk, folder)
    with context.publishing():
        making.chunk_made(footage.id, number)


def _make_chunk(context: JobContext, footage: Footage, chunk: Chunk, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    with _media_work(context):
        make_chunk(
            workshop.source_of(footage),
            originals.unchanged_original(footage),
            chunk,
            folder,
            workshop.tools(),
            urgent=context.job.queue == Queue.URGENT,
            should_stop=context.should_stop,
        )


def make_derivative(context: JobContext, kind: str) -> Mapping[str, object]:
    """Make one derivative of a recording."""
    with context.publishing():
        derivative = making.start_making(context.subject_id, kind)
    if derivative is None:
        return {}
    footage = _footage(context.subject_id)
    work = Making(context, footage, kind)
    work.output.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(work.output)
    with _media_work(context):
        facts = _MAKERS[kind](work)
    with context.publishing():
        chunks_may_go = making.finish(footage.id, kind, facts=facts)
    store.remove_older(work.output)
    if chunks_may_go:
        store.remove_chunks(footage)
    return {}


def _proxy(work: Making) -> dict[str, Any]:
    if work.footage.has_picture:
        join_proxy(work.source, work.original(), work.chunks(), work.output, workshop.tools(), **work.telling())
    else:
        make_proxy_sound(work.source, work.original(), work.output, workshop.tools(), **work.telling())
    return {}


def _audio(work: Making) -> dict[str, Any]:
    make_audio(work.source, work.original(), work.output, workshop.tools(), **work.telling())
    return {}


def _peaks(work: Making) -> dict[str, Any]:
    make_peaks(work.made("audio"), work.output)
    return {}


def _keyframes(work: Making) -> dict[str, Any]:
    looks = (Look.from_bytes((folder / LOOK).read_bytes()) for folder in work.chunks())
    keyframes = make_keyframes(looks, work.source, work.output)
    return {"shots": len(keyframes.shots)}


def _sprites(work: Making) -> dict[str, Any]:
    sprites = plan_sprites(work.source)
    # A chunk shorter than the step may have no thumbnail.
    tiles = ((folder / TILES).read_bytes() for folder in work.chunks() if (folder / TILES).exists())
    make_sprites(sprites, tiles, work.output, workshop.tools(), should_stop=work.context.should_stop)
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


def _footage(footage_id: uuid.UUID) -> Footage:
    return Footage.objects.select_related("project", "volume").get(pk=footage_id)


def _hash(context: JobContext, footage: Footage, file: Path) -> str:
    """The hash of the original, unless it was taken when it was registered."""
    return footage.sha256 or hash_apart(
        file,
        workshop.tools(),
        on_progress=lambda fraction: context.progress(HASHING_SHARE * fraction, "hashing"),
        should_stop=context.should_stop,
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
