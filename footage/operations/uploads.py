"""Recordings that come from a browser, in pieces: begun, received, checked, registered, given up."""

import datetime
import hashlib
import hmac
import logging
import unicodedata
import uuid
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note
from annotator.errors import (
    AlreadyThere,
    Busy,
    Conflict,
    Malformed,
    NoRoom,
    NotVisible,
    NotWhatWasSent,
    RuleBroken,
    TooLarge,
)
from annotator.jobs.models import Job
from annotator.jobs.operations import enqueue
from annotator.queues import Queue
from annotator.records import advance
from footage import incoming
from footage.models import Footage, Upload, Volume
from footage.operations import recordings
from footage.operations.recordings import Registered

log = logging.getLogger(__name__)

CHECK = "footage.check_upload"
LARGEST_PIECE = 8 * 1024**2
LARGEST_UPLOAD = 1024**4
"""Bytes: more than four hours of any camera, and no typing error."""
CHECKED_AT_ONCE = 64 * 1024**2
"""Bytes: an upload up to this size is read back from the disk while its last piece waits for the answer."""
CHECKED_SOON = 1024**3
"""Bytes: an upload up to this size is read back within seconds, whatever whole files are read just then."""
KEPT_FREE = 2 * 1024**3
"""Bytes of the disk that no upload may fill: the database and what is made from recordings need some."""
MOST_OPEN = 500
"""Uploads of one person in one project of which no recording was made yet."""
IDLE = datetime.timedelta(hours=24)
WHOLE_KEPT = datetime.timedelta(days=7)
"""How long an upload is kept after its last byte: unfinished, and finished but not registered."""
LONGEST_NAME = 255
MANAGED_NAME = "Uploads"

DIFFERS = (
    "What the disk of the server gives back is not what was received, or it is no longer known what was, "
    "so none of it is used. "
    "Send the file again; if that happens twice, whoever runs the server should have its disk checked."
)


def create_upload(*, actor: Actor, project: Project, name: str, size: int) -> Upload:
    """Begin to receive a file of `size` bytes, for which room is reserved. `name` is for people only.

    Raises Malformed for an empty file, TooLarge, NoRoom, RuleBroken for too many at once.
    """
    authorise(actor, "upload.create", project)
    _check_size(size)
    with transaction.atomic():
        # One at a time, so that two cannot be promised the same room.
        Volume.objects.select_for_update().get(pk=managed_volume().pk)
        _refuse_too_many(actor, project)
        _refuse_without_room(size)
        upload = Upload(project=project, user=actor.user, name=clean_name(name), size=size, expires_at=_deadline(IDLE))
        incoming.begin(upload.id)
        upload.save(force_insert=True)
        note(actor, "upload.create", upload, before=None, after={"size": size})
    return upload


def receive(*, actor: Actor, upload: Upload, offset: int, data: bytes, sha256: bytes | None = None) -> Upload:
    """Add `data` at `offset` to an upload; with `sha256` (a digest) only if that is what it is.

    When this returns, the bytes are on the disk. With the last of them the whole is checked, at once or by a job.
    Raises Conflict (with the `offset` to go on from), Busy, TooLarge, NotWhatWasSent; NoRoom when the disk is full,
    with what still fitted kept; RuleBroken when the disk gives back something else.
    """
    authorise(actor, "upload.create", upload.project)
    with incoming.held(upload.id) as descriptor:
        current = Upload.objects.select_related("project").filter(pk=upload.pk).first()
        if current is None:
            raise NotVisible
        _check_piece(current, offset, data, sha256)
        if data:
            _refuse_kept(current)
            _add(current, descriptor, data)
        return current


def discard_upload(*, actor: Actor, upload: Upload) -> None:
    """Give an upload up and delete what came of it, all of it if it is whole and checked.

    Raises Conflict when a recording was made of it, and Busy.
    """
    authorise(actor, "upload.create", upload.project)
    with incoming.held(upload.id):
        current = Upload.objects.filter(pk=upload.pk).first()
        if current is None:
            raise NotVisible
        if current.footage_id is not None:
            raise Conflict("A recording was made of this upload, so it stays. Nothing was deleted.", code="registered")
        _remove(actor, current, "upload.discard")
        if current.sha256:
            incoming.remove(current.id)
        elif incoming.is_kept(current.id):
            # It was an original, of which a database that was brought back knows less: nobody has said that it may go.
            log.warning("The file of upload %s was kept, and is left where it is: it may be an original.", current.id)


