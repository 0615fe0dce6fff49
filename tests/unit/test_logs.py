"""What the log says of files: what went wrong, and never where they lie."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.logs import HIDDEN, PathlessFormatter

# Not in the lines that fail: a traceback shows those.
NAME, OTHER = "김철수's talk.mp4", "김철수's talk.mp4, copied"


def told_of(work: Callable[[], object]) -> str:
    try:
        work()
    except (OSError, ValueError, ZeroDivisionError):
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "It failed.", None, sys.exc_info())
    return PathlessFormatter().format(record)


def test_a_path_that_an_error_tells_of_is_left_out(tmp_path: Path) -> None:
    told = told_of((tmp_path / NAME).read_bytes)
    assert "No such file or directory: '[a path]'" in told.replace('"', "'")
    assert "talk.mp4" not in told
    assert str(tmp_path) not in told
    assert "pathlib.py" in told, "where in the program it happened"


def test_both_paths_of_a_move_and_those_of_what_led_to_it(tmp_path: Path) -> None:
    def fail() -> None:
        try:
            (tmp_path / NAME).rename(tmp_path / OTHER)
        except OSError as error:
            raise ValueError("moving failed") from error

    told = told_of(fail)
    assert "ValueError: moving failed" in told
    assert "talk.mp4" not in told


def test_what_no_file_is_about_is_told_whole() -> None:
    assert "ZeroDivisionError: division by zero" in told_of(lambda: 1 / 0)


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_short_names_spoil_no_other_words(name: str) -> None:
    assert HIDDEN not in told_of(lambda: open(name, "rb"))  # noqa: PTH123, SIM115
