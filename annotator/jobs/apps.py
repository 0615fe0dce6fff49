"""Django's entry for the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs of all apps; the handlers live in the apps."""

    name = "annotator.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
