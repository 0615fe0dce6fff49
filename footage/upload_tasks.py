"""What workers and the supervisor do with uploads: read large ones back from the disk, delete what has expired."""

from annotator.errors import RuleBroken
from annotator.jobs.context import JobContext
from annotator.jobs.registry import chore, handler
from footage import incoming, workshop
from footage.models import Upload
from footage.operations import uploads

TIDY_SECONDS = 600.0


@handler(uploads.CHECK)
def check_upload(context: JobContext) -> None:
    """Compare what the disk holds of an upload with what was received, and keep its hash."""
    upload = Upload.objects.filter(pk=context.subject_id, sha256="").first()
    if upload is None:
        return
    with workshop.stoppable(context):
        sha256 = incoming.read_back(
            upload.id,
            upload.size,
            on_progress=lambda fraction: context.progress(fraction, "hashing"),
            should_stop=context.should_stop,
        )
    with context.publishing():
        uploads.settle(upload.id, sha256)
    if sha256 is None:
        raise RuleBroken(uploads.DIFFERS, code="damaged")


chore(TIDY_SECONDS)(uploads.keep_house)
