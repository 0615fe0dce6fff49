"""From rows to records, a few hundred at a time, whatever their number."""

from collections.abc import Iterator

from annotator.accounts.models import Project
from coding.exchange.records import SegmentRecord, segment_record
from coding.models import Code
from coding.models.segments import SegmentQuerySet

_AT_ONCE = 500


def segment_records(segments: SegmentQuerySet, project: Project) -> Iterator[SegmentRecord]:
    """Every segment of `segments`, all of them of `project`, in page order; never more than 500 rows in memory."""
    codes = Code.objects.filter(project=project)
    tree = codes.tree()
    for segment in segments.complete().order_by("created_at", "id").iterator(chunk_size=_AT_ONCE):
        if any(code.id not in tree.nodes for code in segment.codes.all()):
            tree = codes.all().tree()  # a code that was made while we were reading
        yield segment_record(segment, tree)
