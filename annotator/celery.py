"""Celery as a bell: it wakes workers, and holds nothing that could be lost.

Embedded (no REDIS_URL) the messages are files in the data folder; with REDIS_URL they are in Redis.
Neither is trusted: the job's row is the truth, so a message is acknowledged before the work begins.
Acknowledging late would bring in Redis' visibility timeout, which hands a message that is not yet
acknowledged to a second worker after an hour, in the middle of a long proxy.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from kombu import Exchange
from kombu import Queue as Messages

from annotator.queues import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")


def celery_settings(redis_url: str | None, broker_folder: Path, redis_prefix: str = "annotator:") -> dict[str, Any]:
    """Celery's settings for Redis, or for a folder of message files when there is no Redis."""
    broker = _redis(redis_url, redis_prefix) if redis_url else _folder(broker_folder)
    return {
        **broker,
        "task_queues": [Messages(name, Exchange(""), routing_key=name) for name in Queue],
        "task_default_queue": Queue.LIGHT.value,
        "task_default_exchange": "",
        "task_default_routing_key": Queue.LIGHT.value,
        "task_acks_late": False,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "result_backend": None,
        "worker_prefetch_multiplier": 1,
        # Nobody watches or commands workers through the broker; each would keep files or keys of its own there.
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "imports": ["annotator.jobs.tasks"],
        "timezone": "UTC",
    }


def _redis(url: str, prefix: str) -> dict[str, Any]:
    return {
        "broker_url": url,
        # A request that enqueues waits at most this long for a Redis that is away; the supervisor sends again.
        "broker_transport_options": {
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
            "global_keyprefix": prefix,
        },
    }


def _folder(folder: Path) -> dict[str, Any]:
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": "annotator.jobs.spool:Transport",
        "broker_transport_options": {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.25,
        },
    }


def _configured() -> dict[str, Any]:
    from django.conf import settings

    return celery_settings(settings.REDIS_URL, settings.DATA_DIR / "broker", settings.REDIS_PREFIX)


app = Celery("annotator")
app.add_defaults(_configured)
