"""What workers do with excerpts: make one from the original, look at it, and only then let anybody have it."""

from pathlib import Path

from annotator.jobs.context import JobContext
from annotator.jobs.registry import chore, handler
from footage import originals, store, workshop
from footage.media.digest import hash_file
from footage.media.excerpts import Cut, make_clip, make_still
from footage.media.publish import appear, flush, private_file, remove_leftovers
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
    original = originals.Untouched(excerpt.footage)
    # Under a name of this attempt's own: a worker that was taken for dead must not touch what another one made.
    with private_file(file) as made:
        sha256 = _make(context, excerpt, original.file, made)
        flush(made)
        original.check()  # what was cut is what was registered
        with context.publishing():
            excerpts.finish_excerpt(excerpt.id, name=file.name, size=made.stat().st_size, sha256=sha256)
            appear(made, file)


def _make(context: JobContext, excerpt: Excerpt, recording: Path, made: Path) -> str:
    """Write the excerpt to `made`; its SHA-256."""
    cut = Cut(workshop.source_of(excerpt.footage), recording, excerpt.start, excerpt.end)
    with workshop.stoppable(context), workshop.told_as_refusals():
        if excerpt.kind == ExcerptKind.STILL:
            make_still(cut, made, workshop.tools(), should_stop=context.should_stop)
        else:
            make_clip(cut, made, workshop.tools(), on_progress=context.progress, should_stop=context.should_stop)
        return hash_file(made)
