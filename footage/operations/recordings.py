"""What people do to recordings: register, describe, read again."""

import datetime
import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import AlreadyThere, Malformed, RuleBroken
from annotator.jobs.models import Job
from annotator.jobs.operations import enqueue
from annotator.queues import Queue
from annotator.records import advance, lock
from footage import originals, store
from footage.media.digest import hash_file
from footage.media.recipes import RECIPES
from footage.models import Derivative, DerivativeKind, DerivativeState, Excerpt, Footage, FootageState, Presence, Volume
from footage.operations import asked
from footage.operations.making import ask_for_startable
from footage.operations.settling import settle
from footage.operations.trail import footage_state
from footage.timebase import FrameRate, Timebase, TimeMalformed, TimeRefused
from footage.workshop import told_as_refusals

INGEST = "footage.ingest"
CONFIRM = "footage.confirm"
"""The job that reads the whole of a recording whose clock was fixed from its index."""
HASHED_AT_ONCE = 64 * 1024 * 1024
"""Bytes: a recording up to this size is hashed while its registration waits (well under a second)."""
FASTEST_RATE = 1000

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_START = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}[:;][0-9]{2,3}")
_CLOCK_FIXED = (
    "The clock of this recording is fixed, because what is coded counts its frames. Nothing was changed; "
    "register the recording in another project to give it another clock."
)


class Registered(NamedTuple):
    """A recording, and whether this call made it (False: an equal one with the same id was there)."""

    footage: Footage
    made: bool


def register_footage(
    *,
    actor: Actor,
    project: Project,
    volume: str,
    path: str,
    start_timecode: str = "",
    frame_rate: str = "",
    footage_id: uuid.UUID | None = None,
    **description: Any,
) -> Registered:
    """Take a recording into the project; a worker reads it afterwards. `volume` is an id or a name.

    `description` holds the columns that people write (title, place, recorded_on, languages, …).
    Raises Malformed, RuleBroken and Unavailable with sentences about the file, AlreadyThere (naming the
    first) for a recording that the project has already, as far as that can be known at once: the same
    file, or the same content of at most `HASHED_AT_ONCE` bytes. Of a larger one it is found when it is read.
    """
    authorise(actor, "footage.create", project)
    wanted = checked(description, start_timecode, frame_rate)
    found, relative = source_volume(actor, project, volume), originals.clean_path(path)
    return register_file(
        actor=actor, project=project, volume=found, path=relative, wanted=wanted, footage_id=footage_id
    )


def checked(description: dict[str, Any], start_timecode: str, frame_rate: str) -> dict[str, Any]:
    """The columns of a new recording that people fill in. Raises Malformed and RuleBroken."""
    wanted = {**description, **_asked_clock(start_timecode, frame_rate)}
    _check_description(wanted)
    return wanted


def register_file(
    *,
    actor: Actor,
    project: Project,
    volume: Volume,
    path: str,
    wanted: dict[str, Any],
    footage_id: uuid.UUID | None,
    sha256: str = "",
    also: Callable[[Footage], None] = lambda _footage: None,
) -> Registered:
    """Take a file into the project whose place and description were found to be in order; raises the rest of above.

    `sha256` where it is known already; `also` is done in the transaction that makes the recording.
    """
    if footage_id is not None and (existing := Footage.objects.filter(pk=footage_id).first()):
        return _repeated(existing, project, volume, path, wanted)
    _refuse_known(project, volume=volume, path=path)
    original = originals.find_original(volume, path)
    sha256 = sha256 or _hash_if_small(original)
    if sha256:
        _refuse_known(project, sha256=sha256)
    footage = Footage(
        id=footage_id or uuid.uuid4(),
        project=project,
        volume=volume,
        path=path,
        size=original.size,
        modified_ns=original.modified_ns,
        sha256=sha256,
        **wanted,
    )
    try:
        _create(actor, footage, also)
    except IntegrityError as error:
        # Somebody registered it between the look and the insert, and the constraints let only one in.
        if existing := Footage.objects.filter(pk=footage.pk).first():
            return _repeated(existing, project, volume, path, wanted)
        first = Footage.objects.filter(project=project, path=path).first()
        raise _already_there(project, first) from error
    return Registered(footage, made=True)


