"""Taking recordings into a project, and describing them."""

from pathlib import Path
from typing import Any

import pytest

from annotator.audit.models import Event
from annotator.errors import AlreadyThere, DomainError, Malformed, NotAllowed, NotVisible, RuleBroken, StaleVersion
from annotator.jobs.models import Job
from footage.models import Footage, FootageState, Volume
from footage.operations import recordings
from footage.operations.recordings import change_footage, register_footage
from tests.footage.studio import PLAYABLE, Studio, clip, work


def register_as(studio: Studio, who: str, path: str = "a.mp4", volume: str = "Tapes") -> Footage:
    return register_footage(actor=studio[who], project=studio.project, volume=volume, path=path, title="River").footage


def write(studio: Studio, name: str, content: bytes = b"not yet a recording") -> Path:
    file = studio.folder / name
    file.write_bytes(content)
    return file


def test_registering_waits_for_a_worker_and_leaves_a_trace(studio: Studio) -> None:
    write(studio, "a.mp4")
    footage = studio.register("a.mp4", place="On the river", recorded_on="2012-06", languages=["ko", "ru"])
    assert (footage.state, footage.clock, footage.version) == (FootageState.REGISTERED, None, 1)
    assert len(footage.sha256) == 64
    assert [derivative.state for derivative in footage.derivatives.all()] == ["waiting"] * 5
    assert footage.job == Job.objects.get(kind="footage.ingest", subject_id=footage.id)
    event = Event.objects.get(object_id=footage.id)
    assert (event.action, event.actor, event.before) == ("footage.create", studio["lead"].user, None)
    assert event.after is not None
    assert event.after["place"] == "On the river"
    assert "a.mp4" not in str(event.after)


@pytest.mark.parametrize(
    ("who", "refusal"), [("coder", NotAllowed), ("reader", NotAllowed), ("stranger", NotVisible), ("admin", NotVisible)]
)
def test_only_a_lead_registers(studio: Studio, who: str, refusal: type[DomainError]) -> None:
    write(studio, "a.mp4")
    with pytest.raises(refusal):
        register_as(studio, who)
    assert not Footage.objects.exists()


def test_only_from_linked_volumes_unless_an_administrator(studio: Studio, tmp_path: Path) -> None:
    write(studio, "a.mp4")
    Volume.objects.create(name="Other", root=str(studio.folder))
    with pytest.raises(RuleBroken, match="linked"):
        register_as(studio, "lead", volume="Other")
    lead = studio["lead"].user
    lead.is_admin = True
    lead.save()
    assert register_as(studio, "lead", volume="Other").volume.name == "Other"


@pytest.mark.parametrize(
    "facts",
    [
        {"recorded_on": "2012-13"},
        {"recorded_on": "2012-02-30"},
        {"recorded_on": "12"},
        {"recorded_on": "２０１２"},
        {"recorded_on": "2012-06-01T10:00"},
        {"languages": ["Korean!"]},
        {"languages": ["ko", "ko"]},
        {"start_timecode": "17 minutes"},
        {"start_timecode": "00:17:00:25", "frame_rate": "25"},
        {"start_timecode": "00:17:00;00", "frame_rate": "25"},
        {"frame_rate": "29.97"},
        {"frame_rate": "0"},
    ],
)
def test_bad_facts_change_nothing(studio: Studio, facts: dict[str, Any]) -> None:
    write(studio, "a.mp4")
    with pytest.raises(Malformed) as refused:
        studio.register("a.mp4", **facts)
    assert refused.value.fields.keys() <= facts.keys()
    assert not Footage.objects.exists()
    assert not Event.objects.filter(object_type="footage").exists()
    assert not Job.objects.exists()


def test_the_same_file_twice_names_the_first(studio: Studio) -> None:
    write(studio, "a.mp4")
    first = studio.register("a.mp4", title="River, morning")
    with pytest.raises(AlreadyThere, match="River, morning") as refused:
        studio.register("./a.mp4", title="Again")
    assert refused.value.extra["existing"]["id"] == str(first.id)


def test_the_same_content_under_another_name_is_found_at_once(studio: Studio) -> None:
    write(studio, "a.mp4")
    write(studio, "copy.mp4")
    studio.register("a.mp4", title="River, morning")
    with pytest.raises(AlreadyThere, match="River, morning"):
        studio.register("copy.mp4")


def test_a_large_twin_is_found_when_it_is_read(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "HASHED_AT_ONCE", 0)
    original = clip(studio, "a.mp4")
    write(studio, "copy.mp4", original.read_bytes())
    first, second = studio.register("a.mp4", title="River, morning"), studio.register("copy.mp4")
    work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == FootageState.READY
    assert (second.state, second.sha256) == (FootageState.FAILED, "")
    assert "River, morning" in second.error


def test_a_client_may_name_the_id_and_repeat_itself(studio: Studio) -> None:
    write(studio, "a.mp4")
    wanted: dict[str, Any] = {"footage_id": studio.project.id, "volume": "Tapes", "path": "a.mp4", "title": "River"}
    first = register_footage(actor=studio["lead"], project=studio.project, **wanted)
    again = register_footage(actor=studio["lead"], project=studio.project, **wanted)
    assert (first.made, again.made) == (True, False)
    assert first.footage == again.footage
    with pytest.raises(AlreadyThere):
        register_footage(actor=studio["lead"], project=studio.project, **{**wanted, "title": "Sea"})


def test_a_description_changes_at_its_version_and_leaves_a_trace(studio: Studio) -> None:
    write(studio, "a.mp4")
    footage = studio.register("a.mp4")
    changed = change_footage(actor=studio["lead"], footage=footage, expected_version=1, changes={"title": "River"})
    assert (changed.title, changed.version) == ("River", 2)
    event = Event.objects.filter(object_id=footage.id).latest("seq")
    assert event.action == "footage.change"
    assert (event.before or {})["title"] == "a"
    assert (event.after or {})["title"] == "River"
    with pytest.raises(StaleVersion):
        change_footage(actor=studio["lead"], footage=footage, expected_version=1, changes={"title": "Sea"})
    with pytest.raises(NotAllowed):
        change_footage(actor=studio["coder"], footage=footage, expected_version=2, changes={"title": "Sea"})


def test_the_clock_may_be_asked_for_until_it_is_fixed(studio: Studio) -> None:
    clip(studio, "a.mp4", PLAYABLE)
    footage = studio.register("a.mp4")
    lead = studio["lead"]
    change_footage(actor=lead, footage=footage, expected_version=1, changes={"start_timecode": "10:00:00:00"})
    work()
    footage.refresh_from_db()
    assert footage.measured_clock().start_timecode == "10:00:00:00"
    for changes in ({"start_timecode": "11:00:00:00"}, {"frame_rate": "50"}):
        with pytest.raises(RuleBroken) as refused:
            change_footage(actor=lead, footage=footage, expected_version=footage.version, changes=changes)
        assert refused.value.code == "clock_fixed"
    same = change_footage(
        actor=lead, footage=footage, expected_version=1, changes={"start_timecode": "10:00:00:00", "frame_rate": "25/1"}
    )
    assert same.version == footage.version