def register_upload(
    *,
    actor: Actor,
    project: Project,
    upload: uuid.UUID,
    start_timecode: str = "",
    frame_rate: str = "",
    footage_id: uuid.UUID | None = None,
    **description: Any,
) -> Registered:
    """Make a recording of a finished upload; its file is then one of the managed volume.

    Raises as `register_footage`, and Conflict while bytes are missing or unchecked. After a refusal the upload is as
    it was.
    """
    authorise(actor, "footage.create", project)
    wanted = recordings.checked(description, start_timecode, frame_rate)
    found = _own_upload(actor, project, upload)
    if found.footage is not None and found.footage_id != footage_id:
        raise _registered_already(found.footage)
    _refuse_unchecked(found)
    volume = managed_volume()
    with incoming.held(found.id):
        # Once more, now that nobody else has it in hand: it may have been discarded or have expired meanwhile.
        _refuse_unchecked(found := _own_upload(actor, project, upload))
        moved = incoming.keep(found.id)
        try:
            registered = recordings.register_file(
                actor=actor,
                project=project,
                volume=volume,
                path=str(found.id),
                wanted=wanted,
                footage_id=footage_id,
                sha256=found.sha256,
                also=lambda footage: _belongs_to(found, footage),
            )
        except BaseException:
            # One that was kept before stays: it may be an original, which would expire where it came from.
            if moved and not Upload.objects.filter(pk=found.pk).exclude(footage=None).exists():
                incoming.take_back(found.id)
            raise
    incoming.forget(found.id)
    return registered


def settle(upload_id: uuid.UUID, sha256: str | None) -> None:
    """Write what reading an upload back from the disk gave: its hash, or that it must be sent again (None)."""
    unchecked = Upload.objects.filter(pk=upload_id, sha256="", offset=F("size"))
    if sha256 is None:
        unchecked.update(offset=0, expires_at=_deadline(IDLE))
    else:
        unchecked.update(sha256=sha256)


def open_uploads(actor: Actor, project: Project | None = None) -> Any:
    """The actor's uploads of which no recording was made, with how their check goes."""
    rows = Upload.objects.visible_to(actor).alive()
    if project is not None:
        rows = rows.filter(project=project, footage=None)
    checks = Job.objects.filter(kind=CHECK, subject_id=OuterRef("pk")).order_by("-created_at", "-id")
    return rows.annotate(
        check_state=Subquery(checks.values("state")[:1]),
        check_progress=Subquery(checks.values("progress")[:1]),
        check_error=Subquery(checks.values("error")[:1]),
    )


def keep_house() -> int:
    """Delete what has expired and what began to arrive for nobody; how many uploads expired. For the supervisor.

    What is kept is never deleted: it may be the only copy of an original that an older database, brought back, does not
    know. It can be registered, or discarded, for another while.
    """
    expired = 0
    for upload in Upload.objects.expired().select_related("project"):
        with suppress(Busy), incoming.held(upload.id):  # busy: bytes are coming just now
            expired += _expire(upload)
    if Volume.objects.filter(managed=True).exists():
        managed_volume()  # the installation may have been moved
    known = Upload.objects.values_list("pk", flat=True)
    incoming.remove_strays(known=set(map(str, known)), unfinished=set(map(str, known.filter(footage=None))))
    return expired


def managed_volume() -> Volume:
    """The volume of what was uploaded, at the place where the data folder is now."""
    root = str(incoming.kept_folder())
    volume, _ = Volume.objects.get_or_create(managed=True, defaults={"name": _free_name(), "root": root})
    if volume.root != root:  # the installation was moved
        volume.root = root
        advance(volume)
    return volume


def clean_name(text: str) -> str:
    """What people call a file: without folders and what cannot be printed, composed as people type it, not empty."""
    composed = unicodedata.normalize("NFC", text.replace("\\", "/").rpartition("/")[2])
    name = "".join(one for one in composed if one.isprintable()).strip()
    return name[:LONGEST_NAME] or "recording"


