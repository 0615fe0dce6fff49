"""Codes: the tree, their names, retiring and moving, without ever losing what was coded."""

import uuid

import pytest

from coding.models import Code
from footage.models import Footage
from tests.callers import Caller
from tests.coding.making import make_code, make_segment
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(people: Cast) -> str:
    return f"projects/{people.towns.id}/codes/"


def test_a_code_has_a_place_a_colour_and_a_count(lena: Caller, codes: str, film: Footage, people: Cast) -> None:
    labour = lena.post(codes, {"name": "Labour", "definition": "Work."}).ok(201)
    wages = lena.post(codes, {"name": "Wages", "parent": labour["id"]}).ok(201)
    make_segment(film, people.chan, 0, 1, codes=(Code.objects.get(pk=wages["id"]),))

    assert (labour["color"], labour["position"], labour["parent"], labour["retired"]) == (1, 0, None, False)
    assert (wages["color"], wages["parent"]) == (1, labour["id"]), "a code has the colour of what it hangs under"
    assert lena.post(codes, {"name": "Fear"}).ok(201)["color"] == 2, "a category has the colour used least"
    assert [code["segments"] for code in lena.get(codes).results] == [0, 1, 0]


@pytest.mark.parametrize("name", ["Labour", "LABOUR", " labour ", "Ｌａｂｏｕｒ"])
def test_one_name_once_below_one_parent_however_it_is_written(lena: Caller, codes: str, name: str) -> None:
    labour = lena.post(codes, {"name": "Labour"}).ok(201)

    lena.post(codes, {"name": name}).refused(409, "already_there")
    below = lena.post(codes, {"name": name, "parent": labour["id"]}).ok(201)
    lena.post(f"codes/{below['id']}/move/", {"parent": None}, 1).refused(409, "already_there")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": "  "}, {"name": "x" * 121}, {"name": "ﷺ" * 100}, {"name": "x", "color": 0},
        {"name": "x", "color": 13}, {"name": "x", "color": 2**64}, {"name": "x", "parent": "y"},
        {"name": "x", "parent": str(uuid.UUID(int=1))}, {"name": "x", "retired": True}, {"name": "a\x00"},
    ],
    ids=range(12),
)  # fmt: skip
def test_a_code_that_is_none_is_malformed(lena: Caller, codes: str, body: dict[str, object]) -> None:
    lena.post(codes, body).refused(400, "malformed")
    assert not Code.objects.exists()


def test_a_code_of_another_project_is_no_parent(lena: Caller, codes: str, people: Cast) -> None:
    foreign = make_code(people.elsewhere, people.sasha, "Theirs")

    lena.post(codes, {"name": "x", "parent": str(foreign.id)}).refused(400, "malformed")


def test_a_code_never_goes_under_itself(lena: Caller, people: Cast) -> None:
    top = make_code(people.towns, people.lena, "Top")
    middle = make_code(people.towns, people.lena, "Middle", top)
    bottom = make_code(people.towns, people.lena, "Bottom", middle)

    for target in (top, middle, bottom):
        lena.post(f"codes/{top.id}/move/", {"parent": str(target.id)}, 1).refused(422, "codebook_circle")
    moved = lena.post(f"codes/{bottom.id}/move/", {"parent": str(top.id)}, 1).ok()
    assert (moved["parent"], moved["version"]) == (str(top.id), 2)


def test_a_move_needs_the_version_and_a_repeat_is_harmless(lena: Caller, people: Cast) -> None:
    top, other = make_code(people.towns, people.lena, "Top"), make_code(people.towns, people.lena, "Other")
    path, body = f"codes/{other.id}/move/", {"parent": str(top.id)}

    lena.post(path, body).refused(428, "precondition_missing")
    once = lena.post(path, body, 1).ok()
    assert lena.post(path, body, 1).ok() == once
    lena.post(path, {"parent": None}, 1).refused(412, "stale_version")


def test_a_retired_code_keeps_what_was_coded_and_can_come_back(
    lena: Caller, codes: str, film: Footage, people: Cast
) -> None:
    code = make_code(people.towns, people.lena, "Debt")
    segment = make_segment(film, people.chan, 0, 1, codes=(code,))

    assert lena.post(f"codes/{code.id}/retire/").ok()["retired"] is True
    assert lena.get(f"segments/{segment.id}/").ok()["code_names"] == ["Debt"]
    assert lena.get(codes).results[0]["retired"] is True
    lena.post(codes, {"name": "Below", "parent": str(code.id)}).refused(422, "code_retired")
    again = lena.post(codes, {"name": "Debt"}).ok(201)
    lena.post(f"codes/{code.id}/restore/").refused(409, "already_there")
    lena.patch(f"codes/{again['id']}/", {"name": "Debt of another kind"}, 1).ok()
    assert lena.post(f"codes/{code.id}/restore/").ok()["retired"] is False


def test_a_code_made_with_an_id_of_ones_own_is_made_once(lena: Caller, people: Cast) -> None:
    path, body = f"codes/{uuid.uuid4()}/", {"name": "Debt", "project": str(people.towns.id)}
    made = lena.put(path, body, create=True).ok(201)

    assert lena.put(path, body, create=True).ok() == made
    for other in ({"name": "Fear"}, {"definition": "Owed."}, {"color": 7}):
        lena.put(path, {**body, **other}, create=True).refused(412, "stale_version")
    lena.put(path, {**body, "project": str(people.elsewhere.id)}, create=True).refused(404, "not_found")


def test_a_replacement_without_a_parent_goes_to_the_top(lena: Caller, people: Cast) -> None:
    top = make_code(people.towns, people.lena, "Top")
    below = make_code(people.towns, people.lena, "Below", top, definition="Words.")

    replaced = lena.put(f"codes/{below.id}/", {"name": "Below", "project": str(people.towns.id)}, 1).ok()

    assert (replaced["parent"], replaced["definition"]) == (None, "")


def test_a_coder_adds_codes_and_changes_none(chan: Caller, codes: str) -> None:
    made = chan.post(codes, {"name": "Debt"}).ok(201)

    chan.patch(f"codes/{made['id']}/", {"name": "Fear"}, 1).refused(403, "not_allowed")
    chan.post(f"codes/{made['id']}/retire/").refused(403, "not_allowed")
