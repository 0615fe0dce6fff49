"""`manage.py create_user NAME --password-stdin [--admin]`: one JSON object on standard output and nothing else."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.administration.operations import create_account
from annotator.errors import DomainError


class Command(BaseCommand):
    help = "Make an account. The password is read from standard input; its final newline is not part of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--password-stdin", action="store_true", required=True)
        parser.add_argument("--admin", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.read().removesuffix("\n").removesuffix("\r")
        try:
            user = create_account(username=options["username"], password=password, is_admin=options["admin"])
        except DomainError as error:
            reasons = [reason for sentences in error.fields.values() for reason in sentences]
            raise CommandError(" ".join([error.sentence, *reasons])) from error
        self.stdout.write(json.dumps({"id": str(user.id), "username": user.username, "admin": user.is_admin}))
