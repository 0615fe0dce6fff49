"""Every setting of the product. Nothing here acts: folders and secrets are made by the launcher."""

import os
from pathlib import Path

from annotator import environment as env

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("ANNOTATOR_DATA", ROOT / "data")).resolve()
MEDIA_DIR = (DATA_DIR / "media").resolve()  # may be a link to a larger disk
# Not below the media: those can be made again and need no backup, while these are originals.
UPLOADS_DIR = DATA_DIR / "uploads"
# Where drives are mounted: one that is unplugged and comes back is looked for there, and nowhere else unasked.
DRIVE_FOLDERS = env.words("ANNOTATOR_DRIVE_FOLDERS", "/media/*,/media/*/*,/run/media/*/*,/mnt/*,/Volumes/*")
FRONTEND_DIST = ROOT / "frontend" / "dist"
REDIS_URL = os.environ.get("REDIS_URL") or None
# Two installations that share a Redis must not take each other's messages.
REDIS_PREFIX = os.environ.get("ANNOTATOR_REDIS_PREFIX", "annotator:")

SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR / "secrets" / "secret_key")
DEBUG = env.flag("ANNOTATOR_DEBUG", default=False)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.words("ANNOTATOR_HOSTS")]
SECURE = env.flag("ANNOTATOR_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "annotator.accounts",
    "annotator.audit",
    "annotator.administration",
    "annotator.jobs",
    "annotator.api",
    "footage",
    "coding",
]
MIDDLEWARE = [
    "annotator.api.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "annotator.urls"
ASGI_APPLICATION = "annotator.asgi.application"
# Composition by dotted strings, so that no import points upward.
API_URLS = ["annotator.api.resources.urls", "footage.api.urls", "coding.api.urls"]
POLICY_TABLES = ["annotator.accounts.policy_rows.ROWS", "footage.policy.ROWS", "coding.policy.ROWS"]

DATABASES = {"default": env.database(os.environ.get("DATABASE_URL"), DATA_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_TRUSTED_ORIGINS = env.words("ANNOTATOR_ORIGINS")
BEHIND_PROXY = env.flag("ANNOTATOR_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_FAILURE_VIEW = "annotator.api.problems.csrf_refused"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

# The one page made from a template is the API's documentation, which comes with drf-spectacular.
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
STATIC_URL = "/static/"
# Uploads through forms are subtitles only; recordings come from volumes, or in pieces of 8 MiB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotator.api.authentication.TokenAuthentication",
        "annotator.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["annotator.api.authentication.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["annotator.api.rendering.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotator.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "annotator.api.schema.ViewSchema",
    "DEFAULT_PAGINATION_CLASS": "annotator.api.pagination.Pages",
    "EXCEPTION_HANDLER": "annotator.api.problems.handle",
    # The address that a throttle counts by: never what a client claims in X-Forwarded-For.
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is ours: it chooses json, ndjson or csv
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Annotator",
    "DESCRIPTION": "Coded segments of raw footage, exact to the frame.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "FootageState": "footage.models.FootageState.choices",
        "DerivativeState": "footage.models.DerivativeState.choices",
        "VolumeState": [("online", "online"), ("offline", "offline")],
        "JobState": "annotator.jobs.models.JobState.choices",
        "NoiseState": "coding.models.NoiseState.choices",
        "NewNoiseState": "coding.models.noise.NEW_NOISE_STATES",
        "ExcerptState": "footage.models.ExcerptState.choices",
        "ExcerptKind": "footage.models.ExcerptKind.choices",
        "DerivativeKind": "footage.models.DerivativeKind.choices",
    },
}

LEASE_SECONDS = 30
# How much lower the priority of ffmpeg and the probe is; a worker sets its own (`--nice`).
MEDIA_NICE = 0
# A job whose worker died so often is given up. Often, because most workers die of something else than their job.
MOST_ATTEMPTS = int(os.environ.get("ANNOTATOR_MOST_ATTEMPTS") or 10)
FFMPEG = os.environ.get("ANNOTATOR_FFMPEG") or None  # None: the one that comes with the imageio-ffmpeg wheel
EXTRA_JOB_HANDLERS = env.words("ANNOTATOR_EXTRA_HANDLERS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "annotator.logs.PathlessFormatter",
            "format": "{levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
