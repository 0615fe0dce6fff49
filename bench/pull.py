"""What it costs to pull the segments of a laptop's project: `python -m bench.pull [--segments 50000]`.

Makes a project with that many segments (one code, one witness each) in a new SQLite database and pulls them over the
real views. The floor is reading the same rows with the same driver and nothing else, measured in the same run.
"""

import argparse
import asyncio
import datetime
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--segments", type=int, default=50_000)
    count = parser.parse_args().segments
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        os.environ.update(
            ANNOTATOR_DATA=folder,
            SECRET_KEY="bench",
            ANNOTATOR_HOSTS="testserver",
            DJANGO_SETTINGS_MODULE="annotator.settings",
        )
        import django

        django.setup()
        project, secret = _project(count)
        _pulled(project, secret, "page_size=1")  # loads what the first request of a process loads
        floor = _timed(lambda: _floor(f"{folder}/db.sqlite3"))
        print(f"floor: {count} rows read by the driver alone: {floor:.2f} s")
        for name in ("ndjson", "csv"):
            seconds = _timed(partial(_pulled, project, secret, f"format={name}"))
            print(f"format={name}, all {count}: {seconds:.1f} s, {seconds / floor:.0f} × the floor")
        page = _timed(lambda: _pulled(project, secret, "page_size=1000"))
        print(f"one JSON page of 1000: {page * 1000:.0f} ms")
        narrow = _timed(lambda: _pulled(project, secret, "category=theme&witness=A&status=open&page_size=100"))
        print(f"one JSON page of 100 with three filters: {narrow * 1000:.0f} ms")
        print(f"largest memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _project(count: int) -> tuple[str, str]:
    from django.core.management import call_command
    from django.utils import timezone

    from annotator.accounts.actor import Actor
    from annotator.administration import operations
    from coding.models import Segment
    from coding.operations.codebook import create_code
    from coding.operations.witnesses import create_witness
    from footage.models import Footage, Volume

    call_command("migrate", verbosity=0)
    actor = Actor(operations.create_account(username="bench", password="measured and thrown away"))
    project = operations.create_project(actor=actor, name="bench")
    code, _ = create_code(actor=actor, project=project, name="theme")
    witness, _ = create_witness(actor=actor, project=project)
    footage = Footage.objects.create(
        project=project, title="long", volume=Volume.objects.create(name="none", root="/nowhere"), path="a.mp4", size=1,
        modified_ns=1, rate_num=30000, rate_den=1001, frame_count=2 * count + 10, start_frame=0, drop_frame=True,
    )  # fmt: skip
    rows = [
        Segment(footage=footage, coder=actor.user, start_frame=2 * n, end_frame=2 * n + 1, memo=f"memo {n}")
        for n in range(count)
    ]
    Segment.objects.bulk_create(rows, batch_size=2000)
    coded, heard = Segment.codes.through, Segment.witnesses.through
    coded.objects.bulk_create([coded(segment_id=row.id, code_id=code.id) for row in rows], batch_size=2000)
    heard.objects.bulk_create([heard(segment_id=row.id, witness_id=witness.id) for row in rows], batch_size=2000)
    expires = timezone.now() + datetime.timedelta(days=1)
    made = operations.issue_token(actor=actor, project=project, name="bench", scopes=["read"], expires_at=expires)
    return str(project.id), made.secret


def _floor(database: str) -> None:
    with sqlite3.connect(database) as connection:
        for table in ("coding_segment", "coding_segment_codes", "coding_segment_witnesses"):
            for _ in connection.execute(f"SELECT * FROM {table}"):
                pass


def _pulled(project: str, secret: str, query: str) -> int:
    from django.test import AsyncClient

    async def pull() -> int:
        response: Any = await AsyncClient().get(
            f"/api/v1/projects/{project}/segments/?{query}", headers={"Authorization": f"Token {secret}"}
        )
        assert response.status_code == 200, response.content
        if not response.streaming:
            return len(response.content)
        return sum([len(piece) async for piece in response.streaming_content])

    return asyncio.run(pull())


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    main()
