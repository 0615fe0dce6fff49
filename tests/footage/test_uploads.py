"""Uploads behind the protocol: crashes, large ones, the check, expiry, offsets beyond what 32 bits hold."""

import datetime
import errno
import hashlib
import multiprocessing
import os
import struct
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from annotator.audit.models import Event
from annotator.errors import AlreadyThere, Busy, Conflict, Malformed, NoRoom, NotVisible, RuleBroken
from annotator.jobs.models import Job
from footage import incoming, pieces
from footage.models import Footage, Upload, Volume
from footage.operations import uploads
from footage.operations.removing import remove_footage
from footage.operations.uploads import create_upload, discard_upload, keep_house, receive, register_upload
from tests.footage.studio import Studio, work

WHOLE = b"0123456789"
GIB = 2**30


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every upload counts as a large one, which a job checks."""
    monkeypatch.setattr(uploads, "CHECKED_AT_ONCE", 0)


def begin(studio: Studio, size: int = len(WHOLE)) -> Upload:
    return create_upload(actor=studio["lead"], project=studio.project, name="clip.mp4", size=size)


def send(studio: Studio, upload: Upload, offset: int, data: bytes) -> Upload:
    return receive(actor=studio["lead"], upload=upload, offset=offset, data=data)


def register(studio: Studio, upload: Upload) -> Any:
    return register_upload(actor=studio["lead"], project=studio.project, upload=upload.id, title="River").footage


def forget_in(days: float) -> None:
    Upload.objects.update(expires_at=timezone.now() + datetime.timedelta(days=days))


class TestCrashes:
    def test_what_was_written_and_never_acknowledged_is_cut_off(self, studio: Studio) -> None:
        upload = begin(studio)
        send(studio, upload, 0, WHOLE[:4])
        with incoming.arriving_file(upload.id).open("ab") as file:
            file.write(b"written before the power went")

        done = send(studio, upload, 4, WHOLE[4:])

        assert incoming.arriving_file(upload.id).read_bytes() == WHOLE
        assert done.sha256 == hashlib.sha256(WHOLE).hexdigest()

    def test_what_the_disk_lost_is_asked_for_again(self, studio: Studio) -> None:
        upload = begin(studio)
        for start, end in ((0, 4), (4, 6), (6, 8)):
            send(studio, upload, start, WHOLE[start:end])
        os.truncate(incoming.arriving_file(upload.id), 7)

        with pytest.raises(Conflict, match="lost") as refused:
            send(studio, upload, 8, WHOLE[8:])

        # Of what is left of the last piece nobody knows whether it is what was received.
        assert refused.value.extra["offset"] == 6
        assert send(studio, upload, 6, WHOLE[6:]).sha256 == hashlib.sha256(WHOLE).hexdigest()

    @pytest.mark.parametrize("left", [0, 1, 39, 40, 41, 79])
    def test_also_when_it_lost_what_was_known_of_them(self, studio: Studio, left: int) -> None:
        upload = begin(studio)
        for start, end in ((0, 4), (4, 8)):
            send(studio, upload, start, WHOLE[start:end])
        os.truncate(_records(upload), left)

        with pytest.raises(Conflict, match="lost") as refused:
            send(studio, upload, 8, WHOLE[8:])

        known = refused.value.extra["offset"]
        assert known == (4 if left >= 40 else 0)
        assert send(studio, upload, known, WHOLE[known:]).sha256 == hashlib.sha256(WHOLE).hexdigest()

    @pytest.mark.parametrize("full", ["the piece", "what is written down of it"])
    def test_a_disk_that_is_full_keeps_what_was_acknowledged(
        self, studio: Studio, monkeypatch: pytest.MonkeyPatch, full: str
    ) -> None:
        upload = begin(studio)
        send(studio, upload, 0, WHOLE[:4])

        def no_room(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            if full == "the piece":
                patched.setattr(incoming, "_write", lambda *_: 0)
            else:
                patched.setattr(pieces, "add", no_room)
            with pytest.raises(NoRoom, match="4 bytes"):
                send(studio, upload, 4, WHOLE[4:])

        assert send(studio, upload, 4, WHOLE[4:]).sha256 == hashlib.sha256(WHOLE).hexdigest()

    def test_a_server_that_dies_while_it_registers_leaves_a_file_that_is_found(self, studio: Studio) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        incoming.keep(upload.id)  # and then the power goes, before the row was written

        assert register(studio, upload).path == str(upload.id)
        assert incoming.kept_file(upload.id).read_bytes() == WHOLE

    def test_or_it_is_discarded_by_whoever_sent_it(self, studio: Studio, folder: Path) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        incoming.keep(upload.id)
        discard_upload(actor=studio["lead"], upload=upload)
        assert [file for file in folder.rglob("*") if file.is_file()] == []

    def test_a_process_that_dies_lets_go_of_its_upload(self, studio: Studio) -> None:
        upload = begin(studio)
        fork = multiprocessing.get_context("fork")
        held, died = fork.Event(), fork.Event()

        def hold() -> None:
            with incoming.held(upload.id):
                held.set()
                died.wait(60)
                os._exit(9)

        process = fork.Process(target=hold)
        process.start()
        assert held.wait(60)
        with pytest.raises(Busy):
            send(studio, upload, 0, WHOLE)
        died.set()
        process.join()
        assert send(studio, upload, 0, WHOLE).offset == len(WHOLE)


class TestOlderDatabase:
    """A database that was brought back, as it was before a recording was made of an upload: its file is an original."""

    def test_it_never_expires(self, studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        incoming.keep(upload.id)
        forget_in(-1)

        assert keep_house() == 0

        assert incoming.kept_file(upload.id).read_bytes() == WHOLE
        assert str(upload.id) in caplog.text
        assert register(studio, upload).title == "River"

    def test_a_refused_registration_does_not_move_it_where_it_would_expire(self, studio: Studio) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        incoming.keep(upload.id)
        with pytest.raises(Malformed):
            register_upload(
                actor=studio["lead"], project=studio.project, upload=upload.id, title="River", recorded_on="soon"
            )
        studio.folder.joinpath("twin.mp4").write_bytes(WHOLE)
        studio.register("twin.mp4")
        with pytest.raises(AlreadyThere):
            register(studio, upload)
        assert incoming.kept_file(upload.id).read_bytes() == WHOLE

    @pytest.mark.parametrize("discarded", [False, True])
    def test_it_is_not_written_to_when_the_database_knows_less_of_it(self, studio: Studio, discarded: bool) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        register(studio, upload)
        Upload.objects.update(offset=4, sha256="", footage=None)
        with pytest.raises(Conflict, match="already"):
            send(studio, upload, 4, WHOLE[4:])
        if discarded:
            discard_upload(actor=studio["lead"], upload=upload)
        assert incoming.kept_file(upload.id).read_bytes() == WHOLE


class TestChecking:
    def test_a_large_one_is_checked_by_a_job(self, studio: Studio, large: None) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        assert upload.sha256 == ""
        with pytest.raises(Conflict, match="read back"):
            register(studio, upload)
        assert [job.kind for job in work()] == [uploads.CHECK]
        assert register(studio, upload).sha256 == hashlib.sha256(WHOLE).hexdigest()

    def test_a_very_large_one_keeps_nobody_waiting(
        self, studio: Studio, large: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send(studio, begin(studio), 0, WHOLE)
        monkeypatch.setattr(uploads, "CHECKED_SOON", 3)
        send(studio, begin(studio), 0, WHOLE)
        assert list(Job.objects.values_list("queue", flat=True)) == ["light", "bulk"]

    @pytest.mark.parametrize("flipped", [0, 2, 3, 4, 7, 9])
    def test_a_byte_that_the_disk_changed_is_found_whenever_it_came_and_the_file_is_sent_again(
        self, studio: Studio, large: None, flipped: int
    ) -> None:
        upload = begin(studio)
        send(studio, upload, 0, WHOLE[:4])
        send(studio, upload, 4, WHOLE[4:])
        _flip(incoming.arriving_file(upload.id), flipped)
        (job,) = work()
        assert job.state == "failed"
        assert "not what was received" in job.error
        upload.refresh_from_db()
        assert (upload.offset, upload.sha256) == (0, "")
        told = uploads.open_uploads(studio["lead"], studio.project).get(pk=upload.pk)
        assert told.check_error == uploads.DIFFERS
        send(studio, upload, 0, WHOLE)
        work()
        upload.refresh_from_db()
        assert upload.sha256 == hashlib.sha256(WHOLE).hexdigest()

    def test_each_server_knows_what_the_ones_before_received(self, studio: Studio) -> None:
        upload = begin(studio)
        for start in (0, 5):
            _receive_in_another_process(upload.id, start, WHOLE[start : start + 5])
        assert incoming.read_back(upload.id, len(WHOLE)) == hashlib.sha256(WHOLE).hexdigest()
        for at in range(len(WHOLE)):
            _flip(incoming.arriving_file(upload.id), at)
            assert incoming.read_back(upload.id, len(WHOLE)) is None
            _flip(incoming.arriving_file(upload.id), at)

    def test_nothing_is_taken_of_which_it_is_not_known_what_it_was(self, studio: Studio, large: None) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        incoming.forget(upload.id)  # it was received by a version that wrote nothing down
        assert [job.state for job in work()] == ["failed"]
        upload.refresh_from_db()
        assert (upload.offset, upload.sha256) == (0, "")

    def test_also_in_a_small_one(self, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
        upload = begin(studio)
        send(studio, upload, 0, WHOLE[:4])
        _flip(incoming.arriving_file(upload.id), 2)
        with pytest.raises(RuleBroken, match="not what was received"):
            send(studio, upload, 4, WHOLE[4:])
        assert send(studio, upload, 0, WHOLE).sha256

    def test_a_check_that_was_given_up_begins_again_when_somebody_registers(self, studio: Studio, large: None) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        Job.objects.update(state="failed", error="The worker went down.")
        with pytest.raises(Conflict, match="read back"):
            register(studio, upload)
        assert [job.state for job in work()] == ["succeeded"]
        assert register(studio, upload).title == "River"

    def test_one_that_is_discarded_meanwhile_is_no_failure(self, studio: Studio, large: None) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        discard_upload(actor=studio["lead"], upload=upload)
        assert [job.state for job in work()] == ["succeeded"]


class TestExpiry:
    def test_idle_for_a_day_and_it_is_gone(self, studio: Studio, folder: Path) -> None:
        upload = send(studio, begin(studio), 0, WHOLE[:4])
        assert keep_house() == 0
        forget_in(-0.001)
        assert not Upload.objects.alive().exists()
        call_command("supervise", "--once")
        assert not Upload.objects.exists()
        assert [file for file in folder.rglob("*") if file.is_file()] == []
        event = Event.objects.get(action="upload.expire")
        assert (event.object_id, event.actor) == (upload.id, None)
        with pytest.raises(NotVisible):
            send(studio, upload, 4, WHOLE[4:])

    def test_each_piece_gives_it_another_day_and_the_last_one_a_week(self, studio: Studio) -> None:
        upload = begin(studio)
        for data, days in ((WHOLE[:4], 1), (WHOLE[4:], 7)):
            forget_in(0.001)
            upload = send(studio, upload, upload.offset, data)
            left = upload.expires_at - timezone.now()
            assert datetime.timedelta(days=days, minutes=-1) < left <= datetime.timedelta(days=days)

    def test_not_while_bytes_come_and_never_once_it_is_a_recording(self, studio: Studio) -> None:
        upload = begin(studio)
        forget_in(-1)
        with incoming.held(upload.id):
            assert keep_house() == 0
        Upload.objects.update(expires_at=timezone.now() + datetime.timedelta(days=1))
        register(studio, send(studio, upload, 0, WHOLE))
        forget_in(-1)
        assert keep_house() == 0
        assert incoming.kept_file(upload.id).exists()

    def test_what_began_to_arrive_for_nobody_is_deleted_and_an_original_never(self, studio: Studio) -> None:
        kept = send(studio, begin(studio), 0, WHOLE)
        register(studio, kept)
        old, new = "0190f0d0-0000-7000-8000-000000000001", "0190f0d0-0000-7000-8000-000000000002"
        waiting = begin(studio)
        pieces_of = _records(kept).parent
        for name in (old, new):
            for file in (incoming.arriving_file(name), incoming.kept_file(name), pieces_of / name):  # type: ignore[arg-type]
                file.write_bytes(b"left by a crash")
        (pieces_of / str(kept.id)).write_bytes(b"left by a crash")
        incoming.arriving_file(waiting.id).with_name("lost+found").mkdir()
        for file in incoming.kept_folder().parent.glob("*/*"):
            if file.name != new:
                os.utime(file, (0, 0))
        keep_house()
        # A database that does not know them may be another one, or an older copy.
        assert {file.name for file in incoming.kept_folder().iterdir()} == {old, new, str(kept.id)}
        arriving = incoming.arriving_file(waiting.id).parent
        assert {file.name for file in arriving.iterdir()} == {new, str(waiting.id), "lost+found"}
        assert {file.name for file in pieces_of.iterdir()} == {new, str(waiting.id)}

    def test_one_that_is_discarded_while_it_is_registered_makes_no_recording(
        self, studio: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = send(studio, begin(studio), 0, WHOLE)
        held = incoming.held

        def held_too_late(upload_id: uuid.UUID) -> Any:
            monkeypatch.setattr(incoming, "held", held)
            discard_upload(actor=studio["lead"], upload=upload)
            return held(upload_id)

        monkeypatch.setattr(incoming, "held", held_too_late)
        with pytest.raises(RuleBroken, match="no upload of this id"):
            register(studio, upload)
        assert not Footage.objects.exists()
        with pytest.raises(NotVisible):
            discard_upload(actor=studio["lead"], upload=upload)


class TestPlaces:
    def test_offsets_beyond_fifty_gigabytes(self, studio: Studio) -> None:
        upload = begin(studio)
        begun = 50 * GIB
        os.truncate(incoming.arriving_file(upload.id), begun)
        _records(upload).write_bytes(struct.pack(">Q32x", begun))
        Upload.objects.update(size=60 * GIB, offset=begun)

        for number in range(2):
            upload = send(studio, upload, begun + number * len(WHOLE), WHOLE)

        assert upload.offset == begun + 20
        assert Upload.objects.get().offset == begun + 20
        file = incoming.arriving_file(upload.id)
        assert file.stat().st_size == begun + 20
        assert file.stat().st_blocks * 512 < GIB  # sparse: nothing was written before
        with file.open("rb") as bytes_of:
            bytes_of.seek(begun)
            assert bytes_of.read() == WHOLE * 2
        with pytest.raises(Conflict) as refused:
            send(studio, upload, begun, WHOLE)
        assert refused.value.extra["offset"] == begun + 20

    def test_an_installation_that_was_moved_finds_what_was_uploaded(
        self, studio: Studio, settings: Any, folder: Path
    ) -> None:
        footage = register(studio, send(studio, begin(studio), 0, WHOLE))
        settings.UPLOADS_DIR = folder.rename(folder.with_name("moved"))
        keep_house()
        footage.volume.refresh_from_db()
        assert (Path(footage.volume.root) / footage.path).read_bytes() == WHOLE

    def test_a_volume_of_the_same_name_is_left_alone(self, studio: Studio) -> None:
        Volume.objects.create(name="Uploads", root=str(studio.folder))
        assert uploads.managed_volume().name == "Uploads 2"
        assert Volume.objects.get(name="Uploads").root == str(studio.folder)


@pytest.mark.usefixtures("real_transactions")
def test_of_two_pieces_at_once_one_is_taken(studio: Studio) -> None:
    upload = begin(studio)
    told: list[str] = []
    start = threading.Barrier(4)

    def attempt() -> None:
        from django.db import connection

        start.wait()
        try:
            send(studio, upload, 0, WHOLE)
            told.append("taken")
        except (Busy, Conflict) as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told.count("taken") == 1
    assert set(told) <= {"taken", "busy", "offset_mismatch"}
    assert incoming.arriving_file(upload.id).read_bytes() == WHOLE


def _records(upload: Upload) -> Path:
    return incoming.arriving_file(upload.id).parents[1] / "pieces" / str(upload.id)


def _receive_in_another_process(upload_id: uuid.UUID, offset: int, data: bytes) -> None:
    """Receive a piece as a server does of which nothing is left afterwards but what lies on the disk."""

    def receive_piece() -> None:
        with incoming.held(upload_id) as descriptor:
            assert incoming.append(descriptor, upload_id, offset, data) == len(data)

    process = multiprocessing.get_context("fork").Process(target=receive_piece)
    process.start()
    process.join()
    assert process.exitcode == 0


def _flip(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_one_that_is_no_recording_goes_with_its_file(
    studio: Studio, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    footage = register(studio, send(studio, begin(studio), 0, WHOLE))
    work()
    footage.refresh_from_db()
    assert footage.state == "failed"
    with django_capture_on_commit_callbacks(execute=True):
        remove_footage(actor=studio["lead"], footage=footage, expected_version=footage.version)
    assert not Upload.objects.exists()
    assert [file for file in folder.rglob("*") if file.is_file()] == []
