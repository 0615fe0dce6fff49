"""Kombu's `filesystem://` transport, with messages that appear whole and vanish whole.

The stock one creates a message's file before it writes it, so a reader that polls at the wrong moment
takes an empty file and brings its worker down; and it reads by way of the system's temporary folder,
which is shared between users and may lie on another disk. Here both steps are renames inside the folder.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Messages are `<nanoseconds>-<uuid>.<queue>.msg`; a file with another ending is no message (yet, or any more)."""

    # kombu's two base classes disagree on the name of the second argument.
    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns():020d}-{uuid.uuid4()}.{queue}"
        draft = folder / f"{name}.draft"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(folder / f"{name}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        ending = f".{queue}.msg"
        for name in sorted(name for name in os.listdir(folder) if name.endswith(ending)):
            taken = folder / f"{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        raise Empty


class Transport(filesystem.Transport):
    """Named in `broker_transport`, because kombu takes no class from a URL."""

    Channel = Channel
