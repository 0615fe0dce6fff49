"""The folder of messages: each is read once, whole, and leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Exchange, Queue

from annotator.celery import celery_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "broker"
    (made / "control").mkdir(parents=True)
    return made


def connection(folder: Path) -> Connection:
    settings = celery_settings(None, folder)
    return Connection(
        settings["broker_url"],
        transport=settings["broker_transport"],
        transport_options=settings["broker_transport_options"],
    )


def queue(name: str) -> Any:
    """A queue as the product declares it; `Any`, because kombu's types know only of names here."""
    return Queue(name, Exchange(""), routing_key=name)


def test_each_message_is_read_once_in_order_and_by_its_queue_only(folder: Path) -> None:
    with connection(folder) as sender, connection(folder) as one, connection(folder) as other:
        to_heavy = sender.SimpleQueue(queue("heavy"))
        for number in range(4):
            to_heavy.put(number)
        readers = [opened.SimpleQueue(queue("heavy")) for opened in (one, other)]
        read = []
        for number in range(4):
            message = readers[number % 2].get(timeout=5)
            read.append(message.payload)
            message.ack()
        with pytest.raises(sender.SimpleQueue(queue("light")).Empty):
            one.SimpleQueue(queue("light")).get(block=False)

    assert read == [0, 1, 2, 3]
    assert [entry.name for entry in folder.iterdir()] == ["control"]


def test_a_message_that_is_not_yet_whole_is_not_seen(folder: Path) -> None:
    (folder / "00000000000000000001-a.heavy.draft").write_text("")
    with connection(folder) as opened:
        heavy = opened.SimpleQueue(queue("heavy"))
        with pytest.raises(heavy.Empty):
            heavy.get(block=False)
