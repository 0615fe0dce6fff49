"""Drives, the recordings on them, what was made from those, and what is on its way in or out."""

from footage.models.drives import Inventory, Volume, VolumeLink
from footage.models.excerpts import Excerpt, ExcerptKind, ExcerptState
from footage.models.recordings import (
    Chunk,
    Derivative,
    DerivativeKind,
    DerivativeState,
    Footage,
    FootageState,
    Presence,
)
from footage.models.uploads import Upload

__all__ = [
    "Chunk",
    "Derivative",
    "DerivativeKind",
    "DerivativeState",
    "Excerpt",
    "ExcerptKind",
    "ExcerptState",
    "Footage",
    "FootageState",
    "Inventory",
    "Presence",
    "Upload",
    "Volume",
    "VolumeLink",
]