def change_footage(*, actor: Actor, footage: Footage, expected_version: int, changes: dict[str, Any]) -> Footage:
    """Describe a recording otherwise. Its clock can be asked for only while it is not fixed: RuleBroken after that."""
    authorise(actor, "footage.change", footage.project)
    wanted = {name: value for name, value in changes.items() if name not in {"start_timecode", "frame_rate"}}
    wanted |= _changed_clock(footage, changes)
    _check_description(wanted)
    if all(getattr(footage, name) == value for name, value in wanted.items()):
        return footage
    with transaction.atomic():
        locked = lock(Footage.objects.select_related("project", "volume"), footage.id, expected_version)
        if locked.clock is not None and any(name.startswith("asked_") for name in wanted):
            raise RuleBroken(_CLOCK_FIXED, code="clock_fixed")
        before = footage_state(locked)
        for name, value in wanted.items():
            setattr(locked, name, value)
        advance(locked)
        note(actor, "footage.change", locked, before=before, after=footage_state(locked))
    return locked


def read_again(*, actor: Actor, footage: Footage) -> Footage:
    """Read a recording again that could not be measured, as the file is now.

    One whose whole could not be read (its drive went away, somebody cancelled it) keeps its clock, and is read whole
    again. Raises RuleBroken when a sound recording has a clock: then only its derivatives can be made again.
    """
    authorise(actor, "footage.change", footage.project)
    original = originals.find_original(footage.volume, footage.path)
    sha256 = _hash_if_small(original)
    try:
        return _read_again(actor, footage, original, sha256)
    except IntegrityError as error:
        # Another recording of the same content was read at the same moment, and the constraint let only one in.
        raise _already_there(
            footage.project, Footage.objects.filter(project=footage.project, sha256=sha256).first()
        ) from error


def read_on(footage: Footage) -> None:
    """Read a recording whose drive went away while it was read; the trail names nobody. Raises as `read_again`."""
    _read_again(None, footage, originals.find_original(footage.volume, footage.path), footage.sha256)


def _read_again(actor: Actor | None, footage: Footage, original: originals.Original, sha256: str) -> Footage:
    with transaction.atomic():
        locked = lock(Footage.objects.select_related("project", "volume"), footage.id, None)
        same_file = (locked.size, locked.modified_ns) == (original.size, original.modified_ns)
        if same_file and locked.clock is not None and not locked.read_whole and not locked.sha256:
            return _confirm_again(actor, locked)
        before = footage_state(locked)
        if locked.clock is not None:
            _forget_clock(locked)
        if locked.state == FootageState.REGISTERED:
            if locked.job is not None:
                asked.unless_stopping(locked.job)
            return locked
        if sha256:
            _refuse_known(locked.project, sha256=sha256, but=locked)
        locked.size, locked.modified_ns = original.size, original.modified_ns
        # Kept for one that contradicted its index: it says that the whole file has to be read this time.
        locked.sha256 = sha256 or (locked.sha256 if same_file else "")
        locked.state, locked.error, locked.presence = FootageState.REGISTERED, "", Presence.PRESENT
        locked.interrupted = False
        locked.derivatives.update(state=DerivativeState.WAITING, error="", file_name="", same_as_original=False)
        locked.job = _ask_to_read(locked)
        advance(locked)
        note(actor, "footage.retry", locked, before=before, after=footage_state(locked))
    return locked


def _confirm_again(actor: Actor | None, footage: Footage) -> Footage:
    """Read a recording to its end that could not be: nothing contradicted its clock, and it may be used."""
    before = footage_state(footage)
    footage.job, footage.interrupted = asked.unless_stopping(ask_to_confirm(footage)), False
    settle(footage)
    advance(footage)
    note(actor, "footage.retry", footage, before=before, after=footage_state(footage))
    ask_for_startable(footage)
    return footage


def ask_to_confirm(footage: Footage) -> Job:
    """Have the whole of a recording read whose clock was fixed from its index."""
    # Behind the sound, which somebody waits for, and beside the chunks: it is mostly the drive that is busy.
    return enqueue(project=footage.project, kind=CONFIRM, subject_id=footage.id, payload={}, queue=Queue.HEAVY)


