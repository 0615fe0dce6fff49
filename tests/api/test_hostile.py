"""Requests that nobody sends by mistake: each is answered as what it is, and none brings the server out of step."""

import unicodedata
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from annotator.administration.operations import create_account
from annotator.api.ranges import FilePieces
from annotator.errors import Malformed
from coding.exchange.formats import subtitles
from footage.models import Footage
from tests.callers import Caller
from tests.coding.making import make_line, make_segment
from tests.conftest import FILM, PASSWORD, Cast, Places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/assets/%00", f"/assets/{'a' * 5000}", "/static/%00", f"/static/{'a' * 5000}"])
def test_names_that_no_file_can_have_are_not_found(anonymous: Caller, address: str) -> None:
    assert anonymous.get(address).status == 404


@pytest.mark.parametrize("origin", ["http://[::1", "null", "//", "http://elsewhere"])
def test_an_origin_that_is_not_ours_cannot_sign_anybody_in(anonymous: Caller, origin: str) -> None:
    body = {"username": "chan", "password": PASSWORD}

    anonymous.ask("POST", "session/", body=body, headers={"Origin": origin}).refused(403, "foreign_origin")


def test_a_cursor_of_rows_in_another_order_is_none_of_ours(film: Footage, people: Cast, chan: Caller) -> None:
    for start in (0, 100):
        make_line(film, people.chan, start, start + 50)
        make_segment(film, people.chan, start, start + 50)
    lines, segments = f"footage/{film.id}/lines/", f"footage/{film.id}/segments/"

    for one, other in ((lines, segments), (segments, lines)):
        following = chan.get(one, page_size=1).ok()["next"]
        cursor = parse_qs(urlsplit(following).query)["cursor"][0]
        assert len(chan.get(one, cursor=cursor).ok()["results"]) == 1
        assert "cursor" in chan.get(other, cursor=cursor).refused(400, "malformed")["fields"]


def test_spaces_around_a_name_give_no_more_tries(people: Cast, anonymous: Caller) -> None:
    names = [" " * n + "chan" + "\t" * n for n in range(11)]

    answers = [anonymous.post("session/", {"username": name, "password": "guess"}).status for name in names]

    assert answers == [401] * 10 + [429]


def test_one_address_cannot_try_names_without_end(people: Cast, anonymous: Caller) -> None:
    answers = [anonymous.post("session/", {"username": f"n{n}", "password": "guess"}).status for n in range(101)]

    assert answers == [401] * 100 + [429]


def test_a_name_signs_in_however_its_letters_are_composed(anonymous: Caller) -> None:
    create_account(username="김철수", password=PASSWORD)
    typed = unicodedata.normalize("NFD", "김철수")

    assert anonymous.post("session/", {"username": typed, "password": PASSWORD}).ok()["user"]["username"] == "김철수"


def test_a_file_that_cannot_be_opened_leaves_nothing_to_close(tmp_path: Path) -> None:
    # Its `__del__` runs all the same, and what that raises fails the test by itself.
    with pytest.raises(FileNotFoundError):
        FilePieces(tmp_path / "nothing")


def test_a_file_of_ours_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "proxy.mp4").symlink_to("secret")
    with pytest.raises(OSError, match="symbolic"):
        FilePieces(tmp_path / "proxy.mp4")


def test_whoever_watches_keeps_no_connection_to_the_database(
    real_transactions: None, places: Places, chan: Caller
) -> None:
    answer = chan.get(f"footage/{places.film.id}/media/original")

    assert connection.connection is None, "the pool has fewer connections than there are people who watch"
    assert answer.body == FILM


def test_a_subtitle_file_that_would_hold_everybody_up_is_refused_before_it_begins() -> None:
    cues = "".join(f"{n}\n00:00:01,000 --> 00:00:02,000\nx\n\n" for n in range(subtitles.MOST_CUES + 1))

    with pytest.raises(Malformed) as refusal:
        subtitles.decode(cues.encode(), "srt")

    assert refusal.value.code == "too_many_cues"
