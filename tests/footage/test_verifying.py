"""Originals hashed again: a byte that differs anywhere is found, and said."""

import os
import random
import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.errors import RuleBroken
from annotator.jobs.execution import run as run_job
from annotator.jobs.leases import claim
from annotator.jobs.models import Job
from annotator.jobs.operations import cancel_job
from footage import originals, workshop
from footage.models import Footage
from footage.operations import scanning, verifying
from footage.operations.verifying import Verdict
from tests.footage.studio import Studio, clip, work
from tests.footage.tapes import events, recorded, touch, trail

MEGABYTES_3 = 3 * 1024 * 1024
SEED = 20121121


def now(footage: Footage) -> Footage:
    return Footage.objects.select_related("volume", "project").get(pk=footage.pk)


def verify(footage: Footage) -> Verdict:
    checked = verifying.check(now(footage))
    verifying.conclude(checked, actor=None)
    return checked.verdict


def test_one_flipped_bit_anywhere_in_3_mb_is_found(studio: Studio) -> None:
    chance = random.Random(SEED)
    content = chance.randbytes(MEGABYTES_3)
    film = recorded(studio, "film", content)
    file, times = studio.folder / film.path, (film.modified_ns, film.modified_ns)
    places = [0, MEGABYTES_3 - 1, *(chance.randrange(MEGABYTES_3) for _ in range(60))]
    for place in places:
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(bytes([content[place] ^ (1 << chance.randrange(8))]))
        # As rotten as a disk makes it: the time tells nothing.
        os.utime(file, ns=times)
        assert verify(film) is Verdict.CHANGED, place
        assert (now(film).intact, now(film).presence) == (False, "changed")
        with pytest.raises(RuleBroken, match="put the original back"):
            originals.unchanged_original(now(film))
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(content[place : place + 1])
        assert verify(film) is Verdict.INTACT, place
        assert originals.unchanged_original(now(film))
    assert len(events(film, "footage.verify")) == 2 * len(places)


