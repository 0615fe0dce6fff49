"""What the trail keeps of recordings and derivatives."""

from typing import Any

from footage.models import Derivative, Footage

_DESCRIPTION = (
    "title", "place", "recorded_on", "languages", "creator", "credits", "provenance", "notes",
    "asked_start_timecode", "asked_frame_rate", "sha256", "size", "state", "error", "playable", "presence",
    "modified_ns", "intact", "checked_at",
)  # fmt: skip


def footage_state(footage: Footage) -> dict[str, Any]:
    """A recording's state. Without its path: every member reads the changes, and a path can name people."""
    clock = footage.clock
    return {
        "version": footage.version,
        **{name: getattr(footage, name) for name in _DESCRIPTION},
        "volume": footage.volume.name,
        "clock": clock
        and {
            "rate": str(clock.rate),
            "frames": clock.frames,
            "start_timecode": clock.start_timecode,
            "drop_frame": clock.drop_frame,
        },
    }


def derivative_state(derivative: Derivative) -> dict[str, Any]:
    """A derivative's state."""
    return {
        "version": derivative.version,
        "footage": derivative.footage_id,
        "kind": derivative.kind,
        "recipe": derivative.recipe,
        "state": derivative.state,
        "same_as_original": derivative.same_as_original,
        "error": derivative.error,
    }
