"""Recordings and drives over the API."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.audit.models import Event
from footage import tasks
from footage.media.failures import MediaFailed
from footage.models import Footage, Volume, VolumeLink
from tests.footage.studio import UNPLAYABLE, Studio, clip, open_studio, work

__all__ = ["open_studio"]


def registration(path: str = "a.mp4", **facts: Any) -> dict[str, Any]:
    return {"title": "River", "source": {"volume": "Tapes", "path": path}, **facts}


def post(client: Client, address: str, data: Any = None, **headers: str) -> Any:
    return client.post(f"/api/v1/{address}", data, content_type="application/json", headers=headers)


def collection(studio: Studio) -> str:
    return f"projects/{studio.project.id}/footage/"


@pytest.fixture
def file(studio: Studio) -> None:
    (studio.folder / "a.mp4").write_bytes(b"not yet a recording")


@pytest.mark.usefixtures("file")
def test_a_lead_registers_and_sees_it_waiting(studio: Studio) -> None:
    answer = post(studio.client("lead"), collection(studio), registration(recorded_on=2012, languages=["ko"]))
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert (made["state"], made["clock"], made["duration"], made["playable"]) == ("registered", None, None, False)
    assert made["recorded_on"] == "2012"
    assert made["source"] == {"volume": str(studio.volume.id), "volume_name": "Tapes", "path": "a.mp4"}
    assert [one["kind"] for one in made["derivatives"]] == ["proxy", "audio", "peaks", "keyframes", "sprites"]
    assert {one["state"] for one in made["derivatives"]} == {"waiting"}


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("who", "read", "write"), [("lead", 200, 201), ("coder", 200, 403), ("reader", 200, 403), ("stranger", 404, 404)]
)
def test_who_may_read_and_register(studio: Studio, who: str, read: int, write: int) -> None:
    client = studio.client(who)
    assert client.get(f"/api/v1/{collection(studio)}").status_code == read
    assert post(client, collection(studio), registration()).status_code == write
    footage = Footage.objects.first() or studio.register("a.mp4")
    assert client.get(f"/api/v1/footage/{footage.id}/").status_code == read
    assert Client().get(f"/api/v1/footage/{footage.id}/").status_code == 401


@pytest.mark.usefixtures("file")
def test_a_path_is_shown_to_leads_and_administrators_only(studio: Studio) -> None:
    footage = studio.register("a.mp4")
    for who, path in (("lead", "a.mp4"), ("coder", None), ("reader", None)):
        client = studio.client(who)
        assert client.get(f"/api/v1/footage/{footage.id}/").json()["source"]["path"] == path
        assert client.get(f"/api/v1/{collection(studio)}").json()["results"][0]["source"]["path"] == path


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"source": {"volume": "Tapes", "path": "a.mp4"}}, 400, "malformed"),
        (registration(rating=5), 400, "malformed"),
        (registration("../a.mp4"), 400, "malformed"),
        (registration("/etc/passwd"), 400, "malformed"),
        (registration(recorded_on="yesterday"), 400, "malformed"),
        (registration(frame_rate="29.97"), 400, "malformed"),
        (registration("b.mp4"), 422, "no_such_file"),
        (registration("."), 422, "not_a_file"),
        ({"title": "River", "source": {"volume": "Elsewhere", "path": "a.mp4"}}, 422, "unknown_volume"),
    ],
)
def test_what_cannot_be_registered(studio: Studio, body: dict[str, Any], status: int, code: str) -> None:
    answer = post(studio.client("lead"), collection(studio), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Footage.objects.exists()


@pytest.mark.usefixtures("file")
def test_an_offline_volume_is_503_and_the_same_recording_twice_409(studio: Studio) -> None:
    client = studio.client("lead")
    first = post(client, collection(studio), registration()).json()
    again = post(client, collection(studio), registration(title="Again"))
    assert (again.status_code, again.json()["existing"]["id"]) == (409, first["id"])
    studio.folder.rename(studio.folder.with_name("unplugged"))
    away = post(client, collection(studio), registration("b.mp4"))
    assert (away.status_code, away.json()["code"]) == (503, "volume_offline")


@pytest.mark.usefixtures("file")
def test_put_creates_once_and_replaces_at_a_version(studio: Studio) -> None:
    client, address = studio.client("lead"), f"/api/v1/footage/{uuid.uuid4()}/"
    body = registration(project=str(studio.project.id))

    def put(data: dict[str, Any], **headers: str) -> Any:
        return client.put(address, data, content_type="application/json", headers=headers)

    assert put(body, **{"If-None-Match": "*"}).status_code == 201
    assert put(body, **{"If-None-Match": "*"}).status_code == 200
    assert put({**body, "title": "Sea"}, **{"If-None-Match": "*"}).status_code == 409
    assert put({**body, "title": "Sea"}).status_code == 428
    assert put({**body, "title": "Sea"}, **{"If-Match": '"9"'}).status_code == 412
    changed = put({**body, "title": "Sea"}, **{"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["title"], changed.json()["version"]) == (200, "Sea", 2)
    repeated = put({**body, "title": "Sea"}, **{"If-Match": '"1"'})
    assert (repeated.status_code, repeated.json()["version"]) == (200, 2)
    moved = put({**body, "source": {"volume": "Tapes", "path": "b.mp4"}}, **{"If-Match": '"2"'})
    assert (moved.status_code, moved.json()["code"]) == (422, "source_fixed")


@pytest.mark.usefixtures("file")
def test_patch_describes_and_a_coder_may_not(studio: Studio) -> None:
    address = f"/api/v1/footage/{studio.register('a.mp4').id}/"
    headers = {"If-Match": '"1"'}

    def patch(who: str) -> Any:
        return studio.client(who).patch(address, {"place": "A town"}, content_type="application/json", headers=headers)

    assert patch("coder").status_code == 403
    assert patch("stranger").status_code == 404
    answer = patch("lead")
    assert (answer.status_code, answer.json()["place"], answer.json()["title"]) == (200, "A town", "a")


def test_a_list_costs_the_same_however_long_it_is(studio: Studio) -> None:
    client = studio.client("coder")

    def queries(recordings: int) -> int:
        for number in range(Footage.objects.count(), recordings):
            (studio.folder / f"{number}.mp4").write_bytes(b"recording %d" % number)
            studio.register(f"{number}.mp4")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(f"/api/v1/{collection(studio)}")
        assert len(answer.json()["results"]) == recordings
        return len(captured)

    # Two of them look whether the drive is there, by some of what was registered on it.
    assert queries(1) == queries(6) == 10


def test_progress_and_retry(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    clip(studio, "a.avi", UNPLAYABLE)
    footage = studio.register("a.avi")
    seen: list[Any] = []
    coder = studio.client("coder")

    def watched(work: tasks.Making) -> dict[str, object]:
        work.context.progress(0.5)
        seen.append(coder.get(f"/api/v1/footage/{footage.id}/").json())
        raise MediaFailed("The copy for watching could not be made.")

    with monkeypatch.context() as patched:
        patched.setitem(tasks._MAKERS, "proxy", watched)
        work()
    proxy = seen[0]["derivatives"][0]
    assert (seen[0]["state"], proxy["state"], proxy["progress"]) == ("processing", "running", pytest.approx(0.99))
    failed = coder.get(f"/api/v1/footage/{footage.id}/").json()
    assert (failed["state"], failed["error"]) == ("failed", "The copy for watching could not be made.")
    address = f"footage/{footage.id}/derivatives/proxy/retry/"
    assert post(studio.client("reader"), address).status_code == 403
    assert post(studio.client("stranger"), address).status_code == 404
    assert post(coder, f"footage/{footage.id}/derivatives/sculpture/retry/").status_code == 404
    retried = post(coder, address)
    assert (retried.status_code, retried.json()["state"]) == (202, "waiting")
    work()
    again = coder.get(f"/api/v1/footage/{footage.id}/").json()
    assert (again["state"], again["error"], again["playable"]) == ("ready", None, True)
    assert again["clock"] == {"rate": "25/1", "frames": 30, "start_timecode": "00:00:00:00", "drop_frame": False}
    assert again["duration"] == {"frames": 30, "seconds": "1.2"}


@pytest.mark.usefixtures("file")
def test_a_recording_that_could_not_be_read_is_read_again_by_a_lead(studio: Studio) -> None:
    footage = studio.register("a.mp4")
    work()
    clip(studio, "a.mp4")
    address = f"footage/{footage.id}/retry/"
    assert post(studio.client("coder"), address).status_code == 403
    answer = post(studio.client("lead"), address)
    assert (answer.status_code, answer.json()["state"], answer.json()["error"]) == (202, "registered", None)
    work()
    footage.refresh_from_db()
    assert footage.state == "ready"


def test_an_administrator_links_volumes(studio: Studio) -> None:
    other = Volume.objects.create(name="Other", root="/nowhere")
    admin = studio.client("admin")
    listed = admin.get("/api/v1/volumes/").json()["results"]
    assert [(one["name"], one["state"]) for one in listed] == [("Tapes", "online"), ("Other", "offline")]
    assert listed[0]["projects"] == [{"id": str(studio.project.id)}]
    address = f"/api/v1/volumes/{other.id}/projects/{studio.project.id}/"
    for who in ("lead", "coder", "stranger"):
        assert studio.client(who).get("/api/v1/volumes/").status_code == 403
        assert studio.client(who).put(address).status_code == 403
        assert studio.client(who).delete(address).status_code == 403
    assert [admin.put(address).status_code for _ in range(2)] == [204, 204]
    assert VolumeLink.objects.filter(volume=other).count() == 1
    assert [admin.delete(address).status_code for _ in range(2)] == [204, 204]
    assert not VolumeLink.objects.filter(volume=other).exists()
    assert admin.put(f"/api/v1/volumes/{other.id}/projects/{uuid.uuid4()}/").status_code == 404
    actions = list(Event.objects.filter(object_id=other.id).order_by("seq").values_list("action", flat=True))
    assert actions == ["volume.link", "volume.unlink"]
    assert "/nowhere" not in str(list(Event.objects.values_list("after", flat=True)))


@pytest.mark.usefixtures("file")
def test_a_lead_browses_linked_volumes(studio: Studio) -> None:
    Volume.objects.create(name="Other", root=str(studio.folder))
    (studio.folder / "day 1").mkdir()
    footage = studio.register("a.mp4")
    client, address = studio.client("lead"), f"/api/v1/projects/{studio.project.id}/volumes/"
    assert client.get(address).json() == {
        "results": [{"id": str(studio.volume.id), "name": "Tapes", "state": "online", "scanned_at": None}]
    }
    listing = client.get(address, {"volume": str(studio.volume.id)}).json()
    assert [(one["path"], one["type"], one["footage"]) for one in listing["entries"]] == [
        ("day 1", "folder", None),
        ("a.mp4", "file", str(footage.id)),
    ]
    query = {"volume": str(studio.volume.id), "path": "day 1"}
    assert client.get(address, query).json()["entries"] == []
    assert client.get(address, {**query, "path": "../"}).status_code == 400
    assert client.get(address, {**query, "path": "day 2"}).status_code == 422
    assert client.get(address, {"volume": str(uuid.uuid4())}).status_code == 404
    assert client.get(address, {"folder": "x"}).status_code == 400
    assert studio.client("coder").get(address).status_code == 403
    assert studio.client("stranger").get(address).status_code == 404
