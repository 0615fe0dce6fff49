"""What a killed server costs an upload: a piece at most."""

import hashlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.browser.client import ADMIN, ApiClient
from tests.faults.product import Product, wait_for
from tests.footage.uploading import PIECE, TUS, metadata

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and the promise for children is Linux's"),
    pytest.mark.timeout(900),
]

MIB = 1024**2
STEP = 8 * MIB


class Sender:
    """A program that uploads a file, and after any failure asks where the server is."""

    def __init__(self, client: ApiClient, project: str, file: Path) -> None:
        self.client = client
        self.file = file
        self.size = file.stat().st_size
        headers = {"Upload-Length": str(self.size), "Upload-Metadata": metadata(file.name)}
        self.path = f"/api/v1/projects/{project}/uploads/"
        self.path = self._ask("POST", 201, headers).headers["Location"]

    @property
    def url(self) -> str:
        return self.client.address + self.path

    def offset(self) -> int:
        return int(self._ask("HEAD", 200, {}).headers["Upload-Offset"])

    def send(self, offset: int) -> int:
        """Send the piece that begins there; where the server is then."""
        headers = {"Upload-Offset": str(offset), "Content-Type": PIECE}
        return int(self._ask("PATCH", 204, headers, self._piece(offset)).headers["Upload-Offset"])

    def send_half_and_hang_up(self, offset: int) -> None:
        """Announce a piece, send half of it, and be gone."""
        parts = urlsplit(self.url)
        lines = [f"PATCH {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {STEP}"]
        lines += [f"Content-Type: {PIECE}", f"Upload-Offset: {offset}", "Tus-Resumable: 1.0.0"]
        lines += [f"X-CSRFToken: {self.client.cookies['csrftoken']}"]
        lines += ["Cookie: " + "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())]
        with closing(socket.create_connection((parts.hostname or "", parts.port or 0))) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + self._piece(offset)[: STEP // 2])

    def _piece(self, offset: int) -> bytes:
        with self.file.open("rb") as stream:
            stream.seek(offset)
            return stream.read(STEP)

    def _ask(self, method: str, status: int, headers: dict[str, str], data: bytes = b"") -> requests.Response:
        cookies = dict(self.client.cookies.items())
        sent = {**TUS, "X-CSRFToken": cookies["csrftoken"], **headers}
        answer = requests.request(method, self.url, data=data, headers=sent, cookies=cookies, timeout=120)
        assert answer.status_code == status, answer.text
        return answer


@pytest.fixture
def lead(product: Product) -> Iterator[ApiClient]:
    product.start()
    client = ApiClient.signed_in(product.address, ADMIN, product.password)
    yield client
    client.close()


def sparse(file: Path, size: int) -> str:
    """Make a file of `size` bytes, nearly all of them holes; its SHA-256."""
    with file.open("wb") as stream:
        stream.truncate(size)
        for at in range(0, size, size // 7):
            stream.seek(at)
            stream.write(f"here are bytes, at {at}".encode())
        stream.truncate(size)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def upload_through_kills(product: Product, lead: ApiClient, file: Path) -> dict[str, object]:
    """Upload the file while the web process is killed once and everything once; the upload as the server sees it."""
    project = lead.post("projects/", {"name": "The river"})["id"]
    sender = Sender(lead, project, file)
    third = sender.size // 3 // STEP * STEP
    offset = 0
    while offset < sender.size:
        offset = sender.send(offset)
        if offset == third:
            os.kill(product.child("web"), signal.SIGKILL)
            assert sender.offset() == offset
        if offset == 2 * third:
            product.kill_everything()
            product.start()
            lead.address = product.address
            assert sender.offset() == offset
    upload = sender.path.removeprefix("/api/v1/")
    wait_for(lambda: lead.get(upload)["state"] != "checking", "the check", patience=600)
    made = lead.post(f"projects/{project}/footage/", {"title": "River", "source": {"upload": lead.get(upload)["id"]}})
    return dict(made)


def test_forty_megabytes_through_two_kills(product: Product, lead: ApiClient, tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    sha256 = sparse(file, 40 * MIB + 1)
    footage = upload_through_kills(product, lead, file)
    assert (footage["sha256"], footage["size"]) == (sha256, 40 * MIB + 1)


@pytest.mark.long
def test_five_gibibytes_through_two_kills(product: Product, lead: ApiClient, tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    sha256 = sparse(file, 5 * 1024 * MIB)
    footage = upload_through_kills(product, lead, file)
    assert (footage["sha256"], footage["size"]) == (sha256, 5 * 1024 * MIB)


def test_a_piece_that_is_cut_off_keeps_what_came(product: Product, lead: ApiClient, tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    sparse(file, 3 * STEP)
    sender = Sender(lead, lead.post("projects/", {"name": "The river"})["id"], file)
    sender.send(0)

    sender.send_half_and_hang_up(STEP)

    wait_for(lambda: sender.offset() > STEP, "what came being kept")
    assert STEP < sender.offset() <= STEP + STEP // 2
    offset = sender.offset()
    while offset < sender.size:
        offset = sender.send(offset)
    assert lead.get(sender.path.removeprefix("/api/v1/"))["state"] == "ready"
