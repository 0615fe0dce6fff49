"""The product's own settings, with a data folder and a key of the tests' own."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only for tests: no secret of anybody")
if "PYTEST_XDIST_WORKER" in os.environ or "ANNOTATOR_DATA" not in os.environ:
    os.environ["ANNOTATOR_DATA"] = tempfile.mkdtemp(prefix="annotator-tests-")
# Tests that run side by side share a Redis: a worker that one of them starts must not take another's messages.
os.environ["ANNOTATOR_REDIS_PREFIX"] = f"annotator-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}:"

from annotator.settings import *  # noqa: F403
from annotator.settings import DATABASES, MEDIA_DIR

MEDIA_DIR.mkdir(parents=True, exist_ok=True)
# A test's password is not worth guarding: the real hash takes longer than the rest of a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"].pop("pool")  # the pool's idle connections would hold the test database open
else:
    # A file, as in the product: SQLite in memory knows no WAL and no waiting, and background jobs use several threads.
    DATABASES["default"]["TEST"] = {"NAME": str(MEDIA_DIR.parent / "test.sqlite3")}
# Emptied before every test. In Redis that would empty the whole database, with the messages of tests beside it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
