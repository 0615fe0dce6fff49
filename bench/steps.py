"""How long one frame's step takes: `python -m bench.steps [--steps 100] [--write]`.

Moving pictures under grain, written as a proxy is (960×540 at 25 frames a second, a keyframe every 12 frames, no
B-frames), are registered in a new data folder, where they are their own proxy, and opened in Chromium once nothing is
being made any more. A step is measured in the page, from the key's event until the display's frame with the picture
that was asked for has been made, forward and back: pressed a few times a second, and as soon as the last one is seen.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.figures import median_and_p95
from bench.written import Telling
from footage.media.ffmpeg import find_tools
from tests.browser.chromium import chromium, sign_in
from tests.browser.client import ADMIN, ApiClient
from tests.browser.scene import DRIVE, Scene, make_scene
from tests.browser.workbench import Workbench
from tests.faults.product import Product, wait_for

SECONDS = 60
WARM_UP = 5
PACES_MS = {"5 times a second": 200, "8 times a second": 125, "once the last is seen": 0}
_MEASURE = """() => {
  window.steps = [];
  const presented = new Map();
  const made = new MessageChannel();
  let pressed = 0;
  const look = () => {
    const wanted = Number(document.querySelector("[role=timer]").dataset.wanted);
    const isSeen = presented.get(document.querySelector("video.front")) === wanted;
    if (!isSeen) requestAnimationFrame(look);
    // It is heard when this frame of the display, with the picture in it, is made.
    else made.port2.postMessage(pressed);
  };
  made.port1.onmessage = ({ data }) => window.steps.push(performance.now() - data);
  addEventListener("keydown", (event) => {
    pressed = event.timeStamp;
    requestAnimationFrame(look);
  }, true);
  for (const video of document.querySelectorAll("video")) {
    const next = () => video.requestVideoFrameCallback((_, { mediaTime }) => {
      presented.set(video, Math.round(mediaTime * 25));
      next();
    });
    next();
  }
}"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    given = parser.parse_args()
    tell = Telling()
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        drive = Path(folder) / "drive"
        drive.mkdir()
        make_proxy(drive / "tape.mp4")
        product = Product(Path(folder) / "data")
        try:
            product.start("--volume", f"{DRIVE}={drive}")
            measure(ApiClient.signed_in(product.address, ADMIN, product.password), given.steps, tell)
        finally:
            product.close()
    if given.write:
        tell.write("steps")


def make_proxy(path: Path) -> None:
    """Grain, so that a decoder has as much to do as with a camera's pictures."""
    command = [find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y"]
    command += ["-f", "lavfi", "-i", f"testsrc2=s=960x540:r=25:d={SECONDS},noise=alls=12:allf=t"]
    command += ["-f", "lavfi", "-i", f"sine=f=300:r=48000:d={SECONDS}"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "12", "-keyint_min", "12"]
    command += ["-sc_threshold", "0", "-bf", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", str(path)]
    subprocess.run(command, check=True)


def measure(lead: ApiClient, steps: int, tell: Telling) -> None:
    scene: Scene = make_scene(lead, "Bench")
    footage = scene.register_file("tape.mp4")
    wait_for(lambda: _is_made(lead, footage), "all that is made of the recording", patience=300)
    with chromium() as browser:
        context = browser.new_context(base_url=lead.address, viewport={"width": 1440, "height": 900})
        sign_in(context, lead)
        measure_page(context.new_page(), footage, steps, tell)


def _is_made(lead: ApiClient, footage: dict[str, Any]) -> bool:
    made = lead.get(f"footage/{footage['id']}/")["derivatives"]
    return bool(made) and all(one["state"] in {"ready", "not_applicable"} for one in made)


def measure_page(page: Page, footage: dict[str, Any], steps: int, tell: Telling) -> None:
    bench = Workbench.open(page, footage)
    page.evaluate(_MEASURE)
    tell("| played from | pressed | direction | steps | median | p95 | longest |\n|---|---|---|---|---|---|---|")
    for pace, wait_ms in PACES_MS.items():
        for direction, key, first in (("on", "ArrowRight", 600), ("back", "ArrowLeft", 1300)):
            taken = step(bench, key, first, steps, wait_ms)
            tell(row(page, f"{pace} | {direction}", taken))


def step(bench: Workbench, key: str, first: int, steps: int, wait_ms: int) -> list[float]:
    """The milliseconds of each step from frame `first`; those before it are there to warm up."""
    bench.go(first)
    bench.page.evaluate("window.steps.length = 0")
    way = 1 if key == "ArrowRight" else -1
    for number in range(1, WARM_UP + steps + 1):
        began = time.monotonic()
        bench.press(key)
        bench.wait_for_frame(first + way * number)
        time.sleep(max(0.0, began + wait_ms / 1000 - time.monotonic()))
    taken: list[float] = bench.page.evaluate("window.steps")
    return taken[WARM_UP:]


def row(page: Page, name: str, taken: list[float]) -> str:
    kind = page.locator("video.front").get_attribute("data-kind")
    times = " | ".join(f"{milliseconds:.1f} ms" for milliseconds in (*median_and_p95(taken), max(taken)))
    return f"| {kind} | {name} | {len(taken)} | {times} |"


if __name__ == "__main__":
    main()
