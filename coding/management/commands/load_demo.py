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
from coding.demo.tables import recordings
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
        for recording in recordings():
            file = folder / recording.file_name
            if not file.exists():
                make_recording(recording, file, workshop.tools(), on_progress=_Progress(recording.title))


class _Progress:
    """Tells the terminal how far a recording is, in steps of ten hundredths."""

    def __init__(self, title: str) -> None:
        self.title, self.told = title, -1

    def __call__(self, fraction: float) -> None:
        if int(fraction * 10) > self.told:
            self.told = int(fraction * 10)
            sys.stderr.write(f"Setting up: making the footage, {self.title}, {self.told * 10} %\n")
            sys.stderr.flush()
