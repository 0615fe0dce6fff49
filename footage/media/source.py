"""A recording as the product uses it: which tracks, which clock, and can a browser show it.

`describe_source` is pure: probe in, `Source` out, or a sentence on why not.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from footage.media.failures import NOT_A_RECORDING, MediaFailed
from footage.media.playback import is_same_as_proxy, why_not_playable
from footage.media.probe import Probe, StreamFacts
from footage.media.safety import LONGEST_SECONDS, MOST_PIXELS
from footage.timebase import FrameRate, Timebase, TimeMalformed, TimeRefused

SOUND_RATE = FrameRate(1000, 1)
"""The clock of a recording of sound alone: a frame is a millisecond."""

CUT_SHORT = (
    "The file is cut short: its index lists more than can be read. Copy the recording again from "
    "its source; nothing was changed."
)
NOTHING_TO_SEE = (
    "The file holds neither moving pictures nor sound that can be read. Nothing was changed; "
    "copy the recording again from its source."
)
UNKNOWN_PICTURES = (
    "The pictures of this recording are of a kind that cannot be read, so only its sound would be left. Nothing was "
    "changed; make a copy of it with a program that can show it."
)
TOO_LONG = "The recording is longer than 48 hours. Split it into shorter ones."
TOO_LARGE = "The picture of {width} × {height} pixels is larger than 8192 × 4608. Make a smaller copy."
VARYING_RATE = (
    "The pictures of this recording come at a varying rate; its clock runs at {rate} frames per "
    "second and shows at each frame the picture that was on at that time."
)
IMPOSSIBLE_START = (
    "The file says that it starts at timecode {text}, which does not exist at {rate} frames per "
    "second; it is counted from zero instead."
)

START_OF_OTHER_RATE = (
    "The file says that it starts at timecode {text}, counted at {own} frames per second. That is no exact "
    "time on a clock of {rate}, so it is counted from zero; set where it starts to have another beginning."
)
HIGH_RANGE = (
    "The pictures are stored with a high dynamic range, which few screens show. The copy for watching and the "
    "stills are brought into the usual range; the recording itself stays as it is."
)
_HIGH_RANGE_TRANSFERS = frozenset({16, 18})
"""PQ and HLG, as ISO/IEC 23091-2 numbers them."""
_WITHOUT_INDEX = frozenset({"mpegts", "mpeg"})
_UNTOLD = 2
_HIGH_DEFINITION_LINES = 720


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The picture track in use.

    `width` and `height` are square pixels after rotation; `first_pts` is the time of frame 0 in
    ticks of `time_base` seconds.
    """

    index: int
    codec: str
    width: int
    height: int
    interlaced: bool
    time_base: Fraction
    first_pts: int
    stored: tuple[int, int] | None = None
    """Width and height as decoded; None where the pictures are turned after decoding."""
    matrix: str | None = None
    """What its colours are taken for, as players do, where the file does not tell; None: it does."""
    high_range: bool = False
    """Whether its brightness has to be brought into the range that every screen shows."""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """The sound track in use; `first_seconds` is the time of its first sample in the file, counted in `time_base`."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    language: str | None
    first_seconds: Fraction
    time_base: Fraction


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be known of a recording to put it on a clock, play it and derive from it."""

    rate: FrameRate
    frames: int
    video: VideoTrack | None
    audio: AudioTrack | None
    start_timecode: str | None
    """As the file says it, valid on this clock; a `;` before the frames means drop-frame."""
    not_playable: str | None
    """Why a browser cannot show the original itself; None: it can."""
    same_as_proxy: bool
    """Whether the original is as good as a proxy of it, so that none need be made."""
    choice: str
    """A sentence on which tracks are used, and why these."""
    notes: tuple[str, ...]
    indexed: bool = True
    """Whether its container tells where each keyframe is, so that a jump always finds the one before."""

    @property
    def first_seconds(self) -> Fraction:
        """The time of frame 0 in the file's own seconds."""
        if self.video is not None:
            return self.video.first_pts * self.video.time_base
        assert self.audio is not None
        return self.audio.first_seconds

    @property
    def seconds(self) -> Fraction:
        """The length of the recording."""
        return self.frames / self.rate.as_fraction

    def at_rate(self, rate: FrameRate) -> "Source":
        """The same recording on a clock of another rate, and of the same length in seconds.

        Its original no longer shows one picture per frame, so it is neither playable nor a proxy.
        """
        if rate == self.rate:
            return self
        frames = max(1, ceil(self.seconds * rate.as_fraction))
        start, remarks = self._start_at(rate, frames)
        kept = (note for note in self.notes if note != VARYING_RATE.format(rate=rate_in_words(self.rate)))
        return replace(
            self,
            rate=rate,
            frames=frames,
            start_timecode=start,
            notes=(*kept, *remarks),
            not_playable="Its clock was set to another rate than that of its pictures.",
            same_as_proxy=False,
        )

    def _start_at(self, rate: FrameRate, frames: int) -> tuple[str | None, tuple[str, ...]]:
        """The start timecode on another rate: a whole second is the same on both, a frame of it is not."""
        text = self.start_timecode
        if text is None:
            return None, ()
        try:
            Timebase.starting_at(rate, frames, text, drop_frame=";" in text)
        except (TimeMalformed, TimeRefused):
            fits = False
        else:
            fits = text.endswith("00")
        if fits:
            return text, ()
        words = rate_in_words(self.rate), rate_in_words(rate)
        return None, (START_OF_OTHER_RATE.format(text=text, own=words[0], rate=words[1]),)

    def timebase(self, start_timecode_override: str | None = None) -> Timebase:
        """The clock. An override is what a person says instead of the file.

        Raises TimeMalformed or TimeRefused when `start_timecode_override` is no time on it.
        """
        start = start_timecode_override or self.start_timecode
        if start is None:
            return Timebase(self.rate, self.frames, start=0, drop_frame=False)
        return Timebase.starting_at(self.rate, self.frames, start, drop_frame=";" in start)


