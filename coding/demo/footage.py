"""Makes the demo's recordings: drawn pictures with burnt-in timecode, spoken lines, a stretch of static.

The files are of the kind that needs no proxy: H.264 of 320 × 180 at 25 frames a second, a keyframe every second, no
reordering. The same version of ffmpeg makes the same bytes each time.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coding.demo import glyphs, sound
from coding.demo.paint import HEIGHT, WIDTH, Luma
from coding.demo.scenes import Scene, scene
from coding.demo.tables import RATE, Recording
from footage.media.arguments import file_url
from footage.media.ffmpeg import feed, run
from footage.media.publish import LEFTOVER_SUFFIX, remove_leftovers, whole_file
from footage.media.sandbox import Tools

_BRIGHT, _COLORED = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
FRAME_BYTES = _BRIGHT + 2 * _COLORED
GOP = RATE.nominal
ENCODER_THREADS = 2
"""Fixed, because the bytes depend on it."""

OnFrames = Callable[[int], None]

_PLATE_HEIGHT, _PLATE_WIDTH = glyphs.plate_size("00:00:00:00")
_PLATE_ROWS = slice(glyphs.TOP, glyphs.TOP + _PLATE_HEIGHT)
_PLATE_COLUMNS = slice(glyphs.LEFT, glyphs.LEFT + _PLATE_WIDTH)
_SAME = len("00:00:00:")
_EXACT = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]


def make_recording(recording: Recording, output: Path, tools: Tools, *, on_frames: OnFrames) -> None:
    """Write a recording to `output`, whole or not at all. Raises MediaFailed.

    `on_frames` is called with the number of frames that were made since it was last called.
    """
    remove_leftovers(output)
    pictures, spoken = (output.with_name(f".{output.name}.{part}{LEFTOVER_SUFFIX}") for part in ("pictures", "sound"))
    try:
        # Pictures keep one core busy and sound the other.
        with ThreadPoolExecutor() as together:
            listening = together.submit(_encode_sound, recording, spoken, tools)
            _encode_pictures(recording, pictures, tools, on_frames)
            listening.result()
        with whole_file(output) as temporary:
            run(_join_arguments(pictures, spoken, recording, temporary), tools, writes_to=output.parent)
    finally:
        pictures.unlink(missing_ok=True)
        spoken.unlink(missing_ok=True)


def frames(recording: Recording) -> Iterator[NDArray[np.uint8]]:
    """The pictures as planar 4:2:0, a second at a time: shape (frames, FRAME_BYTES)."""
    count = recording.clock.frames
    shots = recording.shots()
    ends = [shot.start for shot in shots[1:]] + [count]
    for shot, end in zip(shots, ends, strict=True):
        place = scene(shot.scene, mirrored=shot.mirrored)
        for first in range(shot.start, min(end, count), RATE.nominal):
            yield _second(recording, place, shot.start, range(first, min(first + RATE.nominal, end, count)))


def _second(recording: Recording, place: Scene, shot_start: int, numbers: range) -> NDArray[np.uint8]:
    """The pictures of one second. All but the last digits of their timecode is the same, and no figure reaches it."""
    made = np.empty((len(numbers), FRAME_BYTES), dtype=np.uint8)
    made[:] = place.still
    plates = made[:, :_BRIGHT].reshape(-1, HEIGHT, WIDTH)[:, _PLATE_ROWS, _PLATE_COLUMNS]
    texts = [recording.clock.timecode(number) for number in numbers]
    plates[:] = _plate_with(plates[0], texts[0][:_SAME])
    for picture, plate, text, number in zip(made, plates, texts, numbers, strict=True):
        luma, colors = planes_of(picture)
        for figure in place.figures:
            figure.lay(luma, colors, number - shot_start)
        glyphs.write(plate, text, first=_SAME)
    return made


def _plate_with(under: Luma, text: str) -> Luma:
    plate = glyphs.plate(under)
    glyphs.write(plate, text)
    return plate


def planes_of(picture: NDArray[np.uint8]) -> tuple[Luma, tuple[Luma, Luma]]:
    """The brightness and the two half-size colours of a picture, as views into it."""
    luma = picture[:_BRIGHT].reshape(HEIGHT, WIDTH)
    blue, red = picture[_BRIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
    return luma, (blue, red)


def plate_of(luma: Luma) -> Luma:
    """The part of a picture that carries its timecode, as a view into it."""
    return luma[_PLATE_ROWS, _PLATE_COLUMNS]


def _encode_pictures(recording: Recording, output: Path, tools: Tools, on_frames: OnFrames) -> None:
    def told() -> Iterator[bytes]:
        for second in frames(recording):
            yield second.tobytes()
            on_frames(len(second))

    feed(_picture_arguments(output), told(), tools, writes_to=output.parent)


def _encode_sound(recording: Recording, output: Path, tools: Tools) -> None:
    feed(_sound_arguments(output), sound.track(recording, tools), tools, writes_to=output.parent)


def _picture_arguments(output: Path) -> list[str]:
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-framerate", str(RATE)]
    colors = [
        "-colorspace",
        "smpte170m",
        "-color_primaries",
        "smpte170m",
        "-color_trc",
        "smpte170m",
        "-color_range",
        "tv",
    ]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "32", "-threads", str(ENCODER_THREADS)]
    coded += ["-g", str(GOP), "-keyint_min", str(GOP), "-sc_threshold", "0", "-bf", "0", "-fps_mode", "passthrough"]
    return [*raw, "-i", "pipe:0", *coded, *colors, *_EXACT, "-f", "mp4", file_url(output)]


def _sound_arguments(output: Path) -> list[str]:
    raw = ["-f", "s16le", "-ar", str(sound.HZ), "-ac", "1"]
    return [
        *raw,
        "-i",
        "pipe:0",
        "-c:a",
        "aac",
        "-aac_coder",
        "fast",
        "-b:a",
        "24k",
        *_EXACT,
        "-f",
        "mp4",
        file_url(output),
    ]


def _join_arguments(pictures: Path, spoken: Path, recording: Recording, output: Path) -> list[str]:
    inputs = ["-i", file_url(pictures), "-i", file_url(spoken), "-map", "0:v", "-map", "1:a", "-c", "copy"]
    written = ["-timecode", recording.clock.start_timecode, "-movflags", "+faststart"]
    return [*inputs, *_EXACT, *written, "-f", "mp4", file_url(output)]
