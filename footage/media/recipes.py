"""The table of derivatives, and the argument list of each one that ffmpeg makes.

A derivative is made again when the version of its recipe goes up, so raise it whenever the
result would differ. Every `…_arguments` function is pure and has a golden test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from annotator.queues import Queue
from footage.media.arguments import Filter, Track, Value, compile_arguments, file_url
from footage.media.jumping import dated, later_by
from footage.media.pictures import PROXY_GOP
from footage.media.source import Source

SOUND_HZ = 16_000
"""Rate of the `audio` derivative, for waveform, noise and speech."""
PROXY_SOUND_HZ = 48_000
PICTURE_CODING: Mapping[str, Value] = {
    "c:v": "libx264",
    "preset": "veryfast",
    "crf": 23,
    "g": PROXY_GOP,
    "keyint_min": PROXY_GOP,
    "sc_threshold": 0,
    "bf": 0,
    # One thread: the same pictures to the last byte wherever they are made, and for less of the processor's time.
    "threads": 1,
    "fps_mode": "passthrough",
}
"""Short closed GOPs without reordering make every frame quick to reach."""
STEREO_OR_MONO = (Filter("aformat", named={"channel_layouts": "stereo|mono"}),)
SOUND_CODING: Mapping[str, Value] = {"c:a": "aac", "b:a": "128k"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of derivative.

    `needs` names the derivatives it is made from (none: the original alone), `picture` and
    `sound` the tracks a recording must have for it to exist, `queue` the workers that make it. What is
    `chunked` is put together from the chunks of a recording that has pictures, when all of them are there.
    """

    kind: str
    version: int
    queue: Queue
    needs: tuple[str, ...]
    picture: bool
    sound: bool
    media_type: str
    chunked: bool = False

    def applies_to(self, source: Source) -> bool:
        has_picture, has_sound = source.video is not None, source.audio is not None
        return (has_picture or not self.picture) and (has_sound or not self.sound)


RECIPES = (
    # In this order: sound is quick and tells a coder most, so the next recording never waits
    # for its waveform behind somebody's proxy.
    Recipe("audio", 1, Queue.LIGHT, (), picture=False, sound=True, media_type="audio/wav"),
    Recipe("peaks", 1, Queue.LIGHT, ("audio",), picture=False, sound=True, media_type="application/octet-stream"),
    Recipe("proxy", 3, Queue.HEAVY, (), picture=False, sound=False, media_type="video/mp4", chunked=True),
    Recipe("sprites", 2, Queue.LIGHT, (), picture=True, sound=False, media_type="application/json", chunked=True),
    Recipe("keyframes", 2, Queue.LIGHT, (), picture=True, sound=False, media_type="application/json", chunked=True),
)


def recipe(kind: str) -> Recipe:
    """The recipe of that kind; KeyError if there is none."""
    return {recipe.kind: recipe for recipe in RECIPES}[kind]


def proxy_sound_arguments(source: Source, recording: Path, output: Path) -> list[str]:
    """The sound of a proxy: what goes beside its pictures, or the whole proxy of a recording of sound alone."""
    assert source.audio is not None, "a recording without sound has none in its proxy"
    track = Track(source.audio.index, [*sound_from_first(source, PROXY_SOUND_HZ), *STEREO_OR_MONO])
    options: dict[str, Value] = {"movflags": "+faststart", "format": "mp4", **SOUND_CODING}
    return compile_arguments(recording, [track], file_url(output), options)


def audio_arguments(source: Source, recording: Path, output: Path) -> list[str]:
    """16 kHz mono 16-bit WAV whose sample k is what sounds k / 16000 s after frame 0."""
    assert source.audio is not None, "a recording without sound has no audio derivative"
    mono = Filter("aformat", named={"channel_layouts": "mono"})
    track = Track(source.audio.index, [*sound_from_first(source, SOUND_HZ), mono])
    options: dict[str, Value] = {"c:a": "pcm_s16le", "rf64": "auto", "format": "wav"}
    return compile_arguments(recording, [track], file_url(output), options)


def sound_from_first(source: Source, rate: int) -> list[Filter]:
    """`sound_between` from frame 0 to the last."""
    return sound_between(source, rate, 0, ceil(source.seconds * Fraction(rate)))


def sound_between(source: Source, rate: int, start: int, end: int, *, jump: Fraction | None = None) -> list[Filter]:
    """Filters after which sound runs from sample `start` to `end`, counted from frame 0, at `rate` Hz.

    Sound before is cut; silence fills up to a later start and over gaps of more than 0.1 s, so that what is heard
    stays beside what is seen.
    """
    assert source.audio is not None, "there is no sound"
    base = source.audio.time_base
    first = round((source.first_seconds + later_by(jump, base) * base) * rate) + start
    return [
        *dated(jump, base, "aselect"),
        Filter("asettb", [f"1/{rate}"]),
        Filter("asetpts", [f"PTS-({first})"]),
        Filter("aresample", [rate], {"async": 1, "first_pts": 0}),
        Filter("atrim", named={"end_sample": end - start}),
    ]
