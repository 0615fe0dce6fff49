"""One frame of the clock as a JPEG, quickly and exactly.

ffmpeg jumps to a keyframe before the frame, decodes from there and picks the picture by its
place on the grid, so that the answer does not depend on where the jump landed.
"""

from fractions import Fraction
from math import floor

from footage.media.arguments import Filter, Track, Value, compile_arguments
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import ShouldStop, never, stream
from footage.media.jumping import jump_options, jumps
from footage.media.pictures import Pictures, fit, on_grid, one_graph, shown
from footage.media.sandbox import Tools

NO_SUCH_PICTURE = (
    "This frame of the recording cannot be shown: no picture of it could be decoded. The recording was not changed."
)
FULL_WIDTH, FULL_HEIGHT = 1920, 1080
_CHUNK_BYTES = 64 * 1024
_PAD_SECONDS = 20


def frame_jpeg(
    pictures: Pictures,
    frame: int,
    tools: Tools,
    *,
    most_width: int = FULL_WIDTH,
    most_height: int = FULL_HEIGHT,
    should_stop: ShouldStop = never,
) -> bytes:
    """The JPEG of exactly frame `frame` (0 to frames − 1), scaled down to fit the given size.

    Raises ValueError for a frame outside the recording, MediaFailed and MediaStopped.
    """
    if not 0 <= frame < pictures.frames:
        raise ValueError(f"Frame {frame} lies outside the {pictures.frames} frames.")
    size = fit(pictures.width, pictures.height, most_width, most_height)
    first = pictures.first_pts * pictures.time_base
    for jump in jumps(first, pictures.rate, frame, indexed=pictures.indexed):
        arguments = still_arguments(pictures, frame, size, jump)
        pieces = stream(arguments, tools, chunk_bytes=_CHUNK_BYTES, should_stop=should_stop)
        if jpeg := b"".join(pieces):
            return jpeg
    raise MediaFailed(NO_SUCH_PICTURE, f"frame {frame}")


def still_arguments(pictures: Pictures, frame: int, size: tuple[int, int], jump: Fraction | None) -> list[str]:
    """Decode from the keyframe before `jump` (the file's seconds; None: its start) to `frame`."""
    where: dict[str, Value] = {"an": None, "sn": None, "dn": None, **one_graph(pictures), **jump_options(jump)}
    padding = pictures.frames if jump is None else floor(_PAD_SECONDS * pictures.rate) + 1
    filters = [
        *on_grid(pictures, jump),
        Filter("tpad", named={"stop": padding, "stop_mode": "clone"}),
        Filter("trim", named={"start_pts": frame, "end_pts": frame + 1}),
        *shown(pictures, size, "yuvj420p"),
    ]
    options: dict[str, Value] = {
        "format": "image2pipe",
        "c:v": "mjpeg",
        "q:v": 3,
        "frames:v": 1,
        "fps_mode": "passthrough",
    }
    return compile_arguments(pictures.path, [Track(pictures.index, filters)], "pipe:1", options, where)
