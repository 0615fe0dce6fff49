"""The API over HTTP, as a signed-in person or a program with a token uses it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import requests

from tests.faults.product import PATIENCE, wait_for

ADMIN = "admin"
"""The name of the first account."""
PASSWORD = "every-frame-is-a-place"
"""What everybody in these tests chooses at the first sign-in."""


class ApiClient:
    """One person's session, or a token. `password` is the one that this person chose."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self.address = address
        self._http = requests.Session()
        if token is not None:
            self._http.headers["Authorization"] = f"Token {token}"

    @classmethod
    def signed_in(cls, address: str, username: str, password: str, chosen: str = PASSWORD) -> "ApiClient":
        """Sign in; an account whose password was made for it chooses its own."""
        client = cls(address)
        user = client.post("session/", {"username": username, "password": password})["user"]
        if user["must_change_password"]:
            client.post("session/password/", {"old_password": password, "new_password": chosen})
        return client

    @property
    def cookies(self) -> dict[str, str]:
        """The session, to be carried into a browser."""
        return {str(name): str(value) for name, value in self._http.cookies.items()}

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, query=query).json()

    def list(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The first page of a collection, of up to 1000."""
        found: list[dict[str, Any]] = self.get(path, page_size=1000, **query)["results"]
        return found

    def bytes(self, path: str, **headers: str) -> bytes:
        return self._ask("GET", path, headers=headers).content

    def post(self, path: str, body: Any = None, version: int | None = None) -> Any:
        return self._ask("POST", path, body, version).json()

    def patch(self, path: str, body: Any, version: int | None = None) -> Any:
        return self._ask("PATCH", path, body, version).json()

    def put(self, path: str, body: Any = None) -> Any:
        return self._ask("PUT", path, body).content

    def delete(self, path: str, version: int) -> None:
        self._ask("DELETE", path, version=version)

    def _ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        version: int | None = None,
        *,
        query: Any = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> requests.Response:
        headers = {"X-CSRFToken": self._http.cookies.get("csrftoken") or "", **headers}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        url = f"{self.address}/api/v1/{path}"
        answer = self._http.request(method, url, json=body, params=query, headers=headers, timeout=60)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer


def wait_for_footage(client: ApiClient, footage: str, state: str, *, patience: float = PATIENCE) -> None:
    """Until the recording is `state`, or until a person can see it for "playable"."""

    def reached() -> bool:
        now = client.get(f"footage/{footage}/")
        return bool(now["playable"] if state == "playable" else now["state"] == state)

    wait_for(reached, f"the recording being {state}", patience)
