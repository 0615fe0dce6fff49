"""`manage.py renew_derivatives`: after an update, make again what newer recipes make otherwise."""

from typing import Any

from django.core.management.base import BaseCommand

from footage.operations.renewing import renew_outdated


class Command(BaseCommand):
    help = "Ask for every derivative that an older recipe made. The old ones are served until the new ones are whole."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Recordings of which something is made again: {renew_outdated()}")
