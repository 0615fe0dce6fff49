"""A program: `python -m tests.faults.enqueue KIND QUEUE PAYLOAD` asks for a job as an app would, and prints its id."""

import json
import os
import sys
import uuid

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    from annotator.jobs.operations import enqueue
    from annotator.queues import Queue

    kind, queue, payload = sys.argv[1:]
    about = json.loads(payload)
    job = enqueue(project=None, kind=kind, subject_id=uuid.uuid4(), payload=about, queue=Queue(queue))
    print(job.pk)
