"""`manage.py scan_volume NAME`: what is new, changed or gone on a drive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.errors import DomainError
from footage.models import Footage, Volume
from footage.operations import drives, scanning
from footage.operations.scanning import How, Scan

_WORDS = {
    How.ACCEPTED: "the same, with another time",
    How.MOVED: "moved",
    How.CHANGED: "CHANGED",
    How.MISSING: "MISSING",
    How.UNREADABLE: "CANNOT BE READ",
}


class Command(BaseCommand):
    help = "Compare the recordings of a volume with what lies on it now, and list what is not registered yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--look-in", type=Path, nargs="+", default=[], metavar="FOLDER",
            help="look for the drive there if it is not where it was; it is known by its recordings' sizes and hashes",
        )  # fmt: skip

    def handle(self, *args: Any, name: str, look_in: list[Path], **options: Any) -> None:
        volume = Volume.objects.filter(name=name, managed=False).first()
        if volume is None:
            raise CommandError(f"There is no volume “{name}”. Open one with add_volume.")
        try:
            self._find(volume, look_in)
            self._tell(scanning.scan_volume(volume, scanning.Reading()))
        except DomainError as refused:
            raise CommandError(refused.sentence) from refused

    def _find(self, volume: Volume, look_in: list[Path]) -> None:
        if drives.is_away(volume) and drives.bring_back(volume, look_in, scanning.Reading()):
            self.stdout.write(f"found     {volume.root}")

    def _tell(self, scan: Scan) -> None:
        for finding in scan.findings:
            if finding.how is not How.SAME:
                self.stdout.write(f"{_WORDS[finding.how]}: {finding.footage.title} ({finding.path})")
        known = set(Footage.objects.filter(volume=scan.volume).values_list("path", flat=True))
        new = [file for file in scan.files if file.path not in known]
        for file in new:
            self.stdout.write(f"new: {file.path}")
        if scan.cut:
            self.stdout.write(
                f"Only the first {scanning.MOST_FILES} files were listed; there are more, and some of them may be new."
            )
        same = sum(finding.how is How.SAME for finding in scan.findings)
        self.stdout.write(f"{len(scan.findings)} recordings compared, {same} as they were; {len(new)} new files.")
