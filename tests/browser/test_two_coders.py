"""Two people on the same segments in two real browsers: nothing lost, every clash shown, all three the same at the end.

By default twenty seconds on ten segments; with `--long` five minutes on fifty.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.client import ADMIN
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

LENGTH = 20
# Reads and types over in one turn: nothing can arrive between what was seen and what replaces it.
_TYPE_OVER = """(field, words) => {
  const seen = field.value;
  field.select();
  document.execCommand("insertText", false, words);
  return seen;
}"""
# The same in one turn for a choice: what is read is what is chosen about, also where newer words have just come in.
_CHOOSE = """(dialog, name) => {
  const button = [...dialog.querySelectorAll("button")].find((one) => one.textContent.trim() === name);
  if (button.disabled) return null;
  const seen = dialog.innerText;
  button.click();
  return seen;
}"""
"""Null while what is shown has just changed: then nothing can be chosen."""
_SETTLED = "() => document.querySelector('[data-save=saved], [data-save=conflict]') !== null"


@dataclass
class Person:
    """Somebody at a keyboard, who writes memos nobody wrote before."""

    username: str
    bench: Workbench
    written: list[str] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    refused: int = 0
    shown: int = 0

    def __post_init__(self) -> None:
        self.page.on("response", self._look)
        self._numbers = count(1)

    @property
    def page(self) -> Page:
        return self.bench.page

    def write(self, start: int) -> None:
        """A new memo on the segment at `start`; whatever stood there is typed over."""
        words = f"{self.username} wrote {next(self._numbers)}."
        self.bench.select(start, start + LENGTH)
        self.bench.press("m")
        expect(self.bench.memo).to_be_focused()
        self.seen.append(self.bench.memo.evaluate(_TYPE_OVER, words))
        self.bench.press("Control+Enter")
        self.written.append(words)

    def settle(self, dice: random.Random) -> None:
        """Until all is saved, choosing where a clash is shown."""
        self.page.wait_for_function(_SETTLED, timeout=PATIENCE_MS)
        while self.page.locator("[data-save=conflict]").count() > 0:
            self._choose(dice.choice(["mine", "theirs"]))
            self.page.wait_for_function(_SETTLED, timeout=PATIENCE_MS)

    def _choose(self, choice: str) -> None:
        self.page.locator("[data-save=conflict]").click()
        dialog = self.page.get_by_role("dialog")
        mine = dialog.get_by_text(self.written[-1], exact=True)
        expect(mine).to_be_visible()
        seen = None
        while seen is None:
            expect(dialog.get_by_role("button", name=f"Keep {choice}")).to_be_enabled()
            seen = dialog.evaluate(_CHOOSE, f"Keep {choice}")
        self.seen.append(seen)
        self.shown += 1
        if choice == "theirs":
            self.given_up.add(self.written[-1])
        expect(dialog).to_have_count(0)

    def _look(self, response: Response) -> None:
        self.refused += response.status == 412


@pytest.mark.parametrize(
    ("seconds", "segments"),
    [(20, 10), pytest.param(300, 50, marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_two_coders_on_the_same_segments(
    seconds: int, segments: int, scene: Scene, open_page: OpenPage, watch: Watch
) -> None:
    footage = scene.register(EASY["25"])
    watch.expect(412, "/segments/")
    name = f"jun-{segments}"
    coder = scene.invite(name, "coder")
    starts = [index * (LENGTH + 1) for index in range(segments)]
    for start in starts:
        coder.post(f"footage/{footage['id']}/segments/", _body(start))
    # The owner of the segments, and a lead, who may change them too.
    people = [
        Person(name, Workbench.open(open_page(coder), footage)),
        Person(ADMIN, Workbench.open(open_page(scene.lead), footage)),
    ]
    dice = random.Random(segments)
    rounds, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        _round(people, starts, dice, clash=rounds % 2 == 0)
        rounds += 1

    kept = {one["start"]["frame"]: one["memo"] for one in scene.segments(footage)}
    for person in people:
        person.bench.wait_until_saved()
        for start in starts:
            expect(_at(person, start)).to_have_value(kept[start])
    events = _events(scene, footage)
    reached = {event["after"]["memo"] for event in events if event["after"]}
    lost = [words for one in people for words in one.written if words not in reached | one.given_up]
    refused, shown = sum(one.refused for one in people), sum(one.shown for one in people)
    print(f"\n{rounds} rounds, {Counter(event['action'] for event in events)}, {refused} refused, {shown} shown")
    assert lost == [], "an update was lost"
    unseen = [event for one in people for event in _written_over_unseen(one, events)]
    assert unseen == [], "somebody wrote over words that they had not been shown"
    assert shown == refused > 0, "a clash was not shown, or there was none"


def _round(people: list[Person], starts: list[int], dice: random.Random, *, clash: bool) -> None:
    """Each writes once, in any order, on the same segment or on two; then each waits until it is settled."""
    first, second = dice.sample(people, 2)
    start = dice.choice(starts)
    first.write(start)
    second.write(start if clash else dice.choice(starts))
    for person in (first, second):
        person.settle(dice)


def _body(start: int) -> dict[str, Any]:
    return {"start": {"frame": start}, "end": {"frame": start + LENGTH}, "codes": [], "witnesses": [], "memo": ""}


def _at(person: Person, start: int) -> Any:
    person.bench.select(start, start + LENGTH)
    return person.bench.memo


def _events(scene: Scene, footage: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after, more = 0, True
    while more:
        page = scene.lead.get(f"projects/{scene.project}/changes/", footage=footage["id"], after=after)
        found += [event for event in page["results"] if event["object_type"] == "segment"]
        after, more = page["last_seq"], page["more"]
    return found


def _written_over_unseen(person: Person, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The person's changes of words that stood in no field before they typed and in no choice that they were given."""
    own = [event for event in events if event["actor_name"] == person.username and event["before"]]
    return [event for event in own if not any(event["before"]["memo"] in text for text in person.seen)]