def rate_in_words(rate: FrameRate) -> str:
    """As people write it: 25, 29.97, 23.976."""
    return f"{float(rate.as_fraction):.3f}".rstrip("0").rstrip(".")


def describe_source(probe: Probe) -> Source:
    """Choose the tracks, fix the clock and decide on playing. Raises MediaFailed if refused."""
    videos = [s for s in probe.streams if s.kind == "video" and not s.picture and s.frames]
    audios = [s for s in probe.streams if s.kind == "audio" and s.packets and s.first is not None]
    _refuse(probe, videos, audios)
    video = min(videos, key=_picture_order, default=None)
    audio = min(audios, key=_sound_order, default=None)
    rate, frames = _clock(video, audio)
    if frames / rate.as_fraction > LONGEST_SECONDS:
        raise MediaFailed(TOO_LONG)
    start_timecode, notes = _start_timecode(probe, video, rate, frames)
    if video is not None and not video.constant:
        notes = (*notes, VARYING_RATE.format(rate=rate_in_words(rate)))
    if video is not None and video.transfer in _HIGH_RANGE_TRANSFERS:
        notes = (*notes, HIGH_RANGE)
    return Source(
        rate=rate,
        frames=frames,
        video=_video_track(video) if video is not None else None,
        audio=_audio_track(audio) if audio is not None else None,
        start_timecode=start_timecode,
        not_playable=why_not_playable(probe, video, audio),
        same_as_proxy=is_same_as_proxy(probe, video, audio),
        choice=_choice(videos, audios, video, audio),
        notes=notes,
        indexed=not probe.container & _WITHOUT_INDEX,
    )


def _refuse(probe: Probe, videos: list[StreamFacts], audios: list[StreamFacts]) -> None:
    if probe.cut_short:
        raise MediaFailed(CUT_SHORT)
    if probe.duration is not None and probe.duration > LONGEST_SECONDS:
        raise MediaFailed(TOO_LONG)
    for video in videos:
        if video.width * video.height > MOST_PIXELS:
            raise MediaFailed(TOO_LARGE.format(width=video.width, height=video.height))
        if video.first is None or video.width * video.height == 0:
            raise MediaFailed(NOT_A_RECORDING, f"no picture of stream {video.index} decodes")
    if not videos and any(s.kind == "video" and not s.picture and s.codec is None for s in probe.streams):
        raise MediaFailed(UNKNOWN_PICTURES)
    if not videos and not audios:
        raise MediaFailed(NOTHING_TO_SEE)