def test_a_file_that_grew_or_shrank_is_not_even_read(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    film = recorded(studio, "film", b"a film")
    (studio.folder / film.path).write_bytes(b"a film!")
    monkeypatch.setattr(verifying, "hash_original", lambda *_a, **_k: pytest.fail("it was read"))
    assert verify(film) is Verdict.CHANGED


def test_a_file_that_is_written_to_meanwhile_gets_no_verdict(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    film = recorded(studio, "film", b"a film")

    def hashed(*_args: Any, **_how: Any) -> str:
        touch(studio, film)
        return film.sha256

    monkeypatch.setattr(verifying, "hash_original", hashed)
    with pytest.raises(RuleBroken, match="changed while it was read"):
        verifying.check(film)
    assert now(film).checked_at is None


def test_what_is_said_of_a_recording_that_was_relinked_meanwhile_does_not_count(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    checked = verifying.check(now(film))
    Footage.objects.filter(pk=film.pk).update(path="elsewhere.mp4")
    verifying.conclude(checked, actor=None)
    assert now(film).checked_at is None


def test_another_time_with_the_same_content_is_accepted(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    touch(studio, film)
    assert verify(film) is Verdict.INTACT
    assert originals.unchanged_original(now(film))


# Over the API.


def test_a_lead_has_an_original_verified_and_the_trail_names_the_lead(studio: Studio) -> None:
    film = recorded(studio, "Ms Kim", b"a film", title="film")
    lead, address = studio.client("lead"), f"/api/v1/footage/{film.id}/"
    asked = lead.post(f"{address}verify/")
    assert (asked.status_code, asked.json()["kind"]) == (202, "footage.verify")
    (job,) = work()
    assert job.result == {"verdict": "intact", "sentence": "“film” is, to the last byte, what was registered."}
    answer = studio.client("coder").get(address).json()
    assert (answer["intact"], answer["availability"], answer["checked_at"] is not None) == (True, "online", True)
    (event,) = events(film, "footage.verify")
    assert event.actor == studio["lead"].user

    (studio.folder / film.path).write_bytes(b"a filn")
    lead.post(f"{address}verify/")
    (job,) = work()
    assert (job.state, job.result["verdict"]) == ("succeeded", "changed")
    assert "no longer what was registered" in job.result["sentence"]
    answer = studio.client("coder").get(address).json()
    assert (answer["intact"], answer["availability"]) == (False, "changed")
    assert studio.client("coder").get(f"{address}media/original").json()["code"] == "original_changed"
    assert "Kim" not in trail()


def test_one_that_is_gone_is_missing_and_never_was_checked(studio: Studio) -> None:
    film, _ = recorded(studio, "film", b"a film"), recorded(studio, "other", b"other")
    (studio.folder / film.path).unlink()
    studio.client("lead").post(f"/api/v1/footage/{film.id}/verify/")
    (job,) = work()
    assert job.result["verdict"] == "missing"
    assert (now(film).presence, now(film).checked_at, now(film).intact) == ("missing", None, None)


def test_all_of_a_project(studio: Studio) -> None:
    films = [recorded(studio, f"film {n}", b"film %d" % n) for n in range(3)]
    recorded(studio, "unread", b"unread", sha256="")
    asked = studio.client("lead").post(f"/api/v1/projects/{studio.project.id}/footage/verify/")
    assert (asked.status_code, asked.json()) == (202, {"asked": 3, "offline": 0, "not_hashed": 1})
    assert len(work()) == 3
    assert all(now(film).intact for film in films)

    studio.folder.rename(studio.folder.with_name("unplugged"))
    asked = studio.client("lead").post(f"/api/v1/projects/{studio.project.id}/footage/verify/")
    assert asked.json() == {"asked": 0, "offline": 3, "not_hashed": 1}


def test_of_a_project_what_is_still_stopping_is_not_counted_as_asked_for(studio: Studio) -> None:
    films = [recorded(studio, f"film {n}", b"film %d" % n) for n in range(2)]
    job = verifying.ask_to_verify(actor=studio["lead"], footage=films[0])
    claim(job.pk)
    cancel_job(actor=studio["lead"], job=job)
    assert verifying.ask_to_verify_all(actor=studio["lead"], project=studio.project).asked == 1


def work_in(queue: str) -> list[str]:
    """Do what waits in a queue, as the one worker of that queue would; the kinds of what was done."""
    waiting = list(Job.objects.waiting().filter(queue=queue))
    for job in waiting:
        run_job(job.pk, threading.Event(), queue=queue)
    done = Job.objects.filter(pk__in=[job.pk for job in waiting]).exclude(state="waiting").order_by("started_at")
    return [job.kind for job in done]


def test_what_is_registered_meanwhile_is_read_before_a_drive_that_is_verified(studio: Studio) -> None:
    for n in range(3):
        recorded(studio, f"film {n}", b"film %d" % n)
    verifying.ask_to_verify_all(actor=studio["lead"], project=studio.project)
    clip(studio, "new.mp4")
    new = studio.register("new.mp4")
    assert "footage.ingest" in work_in("light")
    new.refresh_from_db()
    assert new.clock is not None
    assert Job.objects.waiting().filter(kind=verifying.VERIFY).count() == 3


def test_a_file_that_somebody_waits_for_is_read_before_a_drive_that_is_verified(studio: Studio) -> None:
    films = [recorded(studio, f"film {n}", b"film %d" % n) for n in range(3)]
    verifying.ask_to_verify_all(actor=studio["lead"], project=studio.project)
    scanning.ask_to_scan(actor=studio["lead"], project=studio.project, volume=studio.volume)
    verifying.ask_to_verify(actor=studio["lead"], footage=films[2])
    assert work_in("bulk") == [verifying.VERIFY, scanning.SCAN]
    assert [now(film).intact for film in films] == [None, None, True]
    work()
    assert all(now(film).intact for film in films)


def test_what_takes_long_is_read_by_a_program_of_its_own(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    film = recorded(studio, "film", b"a film")
    monkeypatch.setattr(workshop, "HASHED_HERE", 5)
    monkeypatch.setattr(workshop, "hash_file", lambda *_a, **_k: pytest.fail("it was read by the worker"))
    assert verify(film) is Verdict.INTACT


def test_what_cannot_be_verified_is_refused_with_a_sentence(studio: Studio) -> None:
    unread = recorded(studio, "unread", b"unread", sha256="")
    film = recorded(studio, "film", b"a film")
    lead = studio.client("lead")
    assert lead.post(f"/api/v1/footage/{unread.id}/verify/").json()["code"] == "not_hashed"
    studio.folder.rename(studio.folder.with_name("unplugged"))
    answer = lead.post(f"/api/v1/footage/{film.id}/verify/")
    assert (answer.status_code, answer.json()["code"]) == (503, "volume_offline")
    assert not Job.objects.exists()


def test_asked_for_twice_it_is_done_once_and_can_be_cancelled(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    lead = studio.client("lead")
    one, two = (lead.post(f"/api/v1/footage/{film.id}/verify/").json()["id"] for _ in range(2))
    assert one == two
    cancel_job(actor=studio["lead"], job=Job.objects.get(pk=one))
    assert work() == []
    assert now(film).checked_at is None


def test_asked_for_again_while_it_is_still_stopping_it_is_refused_and_not_forgotten(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    lead = studio.client("lead")
    asked = Job.objects.get(pk=lead.post(f"/api/v1/footage/{film.id}/verify/").json()["id"])
    assert claim(asked.pk) is not None
    cancel_job(actor=studio["lead"], job=asked)
    for path in (f"footage/{film.id}/verify/", f"projects/{studio.project.id}/volumes/{studio.volume.id}/scan/"):
        if "scan" in path:
            scan = Job.objects.get(pk=lead.post(f"/api/v1/{path}").json()["id"])
            assert claim(scan.pk) is not None
            cancel_job(actor=studio["lead"], job=scan)
        answer = lead.post(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "still_stopping")


def test_only_those_who_may_ask_for_it_may_cancel_it(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    job = studio.client("lead").post(f"/api/v1/footage/{film.id}/verify/").json()["id"]
    assert studio.client("coder").post(f"/api/v1/jobs/{job}/cancel/").status_code == 403
    assert [done.state for done in work()] == ["succeeded"]


# By command.


def run(*arguments: str) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("verify_footage", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_the_command_says_one_line_each_and_ends_with_1_when_something_differs(studio: Studio) -> None:
    film, other = recorded(studio, "film", b"a film"), recorded(studio, "other", b"another")
    assert run("--all") == (0, [f"intact       {film.id}  film", f"intact       {other.id}  other"])
    (studio.folder / other.path).write_bytes(b"anotheR")
    assert run("--footage", str(film.id)) == (0, [f"intact       {film.id}  film"])
    code, lines = run("--project", str(studio.project.id))
    assert (code, lines) == (1, [f"intact       {film.id}  film", f"CHANGED      {other.id}  other"])
    assert now(other).presence == "changed"


def test_the_command_tells_what_could_not_be_checked(studio: Studio) -> None:
    film = recorded(studio, "film", b"a film")
    studio.folder.rename(studio.folder.with_name("unplugged"))
    code, (line,) = run("--all")
    assert code == 2
    assert line.startswith(f"not checked  {film.id}  film: The volume “Tapes” is offline.")
    assert str(studio.folder) not in line


def test_the_command_refuses_what_is_not_there(studio: Studio) -> None:
    with pytest.raises(CommandError, match="no such recording"):
        run("--footage", str(studio.project.id))
    with pytest.raises(CommandError):
        run()
