"""Counting tests from JUnit reports, which pytest and vitest both write."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed (errors included) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def read_junit(report: Path, status: int) -> Counts:
    """The counts of a report whose program ended with `status`.

    A program that failed without a failed test (it crashed, or found none) counts as one failure, so that
    it can never be taken for a success.
    """
    counts = _count(report) if report.exists() else Counts()
    if status != 0 and counts.failed == 0:
        return counts + Counts(failed=1)
    return counts


def _count(report: Path) -> Counts:
    passed = failed = skipped = 0
    # Written a moment ago by our own test runner into a folder of our own.
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return Counts(passed, failed, skipped)
