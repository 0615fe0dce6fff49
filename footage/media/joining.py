"""Put a proxy together from its chunks, without encoding a picture again."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from footage.media.chunks import PICTURE, chunk_at
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import OnProgress, ShouldStop, never, run_python, silent
from footage.media.pictures import PROXY_GOP
from footage.media.probe import StreamFacts, probe_file
from footage.media.publish import Appearing, scratch_folder, whole_file
from footage.media.sandbox import Tools
from footage.media.sound import make_proxy_sound
from footage.media.source import Source

_CHILD = "footage.media.join_child"
SOUND_SHARE = 0.9
"""Of the work of joining, as progress: sound is encoded in one go, because its encoder looks back."""

NOT_EXACT = (
    "The copy for watching did not come out frame for frame like the recording, so it was thrown "
    "away. The recording itself was not changed; try again, and report it if it fails again."
)


def join_proxy(
    source: Source,
    recording: Path,
    chunks: Sequence[Path],
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
    appearing: Appearing = nullcontext,
) -> None:
    """Write the proxy of the `recording` to `output`, whole or not at all, from the folders of all its chunks in order.

    Raises MediaFailed, also when the result does not have exactly the clock's frames, and MediaStopped.
    """
    with scratch_folder(output) as scratch, whole_file(output, appearing) as temporary:
        sound = scratch / "sound.mp4"
        if source.audio is not None:
            share = _share_of(on_progress)
            make_proxy_sound(source, recording, sound, tools, on_progress=share, should_stop=should_stop)
        plan = scratch / "plan.json"
        plan.write_text(json.dumps(_plan(source, chunks, sound, temporary)), encoding="utf-8")
        folders = {chunk.parent for chunk in chunks}
        told = run_python(
            _CHILD, [str(plan)], tools, writes_to=output.parent, reads_from=folders, should_stop=should_stop
        )
        if error := json.loads(told).get("error"):
            raise MediaFailed(NOT_EXACT, error)
        _check(source, temporary, tools, should_stop)


def _share_of(on_progress: OnProgress) -> OnProgress:
    return lambda done: on_progress(SOUND_SHARE * done)


def _plan(source: Source, chunks: Sequence[Path], sound: Path, output: Path) -> dict[str, object]:
    """What `join_child` is told."""
    lengths = [chunk_at(source.rate, source.frames, number).span.length for number in range(len(chunks))]
    return {
        "rate": str(source.rate),
        "frames": source.frames,
        "pictures": [[str(folder / PICTURE), length] for folder, length in zip(chunks, lengths, strict=True)],
        "sound": str(sound) if source.audio is not None else None,
        "output": str(output),
    }


def _check(source: Source, path: Path, tools: Tools, should_stop: ShouldStop) -> None:
    """Count the packets of what was made, and see that it is the grid it was meant to be."""
    made = next(s for s in probe_file(path, tools, should_stop=should_stop).streams if s.kind == "video")
    if not _is_exact(source, made):
        facts = f"rate {made.rate}, {made.frames} frames of {source.frames}, first {made.first}"
        raise MediaFailed(NOT_EXACT, facts)


def _is_exact(source: Source, made: StreamFacts) -> bool:
    return (
        made.packets == made.frames == source.frames
        and made.rate == source.rate.as_fraction
        and made.first == 0
        and made.constant
        and made.longest_gop <= PROXY_GOP
    )
