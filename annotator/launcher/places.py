"""Where things are."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
FRONTEND = ROOT / "frontend"
PYTHON = sys.executable


def data_folder(given: str | None, default: str) -> Path:
    """The data folder: as given on the command line, else ANNOTATOR_DATA, else `default` in the checkout."""
    chosen = given or os.environ.get("ANNOTATOR_DATA")
    return Path(chosen).expanduser().resolve() if chosen else ROOT / default