def _forget_clock(footage: Footage) -> None:
    """Take the clock back from a recording that turned out not to be what its index promised.

    Raises RuleBroken for a sound one, and when something lies on the clock already: its frames would be others.
    Whatever was made on the old clock goes, stills too, once nothing can be refused any more; what a crash leaves goes
    before there is a new one.
    """
    if not footage.unsound:
        raise RuleBroken("This recording has been read already; its clock does not change.", code="clock_fixed")
    if is_used(footage):
        raise RuleBroken(
            "Something was coded on this recording, or cut out of it, before it was found that its clock is wrong. "
            "It is kept as it is; register the recording in another project to work on the right clock.",
            code="clock_in_use",
        )
    if is_being_made(footage):
        raise RuleBroken(
            "Something is still being made of this recording by its old clock. Nothing was changed; "
            "try again in a moment.",
            code="being_made",
        )
    footage.rate_num = footage.rate_den = footage.frame_count = footage.start_frame = footage.drop_frame = None
    footage.unsound, footage.same_as, footage.read_whole, footage.playable = "", None, False, False
    footage.chunks.all().delete()
    transaction.on_commit(partial(store.remove_made, Footage(id=footage.id)), robust=True)


def is_being_made(footage: Footage) -> bool:
    """Whether a worker is at the recording, or at something made from it."""
    mine = Q(subject_id=footage.id) | Q(payload__footage=str(footage.id))
    return Job.objects.running().filter(mine, project=footage.project).exists()


def is_used(footage: Footage) -> bool:
    """Whether something counts the recording's frames: its excerpts, or rows of any other app.

    Those are asked of the tables, because footage knows no other app.
    """
    if Excerpt.objects.filter(footage=footage).exists():
        return True
    others = [link for link in Footage._meta.related_objects if link.related_model._meta.app_label != "footage"]
    return any(link.related_model._base_manager.filter(**{link.field.name: footage}).exists() for link in others)


def twin_of(footage: Footage, sha256: str) -> Footage | None:
    """The recording of the same project that holds the same, if another does."""
    return _known(footage.project, but=footage, sha256=sha256)


def refuse_twin(footage: Footage, sha256: str) -> None:
    """Raise AlreadyThere when the project has another recording of the same content."""
    _refuse_known(footage.project, sha256=sha256, but=footage)


@transaction.atomic
def _create(actor: Actor, footage: Footage, also: Callable[[Footage], None]) -> None:
    footage.job = _ask_to_read(footage)
    footage.save(force_insert=True)
    order = list(DerivativeKind.values)
    Derivative.objects.bulk_create(
        Derivative(footage=footage, kind=recipe.kind, recipe=recipe.version, position=order.index(recipe.kind))
        for recipe in RECIPES
    )
    also(footage)
    note(actor, "footage.create", footage, before=None, after=footage_state(footage))


def _ask_to_read(footage: Footage) -> Any:
    return enqueue(project=footage.project, kind=INGEST, subject_id=footage.id, payload={}, queue=Queue.LIGHT)


def source_volume(actor: Actor, project: Project, reference: str) -> Volume:
    """The volume with this id or name, if the actor may register from it."""
    open_to_actor = Volume.objects.open_to(actor, project.id)
    try:
        found = open_to_actor.filter(pk=uuid.UUID(reference)).first()
    except ValueError:
        found = None
    found = found or open_to_actor.filter(name=reference).first()
    if found is None:
        raise RuleBroken(
            "No volume of this name or id is linked to this project. "
            "An administrator of the installation can link one; nothing was changed.",
            code="unknown_volume",
            fields={"source.volume": ["Not a volume of this project."]},
        )
    return found


def _repeated(existing: Footage, project: Project, volume: Volume, path: str, wanted: dict[str, Any]) -> Registered:
    same = (existing.project_id, existing.volume_id, existing.path) == (project.id, volume.id, path)
    if same and all(getattr(existing, name) == value for name, value in wanted.items()):
        return Registered(existing, made=False)
    raise AlreadyThere("This id is in use already for something else. Nothing was changed; choose another id.")


