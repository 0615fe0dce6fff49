"""The pictures of a recording made piece by piece: any piece within seconds, by any worker, in any order.

::

    chunk      0           1             2         …  the last
    frames  [0, C)      [C, 2C)      [2C, 3C)      …  up to the end

A chunk is decoded once, and everything that is made from pictures comes out of that one decode: a piece of the
proxy with its sound, the small pictures in which cuts are found, and the thumbnails that fall into it. Which frames
they are is decided by their times alone, so a chunk is the same whoever makes it and wherever decoding began.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from footage.media.arguments import Branch, Filter, Output, Track, Value, compile_outputs, file_url
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import ShouldStop, never, run
from footage.media.jumping import jump_options, jumps, microseconds_text
from footage.media.looks import FRAME_BYTES, HEIGHT, WIDTH, look_of, pictures_in
from footage.media.pictures import (
    PROXY_GOP,
    on_grid,
    one_graph,
    original_pictures,
    proxy_size,
    scaled,
    shown,
)
from footage.media.publish import Appearing, whole_folders
from footage.media.recipes import PICTURE_CODING, PROXY_SOUND_HZ, SOUND_CODING, STEREO_OR_MONO, sound_between
from footage.media.sandbox import Tools
from footage.media.source import Source
from footage.media.sprites import TILE_FORMAT, plan_sprites
from footage.timebase import FrameRate, FrameSpan

CHUNK_VERSION = 1
"""Goes up whenever a chunk would come out otherwise; what is put together from chunks is made again with it."""
CHUNK_SECONDS = 5
"""About how long one is: long enough for opening the file to cost little, short enough for somebody who waits."""
RUN = 4
"""Chunks that come out of one decode where nobody waits: what is decoded around a chunk alone is a fifth of it."""
SOUND_PACKET = 1024
"""Samples in a packet of AAC."""
READ_ON_SECONDS = 4
"""How far beyond a chunk the file is read at most: pictures are stored out of order, sound beside them."""

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


def make_chunks(
    source: Source,
    recording: Path,
    folders: Mapping[Chunk, Path],
    tools: Tools,
    *,
    urgent: bool = False,
    should_stop: ShouldStop = never,
    appearing: Appearing = nullcontext,
) -> None:
    """Make a folder for each chunk, with all that it holds, whole or not at all; the chunks are in their order.

    All come out of one decode, which begins once and runs on a little beyond what is wanted once. A folder is the
    same to the last byte of its pictures whichever chunks are made with it.

    `picture.mp4` and `sound.mp4` are fragmented MP4 that begin at 0 (the sound with 1024 samples of its encoder's
    priming, then one packet of the sound before); neither is there where the original serves as proxy. `look.bin` is a
    `looks.Look`, `tiles.yuv` the thumbnails one after the other. With `urgent` the decoder uses
    every core, else one.
    Raises MediaFailed and MediaStopped.
    """
    chunks = list(folders)
    with whole_folders(list(folders.values()), appearing) as temporary:
        made = dict(zip(chunks, temporary, strict=True))
        start = chunks[0].span.start
        for jump in jumps(source.first_seconds, source.rate.as_fraction, start, indexed=source.indexed):
            arguments = chunk_arguments(source, recording, made, jump, urgent=urgent)
            run(arguments, tools, writes_to=temporary[0].parent, should_stop=should_stop)
            if all(_decoded(folder) == chunk.span.length for chunk, folder in made.items()):
                _keep_looks(temporary)
                return
            _empty(temporary)
        raise MediaFailed(NOT_MADE, f"frames {_whole_span(chunks)}")


def chunk_arguments(
    source: Source, recording: Path, folders: Mapping[Chunk, Path], jump: Fraction | None, *, urgent: bool
) -> list[str]:
    """Decode from the keyframe before `jump` (the file's seconds; None: its start) and make the chunks."""
    span = _whole_span(list(folders))
    decoded = _Decoded(source, span, _pictures(source, recording, span, jump), _sound(source, span, jump))
    outputs = [output for chunk, folder in folders.items() for output in _outputs(decoded, chunk, folder)]
    return compile_outputs(recording, outputs, _where(source, recording, span, jump, urgent=urgent))


def _whole_span(chunks: Sequence[Chunk]) -> FrameSpan:
    return FrameSpan(chunks[0].span.start, chunks[-1].span.end)


def _where(
    source: Source, recording: Path, span: FrameSpan, jump: Fraction | None, *, urgent: bool
) -> dict[str, Value]:
    """What of the file is read: from the keyframe before the jump to a little beyond the span."""
    where: dict[str, Value] = {"sn": None, "dn": None, **one_graph(original_pictures(source, recording))}
    if not urgent:
        where["threads"] = 1
    # The trap: `t` is counted from where reading happens to begin, which may be as early as the start of the file.
    end = source.first_seconds + span.end / source.rate.as_fraction
    where["t"] = microseconds_text(end + READ_ON_SECONDS)
    return {**where, **jump_options(jump)}


def _pictures(source: Source, recording: Path, span: FrameSpan, jump: Fraction | None) -> Track:
    """Exactly the frames of the span, numbered from 0, in the proxy's size."""
    assert source.video is not None, "chunks are made of pictures"
    filters = [
        *on_grid(original_pictures(source, recording), jump),
        Filter("tpad", named={"stop": source.frames, "stop_mode": "clone"}),
        *_cut(span.start, span.end),
        *shown(original_pictures(source, recording), proxy_size(source), "yuv420p"),
    ]
    return Track(source.video.index, filters)


def _sound(source: Source, span: FrameSpan, jump: Fraction | None) -> Track | None:
    """The sound from the first packet of the span on, numbered from 0 at `PROXY_SOUND_HZ`."""
    if source.audio is None or source.same_as_proxy:
        return None
    *filters, _trim = sound_between(source, PROXY_SOUND_HZ, *_samples(source, span), jump=jump)
    return Track(source.audio.index, filters, is_sound=True)


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What all chunks of one decode are cut from: the tracks, and the frames of the clock that they run over."""

    source: Source
    span: FrameSpan
    pictures: Track
    sound: Track | None

    def pictures_of(self, chunk: Chunk, filters: Sequence[Filter]) -> Branch:
        """The frames of one chunk, numbered from 0, sent through `filters`."""
        if chunk.span == self.span:
            return Branch(self.pictures, filters)
        start = self.span.start
        return Branch(self.pictures, [*_cut(chunk.span.start - start, chunk.span.end - start), *filters])

    def sound_of(self, chunk: Chunk) -> list[Branch]:
        """The sound of one chunk as whole packets, with one before and one after, silence where there is none.

        A decoder plays every packet whole, so sound that is cut between packets makes all that follows late. The
        packets are counted from frame 0, and a chunk has those that begin in it; a neighbour on either side lets the
        encoder and the decoder run into them. The one before is missing at the start of the recording.
        """
        if self.sound is None:
            return []
        start, end = _samples(self.source, chunk.span)
        late = start - _samples(self.source, self.span)[0]
        begun = [Filter("atrim", named={"start_sample": late}), Filter("asetpts", [f"PTS-{late}"])] if late else []
        whole = [Filter("apad", named={"whole_len": end - start}), Filter("atrim", named={"end_sample": end - start})]
        return [Branch(self.sound, [*begun, *whole, *STEREO_OR_MONO])]


def _cut(start: int, end: int) -> list[Filter]:
    return [Filter("trim", named={"start_pts": start, "end_pts": end}), Filter("setpts", [f"PTS-{start}"])]


def _samples(source: Source, span: FrameSpan) -> tuple[int, int]:
    """The samples of the sound of a span, from frame 0 on: its packets, one before and one after."""
    first, behind = (sound_packet_at(source.rate, frame) for frame in (span.start, span.end))
    return max(0, first - 1) * SOUND_PACKET, (behind + 1) * SOUND_PACKET


def _outputs(decoded: _Decoded, chunk: Chunk, folder: Path) -> list[Output]:
    look = decoded.pictures_of(chunk, scaled(WIDTH, HEIGHT, "rgb24"))
    made = [Output(file_url(folder / _RAW_LOOK), [look], _RAW), *_tiles_output(decoded, chunk, folder)]
    return made if decoded.source.same_as_proxy else [*made, *_proxy_outputs(decoded, chunk, folder)]


def _tiles_output(decoded: _Decoded, chunk: Chunk, folder: Path) -> list[Output]:
    sprites = plan_sprites(decoded.source)
    if not sprites.tiles_in(chunk.span):
        return []
    filters = [
        Filter("select", [f"not(mod(n+{chunk.span.start},{sprites.every_frames}))"]),
        *scaled(sprites.width, sprites.height, TILE_FORMAT),
    ]
    return [Output(file_url(folder / TILES), [decoded.pictures_of(chunk, filters)], _RAW)]


def _proxy_outputs(decoded: _Decoded, chunk: Chunk, folder: Path) -> list[Output]:
    picture, sound = decoded.pictures_of(chunk, []), decoded.sound_of(chunk)
    made = [Output(file_url(folder / PICTURE), [picture], {**_FRAGMENTS, **PICTURE_CODING})]
    return [*made, *([Output(file_url(folder / SOUND), sound, {**_FRAGMENTS, **SOUND_CODING})] if sound else [])]


def sound_packet_at(rate: FrameRate, frame: int) -> int:
    """The first packet of sound that begins at or after the start of `frame`."""
    return ceil(frame * PROXY_SOUND_HZ / rate.as_fraction / SOUND_PACKET)


def _decoded(folder: Path) -> int:
    """How many pictures came out."""
    return (folder / _RAW_LOOK).stat().st_size // FRAME_BYTES


def _keep_looks(folders: Sequence[Path]) -> None:
    """Replace the small pictures by the little that finding shots needs of them."""
    for folder in folders:
        raw = folder / _RAW_LOOK
        (folder / LOOK).write_bytes(look_of(pictures_in(raw.read_bytes())).to_bytes())
        raw.unlink()


def _empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        for file in folder.iterdir():
            file.unlink()
