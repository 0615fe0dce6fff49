"""Comparing what is registered on a volume with what lies there now.

A scan reads no more than it must: a file of the registered size and time is taken for itself. Any other is hashed, and
so is what could be a recording that lies elsewhere on the volume now. Nothing is ever accepted by its name.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.operations import note, record
from annotator.errors import NotVisible, RuleBroken
from annotator.jobs.models import Job
from annotator.jobs.operations import enqueue
from annotator.queues import Queue
from annotator.records import advance, lock
from footage import originals
from footage.media.failures import MediaFailed, MediaStopped
from footage.media.ffmpeg import OnProgress, ShouldStop, never, silent
from footage.models import Footage, Inventory, Presence, Volume
from footage.operations import asked
from footage.operations.trail import footage_state
from footage.workshop import hash_original

SCAN = "volume.scan"
MOST_FILES = 50_000
"""Of one volume, that a scan lists; what was registered is compared however many there are."""
Publishing = Callable[[], AbstractContextManager[None]]


class How(StrEnum):
    """What became of a recording's file."""

    SAME = "same"
    ACCEPTED = "accepted"
    MOVED = "moved"
    CHANGED = "changed"
    MISSING = "missing"
    UNREADABLE = "unreadable"


_KNOWN_BY_CONTENT = {How.ACCEPTED, How.MOVED}
_PRESENCE = {How.CHANGED: Presence.CHANGED, How.MISSING: Presence.MISSING}


@dataclass(frozen=True)
class Finding:
    """A recording as it was when it was compared, and where its file lies now."""

    footage: Footage
    how: How
    path: str
    modified_ns: int


@dataclass
class Reading:
    """How files are read: it tells how far it is, stops when asked, and reads none twice."""

    on_progress: OnProgress = silent
    should_stop: ShouldStop = never
    _known: dict[tuple[Path, int, int], str] = field(default_factory=dict)

    def sha256(self, original: originals.Original) -> str:
        """The file's hash; "" when it changed while it was read. Raises MediaFailed and MediaStopped."""
        key = (original.file, original.size, original.modified_ns)
        if key not in self._known:
            self._known[key] = hash_original(original.file, on_progress=self.on_progress, should_stop=self.should_stop)
        return self._known[key] if originals.is_still(original) else ""

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._known.clear()

    def goes_on(self) -> bool:
        """True. Raises MediaStopped when asked to stop."""
        if self.should_stop():
            raise MediaStopped
        return True

    def part(self, number: int, count: int) -> "Reading":
        """The same reading, for one of `count` pieces of the work."""
        self.goes_on()
        self.on_progress(number / count)
        return Reading(lambda share: self.on_progress((number + share) / count), self.should_stop, self._known)


@dataclass(frozen=True)
class Scan:
    """What a scan found: one finding for each recording, and the files that could be registered.

    `cut` says that there are more than the `MOST_FILES` that are listed.
    """

    volume: Volume
    findings: list[Finding]
    files: list[originals.Entry]
    cut: bool

    def of(self, project_id: uuid.UUID) -> dict[str, Any]:
        """The scan as one project may hear of it, without paths: how many, and which recordings."""
        mine = [finding for finding in self.findings if finding.footage.project_id == project_id]
        by_how = {how.value: [str(one.footage.id) for one in mine if one.how is how] for how in How if how != How.SAME}
        return {"compared": len(mine), "cut": self.cut, **by_how}


def ask_to_scan(*, actor: Actor, project: Project, volume: Volume) -> Job:
    """Have a volume scanned; its project sees the job. While one is under way, that one is returned.

    Raises AlreadyThere while one that was cancelled is still stopping.
    """
    authorise(actor, "volume.scan", project)
    with transaction.atomic():
        scan = enqueue(
            project=project,
            kind=SCAN,
            subject_id=scan_subject(project, volume),
            payload={"volume": str(volume.id)},
            queue=Queue.BULK,
        )
        job = asked.unless_stopping(scan)
        record(
            actor=actor,
            project=project,
            action=SCAN,
            object_type="volume",
            object_id=volume.id,
            before=None,
            after={"name": volume.name, "state": "asked"},
        )
    return job


def scan_subject(project: Project, volume: Volume) -> uuid.UUID:
    """What a job of scanning is about: the volume as this project sees it, so that no other project's job is shown."""
    return uuid.uuid5(volume.id, str(project.id))


def scan_volume(volume: Volume, reading: Reading, *, publishing: Publishing = transaction.atomic) -> Scan:
    """Compare every recording on the volume, whichever project's, and write down what was found.

    Raises Unavailable when the volume is offline, or goes away meanwhile: what was found until then stays, and
    nothing is taken for missing. So does another drive in its place, on which none of several recordings is found; of
    a single one nothing but what lies there can tell. `publishing` is the transaction of each write.
    """
    rows = list(Footage.objects.filter(volume=volume).select_related("project", "volume").defer("probe", "tracks"))
    _check_there(volume, rows)
    files = list(islice((file for file in originals.all_files(volume) if reading.goes_on()), MOST_FILES + 1))
    by_size, taken = _files_by_size(files), _taken_paths(rows)
    findings: list[Finding] = []
    kept, is_itself = 0, len(rows) == 1 or originals.is_mounted(volume)
    for number, footage in enumerate(rows):
        finding = _compare(footage, by_size, taken[footage.project_id], reading.part(number, len(rows)))
        taken[footage.project_id].add(finding.path)
        findings.append(finding)
        is_itself = is_itself or finding.how in _KNOWN_BY_CONTENT
        if is_itself:
            _keep(findings[kept:], publishing)
            kept = len(findings)
    _check_there(volume, rows)
    if kept < len(rows):
        raise originals.offline(volume)
    scan = Scan(volume, findings, files[:MOST_FILES], cut=len(files) > MOST_FILES)
    with publishing():
        _write_down(scan)
    return scan


