"""What workers do with recordings: read them once, then make one derivative per job.

Every handler may be started again for the same job (its worker was killed): it finds out what is left
to do, and what it publishes appears whole or not at all.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import footage.drive_tasks
import footage.excerpt_tasks
import footage.upload_tasks  # noqa: F401 - its handlers
from annotator.errors import RuleBroken
from annotator.jobs.context import JobContext
from annotator.jobs.registry import handler
from annotator.queues import Queue
from footage import originals, store, workshop
from footage.media.chunks import LOOK, TILES, Chunk, make_chunks
from footage.media.confirm import confirms
from footage.media.digest import hash_apart
from footage.media.joining import join_proxy
from footage.media.looks import Look
from footage.media.probe import Probe, probe_file
from footage.media.publish import Appearing, remove_leftovers
from footage.media.recipes import RECIPES, recipe
from footage.media.sections import SECTIONED, make_section, sections_of
from footage.media.shots import make_keyframes
from footage.media.sound import make_audio, make_peaks, make_proxy_sound
from footage.media.source import Source, describe_source
from footage.media.sprites import make_sprites, plan_sprites
from footage.models import DerivativeState, Footage
from footage.operations import chunking, making, measuring
from footage.operations.recordings import CONFIRM, HASHED_AT_ONCE, INGEST
from footage.timebase import FrameRate, Timebase, TimeMalformed, TimeRefused

HASHING_SHARE = 0.8
"""Of the reading of a recording, as progress: the probe reads the file again, from the cache mostly."""


class Telling(workshop.Telling):
    """The callbacks that makers take which read the original."""

    appearing: Appearing


class Making:
    """One derivative in the making: what from, where to, and how to tell of it."""

    def __init__(self, context: JobContext, footage: Footage, kind: str) -> None:
        self.context = context
        self.footage = footage
        self.source: Source = workshop.source_of(footage)
        self.output: Path = store.folder_of(footage) / store.file_name(recipe(kind))
        self._original: originals.Untouched | None = None

    def telling(self) -> Telling:
        """How a maker says how far it is, learns that it should stop, and asks whether what it made may appear."""
        return {
            "on_progress": self.context.progress,
            "should_stop": self.context.should_stop,
            "appearing": self.appearing,
        }

    def original(self) -> Path:
        """The recording itself, checked to be what was registered, and once more before what is made of it appears."""
        self._original = originals.Untouched(self.footage)
        return self._original.file

    def appearing(self) -> AbstractContextManager[None]:
        """Around the moment in which what was made appears."""
        return _appearing(self.context, self._original)

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
    original = originals.Untouched(footage)
    # One that was hashed but has no clock contradicted its index once: now nothing but the whole file is believed.
    quick = footage.size > HASHED_AT_ONCE and not footage.sha256
    with _media_work(context):
        sha256 = footage.sha256 if quick else _hash(context, footage, original.file)
        context.progress(HASHING_SHARE, "probing")
        probe = probe_file(original.file, workshop.tools(), quick=quick, should_stop=context.should_stop)
        if probe.whole and not sha256:
            sha256 = _hash(context, footage, original.file)
        source = describe_source(probe)
    source, clock = _clock_of(footage, source)
    original.check()  # what was read is what was registered, to the last byte
    with context.publishing():
        # What a crash left that was made by an older clock: a chunk that is there would be taken for one of this clock.
        store.remove_made(footage)
        measuring.measure(footage.id, sha256=sha256, probe=probe, source=source, clock=clock)


@handler(CONFIRM, ended=measuring.confirming_ended)
def confirm_recording(context: JobContext) -> None:
    """Hash a recording and count its packets, and compare with the clock that its index gave."""
    footage = _footage(context.subject_id)
    if footage.read_whole or footage.clock is None:
        return
    original = originals.Untouched(footage)
    with _media_work(context):
        sha256 = _hash(context, footage, original.file)
        whole = probe_file(original.file, workshop.tools(), should_stop=context.should_stop)
    original.check()
    contradiction = confirms(Probe.from_facts(footage.probe), whole)
    with context.publishing():
        measuring.confirm(footage.id, sha256=sha256, whole=whole, contradiction=contradiction or "")


@handler(chunking.JOB, ended=making.chunks_ended)
def make_some_chunks(context: JobContext) -> None:
    """Make the chunks of a recording that a job is for, but those that are there already."""
    footage = _footage(uuid.UUID(context.payload["footage"]))
    with context.publishing():
        chunks = making.start_chunks(footage.id, context.job)
    folders = {chunk: store.chunk_folder(footage, chunk.number) for chunk in chunks}
    # A folder is there only when it is whole: a worker was killed between making it and saying so.
    if missing := {chunk: folder for chunk, folder in folders.items() if not folder.exists()}:
        _make_chunks(context, footage, missing)
    if chunks:
        _make_sections(context, footage, {chunk.number for chunk in chunks})
        with context.publishing():
            making.chunks_made(footage.id, [chunk.number for chunk in chunks], context.job)


def _make_chunks(context: JobContext, footage: Footage, folders: Mapping[Chunk, Path]) -> None:
    for folder in folders.values():
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
    original = originals.Untouched(footage)
    with _media_work(context):
        make_chunks(
            workshop.source_of(footage),
            original.file,
            folders,
            workshop.tools(),
            urgent=context.job.queue == Queue.URGENT,
            should_stop=context.should_stop,
            appearing=partial(_appearing, context, original),
        )


def _make_sections(context: JobContext, footage: Footage, numbers: set[int]) -> None:
    """Make what can be seen now that these chunks are there too, while others are missing still.

    Before it is said that they are there: as long as one is missing, nobody takes the files of the others away. Never
    while somebody waits for them, whom it would keep waiting.
    """
    there = chunking.made(footage) | numbers
    wanted = footage.derivatives.filter(kind__in=SECTIONED, state=DerivativeState.RUNNING)
    if context.job.queue == Queue.URGENT or len(there) == chunking.count(footage) or not wanted.exists():
        return
    source, shown = workshop.source_of(footage), set(store.sections_made(footage))
    with _media_work(context):
        for section in sections_of(source):
            if section.number in shown or not all(chunk.number in there for chunk in section.chunks):
                continue
            folders = {chunk: store.chunk_folder(footage, chunk.number) for chunk in section.chunks}
            outputs = store.section_files(footage, section.number)
            outputs[0].parent.mkdir(exist_ok=True)
            make_section(source, section, folders, outputs, workshop.tools(), should_stop=context.should_stop)


def make_derivative(context: JobContext, kind: str) -> Mapping[str, object]:
    """Make one derivative of a recording."""
    with context.publishing():
        derivative = making.start_making(context.subject_id, kind)
    footage = _footage(context.subject_id)
    if derivative is not None:
        _make(Making(context, footage, kind), kind)
    # Also where nothing was left to make: a worker was killed between saying that the last was whole and this.
    if making.chunks_may_go(footage.id):
        store.remove_chunks(footage)
    return {}


def _make(work: Making, kind: str) -> None:
    work.output.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(work.output)
    with _media_work(work.context):
        facts = _MAKERS[kind](work)
    with work.context.publishing():
        making.finish(work.footage.id, kind, facts=facts)
    store.remove_older(work.output)


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
    make_peaks(work.made("audio"), work.output, appearing=work.appearing)
    return {}


def _keyframes(work: Making) -> dict[str, Any]:
    looks = (Look.from_bytes((folder / LOOK).read_bytes()) for folder in work.chunks())
    keyframes = make_keyframes(looks, work.source, work.output, appearing=work.appearing)
    return {"shots": len(keyframes.shots)}


def _sprites(work: Making) -> dict[str, Any]:
    sprites = plan_sprites(work.source)
    # A chunk shorter than the step may have no thumbnail.
    tiles = ((folder / TILES).read_bytes() for folder in work.chunks() if (folder / TILES).exists())
    make_sprites(
        sprites,
        tiles,
        work.output,
        workshop.tools(),
        should_stop=work.context.should_stop,
        appearing=work.appearing,
    )
    return {"sheets": sprites.sheets}


_MAKERS: dict[str, Callable[[Making], dict[str, Any]]] = {
    "proxy": _proxy,
    "audio": _audio,
    "peaks": _peaks,
    "keyframes": _keyframes,
    "sprites": _sprites,
}
for _recipe in RECIPES:
    handler(making.job_kind(_recipe.kind), ended=making.making_ended)(partial(make_derivative, kind=_recipe.kind))


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
def _appearing(context: JobContext, original: originals.Untouched | None) -> Iterator[None]:
    """What is made appears only if its original was left alone meanwhile, and while the job is still ours.

    A worker that was taken for dead would else put its file over that of whoever did its work, or beside a new clock.
    """
    if original is not None:
        original.check()
    with context.publishing():
        yield


@contextmanager
def _media_work(context: JobContext) -> Iterator[None]:
    """Turns what media says into what jobs understand: a stop, or a refusal with its sentence."""
    with workshop.stoppable(context), workshop.told_as_refusals():
        yield


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
