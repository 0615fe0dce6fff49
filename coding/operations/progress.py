"""Reading how far the work has come, for every recording and person of a project at once."""

import uuid
from collections import defaultdict
from typing import NamedTuple

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project, User
from coding.domain.coverage import Coded, Depth, coded_and_reviewed, depth
from coding.models import Coverage, NoiseSection, Segment, Status
from footage.timebase import FrameSpan


class PersonProgress(NamedTuple):
    """One person's work on one recording."""

    footage: uuid.UUID
    coder: User
    watched: Depth
    coded: Depth
    reviewed: Depth


class NoiseProgress(NamedTuple):
    """The confirmed noise of one recording."""

    footage: uuid.UUID
    noise: Depth


def person_progress(actor: Actor, project: Project, footage_id: uuid.UUID | None = None) -> list[PersonProgress]:
    """Watched, coded and reviewed spans by recording and person; three queries, whatever their number."""
    segments = Segment.objects.visible_to(actor).alive().filter(footage__project=project)
    coverage = Coverage.objects.visible_to(actor).filter(footage__project=project)
    if footage_id is not None:
        segments, coverage = segments.filter(footage=footage_id), coverage.filter(footage=footage_id)
    coded: dict[tuple[uuid.UUID, uuid.UUID], list[Coded]] = defaultdict(list)
    for footage, coder, start, end, status in segments.values_list(
        "footage", "coder", "start_frame", "end_frame", "status"
    ):
        coded[footage, coder].append(Coded(FrameSpan(start, end), status == Status.APPROVED))
    watched = {
        (footage, user): [FrameSpan(*span) for span in spans]
        for footage, user, spans in coverage.values_list("footage", "user", "spans")
    }
    keys = sorted({*coded, *watched})
    people = User.objects.in_bulk({person for _, person in keys})
    return [
        PersonProgress(key[0], people[key[1]], depth(watched.get(key, [])), *coded_and_reviewed(coded.get(key, [])))
        for key in keys
    ]


def noise_progress(actor: Actor, project: Project, footage_id: uuid.UUID | None = None) -> list[NoiseProgress]:
    """Confirmed noise by recording."""
    sections = NoiseSection.objects.visible_to(actor).confirmed().filter(footage__project=project)
    if footage_id is not None:
        sections = sections.filter(footage=footage_id)
    by_footage: dict[uuid.UUID, list[FrameSpan]] = defaultdict(list)
    for footage, start, end in sections.values_list("footage", "start_frame", "end_frame"):
        by_footage[footage].append(FrameSpan(start, end))
    return [NoiseProgress(footage, depth(spans)) for footage, spans in sorted(by_footage.items())]
