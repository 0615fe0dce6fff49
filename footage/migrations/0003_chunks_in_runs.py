"""A job of chunks names several: those that waited for one are rewritten, so that an upgrade loses no work."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def name_chunks(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    for job in apps.get_model("jobs", "Job").objects.filter(kind="footage.chunk", payload__has_key="chunk"):
        job.payload = {"footage": job.payload["footage"], "chunks": [job.payload["chunk"]]}
        job.save(update_fields=["payload"])


class Migration(migrations.Migration):
    dependencies = [
        ("footage", "0002_media_at_full_depth"),
        ("jobs", "0002_media_at_full_depth"),
    ]
    operations = [migrations.RunPython(name_chunks, migrations.RunPython.noop)]
