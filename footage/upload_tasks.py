"""What workers and the supervisor do with uploads: read large ones back from the disk, delete what has expired."""

from annotator.errors import RuleBroken
from annotator.jobs.context import JobContext
from annotator.jobs.registry import chore, handler
from footage import incoming
from footage.media.failures import MediaStopped
from footage.models import Upload
from footage.operations import uploads

TIDY_SECONDS = 600.0


@handler(uploads.CHECK)
def check_upload(context: JobContext) -> None:
    """Compare what the disk holds of an upload with what was received, and keep its hash."""
    if not Upload.objects.filter(pk=context.subject_id, sha256="").exists():
        return
    start, expected = context.payload["start"], context.payload["sha256"]
    try:
        whole, tail = incoming.hash_on_disk(
            context.subject_id,
            start,
            on_progress=lambda fraction: context.progress(fraction, "hashing"),
            should_stop=context.should_stop,
        )
    except MediaStopped:
        context.check()
        raise
    with context.publishing():
        intact = uploads.settle(context.subject_id, whole, tail, expected)
    if not intact:
        raise RuleBroken(uploads.DIFFERS, code="damaged")


chore(TIDY_SECONDS)(uploads.keep_house)
