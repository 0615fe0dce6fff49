"""The process that sends stale jobs again. One is enough; two do no harm."""

import logging
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from annotator.jobs import operations

log = logging.getLogger(__name__)

ROUND = 2.0


class Command(BaseCommand):
    """Every two seconds: free jobs whose worker is gone, and send those that nobody has claimed."""

    help = "Free jobs whose worker is gone and send waiting ones again, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do one round and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            operations.reap()
            operations.resend()
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
    while not stop.wait(ROUND):
        try:
            operations.reap()
            operations.resend()
        except DatabaseError:
            # Whatever keeps the database away must not end the process that repairs everything else.
            log.exception("The supervisor could not reach the database; it tries again.")
        finally:
            close_old_connections()
