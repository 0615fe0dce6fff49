"""A project in which every screen has something of every kind to show."""

from tests.browser.client import ApiClient, wait_for_footage
from tests.browser.recordings import BROKEN, EASY
from tests.browser.scene import Scene, make_scene
from tests.browser.screens import HINTS, Place


def make_furnished(admin: ApiClient) -> Place:
    """Two recordings and one that cannot be read, codes, witnesses, and the work of a coder."""
    scene = make_scene(admin, "Furnished")
    admin.patch("session/preferences/", {"seen": dict.fromkeys(HINTS, True)})
    footage = scene.register(EASY["25"], place="Blagoveshchensk", languages=["ko", "ru"], recorded_on="2017-06")
    scene.register(EASY["29.97 drop-frame"], place="Vladivostok")
    lost = scene.register_file(BROKEN)
    coder = scene.invite("nadia", "coder")
    _code(scene, coder, footage["id"])
    coder.close()
    wait_for_footage(admin, lost["id"], "failed")
    wait_for_footage(admin, footage["id"], "ready")
    return Place(scene.project, footage["id"])


def _code(scene: Scene, coder: ApiClient, footage: str) -> None:
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
