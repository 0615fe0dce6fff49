"""Segments as they leave the house: one row each, the same for JSON pages, NDJSON and CSV."""

from datetime import datetime
from typing import NamedTuple, TypedDict
from uuid import UUID

from coding.domain.codebook import CodeTree
from coding.models import Segment
from footage.timebase import Moment, Timebase


class Duration(TypedDict):
    """A length in whole frames and in exact seconds."""

    frames: int
    seconds: str


class ReviewRecord(TypedDict):
    """The last decision about a segment. `version` is the version it made: a newer segment changed since."""

    decision: str
    reason: str
    reviewer: UUID
    reviewer_name: str
    at: datetime
    version: int


class SegmentRecord(TypedDict):
    """A segment with everything that a client needs to read it without a second request."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    footage: UUID
    footage_title: str
    coder: UUID
    coder_name: str
    start: Moment
    end: Moment
    duration: Duration
    basis: str
    codes: list[UUID]
    code_names: list[str]
    categories: list[str]
    witnesses: list[UUID]
    pseudonyms: list[str]
    memo: str
    status: str
    in_noise: bool
    review: ReviewRecord | None


def segment_record(segment: Segment, tree: CodeTree) -> SegmentRecord:
    """The record of a segment that was read by `SegmentQuerySet.complete`."""
    clock: Timebase = segment.footage.measured_clock()
    codes = sorted(segment.codes.all(), key=lambda code: (code.position, code.created_at))
    witnesses = sorted(segment.witnesses.all(), key=lambda witness: (len(witness.pseudonym), witness.pseudonym))
    frames = segment.end_frame - segment.start_frame
    return {
        "id": segment.id,
        "version": segment.version,
        "created_at": segment.created_at,
        "updated_at": segment.updated_at,
        "footage": segment.footage_id,
        "footage_title": segment.footage.title,
        "coder": segment.coder_id,
        "coder_name": segment.coder.username,
        "start": clock.describe(segment.start_frame),
        "end": clock.describe(segment.end_frame),
        "duration": {"frames": frames, "seconds": clock.seconds_text(frames)},
        "basis": segment.basis,
        "codes": [code.id for code in codes],
        "code_names": [code.name for code in codes],
        "categories": list(dict.fromkeys(tree.category(code.id).name for code in codes)),
        "witnesses": [witness.id for witness in witnesses],
        "pseudonyms": [witness.pseudonym for witness in witnesses],
        "memo": segment.memo,
        "status": segment.status,
        "in_noise": bool(getattr(segment, "in_noise")),  # noqa: B009 - an annotation of `with_noise`, not a column
        "review": _review(segment),
    }


def _review(segment: Segment) -> ReviewRecord | None:
    reviewer, name = segment.reviewer_id, segment.reviewer.username if segment.reviewer else None
    told = (segment.status, segment.review_reason, reviewer, name, segment.reviewed_at, segment.review_version)
    return review_record(Decided(*told))


class Decided(NamedTuple):
    """The columns of a segment that tell of its last review."""

    status: str
    reason: str
    reviewer: UUID | None
    reviewer_name: str | None
    at: datetime | None
    version: int | None


def review_record(decided: Decided) -> ReviewRecord | None:
    """The last decision; None while there is none."""
    status, reason, reviewer, reviewer_name, at, version = decided
    if reviewer is None or reviewer_name is None or at is None or version is None:
        return None
    return {
        "decision": "approve" if status == "approved" else "return",
        "reason": reason,
        "reviewer": reviewer,
        "reviewer_name": reviewer_name,
        "at": at,
        "version": version,
    }
