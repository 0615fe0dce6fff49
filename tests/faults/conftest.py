"""A product per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.product import Product


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """Not started yet; whatever is left of it after the test is killed."""
    made = Product(tmp_path / "data")
    yield made
    made.close()
