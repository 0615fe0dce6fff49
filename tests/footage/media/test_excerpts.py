"""A clip has exactly the frames that were asked for, with their sound; a still exactly the one; neither tells more."""

import subprocess
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footage.media import excerpts
from footage.media.excerpts import NOT_CLEAN, NOT_EXACT, Cut, clip_arguments, make_clip, make_still
from footage.media.failures import MediaFailed, MediaStopped
from footage.media.probe import probe_file
from footage.media.residue import residue_of_jpeg, residue_of_mp4
from footage.media.sandbox import Tools
from footage.media.sound import make_audio
from footage.media.source import Source
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of
from tests.footage.media.test_proxy import click_samples
from tests.footage.media.test_recipes import BARE, IN, OUT, SAFE, SOURCE, words

FRAMES = 700
NTSC = Fraction(30000, 1001)
CLIPS = {
    "2997.mp4": Clip(FRAMES, NTSC, sound_seconds=Fraction(24)),
    "delayed.mp4": Clip(FRAMES, start_seconds=Fraction(14, 25), sound_seconds=Fraction(29)),
    "ms.mkv": Clip(FRAMES, Fraction(24000, 1001), sound_seconds=Fraction(29)),
    "late-sound.ts": Clip(FRAMES, gop=100, sound_seconds=Fraction(20), sound_start_seconds=Fraction(5)),
    "interlaced.mpg": Clip(
        FRAMES, b_frames=2, gop=15, codec=("-c:v", "mpeg2video", "-q:v", "3", "-flags", "+ildct+ilme")
    ),
    "interlaced.mp4": Clip(FRAMES, more=["-vf", "setfield=tff", "-flags", "+ildct+ilme"]),
    "open-gop.ts": Clip(FRAMES, NTSC, gop=60, more=["-x264-params", "open-gop=1"]),
}
SPANS = ((0, 1), (0, 30), (249, 252), (250, 251), (377, 431), (699, 700))


@dataclass(frozen=True)
class Recorded:
    """A recording of the table, and what the product knows of it."""

    clip: Clip
    path: Path
    source: Source


@pytest.fixture(scope="module", params=sorted(CLIPS))
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Recorded:
    clip = CLIPS[request.param]
    path = clips.make_numbered(tmp_path_factory.mktemp("clips") / request.param, clip)
    return Recorded(clip, path, source_of(path, tools))


def numbers_in(path: Path) -> list[int]:
    return [clips.read_number(picture) for picture in clips.decode_grey(path, clips.WIDTH, clips.HEIGHT)]


def test_a_clip_has_exactly_the_frames_asked_for(recorded: Recorded, tools: Tools, tmp_path: Path) -> None:
    assert recorded.source.frames == FRAMES
    video = recorded.source.video
    assert video is not None
    assert video.interlaced == ("interlaced" in recorded.path.name)
    for start, end in SPANS:
        made = tmp_path / f"{start}.mp4"
        make_clip(Cut(recorded.source, recorded.path, start, end), made, tools)
        assert numbers_in(made) == list(range(start, end)), (start, end)
        source = source_of(made, tools)
        assert source.frames == end - start
        assert end - start == 1 or source.rate == recorded.source.rate
        assert residue_of_mp4(made) == []


def test_sound_lies_beside_its_pictures(recorded: Recorded, tools: Tools, tmp_path: Path) -> None:
    source = recorded.source
    if source.audio is None:
        return
    start, end = 301, 601
    make_clip(Cut(source, recorded.path, start, end), tmp_path / "a.mp4", tools)
    made = source_of(tmp_path / "a.mp4", tools)
    make_audio(made, tmp_path / "a.mp4", tmp_path / "a.wav", tools)
    heard = click_samples(tmp_path / "a.wav")
    rate = source.rate.as_fraction
    sounding = range(5, 25) if "late" in recorded.path.name else range(100)
    wanted = [(n - start / rate) * 16_000 for n in sounding if start / rate < n < end / rate - Fraction(1, 50)]
    assert len(heard) == len(wanted) >= 8
    assert all(abs(h - w) <= 48 for h, w in zip(heard, wanted, strict=True)), (heard, wanted)


def test_a_still_is_exactly_that_frame_in_its_full_size(recorded: Recorded, tools: Tools, tmp_path: Path) -> None:
    for frame in (0, 251, 699):
        make_still(Cut(recorded.source, recorded.path, frame, frame + 1), tmp_path / f"{frame}.jpg", tools)
        jpeg = (tmp_path / f"{frame}.jpg").read_bytes()
        assert clips.read_number(clips.decode_jpeg(jpeg, clips.WIDTH, clips.HEIGHT)) == frame
        assert residue_of_jpeg(tmp_path / f"{frame}.jpg") == []


