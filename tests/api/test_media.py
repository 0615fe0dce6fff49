"""Pictures and sound: rights first, then exact bytes and exact frames."""

import errno
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from annotator.api.ranges import file_response
from annotator.errors import Unavailable
from footage import stills
from footage.media.sandbox import Limits
from footage.models import Footage
from tests.footage.media.clips import decode_jpeg, read_number
from tests.footage.studio import PLAYABLE, SMALL, UNPLAYABLE, Studio, body, clip, open_studio, work

__all__ = ["open_studio"]


@pytest.fixture
def footage(studio: Studio) -> Footage:
    """A recording that is ready and its own proxy."""
    clip(studio, "a.mp4", SMALL)
    made = studio.register("a.mp4")
    work()
    made.refresh_from_db()
    return made


def get(studio: Studio, footage: Footage, what: str, who: str = "coder", **headers: str) -> Any:
    return studio.client(who).get(f"/api/v1/footage/{footage.id}/{what}", headers=headers)


def test_everything_that_is_ready_is_served_with_its_type(studio: Studio, footage: Footage) -> None:
    original = (studio.folder / "a.mp4").read_bytes()
    types = {}
    for kind in ("original", "proxy", "audio", "peaks", "keyframes", "sprites", "sprites/0.jpg"):
        answer = get(studio, footage, f"media/{kind}")
        assert answer.status_code == 200, kind
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert len(body(answer)) == int(answer.headers["Content-Length"])
        types[kind] = answer.headers["Content-Type"]
    assert types == {
        "original": "video/mp4",
        "proxy": "video/mp4",
        "audio": "audio/wav",
        "peaks": "application/octet-stream",
        "keyframes": "application/json",
        "sprites": "application/json",
        "sprites/0.jpg": "image/jpeg",
    }
    assert body(get(studio, footage, "media/proxy")) == original
    assert json.loads(body(get(studio, footage, "media/keyframes")))["frames"] == [0]
    assert get(studio, footage, "media/sprites/1.jpg").status_code == 404
    assert get(studio, footage, "media/anything").status_code == 404


@pytest.mark.parametrize("what", ["media/proxy", "media/sprites/0.jpg", "frame/0.jpg", "media/original"])
def test_who_may_watch(studio: Studio, footage: Footage, what: str) -> None:
    assert [get(studio, footage, what, who).status_code for who in ("lead", "coder", "reader")] == [200, 200, 200]
    assert [get(studio, footage, what, who).status_code for who in ("stranger", "admin")] == [404, 404]
    address = f"/api/v1/footage/{footage.id}/{what}"
    without = studio.program("coder", "read", "write")
    client = studio.client("stranger")
    client.logout()
    assert client.get(address).status_code == 401
    refused = client.get(address, headers=without)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert client.get(address, headers=studio.program("coder", "media")).status_code == 200


def test_parts(studio: Studio, footage: Footage) -> None:
    whole = (studio.folder / "a.mp4").read_bytes()
    size = len(whole)

    def part(wanted: str, **headers: str) -> tuple[int, str | None, bytes]:
        answer = get(studio, footage, "media/proxy", **{"Range": wanted, **headers})
        return answer.status_code, answer.headers.get("Content-Range"), body(answer)

    assert part("bytes=10-19") == (206, f"bytes 10-19/{size}", whole[10:20])
    assert part("bytes=10-") == (206, f"bytes 10-{size - 1}/{size}", whole[10:])
    assert part("bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", whole[-7:])
    assert part(f"bytes={size}-") == (416, f"bytes */{size}", b"")
    assert part("bytes=0-1,4-5") == (200, None, whole)
    assert part("pages=1-2") == (200, None, whole)
    etag = get(studio, footage, "media/proxy").headers["ETag"]
    assert part("bytes=0-0", **{"If-Range": etag}) == (206, f"bytes 0-0/{size}", whole[:1])
    assert part("bytes=0-0", **{"If-Range": '"another"'}) == (200, None, whole)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("size", "streamed"), [(0, False), (1024 * 1024, False), (1024 * 1024 + 1, True), (2_621_440, True)]
)
def test_a_long_file_comes_in_pieces_and_a_short_one_at_once(tmp_path: Path, size: int, streamed: bool) -> None:
    file = tmp_path / "film"
    file.write_bytes(random.Random(size).randbytes(size))
    answer = file_response(RequestFactory().get("/"), file, content_type="video/mp4", etag="e")
    assert answer.streaming is streamed
    assert (body(answer), answer.headers["Content-Length"]) == (file.read_bytes(), str(size))


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["its drive fails", "it is cut short"])
def test_a_short_file_that_cannot_be_read_after_all_is_told_and_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def read(*_: int) -> bytes:
        if how == "its drive fails":
            raise OSError(errno.EIO, "Input/output error")
        return b""

    file = tmp_path / "still.jpg"
    file.write_bytes(b"twelve bytes")
    descriptor = os.open(file, os.O_RDONLY)
    monkeypatch.setattr(os, "pread", read)
    with pytest.raises(Unavailable, match="not reachable just now"):
        file_response(RequestFactory().get("/"), descriptor, content_type="image/jpeg", etag="e")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_head_tells_the_size_and_sends_nothing(studio: Studio, footage: Footage) -> None:
    answer = studio.client("coder").head(f"/api/v1/footage/{footage.id}/media/proxy")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(footage.size))
    # The test's client throws a body away, so the answer itself is asked what a server would send.
    request = RequestFactory().head("/", headers={"Range": "bytes=1-3"})
    part = file_response(request, studio.folder / "a.mp4", content_type="video/mp4", etag="e")
    assert (part.status_code, part.headers["Content-Length"]) == (206, "3")
    assert body(part) == b""


