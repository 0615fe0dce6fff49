"""A start that does not come to its end leaves nothing behind."""

import sys

import pytest

from tests.faults.product import Product, exists, wait_for

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and the promise for children is Linux's"),
    pytest.mark.timeout(300),
]


def begin(product: Product) -> set[int]:
    """The processes of a start whose web process loads while its database is prepared."""
    product.begin()
    wait_for(lambda: bool(product.children("web") and product.children("prepare")), "the preparing")
    return product.descendants()


def test_ctrl_c_while_the_database_is_prepared_ends_everything(product: Product) -> None:
    everybody = begin(product)

    assert product.interrupt() < 10

    assert product.launcher.returncode == 0
    assert not any(map(exists, everybody))


def test_a_launcher_killed_while_the_database_is_prepared_leaves_no_process_behind(product: Product) -> None:
    everybody = begin(product)

    product.launcher.kill()

    wait_for(lambda: not any(map(exists, everybody)), "the end of every child", patience=10)


def test_a_database_that_cannot_be_prepared_is_a_sentence_and_served_to_nobody(product: Product) -> None:
    product.data.mkdir()
    (product.data / "db.sqlite3").write_bytes(b"this is no database" * 1000)

    everybody = begin(product)
    wait_for(lambda: not product.is_alive(), "the refusal")

    assert product.launcher.returncode == 1
    assert not any(map(exists, everybody))
    wait_for(lambda: "could not be prepared" in "".join(product.output), "the sentence")
    assert "Annotator is ready" not in "".join(product.output)
