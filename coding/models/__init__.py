"""Every row of the coding, for Django and for whoever reads rows."""

from coding.models.codebook import COLORS, Code
from coding.models.coverage import Coverage
from coding.models.lines import Line, LineRevision
from coding.models.noise import NoiseSection, NoiseState
from coding.models.segments import Basis, Segment, Status
from coding.models.witnesses import Witness

__all__ = [
    "COLORS",
    "Basis",
    "Code",
    "Coverage",
    "Line",
    "LineRevision",
    "NoiseSection",
    "NoiseState",
    "Segment",
    "Status",
    "Witness",
]
