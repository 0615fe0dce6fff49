"""Going on with what stopped because a drive was unplugged."""

import logging

from django.db.models import Q

from annotator.errors import DomainError
from footage import originals
from footage.models import Footage
from footage.operations.making import make_interrupted
from footage.operations.recordings import read_on

log = logging.getLogger(__name__)


def go_on_where_drives_are_back() -> int:
    """Read and make what failed because its drive was away, wherever the original is there again; how many recordings.

    Cheap while there is none.
    """
    interrupted = Footage.objects.filter(Q(interrupted=True) | Q(derivatives__interrupted=True)).distinct()
    back = [footage for footage in interrupted.select_related("project", "volume") if _is_there_again(footage)]
    return sum(_goes_on(footage) for footage in back)


def _is_there_again(footage: Footage) -> bool:
    try:
        originals.unchanged_original(footage)
    except DomainError:
        return False
    return True


def _goes_on(footage: Footage) -> bool:
    try:
        if footage.interrupted:
            read_on(footage)
        if footage.clock is not None:
            make_interrupted(footage.id)
    except DomainError as refused:
        # It went away again, or somebody was faster; the other recordings go on.
        log.info("A recording could not be gone on with: %s", refused.sentence)
        return False
    return True
