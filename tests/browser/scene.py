"""Projects with something in them, made through the API as a script would."""

from dataclasses import dataclass
from typing import Any

from tests.browser.client import ApiClient, wait_for_footage
from tests.browser.recordings import Recording

DRIVE = "Drive"
"""The volume that the product under test is started with."""


@dataclass(frozen=True)
class Scene:
    """A project, its codes and witnesses by name, and what made it."""

    lead: ApiClient
    project: str
    codes: dict[str, str]
    witnesses: dict[str, str]

    def register(self, recording: Recording, **facts: Any) -> dict[str, Any]:
        """Register a recording from the drive and wait until a browser can show it."""
        footage = self.register_file(recording.file, **facts)
        wait_for_footage(self.lead, footage["id"], "playable")
        return footage

    def register_file(self, file: str, **facts: Any) -> dict[str, Any]:
        body = {"title": file.removesuffix(".mp4").capitalize(), **facts, "source": {"volume": DRIVE, "path": file}}
        made: dict[str, Any] = self.lead.post(f"projects/{self.project}/footage/", body)
        return made

    def segments(self, footage: dict[str, Any]) -> list[dict[str, Any]]:
        return self.lead.list(f"footage/{footage['id']}/segments/")

    def add(self, what: str, footage: dict[str, Any], start: int, end: int, **facts: Any) -> dict[str, Any]:
        """A segment, line or noise section (`what` is the plural in the address) over these frames."""
        body = {"start": {"frame": start}, "end": {"frame": end}, **facts}
        made: dict[str, Any] = self.lead.post(f"footage/{footage['id']}/{what}/", body)
        return made

    def invite(self, username: str, role: str) -> ApiClient:
        """A new account with its own password, as a member."""
        made = self.lead.post(f"projects/{self.project}/members/", {"username": username, "role": role})
        return ApiClient.signed_in(self.lead.address, username, made["one_time_password"])


def make_scene(lead: ApiClient, name: str) -> Scene:
    """A project with two categories of two codes each and three witnesses."""
    project = lead.post("projects/", {"name": name, "description": "What people said beside the river"})["id"]
    codes: dict[str, str] = {}
    for color, (category, children) in enumerate(
        {"Decisions": ("asked", "ordered"), "Food": ("hunger", "cooking")}.items(), start=1
    ):
        body = {"name": category, "parent": None, "definition": f"All about {category.lower()}.", "color": color}
        codes[category] = lead.post(f"projects/{project}/codes/", body)["id"]
        for child in children:
            body = {"name": child, "parent": codes[category], "definition": "", "color": color}
            codes[child] = lead.post(f"projects/{project}/codes/", body)["id"]
    witnesses = {
        letter: lead.post(f"projects/{project}/witnesses/", {"pseudonym": letter, "description": words})["id"]
        for letter, words in {"A": "a cook", "B": "a driver", "C": "a neighbour"}.items()
    }
    return Scene(lead, project, codes, witnesses)
