"""All that lies on one recording at once, as a workbench opens it: thousands of rows in the time of a dozen.

The pages of `segments/`, `lines/` and `noise/` tell everything about each row; here is only what cannot be worked out
from the recording, the codebook and the witnesses, and positions are whole frames. Rows are read as plain columns,
because building an object for each is what takes the time.

Ids of segments and lines stay text all the way: as objects, thousands of them take longer than all the rest.

Trap: the statements share no snapshot. What a segment is linked to is read after the segment, so that it can be newer
than the version told with it (which the changes feed puts right) and never older (which nothing would).
"""

from collections import defaultdict
from functools import lru_cache
from typing import Any, TypedDict, cast
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Length

from annotator.accounts.scoping import Onlooker
from coding.exchange.records import Decided, ReviewRecord, review_record
from coding.models import Code, Line, LineRevision, NoiseSection, Segment, Witness
from coding.models.codebook import CodeQuerySet
from coding.models.lines import LineQuerySet
from coding.models.noise import NoiseQuerySet
from coding.models.segments import SegmentQuerySet
from coding.models.witnesses import WitnessQuerySet
from footage.models import Footage


class CodeRow(TypedDict):
    """A code of the project, retired ones included."""

    id: UUID
    name: str
    parent: UUID | None
    definition: str
    color: int
    retired: bool


class WitnessRow(TypedDict):
    """A witness of the project, by pseudonym."""

    id: UUID
    pseudonym: str
    description: str


class SegmentRow(TypedDict):
    """A segment [start_frame, end_frame)."""

    id: str
    version: int
    start_frame: int
    end_frame: int
    coder: str
    coder_name: str
    basis: str
    codes: list[str]
    witnesses: list[str]
    memo: str
    status: str
    review: ReviewRecord | None


class LineRow(TypedDict):
    """A transcript line [start_frame, end_frame)."""

    id: str
    version: int
    start_frame: int
    end_frame: int
    number: int
    language: str
    text: str
    translation: str
    preliminary: str
    revisions: int
    witness: str | None


class NoiseRow(TypedDict):
    """A noise section [start_frame, end_frame)."""

    id: UUID
    version: int
    start_frame: int
    end_frame: int
    reason: str
    state: str


class Whole(TypedDict):
    """Codes, witnesses and segments in the order they were made, lines and noise in the order of the recording."""

    codes: list[CodeRow]
    witnesses: list[WitnessRow]
    segments: list[SegmentRow]
    lines: list[LineRow]
    noise: list[NoiseRow]


def whole_coding(footage: Footage, onlooker: Onlooker) -> Whole:
    """What `onlooker` may see of the coding of `footage`, and of what it is coded with."""
    project = footage.project_id
    return {
        "codes": _codes(Code.objects.visible_to(onlooker).filter(project=project)),
        "witnesses": _witnesses(Witness.objects.visible_to(onlooker).filter(project=project)),
        "segments": _segments(Segment.objects.visible_to(onlooker).filter(footage=footage).alive()),
        "lines": _lines(Line.objects.visible_to(onlooker).filter(footage=footage).alive()),
        "noise": _noise(NoiseSection.objects.visible_to(onlooker).filter(footage=footage).alive()),
    }


class IdText(Cast):
    """An id as the database writes it: with its dashes, or as 32 digits (SQLite)."""

    def __init__(self, column: str) -> None:
        super().__init__(column, TextField())


_DIGITS = 32


def _dashed(text: str) -> str:
    """The id of a row as the API writes it."""
    return text if len(text) != _DIGITS else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@lru_cache(maxsize=4096)
def _dashed_once(text: str) -> str:
    """The same of what many rows name."""
    return _dashed(text)


_BORDERS = ("version", "start_frame", "end_frame")
_AS_MADE = ("created_at", "id")
_IN_PLACE = ("start_frame", "id")
_DECIDED = ("status", "review_reason", "reviewer_id", "reviewer__username", "reviewed_at", "review_version")


def _codes(codes: CodeQuerySet) -> list[CodeRow]:
    rows = codes.order_by(*_AS_MADE).values_list("id", "name", "parent_id", "definition", "color", "retired_at")
    names = ("id", "name", "parent", "definition", "color")
    return [cast("CodeRow", {**dict(zip(names, row, strict=True)), "retired": at is not None}) for *row, at in rows]


def _witnesses(witnesses: WitnessQuerySet) -> list[WitnessRow]:
    return list(witnesses.order_by(*_AS_MADE).values("id", "pseudonym", "description"))


def _segments(segments: SegmentQuerySet) -> list[SegmentRow]:
    columns = (IdText("id"), *_BORDERS, IdText("coder_id"), "coder__username", "basis", "memo", *_DECIDED)
    rows = list(segments.order_by(*_AS_MADE).values_list(*columns))
    placed = (F("code__position"), F("code__created_at"))
    codes = _linked(Segment.codes.through.objects.all(), segments, "code_id", *placed)
    called = (Length("witness__pseudonym"), F("witness__pseudonym"))
    witnesses = _linked(Segment.witnesses.through.objects.all(), segments, "witness_id", *called)
    return [
        {
            "id": _dashed(segment),
            "version": version,
            "start_frame": start,
            "end_frame": end,
            "coder": _dashed_once(coder),
            "coder_name": coder_name,
            "basis": basis,
            "codes": codes[segment],
            "witnesses": witnesses[segment],
            "memo": memo,
            "status": status,
            "review": review_record(Decided(status, *decided)),
        }
        for segment, version, start, end, coder, coder_name, basis, memo, status, *decided in rows
    ]


def _linked(links: QuerySet[Any], segments: SegmentQuerySet, column: str, *order: F | Length) -> dict[str, list[str]]:
    """What each segment is linked to, in `order`, by the segment's id as the database writes it."""
    found: dict[str, list[str]] = defaultdict(list)
    of_these = links.filter(segment__in=segments).order_by(*order)
    for segment, linked in of_these.values_list(IdText("segment_id"), IdText(column)).iterator():
        found[segment].append(_dashed_once(linked))
    return found


def _lines(lines: LineQuerySet) -> list[LineRow]:
    revisions = LineRevision.objects.filter(line=OuterRef("pk"))
    first = Coalesce(Subquery(revisions.filter(number=0).values("text")), Value(""), output_field=TextField())
    newest = Coalesce(Subquery(revisions.order_by("-number").values("number")[:1]), Value(0))
    told = lines.annotate(preliminary=first, newest=newest).order_by(*_IN_PLACE)
    words = ("number", "language", "text", "translation", "preliminary", "newest", IdText("witness_id"))
    return [
        {
            "id": _dashed(line),
            "version": version,
            "start_frame": start,
            "end_frame": end,
            "number": number,
            "language": language,
            "text": text,
            "translation": translation,
            "preliminary": preliminary,
            "revisions": revised,
            "witness": witness and _dashed_once(witness),
        }
        for (line, version, start, end, number, language, text, translation, preliminary, revised, witness) in (
            told.values_list(IdText("id"), *_BORDERS, *words).iterator()
        )
    ]


def _noise(noise: NoiseQuerySet) -> list[NoiseRow]:
    return list(noise.order_by(*_IN_PLACE).values("id", *_BORDERS, "reason", "state"))
