"""`manage.py ensure_first_user`: on an empty installation, makes the first administrator. Called by the launcher."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from annotator.accounts.models import User
from annotator.administration.operations import create_account, generated_password


class Command(BaseCommand):
    help = "Make the administrator “admin” with a generated password if there is no account; print it once, as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            self.stdout.write("[]")
            return
        password = generated_password()
        user = create_account(username="admin", password=password, is_admin=True, must_change_password=True)
        self.stdout.write(json.dumps([{"username": user.username, "password": password}]))
