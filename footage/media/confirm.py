"""Whether reading all of a recording confirmed the clock that a quick look at it gave.

Whatever else the quick look told wrong (that its pictures come at one rate, that a browser can show it) moves no frame:
of a recording that is confirmed, what was read whole takes the place of all of it.
"""

from collections.abc import Iterator

from footage.media.failures import MediaFailed
from footage.media.probe import Probe
from footage.media.source import Source, describe_source, rate_in_words

OTHER_CLOCK = (
    "Reading the whole recording found another clock than its beginning and its end told: {found}. "
    "The file was not changed. Have the recording read again to work on the clock that was found."
)


def confirms(quick: Probe, whole: Probe) -> str | None:
    """None when both put the recording on the same clock, else a sentence on what is other.

    Also a sentence when the whole recording turned out to be unusable. Raises MediaFailed only
    if the quick look was refused too.
    """
    told = describe_source(quick)
    try:
        found = describe_source(whole)
    except MediaFailed as failure:
        return failure.sentence
    other = "; ".join(_differences(told, found))
    return OTHER_CLOCK.format(found=other) if other else None


def _differences(told: Source, found: Source) -> Iterator[str]:
    if (told.video and told.video.index, told.audio and told.audio.index) != (
        found.video and found.video.index,
        found.audio and found.audio.index,
    ):
        yield found.choice.removesuffix(".")
        return
    if told.rate != found.rate:
        yield f"it runs at {rate_in_words(found.rate)} frames per second, not at {rate_in_words(told.rate)}"
    if told.frames != found.frames:
        yield f"it has {found.frames} frames, not {told.frames}"
    if told.first_seconds != found.first_seconds:
        yield "its first frame lies elsewhere in the file"
    if told.same_as_proxy and not found.same_as_proxy:
        # Its chunks were made without pictures, as those of a recording are that needs no copy.
        yield "its pictures do not lie as in a copy for watching, for which they were taken"