def test_a_varying_rate_is_cut_on_the_grid(tools: Tools, tmp_path: Path) -> None:
    # Three gaps, one of them so long that a jump of ten seconds lands in it.
    hold = ["-vf", "select=not(eq(mod(n\\,7)\\,3)+between(n\\,150\\,520))"]
    path = clips.make_numbered(tmp_path / "varying.mp4", Clip(FRAMES, gop=20, more=hold))
    source = source_of(path, tools)
    assert "varying rate" in (source.not_playable or "")
    kept = [n for n in range(FRAMES) if n % 7 != 3 and not 150 <= n <= 520]
    for start, end in ((0, 20), (148, 152), (400, 410), (510, 530), (690, source.frames)):
        make_clip(Cut(source, path, start, end), tmp_path / f"{start}.mp4", tools)
        assert numbers_in(tmp_path / f"{start}.mp4") == [max(k for k in kept if k <= n) for n in range(start, end)]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_what_is_stored_turned_comes_out_upright(turned: int, tools: Tools, tmp_path: Path) -> None:
    flat = clips.make_numbered(tmp_path / "flat.mp4", Clip(100, gop=30))
    path = tmp_path / "turned.mp4"
    command = [tools.ffmpeg, "-loglevel", "error", "-display_rotation", str(turned), "-i", str(flat)]
    subprocess.run([*command, "-c", "copy", str(path)], check=True)
    source = source_of(path, tools)
    make_clip(Cut(source, path, 61, 65), tmp_path / "a.mp4", tools)
    size = (clips.HEIGHT, clips.WIDTH) if turned % 180 else (clips.WIDTH, clips.HEIGHT)
    upright = [np.rot90(p, -turned // 90) for p in clips.decode_grey(tmp_path / "a.mp4", *size)]
    assert [clips.read_number(picture) for picture in upright] == [61, 62, 63, 64]


def test_anamorphic_pictures_come_out_in_square_pixels(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "a.mp4", Clip(30, more=["-vf", "setsar=3/2"]))
    source = source_of(path, tools)
    make_clip(Cut(source, path, 3, 9), tmp_path / "b.mp4", tools)
    made = probe_file(tmp_path / "b.mp4", tools).streams[0]
    assert (made.width, made.height, made.pixel_aspect) == (480, 180, Fraction(1))


def test_sound_alone(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_sound(tmp_path / "a.wav", 30)
    make_clip(Cut(source_of(path, tools), path, 12_500, 15_250), tmp_path / "b.mp4", tools)
    made = source_of(tmp_path / "b.mp4", tools)
    make_audio(made, tmp_path / "b.mp4", tmp_path / "b.wav", tools)
    assert [round(sample / 160) for sample in click_samples(tmp_path / "b.wav")] == [50, 150, 250]
    assert made.video is None
    assert residue_of_mp4(tmp_path / "b.mp4") == []


def test_frames_that_do_not_decode_show_the_last_picture(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "a.mp4", Clip(100))
    longer = replace(source_of(path, tools), frames=120)
    make_clip(Cut(longer, path, 95, 110), tmp_path / "b.mp4", tools)
    assert numbers_in(tmp_path / "b.mp4") == [*range(95, 100), *[99] * 10]
    make_clip(Cut(longer, path, 115, 120), tmp_path / "c.mp4", tools)
    assert numbers_in(tmp_path / "c.mp4") == [99] * 5


def test_the_planted_strings_do_not_survive(samples: Path, tools: Tools, tmp_path: Path) -> None:
    path = samples / "media-metadata" / "MADE-HERE-rich-canary.mp4"
    planted = {word for word in path.read_bytes().split(b"\0") if b"CANARY" in word}
    assert planted
    source = source_of(path, tools)
    make_clip(Cut(source, path, 0, source.frames), tmp_path / "all.mp4", tools)
    make_clip(Cut(source, path, 7, 21), tmp_path / "some.mp4", tools)
    make_still(Cut(source, path, 7, 7 + 1), tmp_path / "one.jpg", tools)
    for made in tmp_path.iterdir():
        content = made.read_bytes()
        assert b"CANARY" not in content, made
        assert b"x264 - core" not in content, made
        # Whatever libavformat would call metadata, it must find none in what was made.
        assert tags_of(made) == {}, made


def tags_of(path: Path) -> dict[str, str]:
    import av

    with av.open(str(path)) as container:
        # Which brand of MP4 it is, and names that ffmpeg gives to every such file, whoever makes it.
        ordinary = {
            "major_brand",
            "minor_version",
            "compatible_brands",
            "handler_name",
            "vendor_id",
            "language",
            "encoder",
        }
        found = dict(container.metadata)
        for stream in container.streams:
            found |= stream.metadata
        names = {"VideoHandler", "SoundHandler", "Lavc libx264", "und", "[0][0][0][0]"}
        return {name: text for name, text in found.items() if name not in ordinary or text not in names | set(_MP4)}


_MP4 = ("isom", "512", "isomiso2avc1mp41", "isomiso2mp41")


def test_a_clip_that_is_not_clean_never_appears(
    samples: Path, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = samples / "media-metadata" / "MADE-HERE-rich-canary.mp4"
    source = source_of(path, tools)

    def leaky(cut: Cut, output: Path, jump: Fraction | None) -> list[str]:
        *rest, target = clip_arguments(cut, output, jump)
        return [*rest, "-metadata", "title=A", target]

    monkeypatch.setattr(excerpts, "clip_arguments", leaky)
    with pytest.raises(MediaFailed) as failure:
        make_clip(Cut(source, path, 0, 10), tmp_path / "a.mp4", tools)
    assert failure.value.sentence == NOT_CLEAN
    assert list(tmp_path.iterdir()) == []


def test_a_clip_of_another_length_never_appears(tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clips.make_numbered(tmp_path / "a.mp4", Clip(60))

    def short(cut: Cut, output: Path, jump: Fraction | None) -> list[str]:
        return clip_arguments(replace(cut, end=cut.end - 1), output, jump)

    monkeypatch.setattr(excerpts, "clip_arguments", short)
    with pytest.raises(MediaFailed) as failure:
        make_clip(Cut(source_of(path, tools), path, 3, 10), tmp_path / "b.mp4", tools)
    assert failure.value.sentence == NOT_EXACT
    assert "6 pictures of 7" in failure.value.detail
    assert list(tmp_path.iterdir()) == [path]


def test_a_span_outside_is_refused(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "a.mp4", Clip(60))
    for start, end in ((0, 0), (5, 4), (-1, 3), (50, 61)):
        with pytest.raises(ValueError, match="outside"):
            Cut(source_of(path, tools), path, start, end)


def test_stopped_at_once_and_nothing_left(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "a.mp4", Clip(3000, gop=50))
    source, calls = source_of(path, tools), iter([False, True])
    started = time.monotonic()
    with pytest.raises(MediaStopped):
        make_clip(Cut(source, path, 0, 3000), tmp_path / "b.mp4", tools, should_stop=lambda: next(calls))
    assert time.monotonic() - started < 5
    assert list(tmp_path.iterdir()) == [path]


def test_progress_rises_to_the_whole(tools: Tools, tmp_path: Path) -> None:
    path, told = clips.make_numbered(tmp_path / "a.mp4", Clip(600)), list[float]()
    make_clip(Cut(source_of(path, tools), path, 100, 500), tmp_path / "b.mp4", tools, on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_the_arguments() -> None:
    grid = "setpts=PTS-(48750)[s0];[s0]bwdif=deint=interlaced:mode=send_frame[s1];"
    cut = (
        "[s3]trim=end_pts=160:start_pts=100[s4];[s4]setpts=PTS-(100)[s5];[s5]scale=h=1080:w=1920[s6];"
        "[s6]setsar=1[s7];[s7]format=yuv420p[s8];"
    )
    sound = "asettb=1/48000[s9];[s9]asetpts=PTS-(186160)[s10];[s10]aresample=48000:async=1:first_pts=0[s11];"
    rest = (
        "[s11]apad=whole_len=96096[s12];[s12]atrim=end_sample=96096[s13];"
        "[s13]aformat=channel_layouts=stereo|mono[s14] -map [s8] -map [s14] -f mp4 -b:a 192k "
        f"-bsf:v filter_units=remove_types=6 -c:a aac -c:v libx264 -crf 16 -dn {BARE} -fps_mode passthrough -g 30 "
        "-map_chapters -1 -map_metadata -1 -movflags +faststart -preset fast -sn -write_tmcd 0 file:/data/.proxy.part"
    )
    assert words(clip_arguments(Cut(SOURCE, IN, 100, 160), OUT, None)) == (
        f"{SAFE} -protocol_whitelist file,pipe -i file:/volume/a_b.mov -filter_complex [0:2]{grid}"
        f"[s1]fps=fps=30000/1001:round=near:start_time=0[s2];[s2]tpad=stop=160:stop_mode=clone[s3];{cut}[0:1]{sound}{rest}"
    )
    jumped = words(clip_arguments(Cut(SOURCE, IN, 100, 160), OUT, Fraction(7, 2)))
    assert "-noaccurate_seek -protocol_whitelist file,pipe -seek_timestamp 1 -ss 3.500000 -i " in jumped
    assert "-itsoffset 1000000 " in jumped
    assert "[0:2]select=gte(pts\\,45000000000)[s0];[s0]setpts=PTS-(90000048750)[s1];" in jumped
    assert "fps=fps=30000/1001:round=near[s3];[s3]tpad=stop=60:stop_mode=clone[s4];" in jumped
    assert (
        "[0:1]aselect=gte(pts\\,22050000000)[s10];[s10]asettb=1/48000[s11];[s11]asetpts=PTS-(48000186160)[s12];"
        in jumped
    )


def test_the_original_is_not_touched(tools: Tools, tmp_path: Path) -> None:
    path = clips.make_numbered(tmp_path / "a.mp4", Clip(60))
    before = path.read_bytes(), path.stat().st_mtime_ns
    path.chmod(0o444)
    make_clip(Cut(source_of(path, tools), path, 3, 10), tmp_path / "b.mp4", tools)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
