"""`manage.py verify_footage`: hash originals again and say of each whether it is what was registered."""

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.errors import DomainError
from footage.models import Footage
from footage.operations import verifying
from footage.operations.verifying import Verdict

DIFFERS, NOT_CHECKED = 1, 2


class Command(BaseCommand):
    help = (
        "Hash originals again. One line each: intact, CHANGED, MISSING, or why it was not checked. "
        "Ends with 1 when one is not what was registered, with 2 when all that could be checked are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--project", type=UUID, metavar="ID")
        which.add_argument("--footage", type=UUID, metavar="ID")
        which.add_argument("--all", action="store_true")

    def handle(self, *args: Any, project: UUID | None, footage: UUID | None, **options: Any) -> None:
        rows = Footage.objects.select_related("project", "volume")
        if project:
            rows = rows.filter(project=project)
        if footage:
            rows = rows.filter(pk=footage)
        if (project or footage) and not rows.exists():
            raise CommandError("There is no such recording, or no recording in that project.")
        words = [self._verify(one) for one in rows]
        if {Verdict.CHANGED, Verdict.MISSING} & set(words):
            sys.exit(DIFFERS)
        if None in words:
            sys.exit(NOT_CHECKED)

    def _verify(self, footage: Footage) -> Verdict | None:
        try:
            checked = verifying.check(footage)
        except DomainError as refused:
            self.stdout.write(f"not checked  {footage.id}  {footage.title}: {refused.sentence}")
            return None
        verifying.conclude(checked, actor=None)
        word = checked.verdict if checked.verdict is Verdict.INTACT else checked.verdict.upper()
        self.stdout.write(f"{word:<11}  {footage.id}  {footage.title}")
        return checked.verdict
