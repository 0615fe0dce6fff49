"""What benches tell of many measurements."""

import pytest

from bench.figures import median_and_p95


@pytest.mark.parametrize(
    ("count", "rank"),
    [(1, 1), (2, 2), (19, 19), (20, 19), (21, 20), (100, 95), (101, 96)],
)
def test_p95_is_the_smallest_that_95_of_100_do_not_exceed(count: int, rank: int) -> None:
    values = [float(value) for value in range(count, 0, -1)]

    assert median_and_p95(values) == ((count + 1) / 2, rank)