def _free_name() -> str:
    taken = set(Volume.objects.values_list("name", flat=True))
    names = (MANAGED_NAME, *(f"{MANAGED_NAME} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _check_size(size: int) -> None:
    if size < 1:
        raise Malformed("An empty file is no recording. Nothing was begun.", fields={"Upload-Length": ["Empty."]})
    if size > LARGEST_UPLOAD:
        raise TooLarge(
            f"One upload may have {told(LARGEST_UPLOAD)} at most. Nothing was begun; "
            "link the drive that the recording is on instead."
        )


def _refuse_too_many(actor: Actor, project: Project) -> None:
    if Upload.objects.filter(user=actor.user, project=project, footage=None).count() >= MOST_OPEN:
        raise RuleBroken(
            f"You have {MOST_OPEN} uploads here of which no recording was made yet. "
            "Nothing was begun; register or discard some of them first.",
            code="too_many_uploads",
        )


def _refuse_without_room(size: int) -> None:
    unfinished = Upload.objects.filter(offset__lt=F("size")).aggregate(missing=Sum(F("size") - F("offset")))
    room = incoming.free_bytes() - (unfinished["missing"] or 0) - KEPT_FREE
    if size > room:
        raise NoRoom(
            f"This file has {told(size)}, and the disk of the server has room for {told(max(0, room))} more. "
            "Nothing was sent. Discard uploads that nobody needs, ask whoever runs the server for room, "
            "or link the drive that the recording is on."
        )


def _check_piece(upload: Upload, offset: int, data: bytes, sha256: bytes | None) -> None:
    if offset != upload.offset:
        raise Conflict(
            f"The server has {upload.offset} bytes of this file, and this piece begins at {offset}. "
            "Nothing was added; go on from where the server is.",
            code="offset_mismatch",
            offset=upload.offset,
        )
    if offset + len(data) > upload.size:
        raise TooLarge(
            f"These are more bytes than the {upload.size} that were announced for this file. Nothing was added."
        )
    if sha256 is not None and not hmac.compare_digest(hashlib.sha256(data).digest(), sha256):
        raise NotWhatWasSent("This piece was damaged on its way. Nothing of it was kept; send it again.")


def _refuse_kept(upload: Upload) -> None:
    if incoming.is_kept(upload.id):
        raise Conflict(
            "A recording was made of this file already, of which the database of the server no longer knows. "
            "Nothing was added, and the file stays as it is; send it as a new upload, "
            "and tell whoever runs the server.",
            code="kept",
        )


def _add(upload: Upload, descriptor: int, data: bytes) -> None:
    try:
        written = incoming.append(descriptor, upload.id, upload.offset, data)
    except Conflict as lost:
        Upload.objects.filter(pk=upload.pk).update(offset=lost.extra["offset"], sha256="")
        raise Conflict(
            "The disk of the server lost some of what it had received. Nothing was added; "
            f"it has {lost.extra['offset']} bytes and goes on from there.",
            code=lost.code,
            offset=lost.extra["offset"],
        ) from lost
    upload.offset += written
    _write_down(upload)
    if written < len(data):
        raise NoRoom(
            f"The disk of the server is full. The {upload.offset} bytes that it has received are safe; "
            "go on when there is room again."
        )


def _write_down(upload: Upload) -> None:
    whole = upload.offset == upload.size
    upload.expires_at = _deadline(WHOLE_KEPT if whole else IDLE)
    if whole and upload.size <= CHECKED_AT_ONCE:
        upload.sha256 = _checked_at_once(upload)
    with transaction.atomic():
        upload.save(update_fields=["offset", "sha256", "expires_at"])
        if whole and not upload.sha256:
            _ask_to_check(upload)


def _checked_at_once(upload: Upload) -> str:
    sha256 = incoming.read_back(upload.id, upload.size)
    if sha256 is None:
        Upload.objects.filter(pk=upload.pk).update(offset=0)
        raise RuleBroken(DIFFERS, code="damaged")
    return sha256


def _ask_to_check(upload: Upload) -> None:
    # Whoever sent it waits for this; a large one would keep the recordings that are read next waiting for minutes.
    queue = Queue.LIGHT if upload.size <= CHECKED_SOON else Queue.BULK
    enqueue(project=upload.project, kind=CHECK, subject_id=upload.id, payload={}, queue=queue)


def _own_upload(actor: Actor, project: Project, upload_id: uuid.UUID) -> Upload:
    found = Upload.objects.visible_to(actor).alive().select_related("project", "footage").filter(project=project)
    upload = found.filter(pk=upload_id).first()
    if upload is None:
        raise RuleBroken(
            "You have no upload of this id in this project; it may have expired. Nothing was changed; "
            "send the file again.",
            code="unknown_upload",
            fields={"source.upload": ["Not an upload of yours."]},
        )
    return upload


def _refuse_unchecked(upload: Upload) -> None:
    if upload.offset < upload.size:
        raise Conflict(
            f"{upload.offset} of {upload.size} bytes of this file have arrived. Nothing was changed; "
            "send the rest first.",
            code="upload_unfinished",
            offset=upload.offset,
        )
    if not upload.sha256:
        with transaction.atomic():
            _ask_to_check(upload)  # one that was given up begins again; one under way stays the only one
        raise Conflict(
            "This file has arrived and is being read back from the disk, to make sure that it is what was sent. "
            "Nothing was changed; try again in a moment.",
            code="upload_unchecked",
        )


def _registered_already(footage: Footage) -> AlreadyThere:
    return AlreadyThere(
        f"A recording was made of this upload already, “{footage.title}”. Nothing was changed.",
        existing={"id": str(footage.id), "title": footage.title},
    )


def _belongs_to(upload: Upload, footage: Footage) -> None:
    Upload.objects.filter(pk=upload.pk).update(footage=footage)


def _expire(upload: Upload) -> bool:
    """Delete an upload that has expired, unless its file is kept; whether it was deleted."""
    if not Upload.objects.expired().filter(pk=upload.pk).exists():
        return False
    if incoming.is_kept(upload.id):
        Upload.objects.filter(pk=upload.pk).update(expires_at=_deadline(WHOLE_KEPT))
        log.warning("Upload %s has expired, and its file stays: it may be an original.", upload.id)
        return False
    _remove(None, upload, "upload.expire")
    return True


def _remove(actor: Actor | None, upload: Upload, action: str) -> None:
    with transaction.atomic():
        note(actor, action, upload, before={"size": upload.size}, after=None)
        Upload.objects.filter(pk=upload.pk).delete()
    incoming.remove_arriving(upload.id)


def _deadline(after: datetime.timedelta) -> datetime.datetime:
    return timezone.now() + after


def told(size: int) -> str:
    """A size as a person reads it, in decimal units as drives have them."""
    for unit, name in ((10**12, "TB"), (10**9, "GB"), (10**6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
