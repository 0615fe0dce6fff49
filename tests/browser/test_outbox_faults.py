"""Whatever is taken away while somebody codes: no mark that the page has shown as kept is lost, and none is doubled.

./run test tests/browser/test_outbox_faults.py          # 20 cycles of each fault
./run test tests/browser/test_outbox_faults.py --long   # 200
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from annotator.launcher.children import SETTLED
from tests.browser.chromium import crash
from tests.browser.client import PASSWORD
from tests.browser.conftest import OpenPage
from tests.browser.recordings import EASY
from tests.browser.scene import Scene
from tests.browser.watch import Watch
from tests.browser.workbench import Workbench
from tests.faults.product import Product, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(7200)]

FEW, MANY = 20, 200
ENLARGED = 4
LENGTH = 3
"""Frames of a mark, and one more to the next: 200 of them are in the recording."""
LONG_CUTS, LONG_CUT_MS = 10, 60_000
BETWEEN_SIGN_INS = 6.5
"""Seconds: the server lets one name try ten times a minute."""


@dataclass
class Coding:
    """Somebody who marks one span after the other, and everything that was pressed."""

    page: Page
    footage: dict[str, Any]
    chance: random.Random
    pressed: list[tuple[int, int]] = field(default_factory=list)
    close_up: Page | None = None
    """The page whose timeline was enlarged: of a crowded lane only the cells around the window's middle are there."""

    @property
    def bench(self) -> Workbench:
        return Workbench(self.page)

    def aim(self) -> None:
        """Everything but the last key of the next mark."""
        start = 1 + len(self.pressed) * (LENGTH + 1)
        self.approach(start)
        self.bench.press("i")
        self.bench.go(start + LENGTH)
        self.pressed.append((start, start + LENGTH))

    def approach(self, frame: int) -> None:
        """Go there, with a few seconds in sight."""
        self.bench.go(frame)
        if self.close_up is not self.page:
            self.bench.press(*["Equal"] * ENLARGED)
            self.close_up = self.page

    def commit(self) -> None:
        """The last key, and a code; the page must say that they are on disk."""
        self.bench.press("o", "1")
        expect(self.bench.clip(*self.pressed[-1])).to_be_attached()
        expect(self.page.locator("[data-save][data-kept=true]")).to_be_attached()

    def pause(self, most_ms: int) -> None:
        self.page.wait_for_timeout(self.chance.uniform(0, most_ms))

    def lose_tab(self) -> None:
        """The tab is killed; another one of the same browser is opened, which has the network."""
        context = self.page.context
        crash(self.page)
        context.set_offline(False)
        try:
            self.page = context.new_page()
        except Error:
            # The process that the browser holds in reserve was killed, too.
            self.page = context.new_page()
        Workbench.open(self.page, self.footage)
        self.approach(self.pressed[-1][0])


@pytest.fixture
def cycles(request: pytest.FixtureRequest) -> int:
    return MANY if request.config.getoption("--long") else FEW


@pytest.fixture
def coding(scene: Scene, open_page: OpenPage, watch: Watch) -> Iterator[Coding]:
    """A coder at work. At the end, the server must hold exactly what was pressed, and have made each mark once."""
    watch.expect_cuts()
    watch.expect(401, "/api/v1/")
    watch.expect(502, "/api/v1/")
    watch.expect(503, "/api/v1/")
    footage = scene.register(EASY["25"])
    coder = scene.invite(f"coder-{scene.project}", "coder")
    coding = Coding(open_page(coder), footage, random.Random(scene.project))
    Workbench.open(coding.page, footage)
    yield coding
    coding.bench.wait_until_saved()
    kept = scene.segments(footage)
    assert sorted((one["start"]["frame"], one["end"]["frame"]) for one in kept) == coding.pressed
    assert {tuple(one["codes"]) for one in kept} == {(scene.codes["asked"],)}
    made = [change for change in _changes(scene) if change["action"] == "segment.create"]
    assert len(made) == len(coding.pressed)


def _changes(scene: Scene) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        page = scene.lead.get(f"projects/{scene.project}/changes/", after=after)["results"]
        yield from page
        if not page:
            return
        after = page[-1]["seq"]


def test_a_tab_that_is_killed(coding: Coding, cycles: int) -> None:
    for cycle in range(cycles):
        coding.aim()
        coding.page.context.set_offline(cycle % 2 == 0)  # every other one lies on the disk alone
        coding.commit()
        coding.pause(60)
        coding.lose_tab()
        expect(coding.bench.clip(*coding.pressed[-1])).to_be_attached()


def test_a_network_that_is_cut(coding: Coding, cycles: int) -> None:
    for cycle in range(cycles):
        coding.aim()
        coding.page.context.set_offline(True)
        coding.commit()
        coding.page.wait_for_timeout(LONG_CUT_MS if is_long(cycle, cycles) else coding.chance.uniform(1000, 3000))
        coding.page.context.set_offline(False)
        coding.bench.wait_until_saved()


def test_a_server_that_is_killed(coding: Coding, cycles: int, product: Product) -> None:
    settled = 0.0
    for cycle in range(cycles):
        coding.aim()
        # What keeps dying young is started again later and later, which is not what is tried here.
        time.sleep(max(0.0, settled - time.monotonic()))
        if cycle % 2 == 0:
            kill(product)
        coding.commit()
        if cycle % 2 == 1:
            coding.pause(30)
            kill(product)
        wait_for(lambda: answers(product), "the server being back")
        settled = time.monotonic() + SETTLED
        coding.bench.wait_until_saved()


def is_long(cycle: int, cycles: int) -> bool:
    """Whether the network stays away for a minute: ten times in the long run, never in the short one."""
    return cycles == MANY and cycle % (MANY // LONG_CUTS) == 0


def kill(product: Product) -> None:
    """kill -9; the launcher starts another one."""
    os.kill(product.child("web"), signal.SIGKILL)


def answers(product: Product) -> bool:
    with suppress(OSError):
        return product.health() == 200
    return False


def test_a_session_that_expires(coding: Coding, cycles: int) -> None:
    for _ in range(cycles):
        begun = time.monotonic()
        coding.aim()
        coding.page.context.clear_cookies(name="sessionid")
        coding.commit()
        dialog = coding.page.get_by_role("dialog")
        expect(dialog.get_by_label("Password")).to_be_focused()
        coding.page.keyboard.insert_text(PASSWORD)
        coding.page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        coding.bench.wait_until_saved()
        coding.page.wait_for_timeout(max(0.0, BETWEEN_SIGN_INS - (time.monotonic() - begun)) * 1000)
