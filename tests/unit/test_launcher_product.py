"""The pieces of a start that need no process: certificate, port, front end, reports."""

import hashlib
import re
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest

from annotator.launcher import addresses, certificates, frontend, product
from annotator.launcher.failures import CannotStart
from annotator.launcher.options import Options
from annotator.launcher.places import ROOT
from annotator.launcher.reports import Counts, read_junit
from annotator.queues import Queue


def test_a_certificate_is_made_once_for_every_name_of_this_machine(tmp_path: Path) -> None:
    certificate, key = certificates.own_certificate(tmp_path, "192.0.2.7")
    first = certificate.read_bytes()
    certificates.own_certificate(tmp_path, "192.0.2.7")

    assert certificate.read_bytes() == first
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    assert {"localhost", "127.0.0.1", "192.0.2.7"} <= set(addresses.names("192.0.2.7"))


def test_a_machine_that_listens_everywhere_knows_its_own_addresses() -> None:
    assert "127.0.0.1" in addresses.names("0.0.0.0")
    assert addresses.shown_host("0.0.0.0") != "0.0.0.0"
    assert addresses.shown_host("::1") == "[::1]"
    assert addresses.shown_host("127.0.0.1") == "127.0.0.1"


def test_another_address_needs_another_certificate(tmp_path: Path) -> None:
    certificate, _ = certificates.own_certificate(tmp_path, "192.0.2.7")
    first = certificate.read_bytes()

    certificates.own_certificate(tmp_path, "192.0.2.8")

    assert certificate.read_bytes() != first


def test_the_fingerprint_is_what_a_browser_computes(tmp_path: Path) -> None:
    certificate, _ = certificates.own_certificate(tmp_path, "localhost")
    encoded = ssl.PEM_cert_to_DER_cert(certificate.read_text())

    assert certificates.fingerprint(certificate).replace(":", "").lower() == hashlib.sha256(encoded).hexdigest()


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} is taken by another program"):
            product._listen("127.0.0.1", port)


def test_every_queue_has_a_worker_wherever_the_product_runs() -> None:
    soon, later = product._workers(0, {})
    by_launcher = [child.program[2] for child in [*soon, *later] if child.program[0] == "worker"]
    by_compose = re.findall(r"worker, --queues, (\w+)", (ROOT / "docker-compose.yml").read_text())

    assert sorted(by_launcher) == sorted(by_compose) == sorted(Queue)


def test_the_first_account_is_told_to_change_its_password() -> None:
    lines = product._sign_in_lines([{"username": "admin", "password": "one-two"}])
    assert lines[:2] == ["Sign in as           admin", "with the password    one-two"]
    assert "changed at the first sign-in" in lines[2]
    assert product._sign_in_lines([]) == []


def test_everybody_of_the_demo_is_told_with_their_role() -> None:
    people = [
        {"username": "orlova", "password": "one-two", "role": "lead"},
        {"username": "novak", "password": "three-four", "role": "reader"},
    ]
    lines = product._sign_in_lines(people)
    assert lines[1] == "with the password    one-two"
    assert lines[3] == "novak (reader)       three-four"


def test_an_address_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(CannotStart, match=r"cannot listen on 192\.0\.2\.7"):
        product._listen("192.0.2.7", 8000)


@pytest.mark.parametrize(
    ("version", "new_enough"),
    [
        ("v20.19.0", True),
        ("v20.18.3", False),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("v18.20.1", False),
        ("", False),
    ],
)
def test_old_versions_of_node_are_not_used(version: str, new_enough: bool) -> None:
    assert frontend.is_new_enough(version) is new_enough


def test_a_build_is_stale_when_a_source_changes_moves_or_goes(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    source = tmp_path / "src" / "main.ts"
    source.write_text("one")
    fingerprints = [frontend.fingerprint(tmp_path)]
    source.write_text("two")
    fingerprints.append(frontend.fingerprint(tmp_path))
    source.rename(tmp_path / "src" / "other.ts")
    fingerprints.append(frontend.fingerprint(tmp_path))
    (tmp_path / "src" / "other.ts").unlink()
    fingerprints.append(frontend.fingerprint(tmp_path))

    assert len(set(fingerprints)) == 4


def test_what_a_build_makes_does_not_make_it_stale(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("page")
    before = frontend.fingerprint(tmp_path)
    for folder in ("dist", "node_modules", "node_modules/library/src", "src/coverage"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "made.js").write_text("made")

    assert frontend.fingerprint(tmp_path) == before


def test_a_report_is_counted_by_how_each_test_ended(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase name="a"/><testcase name="b"/>'
        '<testcase name="c"><failure/></testcase><testcase name="d"><error/></testcase>'
        '<testcase name="e"><skipped/></testcase>'
        "</testsuite></testsuites>"
    )

    assert read_junit(report, 1) == Counts(passed=2, failed=2, skipped=1)


def test_a_program_that_crashed_is_never_taken_for_a_success(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"

    assert read_junit(report, 3) == Counts(failed=1)
    report.write_text('<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>')
    assert read_junit(report, 3) == Counts(passed=1, failed=1)
    assert read_junit(report, 0) == Counts(passed=1)


class FakeChild:
    """A child that is only counted."""

    def __init__(self, quick_deaths: int = 0) -> None:
        self.quick_deaths = quick_deaths
        self.tended = 0

    def tend(self) -> None:
        self.tended += 1


@pytest.mark.parametrize("deaths", [0, 1])
def test_what_comes_later_waits_for_a_web_process_that_loads_and_not_for_one_that_dies(
    deaths: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, soon, later = FakeChild(deaths), FakeChild(), FakeChild()
    answers = iter([False, False, True])
    monkeypatch.setattr(product, "_answers", lambda _options, _port: next(answers))
    monkeypatch.setattr(product, "TICK", 0.0)

    options = Options("127.0.0.1", 0, tmp_path, {}, None)
    product._wait_for_web(options, 0, [web, soon], [later], threading.Event())  # type: ignore[list-item]

    assert (web.tended, soon.tended, later.tended) == (3, 3, 3 * deaths)
