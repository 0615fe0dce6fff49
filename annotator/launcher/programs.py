"""The programs that make up the product, one function each: what `./run` and the containers start.

`python -m annotator.launcher web|worker|supervise|prepare`. Django is imported inside them, so that
`./run help` or a refused start does not wait for it.
"""

import argparse
import gc
import json
import os
import socket
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path

import django

from annotator.launcher import data, go_ahead
from annotator.launcher.failures import CannotStart
from annotator.launcher.parent import die_with_parent
from annotator.queues import Queue


def web(arguments: list[str]) -> None:
    """Serve HTTP: on an inherited listening socket (`--fd`), or on `--host` and `--port`.

    With `--after` it loads everything first, and neither answers nor looks at the database before that go-ahead.
    """
    import uvicorn
    from django.conf import settings

    parser = argparse.ArgumentParser(prog="web")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--fd", type=int)
    where.add_argument("--port", type=int)
    parser.add_argument("--after", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    given = parser.parse_args(arguments)
    config = uvicorn.Config(
        "annotator.asgi:application",
        host=given.host,
        port=given.port or 0,
        ssl_certfile=given.cert,
        ssl_keyfile=given.key,
        # Who looked at which recording is in the audit trail; a second, unprotected record of it would be a leak.
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        # Nothing asks for the client's address. Whether a proxy may speak for the scheme is Django's setting.
        proxy_headers=False,
        ws="none",
        lifespan="off",
        limit_concurrency=500,
        backlog=512,
        timeout_keep_alive=15,
        # A video that is still streaming is cut off after this many seconds; the browser asks for the rest later.
        timeout_graceful_shutdown=4,
    )
    config.load()
    # The views, which would else be loaded by the first request.
    import_module(settings.ROOT_URLCONF)
    # What was loaded is never garbage: looked through in the middle of an answer of thousands of rows, it made that a
    # seventh longer.
    gc.collect()
    gc.freeze()
    if given.after is not None:
        go_ahead.wait_for(given.after)
    sockets = None if given.fd is None else [socket.socket(fileno=given.fd)]
    uvicorn.Server(config).run(sockets=sockets)


def worker(arguments: list[str]) -> None:
    """Do jobs from `--queues`.

    Work runs in threads, not in forked processes: a thread can be told by an event to give its lease back,
    and the heavy lifting (ffmpeg, the probe) is in processes of its own anyway. `--nice` lowers the priority of
    those; not of the worker itself, which would lose its jobs on a busy machine because it renews their leases late.
    """
    from celery.exceptions import SecurityWarning
    from django.conf import settings

    from annotator.celery import app
    from annotator.jobs import operations, registry

    parser = argparse.ArgumentParser(prog="worker")
    parser.add_argument("--queues", required=True, help=f"one or more of {', '.join(Queue)}, with commas between")
    parser.add_argument("--concurrency", type=int, default=1)
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--only", action="store_true", help="no other worker of these queues can be alive")
    given = parser.parse_args(arguments)
    settings.MEDIA_NICE = given.nice
    # Celery warns root because of pickle, which is not accepted here (see `annotator.celery`).
    warnings.simplefilter("ignore", SecurityWarning)
    # Django's system checks, which `./run check` does: they load every page, and Celery throws away what they find.
    os.environ["CELERY_SKIP_CHECKS"] = "yes"
    registry.load()
    queues = given.queues.split(",")
    if given.only:
        for queue in queues:
            operations.release_all(queue)
    # Not by way of `app.worker_main`: Celery's command line loads a terminal's line editor with it.
    app.Worker(
        queues=queues,
        hostname=f"{given.queues}@{socket.gethostname()}",
        loglevel="WARNING",
        pool="threads",
        concurrency=given.concurrency,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    ).start()


def supervise(_arguments: list[str]) -> None:
    """Free the jobs of dead workers and send stale ones again."""
    from django.core.management import call_command

    call_command("supervise")


def prepare(arguments: list[str]) -> None:
    """Bring the database up to date, register volumes, see to the first accounts; prints those as a JSON list.

    All in one process, because each start of Django costs half a second of the start that people wait for.
    """
    from django.core.management import CommandError

    parser = argparse.ArgumentParser(prog="prepare")
    parser.add_argument("--volumes", type=json.loads, default={}, help="JSON object: name to folder")
    parser.add_argument("--demo", action="store_true")
    given = parser.parse_args(arguments)
    try:
        with redirect_stdout(sys.stderr):
            answer = _prepare(given.volumes, demo=given.demo)
    except CommandError as refusal:
        raise CannotStart(str(refusal)) from refusal
    print(json.dumps(answer))


def migrate_if_needed() -> None:
    """Apply the migrations that the database lacks, saying so on stderr; one at a time per data folder."""
    import fcntl

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with Path(settings.DATA_DIR, "migrating").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            print("Setting up: bringing the database up to date …", file=sys.stderr)
            call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    connection.close()


def _prepare(volumes: Mapping[str, str], *, demo: bool) -> list[dict[str, str]]:
    """The accounts that were made, each with its password: at the first start only."""
    from django.conf import settings
    from django.core.management import call_command

    data.prepare(settings.DATA_DIR)
    migrate_if_needed()
    for name, folder in volumes.items():
        call_command("add_volume", name, folder, stdout=StringIO())
    call_command("renew_derivatives", stdout=StringIO())
    answer = StringIO()
    call_command("load_demo" if demo else "ensure_first_user", stdout=answer)
    made: list[dict[str, str]] = json.loads(answer.getvalue())
    return made


PROGRAMS: dict[str, Callable[[list[str]], None]] = {
    "web": web,
    "worker": worker,
    "supervise": supervise,
    "prepare": prepare,
}


def run(name: str, arguments: list[str]) -> None:
    """Become one of the programs."""
    die_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    PROGRAMS[name](arguments)
