"""Where the pictures of a clock can be read: in the original, or in its proxy.

`on_grid` puts the pictures of either on the clock, so that whatever is made downstream counts
the same frames.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from footage.media.arguments import Filter, Value
from footage.media.jumping import dated, later_by
from footage.media.source import Source

PROXY_WIDTH, PROXY_HEIGHT = 960, 540
PROXY_GOP = 12


@dataclass(frozen=True, slots=True)
class Pictures:
    """Stream `index` of the file at `path`, which holds `frames` frames at `rate` per second.

    Frame 0 is at `first_pts` ticks of `time_base` seconds. `width` and `height` are square
    pixels.
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
    stored: tuple[int, int] | None = None
    """Width and height that `on_grid` holds to, should pictures of another size follow; None: they are not checked."""
    matrix: str | None = None
    """What their colours are to be taken for; None: they say it themselves."""
    high_range: bool = False
    indexed: bool = True
    """As of its `Source`."""


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
        stored=video.stored,
        matrix=video.matrix,
        high_range=video.high_range,
        indexed=source.indexed,
    )


def proxy_pictures(source: Source, path: Path) -> Pictures:
    """The pictures of the proxy that `join_proxy` made: quicker to decode, frame for frame equal."""
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
    )


def proxy_size(source: Source) -> tuple[int, int]:
    """The proxy's width and height in square pixels."""
    assert source.video is not None, "the proxy of a recording of sound alone has no picture"
    return fit(source.video.width, source.video.height, PROXY_WIDTH, PROXY_HEIGHT)


def fit(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """The even size nearest to width × height scaled down (never up) into the given bounds."""
    scale = min(Fraction(1), Fraction(most_width, width), Fraction(most_height, height))
    return _even(width * scale), _even(height * scale)


def on_grid(pictures: Pictures, jump: Fraction | None = None) -> list[Filter]:
    """Filters after which picture n, with timestamp n, is frame n of the clock.

    A picture's place is round((pts − first) · rate); where two fall on one place the later wins,
    where none does the one before is repeated. Read from the start (without a `jump`), frame 0 is there even if it
    does not decode.
    """
    deinterlace = Filter("bwdif", named={"mode": "send_frame", "deint": "interlaced"})
    from_first: dict[str, Value] = {"start_time": 0} if jump is None else {}
    return [
        *dated(jump, pictures.time_base),
        *_of_one_size(pictures),
        Filter("setpts", [f"PTS-({pictures.first_pts + later_by(jump, pictures.time_base)})"]),
        *([deinterlace] if pictures.interlaced else []),
        *_colours(pictures),
        Filter("fps", named={"fps": str(pictures.rate), "round": "near", **from_first}),
    ]


def one_graph(pictures: Pictures) -> dict[str, Value]:
    """Options of an input that is read through `on_grid`: its filters go on where the size of the pictures changes.

    Begun anew, they would repeat the last picture of the old size to the end, and count from the start again.
    """
    return {} if pictures.stored is None else {"reinit_filter:v": 0}


def _of_one_size(pictures: Pictures) -> list[Filter]:
    # `scale` alone can take pictures of changing sizes, and passes on those that fit untouched.
    return [] if pictures.stored is None else [Filter("scale", named=dict(zip("wh", pictures.stored, strict=True)))]


def _colours(pictures: Pictures) -> list[Filter]:
    # Said, because a player guesses by the size, and a small copy of a large picture has another.
    if pictures.high_range:
        return [Filter("setparams", named={"colorspace": "bt2020nc", "color_primaries": "bt2020"})]
    if pictures.matrix is None:
        return []
    names = ("colorspace", "color_primaries", "color_trc")
    return [Filter("setparams", named=dict.fromkeys(names, pictures.matrix))]


def shown(pictures: Pictures, size: tuple[int, int], pixel_format: str) -> list[Filter]:
    """`scaled`, and in the range of brightness that every screen shows."""
    if not pictures.high_range:
        return scaled(*size, pixel_format)
    return [*scaled(*size, "yuv420p10le"), *_in_usual_range(), *scaled(*size, pixel_format)]


def _in_usual_range() -> list[Filter]:
    return [
        Filter("zscale", named={"transfer": "linear", "npl": 100}),
        Filter("format", ["gbrpf32le"]),
        Filter("zscale", named={"primaries": "bt709"}),
        Filter("tonemap", named={"tonemap": "hable", "desat": 0}),
        Filter("zscale", named={"transfer": "bt709", "matrix": "bt709", "range": "limited"}),
        Filter("format", ["yuv420p"]),
    ]


def scaled(width: int, height: int, pixel_format: str) -> list[Filter]:
    # A JPEG has no place to say so: its colours are those of BT.601 in the full range.
    jpeg = {"out_color_matrix": "bt601", "out_range": "full"} if pixel_format.startswith("yuvj") else {}
    return [
        Filter("scale", named={"w": width, "h": height, **jpeg}),
        Filter("setsar", [1]),
        Filter("format", [pixel_format]),
    ]


def _even(length: Fraction) -> int:
    return max(2, 2 * round(length / 2))
