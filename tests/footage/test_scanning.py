"""A drive against what is registered on it: what is new, changed, moved or gone."""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.audit.models import Event
from annotator.errors import RuleBroken, Unavailable
from annotator.jobs.models import Job
from footage import originals
from footage.media.failures import MediaFailed, MediaStopped
from footage.models import Footage, Volume
from footage.operations import scanning
from footage.operations.scanning import How, Reading, scan_volume
from tests.footage.studio import Studio, work
from tests.footage.tapes import events, recorded, touch, trail


def scan(studio: Studio) -> dict[Any, How]:
    """What the scan found, by the recording's id."""
    return {finding.footage.id: finding.how for finding in scan_volume(studio.volume, Reading()).findings}


def now(footage: Footage) -> Footage:
    return Footage.objects.select_related("volume", "project").get(pk=footage.pk)


def test_what_is_as_it_was_is_neither_read_nor_written(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    film = recorded(studio, "film", b"a film")
    monkeypatch.setattr(scanning, "hash_original", lambda *_args, **_how: pytest.fail("it was read"))
    assert scan(studio) == {film.id: How.SAME}
    assert now(film).version == film.version
    assert not events(film, "footage.compare")
    studio.volume.refresh_from_db()
    assert studio.volume.scanned_at is not None


def test_a_time_that_changed_alone_is_accepted_again_and_noted(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    touch(studio, film)
    with pytest.raises(RuleBroken, match="has changed"):
        originals.unchanged_original(film)
    assert scan(studio) == {film.id: How.ACCEPTED}
    assert originals.unchanged_original(now(film)) == studio.folder / "film.mp4"
    (event,) = events(film, "footage.compare")
    assert event.actor is None
    assert event.before is not None
    assert event.after is not None
    assert event.before["modified_ns"] != event.after["modified_ns"]
    assert scan(studio) == {film.id: How.SAME}


@pytest.mark.parametrize("content", [b"a filn", b"a longer film", b""])
def test_a_changed_original_is_never_accepted(studio: Studio, content: bytes) -> None:
    film = recorded(studio, "film", b"a film")
    (studio.folder / "film.mp4").write_bytes(content)
    touch(studio, film)
    for _ in range(2):
        assert scan(studio) == {film.id: How.CHANGED}
        with pytest.raises(RuleBroken, match="put the original back"):
            originals.unchanged_original(now(film))
    assert len(events(film, "footage.compare")) == 1

    (studio.folder / "film.mp4").write_bytes(b"a film")
    assert scan(studio) == {film.id: How.ACCEPTED}
    assert originals.unchanged_original(now(film))
    assert now(film).intact, "what was said of the other file is said no longer"


def test_other_content_with_the_same_size_and_time_stays_refused_once_it_was_found(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film", presence="changed")
    (studio.folder / "film.mp4").write_bytes(b"a filn")
    os.utime(studio.folder / "film.mp4", ns=(0, film.modified_ns))
    with pytest.raises(RuleBroken, match="what is in it is not the same"):
        originals.unchanged_original(film)
    assert scan(studio) == {film.id: How.CHANGED}


def test_a_recording_that_was_renamed_is_known_by_its_content(studio: Studio) -> None:
    film = recorded(studio, "Ms Kim", b"a film")
    decoy = studio.folder / "decoy.mp4"
    decoy.write_bytes(b"a filn")
    (studio.folder / "강변 2012").mkdir()
    (studio.folder / "Ms Kim.mp4").rename(studio.folder / "강변 2012" / "first.mp4")
    assert scan(studio) == {film.id: How.MOVED}
    assert (now(film).path, now(film).presence) == ("강변 2012/first.mp4", "present")
    assert originals.unchanged_original(now(film))
    assert len(events(film, "footage.move")) == 1
    assert "first.mp4" not in trail()


def test_two_recordings_that_changed_places_both_find_their_own(studio: Studio) -> None:
    one, two = recorded(studio, "one", b"film 1"), recorded(studio, "two", b"film 2")
    (studio.folder / "one.mp4").rename(studio.folder / "1.mp4")
    (studio.folder / "two.mp4").rename(studio.folder / "2.mp4")
    assert scan(studio) == {one.id: How.MOVED, two.id: How.MOVED}
    assert (now(one).path, now(two).path) == ("1.mp4", "2.mp4")


def test_one_that_is_gone_is_missing_until_it_is_back(studio: Studio) -> None:
    film, other = recorded(studio, "film", b"a film"), recorded(studio, "other", b"another")
    (studio.folder / "film.mp4").rename(studio.folder.parent / "away.mp4")
    assert scan(studio) == {film.id: How.MISSING, other.id: How.SAME}
    assert now(film).presence == "missing"
    (studio.folder.parent / "away.mp4").rename(studio.folder / "film.mp4")
    assert scan(studio)[film.id] == How.SAME
    assert now(film).presence == "present"
    assert [event.after["presence"] for event in events(film, "footage.compare") if event.after] == [
        "missing",
        "present",
    ]


def test_nothing_is_missing_while_the_drive_is_away(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    studio.folder.rename(studio.folder.with_name("unplugged"))
    with pytest.raises(Unavailable, match="offline"):
        scan(studio)
    studio.folder.mkdir()  # the bare place where it was mounted
    with pytest.raises(Unavailable, match="offline"):
        scan(studio)
    assert now(film).presence == "present"


def test_a_drive_that_is_unplugged_during_the_scan_makes_nothing_missing(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = [recorded(studio, f"film {n}", b"film %d" % n) for n in range(3)]
    settle = scanning.settle

    def unplug(finding: scanning.Finding) -> bool:
        if studio.folder.exists():
            studio.folder.rename(studio.folder.with_name("unplugged"))
        return settle(finding)

    monkeypatch.setattr(scanning, "settle", unplug)
    with pytest.raises(Unavailable):
        scan(studio)
    assert {now(film).presence for film in films} == {"present"}


def test_one_that_cannot_be_read_to_its_end_is_left_as_it_was(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    film = recorded(studio, "film", b"a film")
    touch(studio, film)

    def broken(*_args: Any, **_how: Any) -> str:
        raise MediaFailed("It cannot be read.")

    monkeypatch.setattr(scanning, "hash_original", broken)
    assert scan(studio) == {film.id: How.UNREADABLE}
    assert now(film).version == film.version


def test_a_recording_without_a_clock_is_read_as_it_is_then(studio: Studio) -> None:
    (studio.folder / "new.mp4").write_bytes(b"new")
    fresh = studio.register("new.mp4")
    touch(studio, fresh)
    assert scan(studio) == {fresh.id: How.SAME}


def test_a_scan_counts_every_project_and_tells_each_of_its_own(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    (studio.folder / "film.mp4").unlink()
    (studio.folder / "rest.txt").write_text("x")
    found = scan_volume(studio.volume, Reading())
    assert found.of(studio.project.id)["missing"] == [str(film.id)]
    assert found.of(studio.volume.id) == {
        "compared": 0, "cut": False, "accepted": [], "moved": [], "changed": [], "missing": [], "unreadable": [],
    }  # fmt: skip


def test_what_was_relinked_while_it_was_compared_stays_as_the_person_said(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    seen = now(film)
    Footage.objects.filter(pk=film.pk).update(path="elsewhere.mp4")
    assert not scanning.settle(scanning.Finding(seen, How.MISSING, seen.path, seen.modified_ns))
    assert (now(film).path, now(film).presence) == ("elsewhere.mp4", "present")


def test_a_scan_is_stopped_between_two_recordings(studio: Studio) -> None:
    recorded(studio, "film", b"a film")
    with pytest.raises(MediaStopped):
        scan_volume(studio.volume, Reading(should_stop=lambda: True))


def test_links_that_lead_out_or_round_are_not_walked(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "secret.mp4").write_bytes(b"not on the drive")
    (studio.folder / "day").mkdir()
    (studio.folder / "day" / "a.mp4").write_bytes(b"a")
    (studio.folder / "again").symlink_to(studio.folder)
    (studio.folder / "out").symlink_to(tmp_path)
    (studio.folder / "out.mp4").symlink_to(tmp_path / "secret.mp4")
    os.mkfifo(studio.folder / "pipe.mp4")
    assert [file.path for file in originals.all_files(studio.volume)] == ["day/a.mp4"]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("scan_volume", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_is_new_changed_or_gone(studio: Studio) -> None:
    recorded(studio, "same", b"same")
    gone, changed, moved = (recorded(studio, name, name.encode()) for name in ("gone", "changed", "moved"))
    (studio.folder / gone.path).unlink()
    (studio.folder / changed.path).write_bytes(b"CHANGED!")
    (studio.folder / moved.path).rename(studio.folder / "new name.mp4")
    (studio.folder / "new.mov").write_bytes(b"new")
    assert run("Tapes").splitlines() == [
        "MISSING: gone (gone.mp4)",
        "CHANGED: changed (changed.mp4)",
        "moved: moved (new name.mp4)",
        "new: new.mov",
        "4 recordings compared, 1 as they were; 1 new files.",
    ]


@pytest.mark.parametrize("break_it", [lambda s: s.folder.rename(s.folder.with_name("x")), lambda _: None])
def test_the_command_refuses_with_one_sentence(studio: Studio, break_it: Callable[[Studio], Any]) -> None:
    recorded(studio, "film", b"a film")
    break_it(studio)
    name = "Tapes" if not studio.folder.exists() else "Nothing"
    with pytest.raises(CommandError, match=r"offline|no volume"):
        run(name)


# Over the API.


def address(studio: Studio) -> str:
    return f"/api/v1/projects/{studio.project.id}/volumes/{studio.volume.id}/scan/"


def test_a_lead_scans_and_sees_what_is_new(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    (studio.folder / "new.MTS").write_bytes(b"new")
    (studio.folder / "notes.txt").write_bytes(b"no recording by its name")
    (studio.folder / "film.mp4").unlink()
    lead = studio.client("lead")
    assert lead.get(address(studio)).json()["scanned_at"] is None
    asked = lead.post(address(studio))
    assert (asked.status_code, asked.json()["kind"], asked.json()["state"]) == (202, "volume.scan", "waiting")
    (done,) = work()
    assert done.state == "succeeded"
    found = lead.get(address(studio)).json()
    assert (found["missing"], found["changed"], found["new_count"]) == ([str(film.id)], [], 1)
    assert [(one["path"], one["size"], one["footage"]) for one in found["new"]] == [("new.MTS", 3, None)]
    assert found["job"]["report"]["missing"] == [str(film.id)]
    assert found["scanned_at"] is not None
    assert lead.get(f"/api/v1/footage/{film.id}/").json()["availability"] == "missing"


def test_what_everybody_may_read_of_a_scan_holds_no_path(studio: Studio) -> None:
    recorded(studio, "Ms Kim", b"a film", title="film")
    (studio.folder / "Mr Lee.mp4").write_bytes(b"new")
    (studio.folder / "Ms Kim.mp4").unlink()
    studio.client("lead").post(address(studio))
    work()
    reader = studio.client("reader")
    for path in ("jobs/", "footage/", "changes/"):
        answer = reader.get(f"/api/v1/projects/{studio.project.id}/{path}").content.decode()
        assert "Kim" not in answer, path
        assert "Lee" not in answer, path
        assert str(studio.folder) not in answer, path
    assert reader.get(address(studio)).status_code == 403
    assert studio.client("stranger").get(address(studio)).status_code == 404
    assert [event.action for event in Event.objects.filter(object_type="volume")] == ["volume.scan"] * 2


def test_two_leads_who_ask_at_once_get_one_scan(studio: Studio) -> None:
    recorded(studio, "film", b"a film")
    lead = studio.client("lead")
    one, two = (lead.post(address(studio)).json()["id"] for _ in range(2))
    assert one == two


def test_a_scan_of_a_drive_that_is_nowhere_fails_with_its_sentence(studio: Studio, settings: Any) -> None:
    settings.DRIVE_FOLDERS = []
    recorded(studio, "film", b"a film")
    studio.folder.rename(studio.folder.with_name("unplugged"))
    studio.client("lead").post(address(studio))
    (job,) = work()
    assert (job.state, "offline" in job.error) == ("failed", True)
    assert str(studio.folder) not in job.error


def test_uploads_are_no_drive_to_be_scanned(studio: Studio) -> None:
    managed = Volume.objects.create(name="Uploads", root=str(studio.folder), managed=True)
    there = f"/api/v1/projects/{studio.project.id}/volumes/{managed.id}/scan/"
    assert studio.client("admin").post(there).status_code == 404
    assert studio.client("lead").post(there).status_code == 404
    with pytest.raises(CommandError):
        run("Uploads")
    assert not Job.objects.exists()


def test_a_scan_says_when_there_are_more_files_than_it_lists(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "MOST_FILES", 3)
    recorded(studio, "a", b"film a")
    lead, address = (
        studio.client("lead"),
        f"/api/v1/projects/{studio.project.id}/volumes/{studio.volume.id}/scan/",
    )
    for name, cut in (("b", False), ("c", False), ("d", True)):
        (studio.folder / f"{name}.mp4").write_bytes(b"new")
        lead.post(address)
        (job,) = work()
        assert (job.result["cut"], lead.get(address).json()["cut"]) == (cut, cut), name
    assert lead.get(address).json()["new_count"] == 2
    out = StringIO()
    call_command("scan_volume", "Tapes", stdout=out)
    assert "Only the first 3 files were listed" in out.getvalue()
