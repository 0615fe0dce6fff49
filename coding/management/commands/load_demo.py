"""`manage.py load_demo`: the case study on footage of our own making. Called by `./run demo`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotator.accounts.models import User
from coding.demo.footage import make_recording
from coding.demo.project import VOLUME, is_loaded, load_project, read_recordings
from coding.demo.tables import RATE, recordings
from footage import workshop
from footage.media.failures import MediaFailed
from footage.operations.volumes import add_volume


class Command(BaseCommand):
    help = (
        "Make the demo's recordings and project, unless they are there; print as JSON who can sign in, once. "
        "For an installation without accounts."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.DATA_DIR) / "footage"
        if is_loaded():
            add_volume(name=VOLUME, folder=folder)  # the data folder may have been moved meanwhile
            self.stdout.write("[]")
            return
        if User.objects.exists():
            raise CommandError(
                f"The data folder {settings.DATA_DIR} holds another installation, so the demo was not put into it. "
                "Nothing was changed; give the demo a folder of its own with --data."
            )
        try:
            self._make_footage(folder)
            readings = read_recordings(recordings(), folder, workshop.tools())
        except MediaFailed as failed:
            raise CommandError(failed.sentence) from failed
        self.stdout.write(json.dumps([asdict(sign_in) for sign_in in load_project(readings, folder)]))

    def _make_footage(self, folder: Path) -> None:
        """What is there whole from an earlier start that was broken off is not made again."""
        folder.mkdir(parents=True, exist_ok=True)
        missing = [recording for recording in recordings() if not (folder / recording.file_name).exists()]
        progress = _Progress(sum(recording.clock.frames for recording in missing))
        for recording in missing:
            make_recording(recording, folder / recording.file_name, workshop.tools(), on_frames=progress.add)


class _Progress:
    """Tells the terminal how much of the footage is made, a fifth at a time."""

    def __init__(self, frames: int) -> None:
        self.frames, self.done = frames, 0

    def add(self, frames: int) -> None:
        fifths = self.done * 5 // self.frames
        self.done += frames
        if self.done == frames or self.done * 5 // self.frames > fifths:
            minutes, percent = self.frames // RATE.nominal // 60, self.done * 100 // self.frames
            sys.stderr.write(f"Setting up: making {minutes} minutes of footage … {percent} %\n")
            sys.stderr.flush()
