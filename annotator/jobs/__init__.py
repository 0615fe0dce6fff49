"""Work in the background: a row that is the truth, a lease on it, and Celery to wake the workers.

An app declares a kind of work with `annotator.jobs.registry.handler` in its `tasks.py` and asks for
it with `annotator.jobs.operations.enqueue`. A Celery message carries nothing but the id of the row,
so a lost, late or doubled message costs nothing.
"""
