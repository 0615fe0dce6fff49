"""Where the pictures of a clock can be read: in the original, or in its proxy.

`on_grid` puts the pictures of either on the clock, so that whatever is made downstream counts
the same frames.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from footage.media.arguments import Filter
from footage.media.source import Source

PROXY_WIDTH, PROXY_HEIGHT = 960, 540
PROXY_GOP = 12


@dataclass(frozen=True, slots=True)
class Pictures:
    """Stream `index` of the file at `path`, which holds `frames` frames at `rate` per second.

    Frame 0 is at `first_pts` ticks of `time_base` seconds. `width` and `height` are square
    pixels. `keyframes_every`: a keyframe lies on each multiple of it, and nowhere else.
    """

    path: Path
    index: int
    time_base: Fraction
    first_pts: int
    rate: Fraction
    frames: int
    width: int
    height: int
    interlaced: bool = False
    keyframes_every: int | None = None


def original_pictures(source: Source, path: Path) -> Pictures:
    """The pictures of the recording itself."""
    video = source.video
    assert video is not None, "a recording of sound alone has no pictures"
    return Pictures(
        path=path,
        index=video.index,
        time_base=video.time_base,
        first_pts=video.first_pts,
        rate=source.rate.as_fraction,
        frames=source.frames,
        width=video.width,
        height=video.height,
        interlaced=video.interlaced,
    )


def proxy_pictures(source: Source, path: Path) -> Pictures:
    """The pictures of the proxy that `make_proxy` made: quicker to decode, frame for frame equal."""
    width, height = proxy_size(source)
    return Pictures(
        path=path,
        index=0,
        time_base=1 / source.rate.as_fraction,
        first_pts=0,
        rate=source.rate.as_fraction,
        frames=source.frames,
        width=width,
        height=height,
        keyframes_every=PROXY_GOP,
    )


def proxy_size(source: Source) -> tuple[int, int]:
    """The proxy's width and height in square pixels."""
    assert source.video is not None, "the proxy of a recording of sound alone has no picture"
    return fit(source.video.width, source.video.height, PROXY_WIDTH, PROXY_HEIGHT)


def fit(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """The even size nearest to width × height scaled down (never up) into the given bounds."""
    scale = min(Fraction(1), Fraction(most_width, width), Fraction(most_height, height))
    return _even(width * scale), _even(height * scale)


def on_grid(pictures: Pictures) -> list[Filter]:
    """Filters after which picture n, with timestamp n, is frame n of the clock.

    A picture's place is round((pts − first) · rate); where two fall on one place the later wins,
    where none does the one before is repeated.
    """
    deinterlace = Filter("bwdif", named={"mode": "send_frame", "deint": "interlaced"})
    return [
        Filter("setpts", [f"PTS-({pictures.first_pts})"]),
        *([deinterlace] if pictures.interlaced else []),
        Filter("fps", named={"fps": str(pictures.rate), "round": "near"}),
    ]


def from_first(filters: list[Filter]) -> list[Filter]:
    """`on_grid` for reading from the start: frame 0 is there even if it does not decode."""
    *rest, fps = filters
    return [*rest, Filter(fps.name, fps.values, {**fps.named, "start_time": 0})]


def exactly(frames: int) -> list[Filter]:
    """Filters that make the pictures `frames` in number: the last repeated, or the rest cut.

    The number of frames is fixed by the probe from the packets; where fewer decode at the end,
    the clock does not change, and its last frames show the last picture there is.
    """
    return [
        Filter("tpad", named={"stop": frames, "stop_mode": "clone"}),
        Filter("trim", named={"end_frame": frames}),
    ]


def scaled(width: int, height: int, pixel_format: str) -> list[Filter]:
    return [
        Filter("scale", named={"w": width, "h": height}),
        Filter("setsar", [1]),
        Filter("format", [pixel_format]),
    ]


def _even(length: Fraction) -> int:
    return max(2, 2 * round(length / 2))
