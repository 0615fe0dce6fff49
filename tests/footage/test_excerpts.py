"""Exact clips and stills out: for leads, as jobs, whole or not at all, and nobody else learns of them."""

import os
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest

from annotator.audit.models import Event
from annotator.jobs.execution import run
from annotator.jobs.models import Job
from annotator.jobs.operations import reap
from annotator.jobs.registry import chores
from footage import excerpt_tasks, store
from footage.media import excerpts as media
from footage.media.failures import MediaFailed, MediaStopped
from footage.models import Excerpt, Footage
from footage.operations import excerpts
from tests.footage.media.clips import HEIGHT, WIDTH, decode_grey, decode_jpeg, make_sound, read_number
from tests.footage.studio import SMALL, Studio, body, clip, work

START, END = {"frame": 7}, "00:17:00:19"


@pytest.fixture(name="footage")
def measured(studio: Studio) -> Footage:
    """30 numbered frames from 00:17:00:00, on a clock."""
    clip(studio, "Anna Petrova.mp4", SMALL)
    footage = studio.register("Anna Petrova.mp4", title="Anna Petrova")
    work()
    footage.refresh_from_db()
    return footage


def ask(studio: Studio, footage: Footage, who: str = "lead", **wanted: Any) -> Any:
    wanted = wanted or {"kind": "clip", "start": START, "end": END}
    return studio.client(who).post(f"/api/v1/footage/{footage.id}/excerpts/", wanted, "application/json")


def get(studio: Studio, path: str, who: str = "lead", **headers: str) -> Any:
    return studio.client(who).get(f"/api/v1/{path}", headers=headers)


def made(studio: Studio, footage: Footage, **wanted: Any) -> dict[str, Any]:
    """A finished excerpt as the API tells of it."""
    answer = ask(studio, footage, **wanted)
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "waiting"
    work()
    told: dict[str, Any] = get(studio, f"excerpts/{answer.json()['id']}/").json()
    return told


def test_a_clip_from_asking_to_download(studio: Studio, footage: Footage, tmp_path: Path) -> None:
    told = made(studio, footage)
    assert (told["state"], told["progress"], told["error"]) == ("ready", 1.0, None)
    assert (told["start"]["frame"], told["end"]["frame"], told["duration"]["frames"]) == (7, 19, 12)
    answer = get(studio, f"excerpts/{told['id']}/file")
    name = f"clip_{str(footage.id)[:8]}_7-19.mp4"
    assert told["file_name"] == name
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("video/mp4", "private, no-store")
    (tmp_path / "a.mp4").write_bytes(body(answer))
    assert (tmp_path / "a.mp4").stat().st_size == told["size"]
    assert [read_number(picture) for picture in decode_grey(tmp_path / "a.mp4", WIDTH, HEIGHT)] == list(range(7, 19))
    part = get(studio, f"excerpts/{told['id']}/file", Range="bytes=4-7")
    assert (part.status_code, body(part)) == (206, b"ftyp")
    (listed,) = get(studio, f"footage/{footage.id}/excerpts/").json()["results"]
    assert listed == told


def test_a_still(studio: Studio, footage: Footage) -> None:
    told = made(studio, footage, kind="still", start="0.8")
    assert told["file_name"] == f"still_{str(footage.id)[:8]}_20.jpg"
    answer = get(studio, f"excerpts/{told['id']}/file")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert read_number(decode_jpeg(body(answer), WIDTH, HEIGHT)) == 20


