"""The kinds of the table of ground truth, in the order in which the documentation lists them."""

from fractions import Fraction

from tests.footage.media.truth import (
    FRAMES,
    MPEG2,
    NTSC,
    SOUND,
    X264,
    X265,
    Kind,
    changed,
    clip,
    interlaced,
    open_gop,
    over_4_gib,
    renamed,
    rotated,
    several_tracks,
    two_sizes,
    varying,
)

FILM, FAST = Fraction(24000, 1001), Fraction(60000, 1001)
PQ = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
PCM = ("-c:a", "pcm_s16le")
TAG = "timecode={}"
GAP = range(100, 180)
HELD = [99 if n in GAP else n for n in range(FRAMES)]
LONG, LONG_GAP = 600, range(400, 480)
"""In the middle of so many frames that a quick look does not come upon it."""
DROP_LONG_GAP = ("-c", "copy", "-bsf:v", f"noise=drop=gte(n\\,{LONG_GAP.start})*lt(n\\,{LONG_GAP.stop})")
DROP_GAP = ("-c", "copy", "-bsf:v", f"noise=drop=gte(n\\,{GAP.start})*lt(n\\,{GAP.stop})")

RATES = [
    Kind("23.976", "a.mp4", clip(rate=FILM, sound_seconds=SOUND), FILM),
    Kind("24", "a.mov", clip(rate=Fraction(24)), Fraction(24)),
    Kind("25", "a.mkv", clip(sound_seconds=SOUND)),
    Kind("29.97 non-drop", "a.mp4", clip(rate=NTSC, start_timecode="01:00:00:00"), NTSC, start="01:00:00:00"),
    Kind("29.97 drop", "a.mov", clip(rate=NTSC, start_timecode="00:59:50;02"), NTSC, start="00:59:50;02"),
    Kind("50", "a.mp4", clip(rate=Fraction(50)), Fraction(50)),
    Kind("59.94 drop", "a.mov", clip(rate=FAST, start_timecode="10:00:00;00"), FAST, start="10:00:00;00"),
    Kind("59.94 in milliseconds", "a.mkv", clip(rate=FAST), FAST),
    renamed(
        varying(
            times=lambda n: n * 3003 + n * 977 % 1200,
            expression="N*3003+mod(N*977\\,1200)",
            rate=NTSC,
            frames=FRAMES,
            last=1,
            file="a.mp4",
        ),
        "varying rate, a phone",
    ),
    renamed(
        varying(
            times=lambda n: n * 6000 + n // 40 * 450_000,
            expression="N*6000+450000*floor(N/40)",
            rate=Fraction(15),
            frames=160,
            last=1,
            file="a.mp4",
        ),
        "varying rate, long pauses",
    ),
]
STARTS = [
    Kind("start from tmcd", "a.mov", clip(start_timecode="10:00:00:00"), start="10:00:00:00"),
    Kind(
        "start from a stream's tag",
        "a.mkv",
        clip(more=["-metadata:s:v:0", TAG.format("20:15:00:00")]),
        start="20:15:00:00",
    ),
    Kind(
        "impossible start",
        "a.mkv",
        clip(more=["-metadata:s:v:0", TAG.format("10:00:00:77")]),
        told="does not exist",
    ),
    Kind("picture starts late", "a.mp4", clip(start_seconds=Fraction(14, 25), sound_seconds=SOUND)),
    Kind("sound starts late", "a.mp4", clip(sound_seconds=SOUND, sound_start_seconds=Fraction(6, 5))),
    Kind("edit list: an empty edit", "a.mov", clip(start_seconds=Fraction(2), sound_seconds=SOUND)),
    Kind(
        "edit list: the start is skipped",
        "a.mp4",
        changed(clip(gop=100), "-c", "copy", before=["-ss", "2.4"]),
        numbers=range(60, FRAMES),
    ),
]
PICTURES = [
    Kind("turned by 90°", "a.mp4", rotated(90, "transpose=clock")),
    Kind("turned by 180°", "a.mp4", rotated(180, "hflip,vflip")),
    Kind("turned by 270°", "a.mp4", rotated(270, "transpose=cclock")),
    Kind("interlaced, top field first", "a.mp4", interlaced("tt", *X264), numbers=range(0, 2 * FRAMES, 2)),
    Kind("interlaced, bottom field first", "a.mpg", interlaced("bb", *MPEG2), numbers=range(0, 2 * FRAMES, 2), line=1),
    Kind("interlaced, a camcorder", "a.mts", interlaced("tt", *X264), numbers=range(0, 2 * FRAMES, 2)),
    Kind("anamorphic", "a.mp4", clip(more=["-vf", "setsar=16/11"])),
    Kind("several tracks", "a.mp4", several_tracks, told="marks it as the default"),
    Kind(
        "no sound",
        "a.webm",
        clip(codec=("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
        told="no sound",
    ),
    Kind("gap in an mp4", "a.mp4", changed(clip(gop=20), *DROP_GAP), numbers=HELD, told="varying"),
    Kind(
        "gap in an mkv",
        "a.mkv",
        changed(clip(LONG, gop=20), *DROP_LONG_GAP, ending=".mkv"),
        numbers=[399 if n in LONG_GAP else n for n in range(LONG)],
        told="varying",
    ),
    Kind("gap in a broadcast", "a.ts", changed(clip(gop=20), *DROP_GAP), numbers=HELD, told="varying"),
    Kind("size changes half-way", "a.ts", two_sizes),
]
CODECS = [
    Kind("open GOP, H.264", "a.mp4", open_gop(24)),
    Kind("open GOP, H.264 in a broadcast", "a.ts", open_gop(24)),
    Kind("open GOP, MPEG-2", "a.ts", clip(codec=MPEG2, b_frames=2, gop=12, sound_seconds=SOUND)),
    Kind("open GOP, HEVC", "a.mp4", clip(gop=24, codec=(*X265, "log-level=error:open-gop=1:bframes=4:b-pyramid=1"))),
    Kind("open GOP, HEVC in a broadcast", "a.ts", clip(gop=24, codec=(*X265, "log-level=error:open-gop=1:bframes=4"))),
    Kind(
        "high dynamic range, HEVC of 10 bits",
        "a.mp4",
        clip(gop=48, more=["-pix_fmt", "yuv420p10le"], codec=(*X265, f"log-level=error:{PQ}")),
        told="high dynamic range",
    ),
    Kind(
        "pyramid of B-pictures",
        "a.mkv",
        clip(gop=60, b_frames=8, codec=(*X264, "-x264-params", "b-pyramid=normal:b-adapt=0:bframes=8")),
    ),
    Kind("ProRes", "a.mov", clip(codec=("-c:v", "prores_ks", "-profile:v", "0"), sound_seconds=SOUND)),
    Kind(
        "MPEG-2 programme stream",
        "a.mpg",
        clip(codec=MPEG2, b_frames=2, gop=12, sound_seconds=SOUND, more=["-c:a", "mp2"]),
    ),
    Kind("MPEG-4 ASP", "a.avi", clip(codec=("-c:v", "mpeg4", "-q:v", "3"), b_frames=2, sound_seconds=SOUND, more=PCM)),
    Kind("MXF", "a.mxf", clip(codec=MPEG2, b_frames=2, gop=12, start_timecode="10:00:00:00"), start="10:00:00:00"),
    Kind(
        "AV1",
        "a.mkv",
        clip(codec=("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "film-grain=0"), b_frames=0, gop=60),
    ),
    Kind("MJPEG", "a.avi", clip(codec=("-c:v", "mjpeg", "-q:v", "3"), b_frames=0, sound_seconds=SOUND, more=PCM)),
    Kind("more than 4 GiB", "a.mp4", over_4_gib),
]
KINDS = {kind.name: kind for kind in [*RATES, *STARTS, *PICTURES, *CODECS]}
assert len(KINDS) == len(RATES) + len(STARTS) + len(PICTURES) + len(CODECS)
