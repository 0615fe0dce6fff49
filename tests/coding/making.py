"""Coding made by the operations, for tests about something else."""

from typing import Any

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from coding.models import Code, Line, NoiseSection, Segment, Witness
from coding.operations import codebook, lines, noise, segments, witnesses
from footage.models import Footage
from footage.timebase import FrameSpan


def make_segment(
    footage: Footage,
    actor: Actor,
    start: int,
    end: int,
    *,
    basis: str = "both",
    codes: tuple[Code, ...] = (),
    heard: tuple[Witness, ...] = (),
    memo: str = "",
) -> Segment:
    """A segment of the actor's."""
    facts = segments.SegmentFacts(
        FrameSpan(start, end),
        basis,
        frozenset(code.id for code in codes),
        frozenset(witness.id for witness in heard),
        memo,
    )
    return segments.create_segment(actor=actor, footage=footage, facts=facts)[0]


def make_code(project: Project, actor: Actor, name: str, parent: Code | None = None, **facts: Any) -> Code:
    """A code, under `parent` or at the top."""
    parent_id = parent.id if parent else None
    return codebook.create_code(actor=actor, project=project, name=name, parent_id=parent_id, **facts)[0]


def make_witness(project: Project, actor: Actor, **facts: Any) -> Witness:
    """A witness; the next free letter unless a pseudonym is given."""
    return witnesses.create_witness(actor=actor, project=project, **facts)[0]


def make_line(footage: Footage, actor: Actor, start: int, end: int, text: str = "", translation: str = "") -> Line:
    """A line in Korean."""
    facts = lines.LineFacts(FrameSpan(start, end), "ko", text, translation)
    return lines.create_line(actor=actor, footage=footage, facts=facts)[0]


def make_noise(footage: Footage, actor: Actor, start: int, end: int, state: str = "confirmed") -> NoiseSection:
    """A noise section."""
    return noise.create_noise(actor=actor, footage=footage, span=FrameSpan(start, end), state=state)[0]
