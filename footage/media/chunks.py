"""The pictures of a recording made piece by piece: any piece within seconds, by any worker, in any order.

::

    chunk      0           1             2         …  the last
    frames  [0, C)      [C, 2C)      [2C, 3C)      …  up to the end

A chunk is decoded once, and everything that is made from pictures comes out of that one decode: a piece of the
proxy with its sound, the small pictures in which cuts are found, and the thumbnails that fall into it. Which frames
they are is decided by their times alone, so a chunk is the same whoever makes it and wherever decoding began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from footage.media.arguments import Branch, Filter, Output, Track, Value, compile_outputs, file_url
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import ShouldStop, never, run
from footage.media.looks import FRAME_BYTES, HEIGHT, WIDTH, look_of, pictures_in
from footage.media.pictures import (
    PROXY_GOP,
    from_first,
    on_grid,
    one_graph,
    original_pictures,
    proxy_size,
    scaled,
    shown,
)
from footage.media.publish import whole_folder
from footage.media.recipes import PICTURE_CODING, PROXY_SOUND_HZ, SOUND_CODING, STEREO_OR_MONO, sound_between
from footage.media.sandbox import Tools
from footage.media.source import Source
from footage.media.sprites import TILE_FORMAT, plan_sprites
from footage.media.stills import jumps, microseconds_text
from footage.timebase import FrameRate, FrameSpan

CHUNK_VERSION = 1
"""Goes up whenever a chunk would come out otherwise; what is put together from chunks is made again with it."""
CHUNK_SECONDS = 5
"""About how long one is: long enough for opening the file to cost little, short enough for somebody who waits."""
SOUND_PACKET = 1024
"""Samples in a packet of AAC."""
READ_ON_SECONDS = 4
"""How far beyond a chunk the file is read at most: pictures are stored out of order, sound beside them."""

_SEARCH_SECONDS = (0, 10)

PICTURE, SOUND, LOOK, TILES = "picture.mp4", "sound.mp4", "look.bin", "tiles.yuv"
_RAW_LOOK = "look.rgb"
_FRAGMENTS: Mapping[str, Value] = {"movflags": "+empty_moov+default_base_moof+frag_keyframe", "format": "mp4"}
_RAW: Mapping[str, Value] = {"format": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}

NOT_MADE = (
    "A part of this recording could not be decoded, so no copy for watching can be made of it. "
    "The recording itself was not changed; copy it again from its source."
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """The `number`-th chunk, from 0, and the frames of the clock that it holds."""

    number: int
    span: FrameSpan


def chunk_frames(rate: FrameRate) -> int:
    """Frames in each chunk but the last: a multiple of the proxy's keyframe distance, about `CHUNK_SECONDS`."""
    return PROXY_GOP * max(1, round(CHUNK_SECONDS * rate.as_fraction / PROXY_GOP))


