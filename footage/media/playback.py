"""Can a browser show the original itself? Decided from the probe, in favour of "no".

A browser's own `canPlayType` cannot be asked: HEVC, ProRes, MJPEG and MPEG-4 ASP "play" in
Chromium as sound with a black picture.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

from footage.media.probe import Probe, StreamFacts

_PICTURE_CONTAINERS = frozenset({"mp4", "webm"})
"""One of the names in libavformat's lists `mov,mp4,…` and `matroska,webm`."""
_SOUND_CONTAINERS = frozenset({"mp4", "webm", "mp3", "wav", "flac", "ogg"})
_PICTURE_CODECS = frozenset({"h264", "vp8", "vp9", "av1"})
_EIGHT_BIT_420 = frozenset({"yuv420p", "yuvj420p"})
_H264_PROFILES = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
_SOUND_CODECS = frozenset({"aac", "mp3", "opus", "vorbis", "flac"})
_WAV_CODECS = frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"})

_PROXY_WIDTH, _PROXY_HEIGHT, _PROXY_GOP = 1280, 720, 25


def why_not_playable(probe: Probe, video: StreamFacts | None, audio: StreamFacts | None) -> str | None:
    """The sentence on why a browser cannot show the original exactly; None: it can."""
    against_picture = _reasons_against_picture(probe, video) if video is not None else ()
    against_sound = _reasons_against_sound(probe, video, audio) if audio is not None else ()
    return next(chain(against_picture, against_sound), None)


def is_same_as_proxy(probe: Probe, video: StreamFacts | None, audio: StreamFacts | None) -> bool:
    """Whether the original does what a proxy is made for: quick, exact seeking in a browser."""
    if why_not_playable(probe, video, audio) is not None:
        return False
    if video is None:
        # Seeking in MP3, Ogg and raw streams is a guess; WAV and MP4 have an index.
        return bool(probe.container & {"wav", "mp4"}) and audio is not None and audio.first == 0
    return (
        video.codec == "h264"
        and "mp4" in probe.container
        and video.width <= _PROXY_WIDTH
        and video.height <= _PROXY_HEIGHT
        and video.longest_gop <= _PROXY_GOP
        and not video.reordered
        and video.first == 0
        and video.pixel_aspect in (None, 1)
    )


def _reasons_against_picture(probe: Probe, video: StreamFacts) -> Iterator[str]:
    if not probe.container & _PICTURE_CONTAINERS or video.codec not in _PICTURE_CODECS:
        yield f"A browser cannot show {video.codec} pictures in this kind of file."
    if video.pixel_format not in _EIGHT_BIT_420:
        yield f"A browser may not show pictures stored as {video.pixel_format}."
    if video.codec == "h264" and video.profile not in _H264_PROFILES:
        yield f"A browser may not show H.264 pictures of profile {video.profile}."
    if video.interlaced:
        yield "Its pictures are interlaced."
    if video.rotation:
        yield "Its pictures are stored turned."
    if not video.constant:
        yield "Its pictures come at a varying rate, so a browser cannot step through its frames."
    if video.discarded or not _starts_at_zero(video):
        yield "Its first picture does not lie at the start of the file."
    if _pictures(probe) > 1:
        yield "It has several picture tracks, of which a browser may show another."


def _reasons_against_sound(probe: Probe, video: StreamFacts | None, audio: StreamFacts) -> Iterator[str]:
    if not _is_known_sound(probe, video, audio):
        yield f"A browser cannot play {audio.codec} sound in this kind of file."
    if any(s.kind == "audio" and s.index < audio.index for s in probe.streams):
        yield "It has several sound tracks, of which a browser plays another."


def _is_known_sound(probe: Probe, video: StreamFacts | None, audio: StreamFacts) -> bool:
    if video is None and "wav" in probe.container:
        return audio.codec in _WAV_CODECS
    return bool(probe.container & _SOUND_CONTAINERS) and audio.codec in _SOUND_CODECS


def _pictures(probe: Probe) -> int:
    return sum(stream.kind == "video" and not stream.picture for stream in probe.streams)


def _starts_at_zero(video: StreamFacts) -> bool:
    """Whether frame 0 lies within a quarter of a frame of the file's zero."""
    if video.first is None or video.time_base is None or video.rate is None:
        return False
    return abs(video.first * video.time_base * video.rate) <= Fraction(1, 4)
