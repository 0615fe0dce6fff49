"""How somebody likes to work: kept for the person, and for nobody else."""

import uuid

import pytest

from annotator.accounts.models import Preferences
from annotator.administration.preferences import MOST_ENTRIES
from annotator.audit.models import Event
from tests.callers import Caller
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

HERE = "session/preferences/"
UNTOUCHED = {"keys": {}, "single_keys": True, "reaction_lag": 0, "pins": {}, "seen": {}}


def test_what_nobody_chose_is_not_kept(chan: Caller, people: Cast) -> None:
    assert chan.get(HERE).ok() == UNTOUCHED
    assert not Preferences.objects.exists(), "reading writes nothing"

    chan.patch(HERE, {"reaction_lag": 200}).ok()

    assert Preferences.objects.get(user=people.chan.user).chosen == {"reaction_lag": 200}


def test_a_change_of_one_entry_leaves_the_others_and_null_takes_it_away(chan: Caller) -> None:
    chan.patch(HERE, {"keys": {"in": ["KeyU"], "loop": []}}).ok()
    chan.patch(HERE, {"keys": {"out": ["Alt+KeyO", "Ctrl+Alt+Shift+Comma"]}, "single_keys": False}).ok()

    changed = chan.patch(HERE, {"keys": {"in": None}, "seen": {"marks": True}}).ok()

    assert changed == {
        **UNTOUCHED,
        "keys": {"loop": [], "out": ["Alt+KeyO", "Ctrl+Alt+Shift+Comma"]},
        "single_keys": False,
        "seen": {"marks": True},
    }
    assert chan.get(HERE).ok() == changed


def test_pins_are_kept_for_each_project(chan: Caller) -> None:
    one, other, code = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    chan.patch(HERE, {"pins": {one: [code], other: []}}).ok()

    assert chan.patch(HERE, {"pins": {other.upper(): None}}).ok()["pins"] == {one: [code]}


def test_they_are_the_persons_own_and_no_event_of_any_project(chan: Caller, cora: Caller) -> None:
    before = Event.objects.count()
    chan.patch(HERE, {"keys": {"in": ["KeyU"]}}).ok()

    assert cora.get(HERE).ok() == UNTOUCHED
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"keys": {"in": ["i"]}},
        {"keys": {"in": ["Key I"]}},
        {"keys": {"in": ["Shift+Ctrl+KeyI"]}},
        {"keys": {"in": ["KeyA", "KeyB", "KeyC", "KeyD", "KeyE"]}},
        {"keys": {"in": "KeyI"}},
        {"keys": {"no command": ["KeyI"]}},
        {"keys": {"x" * 41: ["KeyI"]}},
        {"keys": [["in", "KeyI"]]},
        {"single_keys": None},
        {"reaction_lag": -1},
        {"reaction_lag": 1001},
        {"reaction_lag": 0.5},
        {"pins": {"towns": []}},
        {"pins": {str(uuid.UUID(int=1)): ["debt"]}},
        {"pins": {str(uuid.UUID(int=1)): [str(uuid.UUID(int=n)) for n in range(10)]}},
        {"seen": {"marks": "often"}},
        {"theme": "dark"},
        [],
        "keys",
    ],
)
def test_what_is_no_preference_changes_nothing(chan: Caller, wrong: object) -> None:
    chan.patch(HERE, wrong).refused(400, "malformed")

    assert chan.get(HERE).ok() == UNTOUCHED


def test_nobody_fills_the_table_with_names(chan: Caller) -> None:
    chan.patch(HERE, {"seen": {f"hint{number}": True for number in range(MOST_ENTRIES)}}).ok()

    chan.patch(HERE, {"seen": {"another": True}}).refused(400, "malformed")

    assert len(chan.patch(HERE, {"seen": {"hint0": None, "another": True}}).ok()["seen"]) == MOST_ENTRIES
