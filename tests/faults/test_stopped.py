"""Ctrl-C: an end within ten seconds that gives everything back."""

import sys
from pathlib import Path

import pytest

from tests.faults.product import Product, exists, wait_for

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.timeout(300),
]


def test_ctrl_c_ends_everything_within_ten_seconds_and_gives_leases_back(product: Product, tmp_path: Path) -> None:
    product.start()
    begun = tmp_path / "trace.begun"
    job = product.enqueue("fault.slow", "heavy", {"trace": str(tmp_path / "trace"), "seconds": 600})
    wait_for(begun.exists, "the job's begin")
    everybody = product.descendants()

    seconds = product.interrupt()

    assert seconds < 10
    assert not any(map(exists, everybody))
    row = product.job(job)
    assert (row["state"], row["attempt"], row["lease"], row["lease_until"]) == ("waiting", 0, None, None)
    assert product.launcher.returncode == 0


def test_a_folder_in_use_is_refused_with_a_sentence_and_free_afterwards(product: Product) -> None:
    product.start()
    second = Product(product.data)
    with pytest.raises(AssertionError, match="already running on the data folder"):
        second.start()
    product.interrupt()

    second.start()

    assert second.interrupt() < 10


def test_the_password_is_shown_at_the_first_start_only(product: Product) -> None:
    product.start()
    first = "".join(product.output)
    product.interrupt()
    product.start()
    second = "".join(product.output)
    product.interrupt()

    assert "with the password" in first
    assert "with the password" not in second
    assert (product.data / "secrets").stat().st_mode & 0o777 == 0o700
    assert (product.data / "secrets" / "secret_key").stat().st_mode & 0o777 == 0o600
