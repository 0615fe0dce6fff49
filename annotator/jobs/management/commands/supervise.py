"""The process that sends stale jobs again, and does the chores. One is enough; two do no harm."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from annotator.jobs import operations
from annotator.jobs.registry import Chore, chores

log = logging.getLogger(__name__)

ROUND = 2.0


class Command(BaseCommand):
    """Every two seconds: free jobs whose worker is gone, send those that nobody has claimed, do what is due."""

    help = "Free jobs whose worker is gone, send waiting ones again and tidy up, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do one round and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            operations.reap()
            operations.resend()
            _do_due({})
            return
        _rounds(_stop_on_signal())


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    return stop


def _rounds(stop: threading.Event) -> None:
    due: dict[Chore, float] = {}
    while not stop.wait(ROUND):
        try:
            operations.reap()
            operations.resend()
            _do_due(due)
        except DatabaseError:
            # Whatever keeps the database away must not end the process that repairs everything else.
            log.exception("The supervisor could not reach the database; it tries again.")
        finally:
            close_old_connections()


def _do_due(due: dict[Chore, float]) -> None:
    """Do every chore whose moment in `due` (monotonic seconds) has come, and put down its next one."""
    for chore in chores():
        now = time.monotonic()
        if now < due.get(chore, now):
            continue
        due[chore] = now + chore.seconds
        try:
            chore.work()
        except DatabaseError:
            raise
        except Exception:
            # An app's chore that fails must not end the process that repairs everything else.
            log.exception("A chore failed; it is tried again when it is due.")
