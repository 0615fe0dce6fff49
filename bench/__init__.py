"""Measurements, one command each. What they printed stands in `docs/performance.md`."""