def _keep(findings: list[Finding], publishing: Publishing) -> None:
    for finding in findings:
        with publishing():
            settle(finding)


@transaction.atomic
def settle(finding: Finding) -> bool:
    """Keep what was found of a recording; False when there is nothing new, or when it was changed meanwhile."""
    seen = finding.footage
    try:
        footage = lock(Footage.objects.select_related("project", "volume"), seen.id, None)
    except NotVisible:
        return False
    if finding.how is How.UNREADABLE or _facts(footage) != _facts(seen):
        return False
    found = (_PRESENCE.get(finding.how, Presence.PRESENT).value, finding.path, finding.modified_ns)
    if found == (footage.presence, footage.path, footage.modified_ns):
        return False
    before = footage_state(footage)
    footage.presence, footage.path, footage.modified_ns = found
    if finding.how in {How.ACCEPTED, How.MOVED}:
        footage.checked_at, footage.intact = timezone.now(), True  # its hash was what said so
    try:
        with transaction.atomic():
            advance(footage)
    except IntegrityError:
        return False  # another recording was registered at its new place meanwhile
    note(
        None,
        "footage.move" if finding.how is How.MOVED else "footage.compare",
        footage,
        before=before,
        after=footage_state(footage),
    )
    return True


def _facts(footage: Footage) -> tuple[object, ...]:
    return (footage.volume_id, footage.path, footage.size, footage.modified_ns, footage.sha256, footage.presence)


def _compare(footage: Footage, by_size: Mapping[int, list[str]], taken: set[str], reading: Reading) -> Finding:
    try:
        here = _at_its_place(footage, reading)
        if here.how in _PRESENCE and footage.sha256:
            return _elsewhere(footage, by_size.get(footage.size, []), taken, reading) or here
    except MediaFailed:
        return _finding(footage, How.UNREADABLE)
    return here


def _at_its_place(footage: Footage, reading: Reading) -> Finding:
    try:
        original = originals.find_original(footage.volume, footage.path)
    except RuleBroken:
        return _finding(footage, How.MISSING)
    same = (original.size, original.modified_ns) == (footage.size, footage.modified_ns)
    if footage.clock is None or (same and footage.presence != Presence.CHANGED):
        return _finding(footage, How.SAME)  # without a clock nothing hangs on it yet: it is read as it is then
    if original.size == footage.size and footage.sha256 and reading.sha256(original) == footage.sha256:
        return _finding(footage, How.ACCEPTED, original.modified_ns)
    return _finding(footage, How.CHANGED)


def _elsewhere(footage: Footage, paths: list[str], taken: set[str], reading: Reading) -> Finding | None:
    """The recording under another name on its volume, if one of the files of its size has its hash."""
    for path in paths:
        if path in taken:
            continue
        try:
            original = originals.find_original(footage.volume, path)
        except RuleBroken:
            continue
        if original.size == footage.size and reading.sha256(original) == footage.sha256:
            return Finding(footage, How.MOVED, path, original.modified_ns)
    return None


def _finding(footage: Footage, how: How, modified_ns: int | None = None) -> Finding:
    return Finding(footage, how, footage.path, footage.modified_ns if modified_ns is None else modified_ns)


def _files_by_size(files: list[originals.Entry]) -> dict[int, list[str]]:
    by_size: dict[int, list[str]] = defaultdict(list)
    for file in files:
        by_size[file.size or 0].append(file.path)
    return by_size


def _taken_paths(rows: list[Footage]) -> dict[uuid.UUID, set[str]]:
    taken: dict[uuid.UUID, set[str]] = defaultdict(set)
    for footage in rows:
        taken[footage.project_id].add(footage.path)
    return taken


def _check_there(volume: Volume, rows: list[Footage]) -> None:
    """An empty folder is a drive that is away only if something is known to have been on it."""
    if rows or not originals.is_online(volume):
        originals.check_connected(volume)


def _write_down(scan: Scan) -> None:
    now = timezone.now()
    volume = lock(Volume.objects.all(), scan.volume.id, None)
    files = [[file.path, file.size, file.modified_at.isoformat()] for file in scan.files]
    Inventory.objects.update_or_create(volume=volume, defaults={"files": files, "cut": scan.cut})
    volume.scanned_at = now
    advance(volume)
    for project in Project.objects.filter(footage__volume=volume).distinct():
        _note_scan(scan, project, now)


def _note_scan(scan: Scan, project: Project, at: datetime.datetime) -> None:
    counts = {how: len(ids) if isinstance(ids, list) else ids for how, ids in scan.of(project.id).items()}
    record(
        actor=None,
        project=project,
        action=SCAN,
        object_type="volume",
        object_id=scan.volume.id,
        before=None,
        after={"name": scan.volume.name, "state": "scanned", "at": at, **counts},
    )
