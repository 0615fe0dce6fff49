"""Tables in the documents, each between its own two marks, replaced by the command that measures it."""

import os
from datetime import UTC, datetime
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write(name: str, table: str, document: Path = DOCUMENT) -> None:
    """Put what was measured between the marks of `name`. Raises ValueError when the document has no such marks."""
    begin, end = f"<!-- measured: {name} -->\n", f"<!-- /measured: {name} -->"
    text = document.read_text("utf-8")
    before, there, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not there or not closed:
        raise ValueError(f"{document.name} has no place for “{name}”: {begin.strip()} … {end}")
    document.write_text(f"{before}{begin}{table}\n{end}{after}", "utf-8")


class Telling:
    """Prints what a bench finds, line by line as it finds it, and keeps it for the document."""

    def __init__(self) -> None:
        self._told = [circumstances(), ""]

    def __call__(self, line: str) -> None:
        print(line, flush=True)
        self._told += line.split("\n")

    def write(self, name: str) -> None:
        """Put all of it between the marks of `name`."""
        write(name, "\n".join(self._told))


def circumstances() -> str:
    """When it was measured and what else went on, without which no figure means anything."""
    loads = " / ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load of the last 1 / 5 / 15 minutes: {loads}"