def _picture_order(stream: StreamFacts) -> tuple[bool, int, int]:
    return not stream.default, -_size(stream), stream.index


def _sound_order(stream: StreamFacts) -> tuple[bool, int, int]:
    return not stream.default, -stream.channels, stream.index


def _clock(video: StreamFacts | None, audio: StreamFacts | None) -> tuple[FrameRate, int]:
    if video is not None:
        assert video.rate is not None
        return FrameRate(video.rate.numerator, video.rate.denominator), video.frames
    assert audio is not None
    assert audio.time_base is not None
    assert audio.end is not None
    assert audio.first is not None
    seconds = (audio.end - audio.first) * audio.time_base
    return SOUND_RATE, max(1, ceil(seconds * SOUND_RATE.as_fraction))


def _start_timecode(
    probe: Probe, video: StreamFacts | None, rate: FrameRate, frames: int
) -> tuple[str | None, tuple[str, ...]]:
    """The timecode the file starts at: of its picture track, else of any track, else its own."""
    told = [stream.timecode for stream in (video, *probe.streams) if stream is not None]
    text = next((code for code in (*told, probe.timecode) if code), None)
    if text is None:
        return None, ()
    try:
        Timebase.starting_at(rate, frames, text, drop_frame=";" in text)
    except (TimeMalformed, TimeRefused):
        return None, (IMPOSSIBLE_START.format(text=text, rate=rate_in_words(rate)),)
    return text, ()


def _video_track(stream: StreamFacts) -> VideoTrack:
    assert stream.codec is not None
    assert stream.time_base is not None
    assert stream.first is not None
    aspect = stream.pixel_aspect or Fraction(1)
    width, height = round(stream.width * aspect), stream.height
    if stream.rotation % 180 == 90:
        width, height = height, width
    return VideoTrack(
        index=stream.index,
        codec=stream.codec,
        width=max(1, width),
        height=height,
        interlaced=stream.interlaced,
        time_base=stream.time_base,
        first_pts=stream.first,
        stored=None if stream.rotation else (stream.width, stream.height),
        matrix=_assumed_matrix(stream),
        high_range=stream.transfer in _HIGH_RANGE_TRANSFERS,
    )


def _assumed_matrix(stream: StreamFacts) -> str | None:
    if stream.matrix != _UNTOLD:
        return None
    return "bt709" if stream.height >= _HIGH_DEFINITION_LINES else "smpte170m"


def _audio_track(stream: StreamFacts) -> AudioTrack:
    assert stream.codec is not None
    assert stream.time_base is not None
    assert stream.first is not None
    return AudioTrack(
        index=stream.index,
        codec=stream.codec,
        sample_rate=stream.sample_rate,
        channels=stream.channels,
        language=stream.language,
        first_seconds=stream.first * stream.time_base,
        time_base=stream.time_base,
    )


def _choice(
    videos: list[StreamFacts],
    audios: list[StreamFacts],
    video: StreamFacts | None,
    audio: StreamFacts | None,
) -> str:
    pictures = "It has no picture." if video is None else _chosen("picture", videos, video)
    sounds = "It has no sound." if audio is None else _chosen("sound", audios, audio)
    return f"{pictures} {sounds}"


def _chosen(kind: str, streams: list[StreamFacts], chosen: StreamFacts) -> str:
    """In words what `_picture_order` and `_sound_order` did."""
    if len(streams) == 1:
        return f"Its only {kind} track is used."
    peers = [stream for stream in streams if stream.default == chosen.default]
    quality, best = ("largest picture", _size) if kind == "picture" else ("most channels", _channels)
    if len(peers) == 1:
        why = "the file marks it as the default"
    elif sum(best(peer) == best(chosen) for peer in peers) == 1:
        why = f"it has the {quality}"
    else:
        why = "it comes first"
    return f"Of its {len(streams)} {kind} tracks, number {chosen.index} of the file is used: {why}."


def _size(stream: StreamFacts) -> int:
    return stream.width * stream.height


def _channels(stream: StreamFacts) -> int:
    return stream.channels
