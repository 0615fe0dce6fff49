"""`manage.py create_token USERNAME PROJECT_ID --scopes read,write,media`: an API token, printed once as JSON."""

import datetime
import json
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotator.administration.operations import issue_token_for
from annotator.errors import DomainError


class Command(BaseCommand):
    help = "Make an API token for a member of a project. The secret is shown now and never again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("project_id", type=uuid.UUID)
        parser.add_argument("--scopes", default="read", help="comma-separated: read, write, media")
        parser.add_argument("--name", default="made on the server")
        parser.add_argument(
            "--days", type=int, choices=range(1, 3651), default=90, metavar="N", help="days until it expires (90)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = issue_token_for(
                username=options["username"],
                project_id=options["project_id"],
                name=options["name"],
                scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
                expires_at=timezone.now() + datetime.timedelta(days=options["days"]),
            )
        except DomainError as error:
            raise CommandError(error.sentence) from error
        token = made.token
        answer = {
            "id": str(token.id),
            "token": made.secret,
            "project": str(token.membership.project_id),
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(),
        }
        self.stdout.write(json.dumps(answer))
