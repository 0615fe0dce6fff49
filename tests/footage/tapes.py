"""Recordings on the studio's drive that are measured and hashed, and hold a few bytes instead of pictures."""

import hashlib
import os
from typing import Any

from annotator.audit.models import Event
from footage.models import Footage
from tests.conftest import FILM_CLOCK, make_footage
from tests.footage.studio import Studio


def recorded(studio: Studio, name: str, content: bytes, **facts: Any) -> Footage:
    """A recording of the studio's project whose file is on its drive, as it was registered."""
    file = studio.folder / f"{name}.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    footage = make_footage(studio.project, studio.volume, name, FILM_CLOCK)
    footage.size, footage.modified_ns = len(content), file.stat().st_mtime_ns
    footage.sha256 = hashlib.sha256(content).hexdigest()
    for column, value in facts.items():
        setattr(footage, column, value)
    footage.save()
    return footage


def touch(studio: Studio, footage: Footage) -> None:
    """Give the recording's file another time."""
    os.utime(studio.folder / footage.path, ns=(0, footage.modified_ns + 10**9))


def events(footage: Footage, action: str) -> list[Event]:
    return list(Event.objects.filter(object_id=footage.id, action=action).order_by("seq"))


def trail() -> str:
    """Everything that the trails hold, as text: nothing that names people may be in it."""
    return "\n".join(f"{event.action} {event.before} {event.after}" for event in Event.objects.all())
