"""`manage.py show_policy`: who may do what, as one table a lawyer could read."""

from typing import Any

from django.core.management.base import BaseCommand

from annotator.accounts.policy import table


class Command(BaseCommand):
    help = "Print every action with what each role may do and the scope that a token needs."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{'action':<24}{'lead':<6}{'coder':<7}{'reader':<8}token scope")
        for row in sorted(table().values(), key=lambda row: row.action):
            scope = "never" if row.scope.value == "session" else row.scope.value
            self.stdout.write(f"{row.action:<24}{row.lead.value:<6}{row.coder.value:<7}{row.reader.value:<8}{scope}")