def chunk_count(rate: FrameRate, frames: int) -> int:
    """How many chunks a recording of `frames` frames has."""
    return -(-frames // chunk_frames(rate))


def chunk_at(rate: FrameRate, frames: int, number: int) -> Chunk:
    """The chunk of that number. Raises ValueError when there is none."""
    if not 0 <= number < chunk_count(rate, frames):
        raise ValueError(f"There is no chunk {number}.")
    start = number * chunk_frames(rate)
    return Chunk(number, FrameSpan(start, min(start + chunk_frames(rate), frames)))


def make_chunk(
    source: Source,
    recording: Path,
    chunk: Chunk,
    folder: Path,
    tools: Tools,
    *,
    urgent: bool = False,
    should_stop: ShouldStop = never,
) -> None:
    """Make `folder` with all that one chunk holds, whole or not at all.

    `picture.mp4` and `sound.mp4` are fragmented MP4 that begin at 0 (the sound with 1024 samples of its encoder's
    priming, then as `sound_of_span` says); neither is there where the original serves as proxy. `look.bin` is a
    `looks.Look`, `tiles.yuv` the thumbnails one after the other. With `urgent` the decoder uses
    every core, else one.
    Raises MediaFailed and MediaStopped.
    """
    with whole_folder(folder) as temporary:
        for jump in jumps(source.first_seconds, source.rate.as_fraction, chunk.span.start, _SEARCH_SECONDS):
            arguments = chunk_arguments(source, recording, chunk, temporary, jump, urgent=urgent)
            run(arguments, tools, writes_to=temporary, should_stop=should_stop)
            if _decoded(temporary) == chunk.span.length:
                _keep_look(temporary)
                return
            _empty(temporary)
        raise MediaFailed(NOT_MADE, f"frames {chunk.span}")


def chunk_arguments(
    source: Source, recording: Path, chunk: Chunk, folder: Path, jump: Fraction | None, *, urgent: bool
) -> list[str]:
    """Decode from the keyframe before `jump` (the file's seconds; None: its start) and make one chunk."""
    assert source.video is not None, "chunks are made of pictures"
    trunk = Track(source.video.index, _trunk(source, recording, chunk, jump))
    outputs = [_look_output(trunk, folder), *_tiles_output(source, chunk, trunk, folder)]
    if not source.same_as_proxy:
        outputs += _proxy_outputs(source, chunk, trunk, folder)
    return compile_outputs(recording, outputs, _where(source, recording, chunk, jump, urgent=urgent))


def _where(source: Source, recording: Path, chunk: Chunk, jump: Fraction | None, *, urgent: bool) -> dict[str, Value]:
    """What of the file is read: from the keyframe before the jump to a little beyond the chunk."""
    where: dict[str, Value] = {"sn": None, "dn": None, **one_graph(original_pictures(source, recording))}
    if not urgent:
        where["threads"] = 1
    # The trap: where the file's own times are kept, `t` is no length but the time at which reading ends.
    end = source.first_seconds + chunk.span.end / source.rate.as_fraction
    where["t"] = microseconds_text(end + READ_ON_SECONDS)
    if jump is not None:
        where |= {"ss": microseconds_text(jump), "seek_timestamp": 1, "noaccurate_seek": None}
    return where


def _trunk(source: Source, recording: Path, chunk: Chunk, jump: Fraction | None) -> list[Filter]:
    """Exactly the chunk's frames, numbered from 0, in the proxy's size."""
    grid = on_grid(original_pictures(source, recording))
    start, end = chunk.span.start, chunk.span.end
    return [
        *(grid if jump is not None else from_first(grid)),
        Filter("tpad", named={"stop": source.frames, "stop_mode": "clone"}),
        Filter("trim", named={"start_pts": start, "end_pts": end}),
        Filter("setpts", [f"PTS-{start}"]),
        *shown(original_pictures(source, recording), proxy_size(source), "yuv420p"),
    ]


def _look_output(trunk: Track, folder: Path) -> Output:
    return Output(file_url(folder / _RAW_LOOK), [Branch(trunk, scaled(WIDTH, HEIGHT, "rgb24"))], _RAW)


def _tiles_output(source: Source, chunk: Chunk, trunk: Track, folder: Path) -> list[Output]:
    sprites = plan_sprites(source)
    if not sprites.tiles_in(chunk.span):
        return []
    filters = [
        Filter("select", [f"not(mod(n+{chunk.span.start},{sprites.every_frames}))"]),
        *scaled(sprites.width, sprites.height, TILE_FORMAT),
    ]
    return [Output(file_url(folder / TILES), [Branch(trunk, filters)], _RAW)]


def _proxy_outputs(source: Source, chunk: Chunk, trunk: Track, folder: Path) -> list[Output]:
    picture = Output(file_url(folder / PICTURE), [Branch(trunk, [])], {**_FRAGMENTS, **PICTURE_CODING})
    if source.audio is None:
        return [picture]
    sound = Track(source.audio.index, sound_of_span(source, chunk.span))
    return [picture, Output(file_url(folder / SOUND), [sound], {**_FRAGMENTS, **SOUND_CODING})]


def sound_of_span(source: Source, span: FrameSpan) -> list[Filter]:
    """The sound of a span at `PROXY_SOUND_HZ` as whole packets, with one before and one after, silence where there is
    none.

    A decoder plays every packet whole, so sound that is cut between packets makes all that follows late. The packets
    are counted from frame 0, and a span has those that begin in it; a neighbour on either side lets the encoder and
    the decoder run into them. The one before is missing at the start of the recording.
    """
    first, behind = (sound_packet_at(source.rate, frame) for frame in (span.start, span.end))
    start, end = max(0, first - 1) * SOUND_PACKET, (behind + 1) * SOUND_PACKET
    *filters, trim = sound_between(source, PROXY_SOUND_HZ, start, end)
    return [*filters, Filter("apad", named={"whole_len": end - start}), trim, *STEREO_OR_MONO]


def sound_packet_at(rate: FrameRate, frame: int) -> int:
    """The first packet of sound that begins at or after the start of `frame`."""
    return ceil(frame * PROXY_SOUND_HZ / rate.as_fraction / SOUND_PACKET)


def _decoded(folder: Path) -> int:
    """How many pictures came out."""
    return (folder / _RAW_LOOK).stat().st_size // FRAME_BYTES


def _keep_look(folder: Path) -> None:
    """Replace the small pictures by the little that finding shots needs of them."""
    raw = folder / _RAW_LOOK
    (folder / LOOK).write_bytes(look_of(pictures_in(raw.read_bytes())).to_bytes())
    raw.unlink()


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
