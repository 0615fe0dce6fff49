"""Pages that stay stable while rows are added, and the shape that every list shares."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from coding.models import Line, Segment
from footage.models import Footage
from tests.callers import Caller, frames
from tests.coding.making import make_segment
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def walk(caller: Caller, first: str, direction: str = "next") -> list[list[Any]]:
    """The results of every page from `first` on."""
    pages, url = [], first
    while url:
        page = caller.get(url).ok()
        pages.append(page["results"])
        url = page[direction]
    return pages


@pytest.fixture
def segments(film: Footage, people: Cast) -> list[Segment]:
    """Ten segments, of which the last five were made in the same microsecond."""
    made = [make_segment(film, people.chan, n * 10, n * 10 + 5) for n in range(10)]
    same = timezone.now()
    Segment.objects.filter(pk__in=[segment.pk for segment in made[5:]]).update(created_at=same)
    return list(Segment.objects.order_by("created_at", "id"))


@pytest.fixture
def pull(people: Cast) -> str:
    return f"/api/v1/projects/{people.towns.id}/segments/"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10, 11])
def test_every_row_comes_once_and_in_order_whatever_the_size(
    chan: Caller, segments: list[Segment], pull: str, size: int
) -> None:
    pages = walk(chan, f"{pull}?page_size={size}")

    assert [row["id"] for page in pages for row in page] == [str(segment.id) for segment in segments]
    assert all(len(page) == size for page in pages[:-1])


def test_the_way_back_shows_the_same_pages(chan: Caller, segments: list[Segment], pull: str) -> None:
    second = chan.get(pull, page_size=4).ok()["next"]
    third = chan.get(second).ok()["next"]

    back = walk(chan, third, "previous")

    ids = [str(segment.id) for segment in segments]
    assert [[row["id"] for row in page] for page in back] == [ids[8:], ids[4:8], ids[:4]]
    assert chan.get(pull, page_size=4).ok()["previous"] is None


def test_a_row_added_meanwhile_neither_repeats_nor_hides_another(
    chan: Caller, segments: list[Segment], film: Footage, people: Cast, pull: str
) -> None:
    first = chan.get(pull, page_size=7).ok()
    added = make_segment(film, people.chan, 0, 5)
    # In the same microsecond as the last row shown, and before it: an offset would be shifted by it.
    Segment.objects.filter(pk=added.pk).update(id=uuid.UUID(int=0), created_at=segments[6].created_at)

    rest = walk(chan, first["next"])

    shown = [row["id"] for row in [*first["results"], *(row for page in rest for row in page)]]
    assert shown == [str(segment.id) for segment in segments]


def test_lines_that_begin_on_one_frame_come_once_each(chan: Caller, film: Footage) -> None:
    for n in range(6):
        chan.post(f"footage/{film.id}/lines/", frames(100 if n % 2 else 200, 300, text=str(n))).ok(201)

    pages = walk(chan, f"/api/v1/footage/{film.id}/lines/?page_size=1")

    shown = [row["id"] for page in pages for row in page]
    assert shown == [str(line.id) for line in Line.objects.order_by("start_frame", "id")]


def test_an_empty_list_has_one_empty_page(chan: Caller, people: Cast, pull: str) -> None:
    assert chan.get(pull).ok() == {"next": None, "previous": None, "results": []}


def test_a_page_has_a_hundred_rows_unless_asked(chan: Caller, film: Footage, people: Cast, pull: str) -> None:
    Segment.objects.bulk_create(
        Segment(footage=film, coder=people.chan.user, start_frame=n, end_frame=n + 1) for n in range(1001)
    )

    assert len(chan.get(pull).results) == 100
    assert len(chan.get(pull, page_size=1000).results) == 1000


@pytest.mark.parametrize("size", ["0", "1001", "-1", "1.5", "ten", "", "９", "1" * 5000, "99999999999999999999"])
def test_a_size_that_is_none_is_malformed(chan: Caller, pull: str, size: str) -> None:
    chan.get(pull, page_size=size).refused(400, "malformed")


@pytest.mark.parametrize("cursor", ["x", "", "cD0yMDI2", "cD1ub3RhZGF0ZQ==", "\x00", "WzFd:1x2y:abc"])
def test_a_cursor_that_is_none_is_malformed(chan: Caller, pull: str, cursor: str) -> None:
    chan.get(pull, cursor=cursor).refused(400, "malformed")


def test_the_next_page_keeps_the_filters(chan: Caller, segments: list[Segment], pull: str) -> None:
    Segment.objects.filter(pk__in=[segment.pk for segment in segments[::2]]).update(basis="picture")

    pages = walk(chan, f"{pull}?page_size=2&basis=picture")

    assert [row["id"] for page in pages for row in page] == [str(segment.id) for segment in segments[::2]]
