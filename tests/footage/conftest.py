"""The studio, for every test of footage."""

from tests.footage.studio import open_studio

__all__ = ["open_studio"]
