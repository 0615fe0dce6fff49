"""Exact pieces of a recording as files of their own, which tell nothing of who made the recording, when or where.

A clip is made again and not copied: a copy can begin at a keyframe only, and keeps what cameras hide
in the coded pictures. `residue` looks at every result, and what is not clean never appears.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from footage.media.arguments import Filter, Track, Value, compile_arguments, file_url
from footage.media.failures import MediaFailed
from footage.media.ffmpeg import OnProgress, Report, ShouldStop, never, run, silent
from footage.media.jumping import dated, jump_options, jumps, later_by
from footage.media.pictures import fit, on_grid, one_graph, original_pictures, shown
from footage.media.probe import StreamFacts, probe_file
from footage.media.publish import whole_file
from footage.media.residue import residue_of_jpeg, residue_of_mp4
from footage.media.sandbox import Tools
from footage.media.source import AudioTrack, Source
from footage.media.stills import frame_jpeg

NOT_EXACT = (
    "The clip did not come out with exactly the frames that were asked for, so it was thrown away. "
    "The recording was not changed; try again, and report it if it fails again."
)
NOT_CLEAN = (
    "The file that was made still carried something besides pictures and sound, which could tell where it "
    "comes from, so it was thrown away. The recording was not changed; please report this."
)
CLIP_SOUND_HZ = 48_000
LARGEST_STILL = 16_384
"""Pixels on each side: larger than any picture that is accepted (8192 × 4608, either way up)."""
_SOUND_SLACK = 1024
"""Samples: AAC comes in packets of so many."""
_PAST_SECONDS = 1
"""How far before a clip is jumped to at least, so that the sound is there and deinterlacing has a past."""
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Cut:
    """The frames `start` up to, not including, `end` of the `recording`. ValueError where they lie outside."""

    source: Source
    recording: Path
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= self.source.frames:
            raise ValueError(f"The span {self.start} to {self.end} lies outside the {self.source.frames} frames.")

    @property
    def frames(self) -> int:
        return self.end - self.start

    @property
    def samples(self) -> int:
        """How many samples of sound last as long."""
        return ceil(self.frames / self.source.rate.as_fraction * CLIP_SOUND_HZ)


def make_clip(
    cut: Cut, output: Path, tools: Tools, *, on_progress: OnProgress = silent, should_stop: ShouldStop = never
) -> None:
    """Write a cut with its sound to `output` (MP4).

    Raises MediaStopped, and MediaFailed, also when the result has another number of pictures or is
    not clean; `output` appears whole or not at all.
    """
    with whole_file(output) as temporary:
        _make_exactly(cut, temporary, tools, on_progress, should_stop)
        _refuse_residue(temporary, residue_of_mp4)


def make_still(cut: Cut, output: Path, tools: Tools, *, should_stop: ShouldStop = never) -> None:
    """Write exactly the first frame of a cut in its full size to `output` (JPEG). Raises as `make_clip`."""
    pictures = original_pictures(cut.source, cut.recording)
    most = {"most_width": LARGEST_STILL, "most_height": LARGEST_STILL}
    jpeg = frame_jpeg(pictures, cut.start, tools, **most, should_stop=should_stop)
    with whole_file(output) as temporary:
        temporary.write_bytes(jpeg)
        _refuse_residue(temporary, residue_of_jpeg)


def clip_arguments(cut: Cut, output: Path, jump: Fraction | None) -> list[str]:
    """Decode from the keyframe before `jump` (the file's seconds; None: its start), keep the cut, encode it well."""
    source, tracks = cut.source, list[Track]()
    options: dict[str, Value] = {"movflags": "+faststart", "write_tmcd": 0, "format": "mp4", "sn": None, "dn": None}
    if source.video is not None:
        tracks.append(Track(source.video.index, _pictures_of(cut, jump)))
        options |= {
            "c:v": "libx264",
            "preset": "fast",
            "crf": 16,
            # A keyframe each second: whoever watches the clip can go to any place of it at once.
            "g": ceil(source.rate.as_fraction),
            "fps_mode": "passthrough",
            # Supplemental information (type 6): x264 writes there which program it is, and how it was told to work.
            "bsf:v": "filter_units=remove_types=6",
        }
    if source.audio is not None:
        tracks.append(Track(source.audio.index, _sound_of(cut, source.audio, jump)))
        options |= {"c:a": "aac", "b:a": "192k"}
    where: dict[str, Value] = {}
    if source.video is not None:
        where |= one_graph(original_pictures(source, cut.recording))
    return compile_arguments(cut.recording, tracks, file_url(output), options, {**where, **jump_options(jump)})


def _pictures_of(cut: Cut, jump: Fraction | None) -> list[Filter]:
    pictures = original_pictures(cut.source, cut.recording)
    size = fit(pictures.width, pictures.height, pictures.width, pictures.height)
    return [
        *on_grid(pictures, jump),
        # A picture that is held to the end of the recording, or frames there that do not decode.
        Filter("tpad", named={"stop": cut.end if jump is None else cut.frames, "stop_mode": "clone"}),
        Filter("trim", named={"start_pts": cut.start, "end_pts": cut.end}),
        Filter("setpts", [f"PTS-({cut.start})"]),
        *shown(pictures, size, "yuv420p"),
    ]


def _sound_of(cut: Cut, audio: AudioTrack, jump: Fraction | None) -> list[Filter]:
    """Filters after which sound begins and ends exactly with the cut, with silence where there is none.

    Not `sound_from_first`, which would fill everything before a jump with silence, and then cut it away.
    """
    begins = cut.source.first_seconds + cut.start / cut.source.rate.as_fraction
    begins += later_by(jump, audio.time_base) * audio.time_base
    return [
        *dated(jump, audio.time_base, "aselect"),
        Filter("asettb", [f"1/{CLIP_SOUND_HZ}"]),
        Filter("asetpts", [f"PTS-({round(begins * CLIP_SOUND_HZ)})"]),
        Filter("aresample", [CLIP_SOUND_HZ], {"async": 1, "first_pts": 0}),
        Filter("apad", named={"whole_len": cut.samples}),
        Filter("atrim", named={"end_sample": cut.samples}),
        Filter("aformat", named={"channel_layouts": "stereo|mono"}),
    ]


def _make_exactly(cut: Cut, temporary: Path, tools: Tools, on_progress: OnProgress, should_stop: ShouldStop) -> None:
    """Try from nearer and then from further before the cut: what a jump misses at the front is missing in number."""
    told = ""
    first, rate, indexed = cut.source.first_seconds, cut.source.rate.as_fraction, cut.source.indexed
    for jump in jumps(first, rate, cut.start, indexed=indexed, at_least=_PAST_SECONDS):
        temporary.unlink(missing_ok=True)
        run(
            clip_arguments(cut, temporary, jump),
            tools,
            writes_to=temporary.parent,
            should_stop=should_stop,
            on_report=lambda report: on_progress(_fraction_done(cut, report)),
        )
        told = _difference(cut, temporary, tools, should_stop)
        if not told:
            return
    raise MediaFailed(NOT_EXACT, told)


def _fraction_done(cut: Cut, report: Report) -> float:
    made = Fraction(report.frame)
    if cut.source.video is None:
        made = report.microseconds * cut.source.rate.as_fraction / _MICROSECONDS
    return float(min(Fraction(1), made / cut.frames))


def _difference(cut: Cut, made: Path, tools: Tools, should_stop: ShouldStop) -> str:
    """In what the clip differs from what it should be; "" when in nothing."""
    try:
        streams = {stream.kind: stream for stream in probe_file(made, tools, should_stop=should_stop).streams}
    except MediaFailed as unreadable:
        return f"{unreadable.sentence} {unreadable.detail}"
    wanted = {"video": cut.source.video, "audio": cut.source.audio}
    if set(streams) != {kind for kind, track in wanted.items() if track is not None}:
        return f"tracks {sorted(streams)}"
    video, audio = streams.get("video"), streams.get("audio")
    if video is not None and not _has_the_pictures(video, cut):
        return f"{video.packets} pictures of {cut.frames}, {video.frames} frames at {video.rate}, first {video.first}"
    if audio is not None and abs(_samples_in(audio) - cut.samples) > _SOUND_SLACK:
        return f"{_samples_in(audio)} samples of sound instead of {cut.samples}"
    return ""


def _has_the_pictures(made: StreamFacts, cut: Cut) -> bool:
    # A single picture has no rate of its own.
    right_rate = made.rate == cut.source.rate.as_fraction or cut.frames == 1
    return made.packets == made.frames == cut.frames and made.first == 0 and made.constant and right_rate


def _samples_in(made: StreamFacts) -> int:
    return round((made.duration or 0) * (made.time_base or 0) * CLIP_SOUND_HZ)


def _refuse_residue(path: Path, residue_of: Callable[[Path], list[str]]) -> None:
    try:
        found = residue_of(path)
    except (ValueError, OSError) as error:
        found = [f"unreadable: {error}"]
    if found:
        raise MediaFailed(NOT_CLEAN, "; ".join(found))
