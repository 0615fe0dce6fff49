"""The command line, and what it refuses."""

from pathlib import Path

import pytest

from annotator.launcher.failures import CannotStart
from annotator.launcher.options import is_loopback, parse
from annotator.launcher.places import ROOT


@pytest.fixture(autouse=True)
def no_folder_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_DATA", raising=False)


def test_without_options_it_serves_this_machine_from_the_checkouts_data() -> None:
    options = parse([], demo=False)

    assert (options.host, options.port, options.data, options.volumes) == ("127.0.0.1", 8000, ROOT / "data", {})
    assert not options.secure


def test_the_demo_never_touches_the_data_of_the_product() -> None:
    assert parse([], demo=True).data == ROOT / "data-demo"


def test_the_data_folder_is_the_options_then_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "environment"))

    assert parse([], demo=False).data == tmp_path / "environment"
    assert parse(["--data", str(tmp_path / "option")], demo=False).data == tmp_path / "option"


def test_a_folder_is_meant_from_where_the_caller_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert parse(["--data", "here"], demo=False).data == tmp_path / "here"


def test_volumes_may_be_several_and_hold_equal_signs(tmp_path: Path) -> None:
    (tmp_path / "a=b").mkdir()

    options = parse(["--volume", f"One={tmp_path}", "--volume", f"Two={tmp_path / 'a=b'}"], demo=False)

    assert options.volumes == {"One": tmp_path, "Two": tmp_path / "a=b"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--volume", "Field"], "takes NAME=DIR"),
        (["--volume", "=/tmp"], "takes NAME=DIR"),
        (["--volume", "Field=/no/such/folder"], "of the volume “Field” is not there"),
        (["--cert", "certificate.pem"], "belong together"),
        (["--cert", "/no/such/file", "--key", "/no/such/file"], "There is no file /no/such/file"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CannotStart, match=sentence):
        parse(arguments, demo=False)


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_is_a_number_that_exists(port: str) -> None:
    with pytest.raises(SystemExit):
        parse(["--port", port], demo=False)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.7", False),
        ("localhost.example.org", False),
    ],
)
def test_anything_but_loopback_is_served_over_https(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    assert parse(["--host", host], demo=False).secure is not loopback
