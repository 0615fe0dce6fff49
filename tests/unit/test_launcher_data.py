"""The data folder: made once, owned once, refused with a sentence."""

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

from annotator.launcher import data
from annotator.launcher.failures import CannotStart


@pytest.fixture(autouse=True)
def no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_start_makes_a_key_that_only_its_owner_reads_and_later_ones_keep_it(tmp_path: Path) -> None:
    data.prepare(tmp_path / "new" / "data")
    key = tmp_path / "new" / "data" / "secrets" / "secret_key"
    first = key.read_text()
    data.prepare(tmp_path / "new" / "data")

    assert key.read_text() == first
    assert len(first) > 80
    assert [mode(path) for path in (tmp_path / "new" / "data", key.parent, key)] == [0o700, 0o700, 0o600]
    assert not [path for path in (tmp_path / "new" / "data").iterdir() if path.name.startswith(".probe")]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    for name in ("one", "two"):
        data.prepare(tmp_path / name)

    one, two = (tmp_path / name / "secrets" / "secret_key" for name in ("one", "two"))
    assert one.read_text() != two.read_text()


def test_a_key_from_the_environment_is_not_doubled_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from outside")

    data.prepare(tmp_path)

    assert not (tmp_path / "secrets" / "secret_key").exists()


def test_a_file_in_the_folders_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(CannotStart, match="a file is in its place"):
        data.prepare(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "a file"


def test_a_folder_that_may_not_be_written_to_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the refusal is the file system's as it would come for anybody else.
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(CannotStart, match=r"cannot be written to \(Permission denied\)"):
        data.prepare(tmp_path)


def test_a_disk_that_is_nearly_full_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=data.LEAST_FREE - 1))

    with pytest.raises(CannotStart, match=r"of the data folder .+ is full"):
        data.prepare(tmp_path)


def test_a_folder_has_one_owner_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "LOCK_PATIENCE", 0.1)
    first = data.lock(tmp_path)

    with pytest.raises(CannotStart, match="already running on the data folder"):
        data.lock(tmp_path)
    os.close(first)
    os.close(data.lock(tmp_path))


def test_old_messages_are_thrown_away_and_nothing_else(tmp_path: Path) -> None:
    data.prepare(tmp_path)
    (tmp_path / "broker" / "1.light.msg").write_text("{}")

    data.empty_broker(tmp_path)

    assert [path.name for path in (tmp_path / "broker").iterdir()] == ["control"]
    assert (tmp_path / "secrets" / "secret_key").exists()
