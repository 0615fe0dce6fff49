"""A measured table goes to its own place in a document, and nowhere else."""

from pathlib import Path

import pytest

from bench.tapes import FORMS
from bench.watch import judged
from bench.written import DOCUMENT, write


def test_only_what_lies_between_its_marks_is_replaced(tmp_path: Path) -> None:
    document = tmp_path / "figures.md"
    document.write_text(
        "# A\n<!-- measured: a -->\nold\n<!-- /measured: a -->\n<!-- measured: b -->\nb\n<!-- /measured: b -->\n"
    )
    write("a", "| new |", document)
    assert document.read_text() == (
        "# A\n<!-- measured: a -->\n| new |\n<!-- /measured: a -->\n<!-- measured: b -->\nb\n<!-- /measured: b -->\n"
    )
    with pytest.raises(ValueError, match="no place for “c”"):
        write("c", "| new |", document)


@pytest.mark.parametrize(
    "name", ["watch", "watch in Chromium", "making", "growth", "chunk length", "steps", "workbench"]
)
def test_every_table_has_its_place(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "performance.md"
    copy.write_text(DOCUMENT.read_text("utf-8"), "utf-8")
    write(name, "| new |", copy)
    assert "| new |" in copy.read_text("utf-8")


def test_what_was_missed_is_loud() -> None:
    assert judged(9.96, 10) == "10.0 s of 10"
    assert judged(10.04, 10) == "**10.0 s of 10: missed**"


def test_every_form_that_was_promised_is_measured() -> None:
    told = " ".join(form.name for form in FORMS)
    assert all(
        word in told for word in ("H.264", "HEVC", "ProRes", "MPEG-2", "MPEG-4", "MTS", "MXF", "AVI", "interlaced")
    )