def test_neither_name_nor_file_nor_trail_names_anybody(studio: Studio, footage: Footage) -> None:
    told = made(studio, footage)
    answer = get(studio, f"excerpts/{told['id']}/file")
    events = Event.objects.filter(object_type="excerpt")
    said = [str(told), str(answer.headers), str(list(events.values("before", "after")))]
    assert not [words for words in said if "Anna" in words or str(studio.folder) in words]
    assert b"Anna" not in body(answer)
    assert list(events.values_list("action", flat=True)) == ["excerpt.create", "excerpt.ready"]


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"kind": "clip", "start": START}, 400, "malformed"),
        ({"kind": "clip", "start": START, "end": START}, 422, "empty_span"),
        ({"kind": "clip", "start": START, "end": {"frame": 31}}, 422, "position_outside"),
        ({"kind": "clip", "start": "0.01", "end": END}, 422, "not_on_a_frame"),
        ({"kind": "still", "start": {"frame": 30}}, 422, "position_outside"),
        ({"kind": "still", "start": START, "end": END}, 400, "malformed"),
        ({"kind": "gif", "start": START, "end": END}, 400, None),
        ({"kind": "clip", "start": START, "end": END, "title": "Anna"}, 400, None),
    ],
)
def test_bad_requests_change_nothing(
    wanted: dict[str, Any], status: int, code: str | None, studio: Studio, footage: Footage
) -> None:
    answer = ask(studio, footage, **wanted)
    assert answer.status_code == status, answer.content
    assert code in {None, answer.json()["code"]}
    assert not Excerpt.objects.exists()


def test_sound_alone_gives_clips_and_no_stills(studio: Studio) -> None:
    make_sound(studio.folder / "a.wav", 3)
    footage = studio.register("a.wav")
    work()
    told = made(studio, footage, kind="clip", start="0.5", end="1.75")
    assert told["state"] == "ready"
    answer = get(studio, f"excerpts/{told['id']}/file")
    assert answer.headers["Content-Type"] == "audio/mp4"
    assert ask(studio, footage, kind="still", start="0.5").json()["code"] == "no_picture"


def test_nobody_but_a_lead_learns_of_excerpts(studio: Studio, footage: Footage) -> None:
    told = made(studio, footage)
    for path in (f"excerpts/{told['id']}/", f"excerpts/{told['id']}/file", f"footage/{footage.id}/excerpts/"):
        statuses = [get(studio, path, who).status_code for who in ("coder", "reader", "stranger", "admin")]
        assert statuses == [403, 403, 404, 404], path
    assert [ask(studio, footage, who).status_code for who in ("coder", "reader", "stranger")] == [403, 403, 404]
    for path in (f"projects/{studio.project.id}/changes/", f"projects/{studio.project.id}/jobs/"):
        assert "excerpt" not in get(studio, path, "coder").content.decode(), path
    job = Job.objects.get(kind="footage.excerpt")
    assert get(studio, f"jobs/{job.pk}/", "coder").status_code == 404
    assert "excerpt.ready" in get(studio, f"projects/{studio.project.id}/audit/").content.decode()
    token = studio.program("lead", "read", "write")
    studio.client("stranger").logout()
    from django.test import Client

    assert Client().get(f"/api/v1/excerpts/{told['id']}/file", headers=token).status_code == 403
    media_token = studio.program("lead", "media")
    assert Client().get(f"/api/v1/excerpts/{told['id']}/file", headers=media_token).status_code == 200


def test_removing_takes_the_file_along(studio: Studio, footage: Footage) -> None:
    told = made(studio, footage)
    file = store.excerpt_file(Excerpt.objects.get())
    assert file.exists()
    lead = studio.client("lead")
    address = f"/api/v1/excerpts/{told['id']}/"
    assert lead.delete(address).status_code == 428
    assert lead.delete(address, headers={"If-Match": '"1"'}).status_code == 412
    with pytest.MonkeyPatch.context() as patched:
        # The test's own transaction never commits.
        patched.setattr("django.db.transaction.on_commit", lambda work, robust=False: work())
        assert lead.delete(address, headers={"If-Match": f'"{told["version"]}"'}).status_code == 204
    assert not file.exists()
    assert lead.get(address).status_code == 404
    assert Event.objects.get(action="excerpt.remove").actor == studio["lead"].user


def test_a_removed_excerpt_is_not_made_and_leaves_nothing(studio: Studio, footage: Footage) -> None:
    told = ask(studio, footage).json()
    excerpt = Excerpt.objects.get()
    studio.client("lead").delete(f"/api/v1/excerpts/{told['id']}/", headers={"If-Match": '"1"'})
    assert Job.objects.get(kind="footage.excerpt").state == "cancelled"
    work()
    assert not store.excerpt_file(excerpt).exists()


