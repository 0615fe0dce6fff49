"""How many segments lie on a code or a witness, as far as the reader may know it."""

from typing import TypeVar

from django.db.models import Count, Q

from annotator.accounts.scoping import Onlooker, ScopedQuerySet
from coding.models.codebook import Code
from coding.models.segments import Segment
from coding.models.witnesses import Witness

Counts = TypeVar("Counts", Code, Witness)


def counted(rows: ScopedQuerySet[Counts], onlooker: Onlooker) -> ScopedQuerySet[Counts]:
    """Adds `segment_count`, of what `onlooker` may see: a number must not tell what a blind coder does not see."""
    seen = Segment.objects.visible_to(onlooker).alive().values("pk")
    return rows.annotate(segment_count=Count("segments", filter=Q(segments__in=seen), distinct=True))
