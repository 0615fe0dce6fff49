"""From a file of cues to transcript lines, by the same operations that a person uses."""

from dataclasses import dataclass, field

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.policy import authorise
from coding.exchange.formats.subtitles import Cue
from coding.models import Line
from coding.operations.lines import LineFacts, create_line, set_preliminary
from coding.operations.places import lock_footage
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
        lines = [line for group in known.values() for line in group]
        report = ImportReport()
        for cue, span in _placed(cues, clock, report):
            line = _line_under(span, lines)
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
    lock_footage(footage.id)
    known: dict[FrameSpan, list[Line]] = {}
    for line in Line.objects.alive().filter(footage=footage).select_related("footage__project"):
        known.setdefault(line.span, []).append(line)
    return footage.measured_clock(), known


def _placed(cues: list[Cue], clock: Timebase, report: ImportReport) -> list[tuple[Cue, FrameSpan]]:
    """The cues with their spans: each border is the nearest frame, so a cue written by us comes back unmoved."""
    placed = []
    for cue in cues:
        try:
            start = clock.frame_at_seconds(cue.start, snap=True)
            end = clock.frame_at_seconds(cue.end, snap=True, end=True)
            placed.append((cue, clock.span(start, end)))
        except TimeRefused as error:
            report.skip(cue, str(error))
    return placed


def _line_under(span: FrameSpan, lines: list[Line]) -> Line | None:
    def shared(line: Line) -> int:
        common = line.span.intersection(span)
        return common.length if common else 0

    best = max(lines, key=lambda line: (line.span == span, shared(line)), default=None)
    if best is None or (best.span != span and shared(best) * 2 <= span.length):
        return None
    return best
