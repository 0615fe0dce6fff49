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

from footage.media.chunks import LOOK, TILES, chunk_at, chunk_count, make_chunks
from footage.media.confirm import confirms
from footage.media.excerpts import Cut, make_clip, make_still
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import find_tools
from footage.media.joining import join_proxy
from footage.media.looks import Look
from footage.media.pictures import original_pictures
from footage.media.probe import probe_file
from footage.media.sandbox import Tools
from footage.media.shots import make_keyframes
from footage.media.sound import make_audio, make_peaks, make_proxy_sound
from footage.media.source import Source, describe_source
from footage.media.sprites import make_sprites, plan_sprites
from footage.media.stills import frame_jpeg

MOST_CPU_SECONDS = 30
MOST_RSS_BYTES = 10**9
CUT_FRAMES = 10
MOST_CHUNKS = 4
"""Of a recording that says it lasts longer, only the first is made: all of them take their time, and no more memory."""
_OUR_TRACEBACK = 'File "'
"""In the words of a program that is written in Python, as ffmpeg is not."""
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


def suffer(file: Path, output: Path, tools: Tools | None = None, *, quick: bool = False) -> Outcome:
    """Examine `file` in a process of its own, making what can be made in the folder `output`.

    With `quick` it is first looked at as if it were large, and that look is confirmed.
    """
    tools = tools or find_tools()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            os.write(write_end, _examined(file, output, tools, quick=quick).to_line().encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as told:
        words = told.read().decode()
    _, status = os.waitpid(child, 0)
    if not words:
        return Outcome("", f"our process ended with {status}", "", 0.0, 0)
    return Outcome.from_line(words)


def _examined(file: Path, output: Path, tools: Tools, *, quick: bool) -> Outcome:
    output.mkdir()
    sentence, crash = "", ""
    try:
        sentence = _put_through(file, output, tools, quick=quick)
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is what is being counted
        crash = f"{traceback.format_exc(limit=-3)}\n{getattr(trouble, 'detail', '')}"
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    left = [path.name for path in output.rglob("*.part")] + _children()
    return Outcome(sentence, crash, " ".join(left), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _put_through(file: Path, output: Path, tools: Tools, *, quick: bool) -> str:
    """The first refusal of all the steps; the others are tried all the same, as the queue does."""
    sources: list[Source] = []
    if refused := _refusal(lambda: sources.append(_read(file, tools, quick=quick))):
        return refused
    (source,) = sources
    refusals = [refusal for step in _steps(source, file, output, tools) if (refusal := _refusal(step))]
    return next(iter(refusals), "")


def _read(file: Path, tools: Tools, *, quick: bool) -> Source:
    """The recording by a quick look that was confirmed, or read whole. Raises MediaFailed."""
    probe = probe_file(file, tools, quick=quick, small_bytes=0)
    source = describe_source(probe)
    source.timebase()
    if not probe.whole and (contradiction := confirms(probe, probe_file(file, tools))):
        raise MediaFailed(contradiction)
    return source


def _steps(source: Source, file: Path, output: Path, tools: Tools) -> list[Callable[[], object]]:
    """What the workers make of it, and what people have cut out of it."""
    start = source.frames // 2
    cut = Cut(source, file, start, min(source.frames, start + CUT_FRAMES))
    steps: list[Callable[[], object]] = [lambda: make_clip(cut, output / "clip.mp4", tools)]
    if source.audio is not None:
        steps.append(lambda: _sound(source, file, output / "a.wav", tools))
    if source.video is None:
        steps.append(lambda: make_proxy_sound(source, file, output / "proxy.mp4", tools))
        return steps
    pictures = original_pictures(source, file)
    steps.append(lambda: frame_jpeg(pictures, source.frames - 1, tools))
    steps.append(lambda: make_still(cut, output / "still.jpg", tools))
    steps.append(lambda: _from_chunks(source, file, output, tools))
    return steps


def _sound(source: Source, file: Path, wav: Path, tools: Tools) -> None:
    """The sound and its peaks; of a sound that was refused nobody asks for peaks."""
    make_audio(source, file, wav, tools)
    make_peaks(wav, wav.with_suffix(".i8"))


def _from_chunks(source: Source, file: Path, output: Path, tools: Tools) -> None:
    """All chunks of a recording that is as short as it was, and what is put together from them; else the first."""
    count = chunk_count(source.rate, source.frames)
    chunks = [chunk_at(source.rate, source.frames, number) for number in range(min(count, MOST_CHUNKS))]
    if count > MOST_CHUNKS:
        chunks = chunks[:1]
    folders = {chunk: output / f"chunk-{chunk.number}" for chunk in chunks}
    make_chunks(source, file, folders, tools)
    if len(chunks) < count:
        return
    looks = (Look.from_bytes((folder / LOOK).read_bytes()) for folder in folders.values())
    make_keyframes(looks, source, output / "keyframes.json")
    tiles = (path.read_bytes() for folder in folders.values() if (path := folder / TILES).exists())
    make_sprites(plan_sprites(source), tiles, output / "sprites", tools)
    if not source.same_as_proxy:
        join_proxy(source, file, list(folders.values()), output / "proxy.mp4", tools)


def _refusal(step: Callable[[], object]) -> str:
    """The sentence on why a step was refused ("": it was not). What went wrong in a program of ours is no refusal."""
    try:
        step()
    except MediaFailed as refused:
        if _OUR_TRACEBACK in refused.detail:
            raise
        return refused.sentence
    return ""


def _children() -> list[str]:
    tasks = Path("/proc/self/task").iterdir()
    return [f"process {child}" for task in tasks for child in (task / "children").read_text().split()]
