"""On every screen, in both themes: nothing that axe objects to, no error in the console, nobody else asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.client import ApiClient, wait_for_footage
from tests.browser.conftest import OpenPage
from tests.browser.recordings import BROKEN, EASY
from tests.browser.scene import Scene, make_scene
from tests.browser.screens import SCREENS, SIGN_IN, Place, Screen
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, impact, help, nodes }) =>
    `${impact} ${id}: ${help}: ` + nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ""}`).join(" | "));
}"""


@pytest.fixture(scope="module")
def furnished(admin: ApiClient) -> Iterator[Place]:
    """A project in which every screen has something of every kind to show."""
    scene = make_scene(admin, "Furnished")
    footage = scene.register(EASY["25"], place="Blagoveshchensk", languages=["ko", "ru"], recorded_on="2017-06")
    scene.register(EASY["29.97 drop-frame"], place="Vladivostok")
    lost = scene.register_file(BROKEN)
    coder = scene.invite("nadia", "coder")
    furnish(scene, coder, footage["id"])
    wait_for_footage(admin, lost["id"], "failed")
    wait_for_footage(admin, footage["id"], "ready")
    yield Place(scene.project, footage["id"])
    coder.close()


def furnish(scene: Scene, coder: ApiClient, footage: str) -> None:
    """Segments of a coder in every state, lines, noise, and what was watched."""
    kinds = [("both", ["asked", "hunger"], "A"), ("audio", ["ordered"], "B"), ("picture", ["cooking"], "C")]
    segments = [
        coder.post(
            f"footage/{footage}/segments/",
            {
                "start": {"frame": 25 + 150 * number},
                "end": {"frame": 125 + 150 * number},
                "basis": basis,
                "codes": [scene.codes[code] for code in codes],
                "witnesses": [scene.witnesses[pseudonym]],
                "memo": "She says it twice.",
            },
        )
        for number, (basis, codes, pseudonym) in enumerate([*kinds, ("both", [], "A")])
    ]
    for segment, decision in zip(segments, ["approve", "return"], strict=False):
        body = {"decision": decision, "reason": "Which order?" if decision == "return" else ""}
        scene.lead.post(f"segments/{segment['id']}/review/", body, version=segment["version"])
    for start, text, translation in [(30, "강을 건넜어요.", "I crossed the river."), (200, "Мы ждали.", "We waited.")]:
        span = {"start": {"frame": start}, "end": {"frame": start + 60}}
        coder.post(f"footage/{footage}/lines/", {**span, "language": "ko", "text": text, "translation": translation})
    for start, state in [(700, "confirmed"), (900, "suggested")]:
        span = {"start": {"frame": start}, "end": {"frame": start + 100}}
        coder.post(f"footage/{footage}/noise/", {**span, "reason": "tape", "state": state})
    coder.post(f"footage/{footage}/watched/", {"spans": [[0, 600]]})


def complaints(page: Page) -> list[str]:
    """What axe says to the page in the dark and in the light theme."""
    page.evaluate(AXE.read_text())
    found = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme}: {words}" for words in page.evaluate(_RUN)]
    return found


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_accessible_and_keeps_to_itself(
    screen: Screen, furnished: Place, admin: ApiClient, open_page: OpenPage
) -> None:
    page = open_page(admin)
    screen.open(page, furnished)
    found = complaints(page)
    assert not found, "\n".join(found)


def test_the_sign_in_is_accessible_and_keeps_to_itself(
    furnished: Place, admin: ApiClient, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(401, "/session/")
    page = open_page(ApiClient(admin.address))
    SIGN_IN.open(page, furnished)
    found = complaints(page)
    assert not found, "\n".join(found)
