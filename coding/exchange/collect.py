"""From rows to records, a few hundred at a time, whatever their number."""

from collections.abc import Iterator

from coding.domain.codebook import CodeTree
from coding.exchange.records import SegmentRecord, segment_record
from coding.models.segments import SegmentQuerySet

_AT_ONCE = 500


def segment_records(segments: SegmentQuerySet, tree: CodeTree) -> Iterator[SegmentRecord]:
    """Every segment of `segments` in page order; never more than 500 rows in memory."""
    rows = segments.complete().order_by("created_at", "id").iterator(chunk_size=_AT_ONCE)
    return (segment_record(segment, tree) for segment in rows)
