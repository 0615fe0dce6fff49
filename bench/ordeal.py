"""One file through everything that workers do with a recording, in a process that can be measured."""

import json
import os
import re
import resource
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from footage.media.chunks import chunk_at, make_chunk
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import find_tools
from footage.media.pictures import original_pictures
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.sound import make_audio, make_peaks
from footage.media.source import Source, describe_source
from footage.media.stills import frame_jpeg

MOST_CPU_SECONDS = 30
MOST_RSS_BYTES = 10**9
_NO_SENTENCE = re.compile(r"exit|errno|Error\b|0x|Traceback|/tmp|/home|signal", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sentence` is the first refusal ("": none), `crash` what went wrong in our own process, `left` what stayed.

    `cpu_seconds` of all programs together, `rss_bytes` of the largest of them.
    """

    sentence: str
    crash: str
    left: str
    cpu_seconds: float
    rss_bytes: int

    @property
    def is_sentence(self) -> bool:
        """Whether a person understands it: whole sentences that say what is safe and what to do, without our words."""
        whole = self.sentence.endswith(".") and len(self.sentence) > 30
        return not self.sentence or (whole and not _NO_SENTENCE.search(self.sentence))

    def to_line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_line(cls, line: str) -> Self:
        return cls(**json.loads(line))


def suffer(file: Path, output: Path, tools: Tools | None = None) -> Outcome:
    """Examine `file` in a process of its own, making what can be made in the folder `output`."""
    tools = tools or find_tools()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            os.write(write_end, _examined(file, output, tools).to_line().encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as told:
        words = told.read().decode()
    _, status = os.waitpid(child, 0)
    if not words:
        return Outcome("", f"our process ended with {status}", "", 0.0, 0)
    return Outcome.from_line(words)


def _examined(file: Path, output: Path, tools: Tools) -> Outcome:
    output.mkdir()
    sentence, crash = "", ""
    try:
        sentence = _put_through(file, output, tools)
    except Exception:  # noqa: BLE001 - whatever it is, it is what is being counted
        crash = traceback.format_exc(limit=-3)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    left = [path.name for path in output.rglob("*.part")] + _children()
    return Outcome(sentence, crash, " ".join(left), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _put_through(file: Path, output: Path, tools: Tools) -> str:
    """The first refusal of all the steps; the others are tried all the same, as the queue does."""
    try:
        source = describe_source(probe_file(file, tools))
        source.timebase()
    except MediaFailed as refused:
        return refused.sentence
    refusals = [refusal for step in _steps(source, file, output, tools) if (refusal := _refusal(step))]
    return next(iter(refusals), "")


def _sound(source: Source, file: Path, wav: Path, tools: Tools) -> None:
    """The sound and its peaks; of a sound that was refused nobody asks for peaks."""
    make_audio(source, file, wav, tools)
    make_peaks(wav, wav.with_suffix(".i8"))


def _steps(source: Source, file: Path, output: Path, tools: Tools) -> list[Callable[[], object]]:
    steps: list[Callable[[], object]] = []
    if source.audio is not None:
        steps.append(lambda: _sound(source, file, output / "a.wav", tools))
    if source.video is not None:
        pictures = original_pictures(source, file)
        steps.append(lambda: frame_jpeg(pictures, source.frames - 1, tools))
        chunk = chunk_at(source.rate, source.frames, 0)
        steps.append(lambda: make_chunk(source, file, chunk, output / "chunk", tools))
    return steps


def _refusal(step: Callable[[], object]) -> str:
    try:
        step()
    except MediaFailed as refused:
        return refused.sentence
    return ""


def _children() -> list[str]:
    tasks = Path("/proc/self/task").iterdir()
    return [f"process {child}" for task in tasks for child in (task / "children").read_text().split()]
