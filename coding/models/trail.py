"""Which events of the trail a member may hear of, where an event tells of coding."""

import uuid

from django.db.models import Exists, OuterRef, Q

from annotator.accounts.scoping import Onlooker
from annotator.audit.models import EventQuerySet
from coding.models.coverage import Coverage
from coding.models.segments import Segment

PROJECT_WIDE = ("code", "witness")
"""What every recording of the project is coded with."""


def heard_by(events: EventQuerySet, onlooker: Onlooker) -> EventQuerySet:
    """The events without those of segments, and of watching, that the onlooker may not see themselves.

    An event carries the whole state of its object, so whoever is blind to a segment must not hear of it either.
    Asking the rows' own `visible_to` keeps the rule in one place: what it hides is hidden here, too.
    """
    segment = Segment.objects.visible_to(onlooker).filter(pk=OuterRef("object_id"))
    watched = Coverage.objects.visible_to(onlooker).filter(footage=OuterRef("object_id"), user=OuterRef("actor"))
    return events.filter(
        ~Q(object_type="segment") | Exists(segment),
        ~Q(action="coverage.add") | Exists(watched),
    )


def concerning(events: EventQuerySet, footage_id: uuid.UUID) -> EventQuerySet:
    """The events that somebody who has this recording open needs: its own, what lies on it, codebook and witnesses.

    The states are looked into row by row, after the index on (project, seq) has left what is new since the cursor.
    """
    on_it = Q(object_id=footage_id) | Q(before__footage=str(footage_id)) | Q(after__footage=str(footage_id))
    return events.filter(on_it | Q(object_type__in=PROJECT_WIDE))
