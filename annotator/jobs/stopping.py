"""Why a worker must let go of a job."""

import enum


class StopReason(enum.Enum):
    """What ends a job from outside."""

    CANCELLED = "somebody asked to cancel it"
    LEASE_LOST = "another worker may have taken it over"
    SHUTDOWN = "the worker is going down"


class LeaseLost(Exception):
    """Zero rows were touched: the job ended, or was given to somebody else. Nothing was written."""


class JobStopped(Exception):
    """Raised in a handler by `JobContext.check`; the handler tidies up and lets it pass."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
