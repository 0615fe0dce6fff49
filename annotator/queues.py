"""Which workers do which work."""

from enum import StrEnum


class Queue(StrEnum):
    """Four queues, each with workers of its own, so that nothing short waits behind anything long."""

    URGENT = "urgent"
    """Somebody waits for it: what is being watched just now."""
    LIGHT = "light"
    """Seconds to minutes: probe, audio, peaks."""
    HEAVY = "heavy"
    """Minutes to hours of the processor, at its lowest priority: proxies."""
    BULK = "bulk"
    """Minutes to hours of a drive: whole files read again, one at a time."""
