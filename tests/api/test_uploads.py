"""tus 1.0.0 as a client meets it: every answer, every refusal, and what is on the disk afterwards."""

import datetime
import hashlib
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from annotator.audit.models import Event
from annotator.errors import Malformed
from footage import incoming
from footage.models import Footage, Upload, Volume
from footage.operations import uploads
from footage.operations.volumes import add_volume
from tests.callers import Caller
from tests.conftest import Cast, token_of
from tests.footage.uploading import (
    PIECE,
    TUS,
    begin,
    begun,
    checksum,
    metadata,
    offset_of,
    registration,
    send,
    sent_whole,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return tmp_path / "uploads"


def on_disk(folder: Path) -> dict[str, bytes]:
    """The files that lie there of uploads, but what is written down of their pieces."""
    files = [file for name in ("arriving", "kept") for file in (folder / name).rglob("*")]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


class TestProtocol:
    def test_options_says_what_the_server_can_do(self, lena: Caller, people: Cast) -> None:
        answer = lena.ask("OPTIONS", f"projects/{people.towns.id}/uploads/")
        assert answer.status == 204
        assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
        assert set(answer.headers["Tus-Extension"].split(",")) == {
            "creation", "creation-with-upload", "termination", "expiration", "checksum",
        }  # fmt: skip
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha256"
        assert answer.headers["Tus-Max-Size"] == str(uploads.LARGEST_UPLOAD)

    def test_from_the_first_byte_to_a_recording(self, lena: Caller, people: Cast, folder: Path) -> None:
        made = begin(lena, people.towns, 10, "강변 인터뷰 1.mp4")
        path = made.headers["Location"].removeprefix("/api/v1/")
        assert (made.status, made.headers["Upload-Offset"], made.headers["Tus-Resumable"]) == (201, "0", "1.0.0")

        first = send(lena, path, 0, b"12345")
        assert (first.status, first.headers["Upload-Offset"], first.body) == (204, "5", b"")
        left = parsedate_to_datetime(first.headers["Upload-Expires"]) - timezone.now()
        assert datetime.timedelta(hours=23) < left <= datetime.timedelta(hours=24)
        head = lena.ask("HEAD", path, headers=TUS)
        assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("5", "10")
        assert head.headers["Cache-Control"] == "no-store"
        assert lena.get(path).ok()["state"] == "receiving"

        assert send(lena, path, 5, b"67890").headers["Upload-Offset"] == "10"
        seen = lena.get(path).ok()
        assert (seen["state"], seen["name"], seen["error"]) == ("ready", "강변 인터뷰 1.mp4", None)
        assert on_disk(folder) == {f"arriving/{seen['id']}": b"1234567890"}

        footage = lena.post(f"projects/{people.towns.id}/footage/", registration(seen["id"], place="강변")).ok(201)
        assert footage["sha256"] == hashlib.sha256(b"1234567890").hexdigest()
        assert (footage["state"], footage["size"], footage["source"]["path"]) == ("registered", 10, seen["id"])
        assert on_disk(folder) == {f"kept/{seen['id']}": b"1234567890"}
        assert lena.get(path).ok()["state"] == "registered"
        assert lena.get(f"projects/{people.towns.id}/uploads/").ok()["results"] == []
        assert Volume.objects.get(managed=True).name == "Uploads"

    def test_the_trail_tells_of_it_without_the_name(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10, "Mrs Kim at home.mp4")
        lena.ask("DELETE", path, headers=TUS)
        events = list(Event.objects.filter(object_type="upload").order_by("seq"))
        assert [event.action for event in events] == ["upload.create", "upload.discard"]
        assert "Kim" not in str([(event.before, event.after) for event in events])

    def test_creation_with_the_first_bytes(self, lena: Caller, people: Cast) -> None:
        headers = {**TUS, "Upload-Length": "10", "Upload-Metadata": metadata("a"), "Upload-Checksum": checksum(b"123")}
        address = f"projects/{people.towns.id}/uploads/"
        made = lena.ask("POST", address, raw=b"123", headers=headers, content_type=PIECE)
        assert (made.status, made.headers["Upload-Offset"]) == (201, "3")

        lena.ask("POST", address, raw=b"124", headers=headers, content_type=PIECE).refused(460, "checksum_mismatch")
        lena.ask("POST", address, raw=b"1" * 11, headers={**TUS, "Upload-Length": "10"}, content_type=PIECE).refused(
            413, "too_large"
        )
        assert Upload.objects.count() == 1

    def test_termination_deletes_the_bytes(self, lena: Caller, people: Cast, folder: Path) -> None:
        path = begun(lena, people.towns, 10)
        send(lena, path, 0, b"12345")
        assert lena.ask("DELETE", path, headers=TUS).status == 204
        assert on_disk(folder) == {}
        lena.ask("HEAD", path, headers=TUS)
        assert send(lena, path, 5, b"67890").refused(404, "not_found")
        assert on_disk(folder) == {}

    def test_a_method_in_disguise(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        headers = {**TUS, "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
        assert lena.ask("POST", path, raw=b"12345", headers=headers, content_type=PIECE).status == 204
        assert offset_of(lena, path) == 5
        lena.ask("POST", path, headers=TUS).refused(405, "method_not_allowed")

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("C:\\Users\\kim\\clip.mp4", "clip.mp4"),
            ("../../etc/passwd", "passwd"),
            ("\u1100\u1161\u11bc\u0007 1.mp4", "강 1.mp4"),
            ("", "recording"),
            ("x" * 300, "x" * 255),
        ],
    )
    def test_names_are_for_people(self, lena: Caller, people: Cast, folder: Path, given: str, kept: str) -> None:
        path = begun(lena, people.towns, 10, given)
        assert lena.get(path).ok()["name"] == kept
        assert [file.name for file in (folder / "arriving").iterdir()] == [path.split("/")[1]]


class TestRefusals:
    """Whatever is refused changes nothing."""

    def test_another_version_or_none(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        for headers in ({}, {"Tus-Resumable": "0.2.2"}):
            answer = send(lena, path, 0, b"123", headers)
            assert answer.refused(412, "tus_version")
            assert (answer.headers["Tus-Version"], answer.headers["Tus-Resumable"]) == ("1.0.0", "1.0.0")
            assert lena.ask("DELETE", path, headers=headers).status == 412
            assert lena.ask("HEAD", path, headers=headers).status == 412
        assert offset_of(lena, path) == 0

    def test_a_wrong_offset_is_told_the_right_one(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        send(lena, path, 0, b"12345")
        for offset in (0, 4, 6, 10, 2**63):
            assert send(lena, path, offset, b"x").refused(409, "offset_mismatch")["offset"] == 5
        assert offset_of(lena, path) == 5

    @pytest.mark.parametrize("offset", ["", "-1", "five", "1.5", "٣", "9" * 30])
    def test_an_offset_that_is_none(self, lena: Caller, people: Cast, offset: str) -> None:
        path = begun(lena, people.towns, 10)
        headers = {**TUS, "Upload-Offset": offset}
        assert lena.ask("PATCH", path, raw=b"x", headers=headers, content_type=PIECE).refused(400, "malformed")

    @pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
    def test_another_content_type(self, lena: Caller, people: Cast, kind: str) -> None:
        path = begun(lena, people.towns, 10)
        assert send(lena, path, 0, b"123", kind=kind).status == 415
        assert offset_of(lena, path) == 0

    def test_more_than_was_announced(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        assert "announced" in send(lena, path, 0, b"x" * 11).refused(413, "too_large")["detail"]
        assert offset_of(lena, path) == 0

    def test_a_piece_of_more_than_eight_mebibytes(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 2**30)
        assert send(lena, path, 0, b"x" * (2**23 + 1)).refused(413, "too_large")
        assert offset_of(lena, path) == 0
        assert send(lena, path, 0, b"x" * 2**23).status == 204

    @pytest.mark.parametrize("length", ["", "-1", "0", "ten"])
    def test_a_length_that_is_none(self, lena: Caller, people: Cast, length: str) -> None:
        headers = {**TUS, "Upload-Length": length}
        lena.ask("POST", f"projects/{people.towns.id}/uploads/", headers=headers).refused(400, "malformed")
        assert not Upload.objects.exists()

    def test_a_length_beyond_everything(self, lena: Caller, people: Cast) -> None:
        for size in (uploads.LARGEST_UPLOAD + 1, 2**63):
            assert begin(lena, people.towns, size).refused(413, "too_large")

    def test_metadata_that_is_none(self, lena: Caller, people: Cast) -> None:
        for bad in ("filename ???", "filename /w=="):
            begin(lena, people.towns, 10, **{"Upload-Metadata": bad}).refused(400, "malformed")
        for good in ("", "filename", "filetype eA==", "a,b,filename YQ=="):
            assert begin(lena, people.towns, 10, **{"Upload-Metadata": good}).status == 201

    def test_a_piece_that_is_not_what_its_checksum_says(self, lena: Caller, people: Cast, folder: Path) -> None:
        path = begun(lena, people.towns, 10)
        answer = send(lena, path, 0, b"12345", {**TUS, "Upload-Checksum": checksum(b"12346")})
        assert answer.refused(460, "checksum_mismatch")["title"] == "Checksum Mismatch"
        for odd in ("md5 eA==", "sha256", "sha256 eA==", "sha256 ???", checksum(b"12345").replace(" ", "")):
            send(lena, path, 0, b"12345", {**TUS, "Upload-Checksum": odd}).refused(400, "malformed")
        assert list(on_disk(folder).values()) == [b""]
        assert send(lena, path, 0, b"12345", {**TUS, "Upload-Checksum": checksum(b"12345")}).status == 204

    def test_a_disk_without_room(self, lena: Caller, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(incoming, "free_bytes", lambda: uploads.KEPT_FREE + 1000)
        first = begun(lena, people.towns, 600)
        refused = begin(lena, people.towns, 401).refused(507, "no_room")
        assert "401 bytes" in refused["detail"]
        assert "room for 400 bytes" in refused["detail"]
        second = begun(lena, people.towns, 400)
        lena.ask("DELETE", first, headers=TUS)
        begun(lena, people.towns, 600)
        assert lena.ask("DELETE", second, headers=TUS).status == 204

    def test_a_disk_that_fills_up_keeps_what_fitted(
        self, lena: Caller, people: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = begun(lena, people.towns, 10)
        with monkeypatch.context() as full:
            full.setattr(incoming, "_write", lambda *_: 3)
            assert "3 bytes" in send(lena, path, 0, b"12345").refused(507, "no_room")["detail"]
        assert offset_of(lena, path) == 3

    def test_too_many_at_once(self, lena: Caller, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "MOST_OPEN", 2)
        begun(lena, people.towns, 10)
        begun(lena, people.towns, 10)
        begin(lena, people.towns, 10).refused(422, "too_many_uploads")

    def test_a_second_request_at_once_is_locked_out(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        with incoming.held(Upload.objects.get().id):
            send(lena, path, 0, b"12345").refused(423, "busy")
            lena.ask("DELETE", path, headers=TUS).refused(423, "busy")
            assert offset_of(lena, path) == 0
        assert send(lena, path, 0, b"12345").status == 204

    def test_a_browser_without_its_csrf_token(self, people: Cast) -> None:
        from django.test import Client

        client = Client(enforce_csrf_checks=True)
        client.force_login(people.lena.user, backend="django.contrib.auth.backends.ModelBackend")
        begin(Caller(client), people.towns, 10).refused(403, "csrf_refused")


class TestRights:
    def test_nobody_sees_the_upload_of_another_lead(self, lena: Caller, people: Cast) -> None:
        people.towns.memberships.filter(user=people.chan.user).update(role="lead")
        chan, path = Caller.signed_in(people.chan), begun(lena, people.towns, 10)
        assert chan.get(f"projects/{people.towns.id}/uploads/").ok()["results"] == []
        chan.get(path).refused(404, "not_found")
        send(chan, path, 0, b"12345").refused(404, "not_found")
        upload = sent_whole(lena, people.towns, b"whole")
        chan.post(f"projects/{people.towns.id}/footage/", registration(upload)).refused(422, "unknown_upload")

    def test_an_upload_belongs_to_its_project(self, lena: Caller, sasha: Caller, people: Cast) -> None:
        upload = sent_whole(sasha, people.elsewhere, b"whole")
        lena.get(f"uploads/{upload}/").refused(404, "not_found")
        lena.post(f"projects/{people.towns.id}/footage/", registration(upload)).refused(422, "unknown_upload")

    def test_who_is_no_lead_any_more_goes_no_further(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        people.towns.memberships.filter(user=people.lena.user).update(role="coder")
        send(lena, path, 0, b"12345").refused(403, "not_allowed")

    def test_a_program_uploads_with_the_write_scope_only(self, people: Cast) -> None:
        writer = Caller.with_token(token_of(people.lena, people.towns, "read", "write")[0])
        upload = sent_whole(writer, people.towns, b"whole")
        reader = Caller.with_token(token_of(people.lena, people.towns, "read", "media")[0])
        begin(reader, people.towns, 10).refused(403, "scope_missing")
        reader.get(f"uploads/{upload}/").refused(403, "scope_missing")
        assert writer.post(f"projects/{people.towns.id}/footage/", registration(upload)).status == 201

    def test_what_was_uploaded_cannot_be_browsed_or_named_as_a_volume(self, lena: Caller, people: Cast) -> None:
        upload = sent_whole(lena, people.towns, b"whole")
        people.lena.user.is_admin = True
        people.lena.user.save()
        managed = Volume.objects.get(managed=True)
        assert lena.get("volumes/").ok()["results"] == []
        lena.put(f"volumes/{managed.id}/projects/{people.towns.id}/", None).refused(404, "not_found")
        with pytest.raises(Malformed, match="choose another"):
            add_volume(name="Uploads", folder=Path.home())
        assert lena.get(f"projects/{people.towns.id}/volumes/").ok()["results"] == []
        lena.get(f"projects/{people.towns.id}/volumes/", volume=str(managed.id)).refused(404, "not_found")
        source = {"volume": "Uploads", "path": upload}
        body = {"title": "River", "source": source}
        lena.post(f"projects/{people.towns.id}/footage/", body).refused(422, "unknown_volume")


class TestRegistering:
    def test_a_body_names_one_source(self, lena: Caller, people: Cast) -> None:
        upload = sent_whole(lena, people.towns, b"whole")
        both = {"upload": upload, "volume": "drive", "path": "a.mp4"}
        for source in ({}, both, {"volume": "drive"}, {"upload": "7"}, {"upload": upload, "path": "a"}):
            lena.post(f"projects/{people.towns.id}/footage/", {"title": "a", "source": source}).refused(
                400, "malformed"
            )

    def test_what_is_not_whole_or_not_checked_is_no_recording_yet(self, lena: Caller, people: Cast) -> None:
        path = begun(lena, people.towns, 10)
        send(lena, path, 0, b"12345")
        address, upload = f"projects/{people.towns.id}/footage/", path.split("/")[1]
        assert lena.post(address, registration(upload)).refused(409, "upload_unfinished")["offset"] == 5
        send(lena, path, 5, b"67890")
        Upload.objects.update(sha256="")
        assert lena.get(path).ok()["state"] == "checking"
        lena.post(address, registration(upload)).refused(409, "upload_unchecked")
        assert not Footage.objects.exists()

    def test_the_same_recording_twice_names_the_first_and_leaves_the_upload(
        self, lena: Caller, people: Cast, folder: Path
    ) -> None:
        address = f"projects/{people.towns.id}/footage/"
        first = lena.post(address, registration(sent_whole(lena, people.towns, b"whole"))).ok(201)
        again = sent_whole(lena, people.towns, b"whole")
        refused = lena.post(address, registration(again)).refused(409, "already_there")
        assert refused["existing"]["id"] == first["id"]
        assert lena.get(f"uploads/{again}/").ok()["state"] == "ready"
        assert f"arriving/{again}" in on_disk(folder)
        lena.post(address, registration(first["source"]["path"])).refused(409, "already_there")

    def test_a_refused_description_leaves_the_upload_usable(self, lena: Caller, people: Cast, folder: Path) -> None:
        upload = sent_whole(lena, people.towns, b"whole")
        address = f"projects/{people.towns.id}/footage/"
        lena.post(address, registration(upload, recorded_on="2012-13")).refused(400, "malformed")
        assert list(on_disk(folder)) == [f"arriving/{upload}"]
        assert lena.post(address, registration(upload)).status == 201

    def test_under_an_id_of_the_clients_own_twice(self, lena: Caller, people: Cast) -> None:
        upload, chosen = sent_whole(lena, people.towns, b"whole"), "0190f0d0-0000-7000-8000-000000000001"
        body = registration(upload, project=str(people.towns.id))
        assert lena.put(f"footage/{chosen}/", body, create=True).ok(201)["id"] == chosen
        assert lena.put(f"footage/{chosen}/", body, create=True).ok(200)["id"] == chosen
        assert lena.put(f"footage/{chosen}/", {**body, "title": "Lake"}, 1).ok()["title"] == "Lake"
        lena.put(f"footage/{chosen}/", registration(chosen, project=str(people.towns.id)), 2).refused(
            422, "source_fixed"
        )

    def test_what_became_a_recording_is_not_discarded(self, lena: Caller, people: Cast, folder: Path) -> None:
        upload = sent_whole(lena, people.towns, b"whole")
        lena.post(f"projects/{people.towns.id}/footage/", registration(upload)).ok(201)
        lena.ask("DELETE", f"uploads/{upload}/", headers=TUS).refused(409, "registered")
        assert list(on_disk(folder)) == [f"kept/{upload}"]
