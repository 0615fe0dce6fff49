"""From a file of cues to transcript lines, by the same operations that a person uses."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from coding.exchange.formats.subtitles import Cue
from coding.models import Line
from coding.operations.lines import LineFacts, create_line, set_preliminary
from coding.operations.places import lock_for_coding
from footage.models import Footage
from footage.timebase import FrameSpan, Timebase, TimeRefused


@dataclass
class ImportReport:
    """What an import did: lines made, lines that got their translation, cues left out and why."""

    created: int = 0
    updated: int = 0
    skipped: list[dict[str, object]] = field(default_factory=list)

    def skip(self, cue: Cue, reason: str) -> None:
        self.skipped.append({"cue": cue.number, "reason": reason})


class LinesInPlace:
    """Lines by where they lie, so that each cue of a long file is compared with its neighbours only."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = sorted(lines, key=lambda line: (line.start_frame, line.number))
        self._starts = [line.start_frame for line in self._lines]
        self._ended_by = list(accumulate((line.end_frame for line in self._lines), max))
        """For each line the latest end of it and all before it."""

    def under(self, span: FrameSpan) -> Line | None:
        """The line with the same frames, else the one that shares most, if that is more than half of `span`."""
        best = max(self._touching(span), key=lambda line: (line.span == span, _shared(line, span)), default=None)
        if best is None or (best.span != span and _shared(best, span) * 2 <= span.length):
            return None
        return best

    def _touching(self, span: FrameSpan) -> list[Line]:
        last = first = bisect_left(self._starts, span.end)
        while first and self._ended_by[first - 1] > span.start:
            first -= 1
        return self._lines[first:last]


def load_originals(*, actor: Actor, footage: Footage, cues: list[Cue], language: str) -> ImportReport:
    """A line for each cue, with its words as the original. A cue that is there already is left out."""
    with transaction.atomic():
        clock, known = _prepared(actor, footage)
        report = ImportReport()
        for cue, span in _placed(cues, clock, report):
            if any(line.text == cue.text for line in known.get(span, [])):
                report.skip(cue, "This line is there already.")
                continue
            create_line(actor=actor, footage=footage, facts=LineFacts(span, language, cue.text, ""))
            report.created += 1
        return report


def load_translations(*, actor: Actor, footage: Footage, cues: list[Cue]) -> ImportReport:
    """The preliminary translation of the line that each cue lies on; a line of its own where there is none.

    A cue belongs to the line with the same frames, else to the one that shares more than half of the cue's frames.
    A line that has a translation keeps it: a correction is a person's work and is never replaced by a file.
    """
    with transaction.atomic():
        clock, known = _prepared(actor, footage)
        lines = LinesInPlace(line for group in known.values() for line in group)
        report = ImportReport()
        for cue, span in _placed(cues, clock, report):
            line = lines.under(span)
            if line is None:
                create_line(actor=actor, footage=footage, facts=LineFacts(span, "", "", cue.text))
                report.created += 1
            elif line.revisions.exists():
                report.skip(cue, f"Line {line.number} has a translation already; it was kept.")
            else:
                set_preliminary(actor=actor, line=line, text=cue.text)
                report.updated += 1
        return report


def _prepared(actor: Actor, footage: Footage) -> tuple[Timebase, dict[FrameSpan, list[Line]]]:
    authorise(actor, "line.create", footage.project)
    lock_for_coding(footage.id)
    known: dict[FrameSpan, list[Line]] = {}
    for line in Line.objects.alive().filter(footage=footage).select_related("footage__project"):
        known.setdefault(line.span, []).append(line)
    return footage.measured_clock(), known


def _placed(cues: list[Cue], clock: Timebase, report: ImportReport) -> list[tuple[Cue, FrameSpan]]:
    """The cues with their spans: each border is the nearest frame, so a cue written by us comes back unmoved."""
    placed = []
    for cue in cues:
        if not cue.text:
            report.skip(cue, "There are no words in it.")
            continue
        try:
            start = clock.frame_at_seconds(cue.start, snap=True)
            end = clock.frame_at_seconds(cue.end, snap=True, end=True)
            placed.append((cue, clock.span(start, end)))
        except TimeRefused as error:
            report.skip(cue, str(error))
    return placed


def _shared(line: Line, span: FrameSpan) -> int:
    common = line.span.intersection(span)
    return common.length if common else 0
