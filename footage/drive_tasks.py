"""What workers do with drives and originals: scan, verify, read what may be a recording that lies elsewhere now."""

import logging
import threading
from collections.abc import Mapping

from django.db import DatabaseError, connection

from annotator.jobs.context import JobContext
from annotator.jobs.registry import chore, handler
from footage import workshop
from footage.models import Footage, Volume
from footage.operations import asked, drives, relinking, resuming, scanning, verifying

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
_looking = threading.Lock()
_reading = scanning.Reading()
"""What was read while drives were looked for, for as long as this process lives."""


@handler(scanning.SCAN, right="volume.scan")
def scan_volume(context: JobContext) -> Mapping[str, object]:
    """Compare a volume with what is registered on it; one that is away is looked for where drives are mounted."""
    volume = Volume.objects.get(pk=context.payload["volume"])
    reading = scanning.Reading(context.progress, context.should_stop)
    with workshop.stoppable(context):
        if drives.is_away(volume):
            drives.bring_back(volume, drives.usual_places(), reading)
        scan = scanning.scan_volume(volume, reading, publishing=context.publishing)
    assert context.job.project_id is not None, "a scan is asked for in a project"
    return scan.of(context.job.project_id)


@handler(verifying.VERIFY, right=verifying.VERIFY)
def verify_original(context: JobContext) -> Mapping[str, object]:
    """Hash an original again, and keep what that says."""
    footage = Footage.objects.select_related("project", "volume").get(pk=context.subject_id)
    with workshop.stoppable(context):
        checked = verifying.check(footage, on_progress=context.progress, should_stop=context.should_stop)
    with context.publishing():
        verifying.conclude(checked, actor=asked.asker(context.job))
    return {"verdict": checked.verdict.value, "sentence": verifying.sentence(footage, checked.verdict)}


@handler(relinking.RELINK, right="footage.change")
def relink_footage(context: JobContext) -> None:
    """Read a large file that is said to be a recording, and take it if it is."""
    footage = Footage.objects.select_related("project", "volume").get(pk=context.subject_id)
    with workshop.stoppable(context):
        place = relinking.compare_as_asked(
            context.job, footage, on_progress=context.progress, should_stop=context.should_stop
        )
    with context.publishing():
        relinking.relink(actor=asked.asker(context.job), footage=footage, place=place)


@chore(LOOK_SECONDS)
def look_for_drives() -> None:
    """Look for drives that are away, and go on with what those that are back interrupted.

    In a thread of its own: a dead network drive must not hold the supervisor up.
    """
    if Volume.objects.filter(managed=False, footage__isnull=False).exists() and _looking.acquire(blocking=False):
        threading.Thread(target=_look, name="look for drives", daemon=True).start()


def _look() -> None:
    try:
        drives.bring_back_lost(_reading)
        resuming.go_on_where_drives_are_back()
    except DatabaseError:
        log.exception("The database did not answer while a drive was looked for; it is looked for again.")
    finally:
        connection.close()  # connections are per thread: nobody else would ever close this one
        _looking.release()
