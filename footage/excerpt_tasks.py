"""What workers do with excerpts: make one from the original, look at it, and only then let anybody have it."""

from annotator.errors import DomainError
from annotator.jobs.context import JobContext
from annotator.jobs.registry import chore, handler
from footage import originals, store, workshop
from footage.media.digest import hash_file
from footage.media.excerpts import Cut, make_clip, make_still
from footage.media.failures import MediaStopped
from footage.media.publish import remove_leftovers
from footage.models import Excerpt, ExcerptKind
from footage.operations import excerpts

TIDY_SECONDS = 60.0

chore(TIDY_SECONDS)(excerpts.remove_orphans)


@handler(excerpts.MAKE, ended=excerpts.excerpt_ended)
def make_excerpt(context: JobContext) -> None:
    """Make a clip or a still."""
    with context.publishing():
        excerpt = excerpts.start_excerpt(context.subject_id)
    if excerpt is None:
        return
    file = store.excerpt_file(excerpt)
    file.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(file)
    try:
        sha256 = _make(context, excerpt)
        with context.publishing():
            excerpts.finish_excerpt(excerpt.id, file=file, sha256=sha256)
    except DomainError:
        file.unlink(missing_ok=True)
        raise


def _make(context: JobContext, excerpt: Excerpt) -> str:
    """Write the excerpt's file; its SHA-256."""
    footage, file = excerpt.footage, store.excerpt_file(excerpt)
    original = originals.unchanged_original(footage)
    cut = Cut(workshop.source_of(footage), original, excerpt.start, excerpt.end)
    try:
        with workshop.told_as_refusals():
            if excerpt.kind == ExcerptKind.STILL:
                make_still(cut, file, workshop.tools(), should_stop=context.should_stop)
            else:
                make_clip(cut, file, workshop.tools(), on_progress=context.progress, should_stop=context.should_stop)
            originals.unchanged_original(footage)  # what was cut is what was registered
            return hash_file(file)
    except MediaStopped:
        context.check()
        raise
