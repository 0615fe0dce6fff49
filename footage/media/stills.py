"""One frame of the clock as a JPEG, quickly and exactly.

ffmpeg jumps to a keyframe before the frame, decodes from there and picks the picture by its
place on the grid, so that the answer does not depend on where the jump landed.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from footage.media.arguments import Filter, Track, Value, compile_arguments
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import ShouldStop, never, stream
from footage.media.pictures import Pictures, fit, from_first, on_grid, one_graph, shown
from footage.media.sandbox import Tools

NO_SUCH_PICTURE = (
    "This frame of the recording cannot be shown: no picture of it could be decoded. The recording was not changed."
)
FULL_WIDTH, FULL_HEIGHT = 1920, 1080
_CHUNK_BYTES = 64 * 1024
_SEARCH_SECONDS = (0, 10)
"""How far before a frame is jumped to, at most one after the other; then from the start."""
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
    for jump in jumps(pictures.first_pts * pictures.time_base, pictures.rate, frame, _SEARCH_SECONDS):
        arguments = still_arguments(pictures, frame, size, jump)
        pieces = stream(arguments, tools, chunk_bytes=_CHUNK_BYTES, should_stop=should_stop)
        if jpeg := b"".join(pieces):
            return jpeg
    raise MediaFailed(NO_SUCH_PICTURE, f"frame {frame}")


def still_arguments(pictures: Pictures, frame: int, size: tuple[int, int], jump: Fraction | None) -> list[str]:
    """Decode from the keyframe before `jump` (the file's seconds; None: its start) to `frame`."""
    where: dict[str, Value] = {"an": None, "sn": None, "dn": None, **one_graph(pictures)}
    grid = from_first(on_grid(pictures))
    padding = pictures.frames
    if jump is not None:
        where |= {"ss": microseconds_text(jump), "seek_timestamp": 1, "noaccurate_seek": None}
        grid = on_grid(pictures)
        padding = floor(_PAD_SECONDS * pictures.rate) + 1
    filters = [
        *grid,
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


def microseconds_text(seconds: Fraction) -> str:
    """Seconds as ffmpeg reads them, rounded down to a microsecond."""
    whole, rest = divmod(floor(seconds * 1_000_000), 1_000_000)
    return f"{whole}.{rest:06}"


def jumps(first: Fraction, rate: Fraction, frame: int, backs: Sequence[int]) -> Iterator[Fraction | None]:
    """Where to begin to decode for `frame`, in the file's seconds, one try after the other; None: at its start.

    `first` is the time of frame 0 in the file's seconds, `backs` are seconds before the frame.
    """
    for back in backs:
        # One frame early, so that a picture whose time was rounded is not jumped over.
        jump = first + (frame - 1) / rate - back
        if jump > max(first, Fraction(0)):
            yield jump
    yield None