def test_one_that_is_removed_while_it_is_made_leaves_nothing(
    studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(studio, footage).json()
    excerpt = Excerpt.objects.get()

    def made_then_removed(*given: Any, **more: Any) -> None:
        media.make_clip(*given, **more)
        excerpt.refresh_from_db()
        version = {"If-Match": f'"{excerpt.version}"'}
        assert studio.client("lead").delete(f"/api/v1/excerpts/{told['id']}/", headers=version).status_code == 204

    monkeypatch.setattr(excerpt_tasks, "make_clip", made_then_removed)
    work()
    assert store.excerpt_files() == {}
    assert not Excerpt.objects.exists()


def test_a_cancelled_one_stops(studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(studio, footage)
    job = Job.objects.get(kind="footage.excerpt")

    def stopped(*given: Any, **more: Any) -> None:
        raise MediaStopped

    monkeypatch.setattr(excerpt_tasks, "make_clip", stopped)
    shutdown = threading.Event()
    monkeypatch.setattr("annotator.jobs.context.JobContext.check", _cancelled)
    run(job.pk, shutdown)
    excerpt = Excerpt.objects.get()
    assert (excerpt.state, "cancelled" in excerpt.error) == ("failed", True)
    assert store.excerpt_files() == {}


def _cancelled(_context: object) -> None:
    from annotator.jobs.stopping import JobStopped, StopReason

    raise JobStopped(StopReason.CANCELLED)


def test_what_fails_says_so_and_is_not_served(
    studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaky(*given: Any, **more: Any) -> None:
        raise MediaFailed(media.NOT_CLEAN, "box 'udta'")

    monkeypatch.setattr(excerpt_tasks, "make_clip", leaky)
    told = made(studio, footage)
    assert (told["state"], told["error"]) == ("failed", media.NOT_CLEAN)
    refused = get(studio, f"excerpts/{told['id']}/file")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_made")


def test_an_original_that_changed_gives_nothing(studio: Studio, footage: Footage) -> None:
    os.utime(studio.folder / "Anna Petrova.mp4", ns=(0, footage.modified_ns + 10**9))
    told = made(studio, footage)
    assert told["state"] == "failed"
    assert "has changed" in told["error"]


def test_a_killed_worker_leaves_nothing_half_made(studio: Studio, footage: Footage) -> None:
    ask(studio, footage)
    excerpt = Excerpt.objects.get()
    file = store.excerpt_file(excerpt)
    Job.objects.filter(kind="footage.excerpt").update(
        state="running", lease=uuid.uuid4(), lease_until="2020-01-01T00:00:00Z", attempt=1
    )
    Excerpt.objects.update(state="running")  # as its killed worker left it, with half a file and an older orphan
    half = file.with_name(f".{file.name}.0123456789abcdef.part")
    half.write_bytes(b"half")
    assert reap() == 1
    work()
    excerpt.refresh_from_db()
    assert excerpt.state == "ready"
    assert not half.exists()
    assert store.excerpt_files() == {str(excerpt.id): [file]}
    again = Job.objects.create(kind="footage.excerpt", subject_id=excerpt.id, queue="light")
    run(again.pk, threading.Event())
    version = excerpt.version
    excerpt.refresh_from_db()
    assert excerpt.version == version


def test_no_file_outlives_its_excerpt_for_long(studio: Studio, footage: Footage) -> None:
    made(studio, footage)
    kept = store.excerpt_file(Excerpt.objects.get())
    orphan = kept.with_name(f"excerpt-{uuid.uuid4()}.mp4")  # as a worker leaves it that dies at the wrong moment
    half = kept.with_name(f".excerpt-{uuid.uuid4()}.jpg.0123456789abcdef.part")
    for path in (orphan, half):
        path.write_bytes(b"half")

    (tidy,) = [chore for chore in chores() if chore.work is excerpts.remove_orphans]
    tidy.work()

    assert [path.exists() for path in (kept, orphan, half)] == [True, False, False]


def test_long_clips_wait_with_the_heavy_work(studio: Studio, footage: Footage) -> None:
    ask(studio, footage)
    Footage.objects.filter(pk=footage.pk).update(frame_count=25 * 200)
    ask(studio, footage, kind="clip", start="0", end="120.04")
    assert list(Job.objects.filter(kind="footage.excerpt").values_list("queue", flat=True)) == ["light", "heavy"]
