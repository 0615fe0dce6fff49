"""Job handlers for the fault tests; a product under test loads them by ANNOTATOR_EXTRA_HANDLERS."""

import os
import signal
import time
from pathlib import Path

from annotator.jobs.context import JobContext
from annotator.jobs.registry import handler


@handler("fault.slow")
def slow(context: JobContext) -> dict[str, object]:
    """Work for `seconds`, then leave a line in the file `trace`: one line is one completed run."""
    trace, seconds = Path(context.payload["trace"]), float(context.payload["seconds"])
    begun = time.monotonic()
    _write_line(trace.with_suffix(".begun"))
    while (passed := time.monotonic() - begun) < seconds:
        context.progress(passed / seconds)
        context.check()
        time.sleep(0.05)
    with context.publishing():
        _write_line(trace)
    return {"seconds": seconds}


@handler("fault.poison")
def poison(context: JobContext) -> None:
    """Take the worker down with it, as a library that crashes would."""
    _write_line(Path(context.payload["trace"]))
    os.kill(os.getpid(), signal.SIGKILL)


def _write_line(file: Path) -> None:
    with file.open("a") as stream:
        stream.write("x\n")
