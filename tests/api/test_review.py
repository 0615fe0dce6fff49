"""Review: a lead approves or returns, and the coder learns why."""

import pytest

from coding.models import Segment
from footage.models import Footage
from tests.callers import Caller
from tests.coding.making import make_segment
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(film: Footage, people: Cast) -> Segment:
    return make_segment(film, people.chan, 0, 10)


def test_a_return_says_why_and_by_whom(lena: Caller, chan: Caller, segment: Segment) -> None:
    path = f"segments/{segment.id}/"
    returned = lena.post(f"{path}review/", {"decision": "return", "reason": "Too long."}, 1).ok()

    review = returned["review"]
    assert (returned["status"], returned["version"]) == ("returned", 2)
    assert (review["decision"], review["reason"], review["reviewer_name"]) == ("return", "Too long.", "lena")
    assert review["version"] == 2
    changed = chan.patch(path, {"memo": "shorter"}, 2).ok()
    assert (changed["status"], changed["version"] > changed["review"]["version"]) == ("returned", True)
    approved = lena.post(f"{path}review/", {"decision": "approve"}).ok()
    assert (approved["status"], approved["review"]["decision"]) == ("approved", "approve")


@pytest.mark.parametrize(
    "body",
    [{}, {"decision": "reject"}, {"decision": "return"}, {"decision": "return", "reason": "  "}, {"decision": 1}],
)
def test_a_decision_that_is_none_is_malformed(lena: Caller, segment: Segment, body: dict[str, object]) -> None:
    lena.post(f"segments/{segment.id}/review/", body).refused(400, "malformed")
    segment.refresh_from_db()
    assert (segment.status, segment.version) == ("open", 1)


def test_what_was_changed_since_it_was_seen_is_not_judged(lena: Caller, chan: Caller, segment: Segment) -> None:
    path = f"segments/{segment.id}/"
    chan.patch(path, {"memo": "changed"}, 1).ok()

    lena.post(f"{path}review/", {"decision": "approve"}, 1).refused(412, "stale_version")


def test_a_lead_opens_an_approved_segment_by_returning_it(lena: Caller, chan: Caller, segment: Segment) -> None:
    path = f"segments/{segment.id}/"
    lena.post(f"{path}review/", {"decision": "approve"}).ok()
    lena.post(f"{path}review/", {"decision": "return", "reason": "One frame more."}).ok()

    assert chan.patch(path, {"end": {"frame": 11}}, 3).ok()["end"]["frame"] == 11


def test_nobody_but_a_lead_reviews(chan: Caller, rhea: Caller, sasha: Caller, ada: Caller, segment: Segment) -> None:
    path, body = f"segments/{segment.id}/review/", {"decision": "approve"}

    chan.post(path, body).refused(403, "not_allowed")
    rhea.post(path, body).refused(403, "not_allowed")
    sasha.post(path, body).refused(404, "not_found")
    ada.post(path, body).refused(404, "not_found")
