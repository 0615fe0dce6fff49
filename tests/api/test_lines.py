"""Transcript lines and their translations, of which the first is kept for ever."""

import uuid

import pytest

from coding.models import Line
from footage.models import Footage
from tests.callers import Caller, frames
from tests.coding.making import make_line, make_noise, make_witness
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(film: Footage, people: Cast) -> Line:
    """Frames 100 to 200, with a preliminary translation."""
    return make_line(film, people.chan, 100, 200, "말", "words")


def test_a_line_says_everything_about_itself(chan: Caller, film: Footage, people: Cast) -> None:
    witness = make_witness(people.towns, people.lena)
    body = frames(100, 200, language="ko", text="말", translation="words", witness=str(witness.id))

    made = chan.post(f"footage/{film.id}/lines/", body).ok(201)

    assert made["start"] == {"frame": 100, "timecode": "00:17:04:00", "seconds": "4"}
    told = {name: made[name] for name in ("number", "translation", "preliminary", "revisions", "pseudonym", "version")}
    assert told == {
        "number": 1, "translation": "words", "preliminary": "words", "revisions": 0, "pseudonym": "A", "version": 1,
    }  # fmt: skip
    assert chan.get(f"lines/{made['id']}/").ok() == made


def test_lines_come_in_the_order_of_the_recording(chan: Caller, film: Footage, people: Cast) -> None:
    for start in (300, 100, 200):
        make_line(film, people.chan, start, start + 10, str(start))

    assert [line["text"] for line in chan.get(f"footage/{film.id}/lines/").results] == ["100", "200", "300"]


def test_each_correction_is_a_revision_and_the_first_text_stays(chan: Caller, cora: Caller, line: Line) -> None:
    path = f"lines/{line.id}/revisions/"
    first = chan.post(path, {"text": "better words", "reason": "misheard"}).ok(201)
    cora.post(path, {"text": "best words"}, 2).ok(201)

    assert (first["number"], first["author_name"], first["line"]["translation"]) == (1, "chan", "better words")
    history = chan.get(path).results
    assert [(one["number"], one["text"]) for one in history] == [
        (0, "words"), (1, "better words"), (2, "best words"),
    ]  # fmt: skip
    now = chan.get(f"lines/{line.id}/").ok()
    assert (now["translation"], now["preliminary"], now["revisions"], now["version"]) == ("best words", "words", 2, 3)


def test_a_repeated_correction_is_one_and_a_stale_one_is_refused(chan: Caller, line: Line) -> None:
    path = f"lines/{line.id}/revisions/"
    once = chan.post(path, {"text": "better"}).ok(201)

    assert chan.post(path, {"text": "better"}).ok(201)["number"] == once["number"]
    chan.post(path, {"text": "best"}, 1).refused(412, "stale_version")


def test_a_line_without_a_translation_gets_an_empty_first_one(chan: Caller, film: Footage, people: Cast) -> None:
    bare = make_line(film, people.chan, 0, 10, "말")
    chan.post(f"lines/{bare.id}/revisions/", {"text": "words"}).ok(201)

    assert [one["text"] for one in chan.get(f"lines/{bare.id}/revisions/").results] == ["", "words"]


@pytest.mark.parametrize(
    ("start", "end", "status"), [(100, 200, 422), (0, 1000, 422), (101, 200, 201), (100, 199, 201)]
)
def test_a_line_that_lies_wholly_in_noise_takes_no_correction(
    chan: Caller, line: Line, film: Footage, people: Cast, start: int, end: int, status: int
) -> None:
    make_noise(film, people.lena, start, end)

    answer = chan.post(f"lines/{line.id}/revisions/", {"text": "better"})

    assert answer.status == status
    if status == 422:
        assert answer.code == "line_in_noise"


def test_two_sections_that_touch_drown_a_line_together(chan: Caller, line: Line, film: Footage, people: Cast) -> None:
    make_noise(film, people.lena, 50, 150)
    make_noise(film, people.lena, 150, 250)

    chan.post(f"lines/{line.id}/revisions/", {"text": "better"}).refused(422, "line_in_noise")


def test_its_place_and_words_change_at_a_version_and_its_translation_does_not(chan: Caller, line: Line) -> None:
    path = f"lines/{line.id}/"

    assert chan.patch(path, {"text": "말씀", "end": {"frame": 210}}, 1).ok()["end"]["frame"] == 210
    chan.patch(path, {"text": "x"}, 1).refused(412, "stale_version")
    chan.patch(path, {"translation": "x"}, 2).refused(400, "malformed")
    chan.patch(path, {"start": {"frame": 210}}, 2).refused(422, "empty_span")
    chan.put(path, frames(1, 2, footage=str(line.footage_id), translation="x"), 2).refused(400, "malformed")


def test_a_deleted_line_comes_back_with_its_history(chan: Caller, line: Line) -> None:
    path = f"lines/{line.id}/"
    chan.post(f"{path}revisions/", {"text": "better"}).ok(201)

    assert chan.delete(path, 2).status == 204
    chan.get(path).refused(404, "not_found")
    chan.get(f"{path}revisions/").refused(404, "not_found")
    assert chan.post(f"{path}restore/").ok()["translation"] == "better"
    assert len(chan.get(f"{path}revisions/").results) == 2


def test_one_made_with_an_id_of_ones_own_is_made_once(chan: Caller, film: Footage) -> None:
    path, body = f"lines/{uuid.uuid4()}/", frames(0, 10, footage=str(film.id), text="말", translation="words")
    made = chan.put(path, body, create=True).ok(201)

    assert chan.put(path, body, create=True).ok() == made
    chan.put(path, {**body, "text": "다른"}, create=True).refused(412, "stale_version")


def test_a_witness_of_another_project_does_not_speak_here(chan: Caller, film: Footage, people: Cast) -> None:
    foreign = make_witness(people.elsewhere, people.sasha)

    chan.post(f"footage/{film.id}/lines/", frames(0, 1, witness=str(foreign.id))).refused(400, "malformed")
