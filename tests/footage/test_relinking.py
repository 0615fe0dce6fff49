"""Showing where a recording lies now, and taking one away that could not be read."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from annotator.accounts.models import Membership, Project, Role
from annotator.audit.models import Event
from annotator.errors import RuleBroken
from annotator.jobs.leases import claim
from annotator.jobs.models import Job
from annotator.jobs.operations import cancel_job
from footage import originals, store
from footage.models import Footage, Upload, Volume, VolumeLink
from footage.operations import relinking
from tests.footage.studio import Studio, work
from tests.footage.tapes import events, recorded, trail


def now(footage: Footage) -> Footage:
    return Footage.objects.select_related("volume", "project").get(pk=footage.pk)


@pytest.fixture
def film(studio: Studio) -> Footage:
    """A recording whose file is gone."""
    made = recorded(studio, "film", b"a film", presence="missing")
    (studio.folder / "film.mp4").unlink()
    return made


@pytest.fixture
def backup(studio: Studio, tmp_path: Path) -> Path:
    """Another drive of the project."""
    folder = tmp_path / "backup"
    folder.mkdir()
    volume = Volume.objects.create(name="Backup", root=str(folder))
    VolumeLink.objects.create(project=studio.project, volume=volume)
    return folder


def relink(studio: Studio, footage: Footage, volume: str, path: str, who: str = "lead") -> Any:
    return studio.client(who).post(
        f"/api/v1/footage/{footage.id}/relink/",
        {"source": {"volume": volume, "path": path}},
        content_type="application/json",
    )


def test_a_copy_on_another_drive_is_taken(studio: Studio, film: Footage, backup: Path) -> None:
    (backup / "Ms Kim.mp4").write_bytes(b"a film")
    answer = relink(studio, film, "Backup", "Ms Kim.mp4")
    assert answer.status_code == 200, answer.content
    assert answer.json()["source"]["volume_name"] == "Backup"
    assert (answer.json()["availability"], answer.headers["ETag"]) == ("online", f'"{film.version + 1}"')
    assert originals.unchanged_original(now(film)) == backup / "Ms Kim.mp4"
    (event,) = events(film, "footage.relink")
    assert event.before is not None
    assert event.after is not None
    assert now(film).intact, "its hash was what was compared"
    assert (event.actor, event.before["volume"], event.after["volume"]) == (studio["lead"].user, "Tapes", "Backup")
    assert "Kim" not in trail()
    assert relink(studio, film, "Backup", "Ms Kim.mp4").json()["version"] == film.version + 1


@pytest.mark.parametrize("content", [b"a filn", b"a longer film", b""])
def test_another_file_is_refused_whatever_its_name(studio: Studio, film: Footage, backup: Path, content: bytes) -> None:
    (backup / "film.mp4").write_bytes(content)
    answer = relink(studio, film, "Backup", "film.mp4")
    assert (answer.status_code, answer.json()["code"]) == (422, "other_recording")
    assert "film.mp4" not in answer.json()["detail"]
    assert (now(film).version, now(film).path) == (film.version, film.path)


@pytest.mark.parametrize(
    ("path", "status"), [("../film.mp4", 400), ("nowhere.mp4", 422), ("", 400), ("/etc/passwd", 400)]
)
def test_a_path_that_is_none_is_refused(studio: Studio, film: Footage, backup: Path, path: str, status: int) -> None:
    (backup / "other").write_bytes(b"x")
    assert relink(studio, film, "Backup", path).status_code == status
    assert now(film).version == film.version


def test_a_drive_of_others_is_none(studio: Studio, film: Footage, backup: Path) -> None:
    VolumeLink.objects.filter(volume__name="Backup").delete()
    (backup / "film.mp4").write_bytes(b"a film")
    assert relink(studio, film, "Backup", "film.mp4").json()["code"] == "unknown_volume"


def test_who_may(studio: Studio, film: Footage, backup: Path) -> None:
    (backup / "film.mp4").write_bytes(b"a film")
    for who, status in (("stranger", 404), ("reader", 403), ("coder", 403), ("lead", 200)):
        assert relink(studio, film, "Backup", "film.mp4", who).status_code == status


def test_one_that_was_never_hashed_cannot_be_recognised(studio: Studio, backup: Path) -> None:
    unread = recorded(studio, "unread", b"unread", sha256="")
    (backup / "unread.mp4").write_bytes(b"unread")
    assert relink(studio, unread, "Backup", "unread.mp4").json()["code"] == "not_hashed"


def test_a_large_one_is_read_by_a_worker(
    studio: Studio, film: Footage, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "HASHED_AT_ONCE", 3)
    (backup / "film.mp4").write_bytes(b"a film")
    (backup / "other.mp4").write_bytes(b"a filn")
    answer = relink(studio, film, "Backup", "other.mp4")
    assert (answer.status_code, answer.json()["kind"]) == (202, "footage.relink")
    # While one file is read, another would never be looked at: its person is told.
    assert relink(studio, film, "Backup", "film.mp4").json()["code"] == "being_relinked"
    (job,) = work()
    assert (job.state, "is not the recording" in job.error) == ("failed", True)
    assert now(film).version == film.version
    assert "Backup" not in str(job.result)

    relink(studio, film, "Backup", "film.mp4")
    (job,) = work()
    assert (job.state, now(film).path, now(film).presence) == ("succeeded", "film.mp4", "present")
    assert events(film, "footage.relink")[0].actor == studio["lead"].user


def test_another_file_is_not_compared_before_the_one_that_was_cancelled_has_stopped(
    studio: Studio, film: Footage, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "HASHED_AT_ONCE", 3)
    (backup / "film.mp4").write_bytes(b"a film")
    (backup / "other.mp4").write_bytes(b"a filn")
    begun = Job.objects.get(pk=relink(studio, film, "Backup", "other.mp4").json()["id"])
    claim(begun.pk)
    cancel_job(actor=studio["lead"], job=begun)
    assert relink(studio, film, "Backup", "film.mp4").json()["code"] == "still_stopping"


def test_who_is_no_lead_any_more_when_the_worker_comes_changes_nothing(
    studio: Studio, film: Footage, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "HASHED_AT_ONCE", 3)
    (backup / "film.mp4").write_bytes(b"a film")
    relink(studio, film, "Backup", "film.mp4")
    Membership.objects.filter(user=studio["lead"].user).update(role=Role.READER)
    (job,) = work()
    assert (job.state, now(film).version) == ("failed", film.version)


def test_the_place_of_another_recording_is_taken(studio: Studio, film: Footage, backup: Path) -> None:
    (backup / "film.mp4").write_bytes(b"a film")
    volume = Volume.objects.get(name="Backup")
    Footage.objects.filter(pk=recorded(studio, "other", b"x", sha256="").pk).update(volume=volume, path="film.mp4")
    assert relink(studio, film, "Backup", "film.mp4").json()["code"] == "place_taken"


def test_a_file_that_changes_after_it_was_read_is_refused(studio: Studio, film: Footage, backup: Path) -> None:
    (backup / "film.mp4").write_bytes(b"a film")
    place = relinking._hashed(relinking._place(studio["lead"], film, "Backup", "film.mp4"))
    (backup / "film.mp4").write_bytes(b"a film, cut")
    with pytest.raises(RuleBroken, match="is not the recording"):
        relinking.relink(actor=studio["lead"], footage=film, place=place)


# Removing.


def failed(studio: Studio, **facts: Any) -> Footage:
    (studio.folder / "broken.mp4").write_bytes(b"broken")
    footage = studio.register("broken.mp4")
    Job.objects.all().delete()
    Footage.objects.filter(pk=footage.pk).update(**{"state": "failed", "error": "It was cut short.", **facts})
    return now(footage)


def remove(studio: Studio, footage: Footage, version: int | None, who: str = "lead") -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return studio.client(who).delete(f"/api/v1/footage/{footage.id}/", headers=headers)


def test_one_that_could_not_be_read_is_removed_and_can_be_registered_again(studio: Studio) -> None:
    footage = failed(studio)
    store.folder_of(footage).mkdir(parents=True)
    assert remove(studio, footage, None).status_code == 428
    assert remove(studio, footage, 7).status_code == 412
    for who, status in (("stranger", 404), ("reader", 403), ("coder", 403)):
        assert remove(studio, footage, 1, who).status_code == status
    assert remove(studio, footage, 1).status_code == 204
    assert not Footage.objects.exists()
    assert (studio.folder / "broken.mp4").exists()
    event = Event.objects.get(action="footage.remove")
    assert (event.actor, event.after) == (studio["lead"].user, None)
    assert studio.register("broken.mp4").path == "broken.mp4"


def test_one_with_a_clock_stays(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    for state in ("ready", "processing", "failed"):
        Footage.objects.filter(pk=film.pk).update(state=state)
        answer = remove(studio, film, 1)
        assert (answer.status_code, answer.json()["code"]) == (422, "measured")
    assert Footage.objects.exists()


def test_one_that_is_still_to_be_read_stays(studio: Studio) -> None:
    footage = failed(studio, state="registered")
    answer = remove(studio, footage, 1)
    assert (answer.status_code, answer.json()["code"]) == (422, "being_read")


def test_what_was_uploaded_for_it_is_forgotten_too(studio: Studio) -> None:
    footage = failed(studio)
    Upload.objects.create(
        project=studio.project, user=studio["lead"].user, name="broken.mp4", size=6, offset=6,
        footage=footage, expires_at=footage.created_at,
    )  # fmt: skip
    assert remove(studio, footage, 1).status_code == 204
    assert not Upload.objects.exists()


def test_one_of_another_project_is_not_there(studio: Studio) -> None:
    elsewhere = Project.objects.create(name="Elsewhere")
    footage = failed(studio)
    Footage.objects.filter(pk=footage.pk).update(project=elsewhere)
    assert remove(studio, footage, 1).status_code == 404
    assert remove(studio, Footage(id=uuid.uuid4()), 1).status_code == 404