def _refuse_known(project: Project, *, but: Footage | None = None, **same: Any) -> None:
    if (first := _known(project, but=but, **same)) is not None:
        raise _already_there(project, first)


def _known(project: Project, *, but: Footage | None, **same: Any) -> Footage | None:
    twins = Footage.objects.filter(project=project, **same)
    if but is not None:
        twins = twins.exclude(pk=but.pk)
    # Of several that hold the same, the one that people work on.
    return twins.order_by(F("same_as").asc(nulls_first=True), "created_at", "id").first()


def _already_there(project: Project, first: Footage | None) -> AlreadyThere:
    if first is None:
        return AlreadyThere("This recording is in the project already. Nothing was changed.")
    return AlreadyThere(
        f"This recording is in the project “{project.name}” already, as “{first.title}”. Nothing was changed.",
        existing={"id": str(first.id), "title": first.title},
    )


def _hash_if_small(original: originals.Original) -> str:
    if original.size > HASHED_AT_ONCE:
        return ""
    with told_as_refusals():
        sha256 = hash_file(original.file)
    if not originals.is_still(original):
        raise RuleBroken(
            "Something is writing to this file: it changed while it was being read. Nothing was changed; "
            "try again when it has been copied to its end.",
            code="being_written",
        )
    return sha256


def _asked_clock(start_timecode: str, frame_rate: str) -> dict[str, str]:
    """The clock that a person asks for, checked as far as that is possible before the recording is read."""
    if frame_rate:
        frame_rate = str(_checked_rate(frame_rate))
    if start_timecode:
        _check_start(start_timecode, frame_rate)
    return {"asked_start_timecode": start_timecode, "asked_frame_rate": frame_rate}


def _changed_clock(footage: Footage, changes: dict[str, Any]) -> dict[str, str]:
    """The columns in which the asked clock differs from that of the recording."""
    if changes.keys().isdisjoint({"start_timecode", "frame_rate"}):
        return {}
    if (clock := footage.clock) is not None:
        fixed = {"start_timecode": clock.start_timecode, "frame_rate": str(clock.rate)}
        if all(changes.get(name, value) == value for name, value in fixed.items()):
            return {}
    asked = _asked_clock(
        changes.get("start_timecode", footage.asked_start_timecode),
        changes.get("frame_rate", footage.asked_frame_rate),
    )
    return {name: value for name, value in asked.items() if getattr(footage, name) != value}


def _checked_rate(text: str) -> FrameRate:
    try:
        rate = FrameRate.from_text(text)
    except TimeMalformed as error:
        raise Malformed(str(error), fields={"frame_rate": [str(error)]}) from error
    if rate.as_fraction > FASTEST_RATE:
        raise RuleBroken(f"A clock has at most {FASTEST_RATE} frames per second.", fields={"frame_rate": ["Too fast."]})
    return rate


def _check_start(text: str, rate: str) -> None:
    if not _START.fullmatch(text):
        raise Malformed(
            f"“{text}” is not a timecode. Write hours, minutes, seconds and frames, such as 00:17:00:00.",
            fields={"start_timecode": ["Not a timecode."]},
        )
    if rate:
        try:
            Timebase.starting_at(FrameRate.from_text(rate), 1, text, drop_frame=";" in text)
        except (TimeMalformed, TimeRefused) as error:
            raise Malformed(str(error), fields={"start_timecode": [str(error)]}) from error


def _check_description(wanted: dict[str, Any]) -> None:
    if not _is_date(wanted.get("recorded_on", "")):
        raise Malformed(
            "Write the day of the recording as a year, a month or a day: 2012, 2012-06 or 2012-06-30.",
            fields={"recorded_on": ["Not a date that exists."]},
        )
    languages = wanted.get("languages", [])
    if len(set(languages)) < len(languages) or not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise Malformed(
            "Languages are codes such as ko, ru or en-GB, each once.", fields={"languages": ["Not language codes."]}
        )


def _is_date(text: str) -> bool:
    if not text:
        return True
    match = _DATE.fullmatch(text)
    if match is None or not text.isascii():
        return False
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True
