"""Which function does which kind of job, and what is done every so often. Apps register theirs in their `tasks.py`."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from annotator.jobs.context import JobContext
    from annotator.jobs.models import Job

Work = Callable[["JobContext"], Mapping[str, object] | None]
Ended = Callable[["Job"], None]


@dataclass(frozen=True)
class Handler:
    """What does a kind of job, and what is told when one of them fails or is cancelled."""

    kind: str
    work: Work
    ended: Ended | None
    right: str


@dataclass(frozen=True)
class Chore:
    """Something that the supervisor does by itself: at its start, and then every so many seconds."""

    seconds: float
    work: Callable[[], object]


CANCEL = "job.cancel"
"""The right that every cancelling of a job needs."""

_handlers: dict[str, Handler] = {}
_chores: list[Chore] = []


def handler(kind: str, *, ended: Ended | None = None, right: str = CANCEL) -> Callable[[Work], Work]:
    """Make a function the one that does jobs of `kind`.

    The function gets a `JobContext` and may return a mapping, which becomes the job's result. To fail
    with a sentence it raises a `DomainError`. It may be started more than once for one job (after a
    crash), so it must make its result appear whole or not at all.
    `ended` is called with the job inside the transaction that ends it as failed or cancelled, also when
    nobody was left to do so but the supervisor: the place to say so on the thing the job was about.
    `right` is what a member needs besides to cancel such a job: of work that only leads ask for, theirs.
    """

    def register(work: Work) -> Work:
        if kind in _handlers:
            raise ValueError(f"Two functions want to do jobs of the kind {kind}.")
        _handlers[kind] = Handler(kind, work, ended, right)
        return work

    return register


def handler_for(kind: str) -> Handler | None:
    """The handler of a kind, or None when no installed app knows it."""
    load()
    return _handlers.get(kind)


def chore(seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Make a function one that the supervisor calls every so many seconds.

    It holds the supervisor up, so it takes a second at most; what takes longer is a job. Two supervisors may call it
    at the same moment.
    """

    def register(work: Callable[[], object]) -> Callable[[], object]:
        _chores.append(Chore(seconds, work))
        return work

    return register


def chores() -> tuple[Chore, ...]:
    """The chores of all installed apps."""
    load()
    return tuple(_chores)


@functools.cache
def load() -> None:
    """Import every app's `tasks.py`, and the modules of ANNOTATOR_EXTRA_HANDLERS, once per process."""
    autodiscover_modules("tasks")
    for module in settings.EXTRA_JOB_HANDLERS:
        import_module(module)
