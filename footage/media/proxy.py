"""Make the proxy: what a browser plays."""

from pathlib import Path

from footage.media.failures import MediaFailed
from footage.media.ffmpeg import OnProgress, Report, ShouldStop, Tools, never, run, silent
from footage.media.pictures import PROXY_GOP
from footage.media.probe import StreamFacts, probe_file
from footage.media.publish import whole_file
from footage.media.recipes import proxy_arguments
from footage.media.source import Source

NOT_EXACT = (
    "The copy for watching did not come out frame for frame like the recording, so it was thrown "
    "away. The recording itself was not changed; try again, and report it if it fails again."
)
MICROSECONDS = 1_000_000


def make_proxy(
    source: Source,
    recording: Path,
    output: Path,
    tools: Tools,
    *,
    on_progress: OnProgress = silent,
    should_stop: ShouldStop = never,
) -> None:
    """Write the proxy of the `recording` to `output`, whole or not at all.

    Raises MediaFailed, also when the result does not have exactly the clock's frames, and
    MediaStopped.
    """
    with whole_file(output) as temporary:
        run(
            proxy_arguments(source, recording, temporary),
            tools,
            writes_to=output.parent,
            should_stop=should_stop,
            on_report=lambda report: on_progress(fraction_done(source, report)),
        )
        if source.video is not None:
            _check(source, temporary, tools, should_stop)


def fraction_done(source: Source, report: Report) -> float:
    """How much of the recording a run has written: by pictures, or by time where there are none."""
    if source.video is not None:
        return min(1.0, report.frame / source.frames)
    return min(1.0, report.microseconds / float(source.seconds * MICROSECONDS))


def _check(source: Source, path: Path, tools: Tools, should_stop: ShouldStop) -> None:
    """Count the packets of what was made, and see that it is the grid it was meant to be."""
    made = next(s for s in probe_file(path, tools, should_stop=should_stop).streams)
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
