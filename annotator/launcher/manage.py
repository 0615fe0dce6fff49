"""`./run manage …`: a management command on a data folder that may not even exist yet."""

import os

import django

from annotator.launcher import data
from annotator.launcher.places import data_folder


def run(arguments: list[str]) -> None:
    """Ready the data folder as a start would, then do the command. Its stdout is the command's alone.

    `--data DIR` may come before the command's name. Raises CannotStart.
    """
    given: str | None = None
    if arguments[:1] == ["--data"] and len(arguments) > 1:
        given, arguments = arguments[1], arguments[2:]
    folder = data_folder(given, "data")
    data.prepare(folder)
    os.environ["ANNOTATOR_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    from django.core.management import execute_from_command_line

    from annotator.launcher.programs import migrate_if_needed

    migrate_if_needed()
    execute_from_command_line(["./run manage", *arguments])
