"""What the tests of media share: the tools, and the samples that are not part of the repository."""

import os
from pathlib import Path

import pytest

from footage.media.ffmpeg import find_tools
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.source import Source, describe_source

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def tools() -> Tools:
    return find_tools()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of recordings made by others; a test that asks for it is skipped without one."""
    folder = (ROOT / os.environ.get("ANNOTATOR_SAMPLES", "../shared/samples")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no samples in {folder}; name another folder in ANNOTATOR_SAMPLES")
    return folder


def source_of(path: Path, tools: Tools) -> Source:
    return describe_source(probe_file(path, tools))
