"""What axe says to a page."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, impact, help, nodes }) =>
    `${impact} ${id}: ${help}: ` + nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ""}`).join(" | "));
}"""


def complaints(page: Page) -> list[str]:
    """What axe says to the page in the dark and in the light theme."""
    page.evaluate(_AXE.read_text())
    found = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme}: {words}" for words in page.evaluate(_RUN)]
    return found
