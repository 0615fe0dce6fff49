"""Projects and their members."""

import pytest

from annotator.accounts.models import Membership, User
from tests.callers import Caller
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_whoever_makes_a_project_leads_it(rhea: Caller, sasha: Caller) -> None:
    made = rhea.post("projects/", {"name": "Three towns", "description": "North"}).ok(201)

    assert (made["role"], made["identities"], made["version"]) == ("lead", False, 1)
    assert rhea.get(f"projects/{made['id']}/").ok() == made
    sasha.get(f"projects/{made['id']}/").refused(404, "not_found")


def test_one_sees_the_projects_of_which_one_is_a_member(lena: Caller, sasha: Caller, ada: Caller, people: Cast) -> None:
    assert [project["name"] for project in lena.get("projects/").results] == ["Two towns"]
    assert [project["name"] for project in sasha.get("projects/").results] == ["Elsewhere"]
    assert ada.get("projects/").results == [], "an administrator is a member of nothing"


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " "}, {"name": "x" * 201}, {"name": "x", "lead": "me"}])
def test_a_project_that_is_none_is_malformed(lena: Caller, body: dict[str, str]) -> None:
    lena.post("projects/", body).refused(400, "malformed")


def test_a_project_changes_at_a_version(lena: Caller, people: Cast) -> None:
    path = f"projects/{people.towns.id}/"

    changed = lena.patch(path, {"name": "Three towns"}, 1).ok()
    assert (changed["version"], changed["description"]) == (2, "Undercover footage")
    assert lena.patch(path, {"name": "Three towns"}, 1).ok() == changed
    lena.patch(path, {"name": "Four towns"}, 1).refused(412, "stale_version")
    assert lena.put(path, {"name": "Five towns"}, 2).ok()["description"] == ""


class TestMembers:
    """A place in the project, and the account that is made for an unknown name."""

    @pytest.fixture
    def members(self, people: Cast) -> str:
        return f"projects/{people.towns.id}/members/"

    def mine(self, people: Cast, name: str) -> Membership:
        return Membership.objects.get(project=people.towns, user__username=name)

    def test_an_unknown_name_makes_an_account_with_a_password_shown_once(self, lena: Caller, members: str) -> None:
        made = lena.post(members, {"username": "Nina", "role": "coder"}).ok(201)

        signed_in = Caller.anonymous().post("session/", {"username": "Nina", "password": made["one_time_password"]})
        assert signed_in.ok()["user"]["must_change_password"] is True
        assert all("one_time_password" not in member for member in lena.get(members).results)

    @pytest.mark.parametrize("name", ["sasha", "SASHA", " sasha ", "ｓａｓｈａ"])
    def test_a_known_name_however_it_is_written_is_that_account(self, lena: Caller, members: str, name: str) -> None:
        made = lena.post(members, {"username": name, "role": "reader"}).ok(201)

        assert (made["username"], made["one_time_password"]) == ("sasha", None)
        assert User.objects.count() == 6
        lena.post(members, {"username": name, "role": "coder"}).refused(409, "already_there")

    @pytest.mark.parametrize(
        "body",
        [
            {"username": "x"}, {"username": "", "role": "coder"}, {"username": "a\u200bb", "role": "coder"},
            {"username": "x" * 151, "role": "coder"}, {"username": "x", "role": "admin"},
            {"username": "x", "role": "coder", "identities": "perhaps"},
        ],
        ids=range(6),
    )  # fmt: skip
    def test_a_member_that_is_none_is_malformed(self, lena: Caller, members: str, body: dict[str, str]) -> None:
        lena.post(members, body).refused(400, "malformed")
        assert User.objects.count() == 6

    def test_a_role_changes_at_a_version_and_at_once(self, lena: Caller, chan: Caller, people: Cast) -> None:
        path = f"members/{self.mine(people, 'chan').id}/"

        changed = lena.patch(path, {"role": "reader"}, 1).ok()
        assert (changed["role"], changed["version"]) == ("reader", 2)
        assert lena.patch(path, {"role": "reader"}, 1).ok() == changed, "a repeat is harmless"
        lena.patch(path, {"role": "lead"}, 1).refused(412, "stale_version")
        chan.post(f"projects/{people.towns.id}/codes/", {"name": "x"}).refused(403, "not_allowed")

    def test_a_project_keeps_a_lead(self, lena: Caller, people: Cast) -> None:
        path = f"members/{self.mine(people, 'lena').id}/"

        lena.patch(path, {"role": "coder"}, 1).refused(422, "last_lead")
        lena.delete(path, 1).refused(422, "last_lead")
        lena.patch(f"members/{self.mine(people, 'chan').id}/", {"role": "lead"}, 1).ok()
        lena.patch(path, {"role": "coder"}, 1).ok()

    def test_whoever_leaves_sees_nothing_more(self, lena: Caller, chan: Caller, people: Cast) -> None:
        assert lena.delete(f"members/{self.mine(people, 'chan').id}/", 1).status == 204

        chan.get(f"projects/{people.towns.id}/").refused(404, "not_found")
        assert chan.get("projects/").results == []