@pytest.mark.parametrize("how", ["another file", "a link"])
def test_what_takes_the_place_of_an_original_that_was_checked_is_not_sent(
    studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    file, other = studio.folder / "a.mp4", studio.folder.with_name("secret")
    whole = file.read_bytes()
    other.write_bytes(b"of another project")

    def served(*given: Any, **more: Any) -> Any:
        file.unlink()
        if how == "a link":
            file.symlink_to(other)
        else:
            file.write_bytes(other.read_bytes())
        return file_response(*given, **more)

    monkeypatch.setattr("footage.api.media.file_response", served)
    answer = get(studio, footage, "media/original")
    assert (answer.status_code, body(answer)) == (200, whole)
    assert get(studio, footage, "media/original").status_code == 422


def test_a_link_inside_its_volume_is_served(studio: Studio, footage: Footage) -> None:
    file = studio.folder / "a.mp4"
    (studio.folder / "reel 1").mkdir()
    file.rename(studio.folder / "reel 1" / "b.mp4")
    file.symlink_to("reel 1/b.mp4")
    assert body(get(studio, footage, "media/original")) == file.read_bytes()


def test_a_file_is_served_whatever_is_accepted(studio: Studio, footage: Footage) -> None:
    assert get(studio, footage, "media/proxy", Accept="video/webm;q=0.1").status_code == 200


@pytest.mark.parametrize("frame", [0, 7, 29])
def test_a_still_is_exactly_that_frame(studio: Studio, footage: Footage, frame: int) -> None:
    for _ in range(2):  # made, then kept
        answer = get(studio, footage, f"frame/{frame}.jpg")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert read_number(decode_jpeg(body(answer), 320, 180)) == frame


def test_there_is_no_still_outside_the_recording(studio: Studio, footage: Footage) -> None:
    assert get(studio, footage, "frame/30.jpg").status_code == 404
    assert get(studio, footage, "frame/99999999999999999999.jpg").status_code == 404
    assert get(studio, footage, "frame/-1.jpg").status_code == 404
    assert get(studio, footage, "frame/0.jpg?width=1").status_code == 400


def test_old_stills_are_forgotten(studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "MOST_KEPT", 2)
    kept = [stills.still(footage, frame, 320).file for frame in range(4)]
    assert [file.exists() for file in kept] == [False, False, True, True]


def test_too_many_stills_at_once_are_told_to_wait(
    studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stills, "LONGEST_WAIT", 0.01)
    for _ in range(stills.AT_ONCE):
        stills._free_places.acquire()
    try:
        with pytest.raises(Unavailable):
            stills.still(footage, 3, 320)
        assert get(studio, footage, "frame/3.jpg").status_code == 503
    finally:
        for _ in range(stills.AT_ONCE):
            stills._free_places.release()
    assert get(studio, footage, "frame/3.jpg").status_code == 200


def test_a_still_that_takes_for_ever_is_given_up(
    studio: Studio, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stills, "LIMITS", Limits(wall_seconds=0.0))

    assert get(studio, footage, "frame/7.jpg").status_code == 422


def test_an_original_that_changed_is_never_shown(studio: Studio, footage: Footage) -> None:
    with (studio.folder / "a.mp4").open("ab") as file:
        file.write(b"x")
    for what in ("media/original", "media/proxy", "frame/5.jpg"):
        answer = get(studio, footage, what)
        assert (answer.status_code, answer.json()["code"]) == (422, "original_changed")
    studio.folder.rename(studio.folder.with_name("unplugged"))
    assert get(studio, footage, "media/original").status_code == 503
    assert get(studio, footage, "media/audio").status_code == 200


def test_what_is_not_there_yet_is_404_with_a_sentence(studio: Studio) -> None:
    clip(studio, "a.mp4", PLAYABLE)
    made = studio.register("a.mp4")
    for what in ("media/original", "media/proxy", "media/sprites/0.jpg"):
        answer = get(studio, made, what)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_made")
    assert get(studio, made, "frame/0.jpg").json()["code"] == "no_clock"


def test_an_original_that_no_browser_shows_is_not_served(studio: Studio) -> None:
    clip(studio, "a.avi", UNPLAYABLE)
    made = studio.register("a.avi")
    work()
    refused = get(studio, made, "media/original")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_playable")
    assert body(get(studio, made, "media/proxy"))[4:8] == b"ftyp"


def test_while_the_drive_is_away_a_still_is_the_same_frame_of_the_proxy(studio: Studio) -> None:
    clip(studio, "hard.mp4", PLAYABLE)
    footage = studio.register("hard.mp4")
    work()
    before = get(studio, footage, "frame/3.jpg")
    assert before.headers["Frame-Source"] == "original"
    studio.folder.rename(studio.folder.with_name("unplugged"))

    kept, made = get(studio, footage, "frame/3.jpg"), get(studio, footage, "frame/17.jpg")
    assert (kept.headers["Frame-Source"], made.headers["Frame-Source"]) == ("original", "proxy")
    assert read_number(decode_jpeg(body(made), 320, 180)) == 17
    studio.folder.with_name("unplugged").rename(studio.folder)
    again = get(studio, footage, "frame/17.jpg")
    assert again.headers["Frame-Source"] == "original"
    assert again.headers["ETag"] != made.headers["ETag"]
    assert read_number(decode_jpeg(body(again), 320, 180)) == 17


def test_without_a_proxy_of_its_own_the_still_waits_for_the_drive(studio: Studio, footage: Footage) -> None:
    studio.folder.rename(studio.folder.with_name("unplugged"))
    answer = get(studio, footage, "frame/5.jpg")
    assert (answer.status_code, answer.json()["code"]) == (503, "volume_offline")
