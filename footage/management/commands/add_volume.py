"""`manage.py add_volume NAME FOLDER`: open a folder of recordings to the product, for reading only."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.errors import Malformed
from footage.operations.volumes import add_volume


class Command(BaseCommand):
    help = "Open a folder of recordings under a name; the same name again changes its folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, name: str, folder: Path, **options: Any) -> None:
        try:
            volume = add_volume(name=name, folder=folder)
        except Malformed as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{volume.name}: {volume.root}")
