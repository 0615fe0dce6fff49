"""What is told of many measurements."""

import math
import statistics
from collections.abc import Sequence


def median_and_p95(taken: Sequence[float]) -> tuple[float, float]:
    """The median, and the smallest of the values that at least 95 of 100 do not exceed (nearest rank)."""
    ordered = sorted(taken)
    return statistics.median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1]
