"""Whether the process is up, and whether what it needs answers. Neither says anything about anybody's work."""

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from annotator.celery import app


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "up"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database, queue and media store, each `ok` or `away`; 503 unless all are ok."""
    parts = {"database": _database(), "queue": _queue(), "media": _media()}
    body = {name: "ok" if good else "away" for name, good in parts.items()}
    return JsonResponse(body, status=200 if all(parts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _queue() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return False
    return True


def _media() -> bool:
    return os.access(settings.MEDIA_DIR, os.W_OK)
