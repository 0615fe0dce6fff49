"""The exact argument lists: a change here is a new version of a recipe."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from footage.media.arguments import file_url
from footage.media.chunks import chunk_arguments, chunk_at
from footage.media.pictures import fit, original_pictures
from footage.media.recipes import RECIPES, audio_arguments, proxy_sound_arguments, recipe
from footage.media.source import AudioTrack, Source, VideoTrack
from footage.media.sprites import plan_sprites, sheets_arguments
from footage.media.stills import still_arguments
from footage.timebase import FrameRate

IN, OUT = Path("/volume/a b.mov"), Path("/data/.proxy.part")
SOURCE = Source(
    rate=FrameRate(30000, 1001),
    frames=300,
    video=VideoTrack(
        index=2,
        codec="h264",
        width=1920,
        height=1080,
        interlaced=True,
        time_base=Fraction(1, 90_000),
        first_pts=48_750,
    ),
    audio=AudioTrack(
        index=1,
        codec="aac",
        sample_rate=44_100,
        channels=2,
        language=None,
        first_seconds=Fraction(1, 2),
        time_base=Fraction(1, 44_100),
    ),
    start_timecode=None,
    not_playable=None,
    same_as_proxy=False,
    choice="",
    notes=(),
)
SAFE = (
    "-copyts -format_whitelist mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mxf,mpegts,mpeg,avi,wav,flac,mp3,aac,ogg,asf,dv "
    "-max_pixels 37748736 -max_streams 64"
)
BARE = "-fflags +bitexact -flags +bitexact"


def words(arguments: list[str]) -> str:
    """On one line, as for reading; the only argument with a space is the input."""
    assert arguments.count("file:/volume/a b.mov") == 1
    return " ".join(arguments).replace("a b.mov", "a_b.mov")


def test_chunk() -> None:
    chunk = chunk_at(SOURCE.rate, SOURCE.frames, 1)
    formats, limits = SAFE.removeprefix("-copyts ").split(" -max_pixels ")
    nothing_else = f"{BARE} -fps_mode passthrough -map_chapters -1 -map_metadata -1"
    fragments = "-movflags +empty_moov+default_base_moof+frag_keyframe"
    assert words(chunk_arguments(SOURCE, IN, {chunk: Path("/data/c")}, Fraction(7, 2), urgent=False)) == (
        f"-copyts -dn {formats} -itsoffset 1000000 -max_pixels {limits} -noaccurate_seek -protocol_whitelist file,pipe "
        "-seek_timestamp 1 -sn -ss 3.500000 -t 14.151266 -threads 1 -i file:/volume/a_b.mov -filter_complex "
        "[0:2]select=gte(pts\\,45000000000)[s0];[s0]setpts=PTS-(90000048750)[s1];"
        "[s1]bwdif=deint=interlaced:mode=send_frame[s2];"
        "[s2]fps=fps=30000/1001:round=near[s3];[s3]tpad=stop=300:stop_mode=clone[s4];"
        "[s4]trim=end_pts=288:start_pts=144[s5];[s5]setpts=PTS-144[s6];"
        "[s6]scale=h=540:w=960[s7];[s7]setsar=1[s8];[s8]format=yuv420p[s9];[s9]split=3[s10][s11][s12];"
        "[s10]scale=h=36:w=64[s13];[s13]setsar=1[s14];[s14]format=rgb24[s15];"
        "[s11]select=not(mod(n+144\\,24))[s16];[s16]scale=h=90:out_color_matrix=bt601:out_range=full:w=160[s17];[s17]setsar=1[s18];"
        "[s18]format=yuvj420p[s19];"
        "[0:1]aselect=gte(pts\\,22050000000)[s20];[s20]asettb=1/48000[s21];"
        "[s21]asetpts=PTS-(48000256400)[s22];"
        "[s22]aresample=48000:async=1:first_pts=0[s23];[s23]apad=whole_len=232448[s24];"
        "[s24]atrim=end_sample=232448[s25];[s25]aformat=channel_layouts=stereo|mono[s26] "
        f"-map [s15] -f rawvideo -c:v rawvideo {nothing_else} file:/data/c/look.rgb "
        f"-map [s19] -f rawvideo -c:v rawvideo {nothing_else} file:/data/c/tiles.yuv "
        f"-map [s12] -f mp4 -bf 0 -c:v libx264 -crf 23 {BARE} -fps_mode passthrough -g 12 -keyint_min 12 "
        f"-map_chapters -1 -map_metadata -1 {fragments} -preset veryfast -sc_threshold 0 -threads 1 "
        "file:/data/c/picture.mp4 "
        f"-map [s26] -f mp4 -b:a 128k -c:a aac {BARE} -map_chapters -1 -map_metadata -1 {fragments} "
        "file:/data/c/sound.mp4"
    )


def test_chunks_out_of_one_decode() -> None:
    chunks = {chunk_at(SOURCE.rate, SOURCE.frames, number): Path(f"/data/{number}") for number in (0, 2)}
    made = words(chunk_arguments(SOURCE, IN, chunks, Fraction(7, 2), urgent=False))
    assert "[s4]trim=end_pts=300:start_pts=0[s5];[s5]setpts=PTS-0[s6];" in made
    assert "split=6" in made
    assert made.count("trim=end_pts=144:start_pts=0") == 3
    assert made.count("trim=end_pts=300:start_pts=288") == 3
    assert "asplit=2" in made
    assert "atrim=start_sample=460800" in made, "the packet before the first that begins in frame 288"
    assert made.count("-i ") == 1


def test_chunk_of_a_recording_that_is_its_own_proxy() -> None:
    own = replace(SOURCE, same_as_proxy=True)
    first = {chunk_at(own.rate, own.frames, 0): Path("/data/c")}
    made = words(chunk_arguments(own, IN, first, None, urgent=True))
    assert "-ss" not in made
    assert "-threads" not in made
    assert ":start_time=0[" in made
    assert made.count("file:/data/c/") == 2
    assert made.endswith("file:/data/c/tiles.yuv")


def test_proxy_of_sound_alone() -> None:
    alone = replace(SOURCE, video=None, rate=FrameRate(1000, 1), frames=10_000)
    assert words(proxy_sound_arguments(alone, IN, OUT)) == (
        f"{SAFE} -protocol_whitelist file,pipe -i file:/volume/a_b.mov -filter_complex "
        "[0:1]asettb=1/48000[s0];[s0]asetpts=PTS-(24000)[s1];"
        "[s1]aresample=48000:async=1:first_pts=0[s2];[s2]atrim=end_sample=480000[s3];"
        "[s3]aformat=channel_layouts=stereo|mono[s4] -map [s4] -f mp4 -b:a 128k -c:a aac "
        f"{BARE} -map_chapters -1 -map_metadata -1 -movflags +faststart file:/data/.proxy.part"
    )


def test_audio() -> None:
    assert words(audio_arguments(SOURCE, IN, OUT)) == (
        f"{SAFE} -protocol_whitelist file,pipe -i file:/volume/a_b.mov -filter_complex "
        "[0:1]asettb=1/16000[s0];[s0]asetpts=PTS-(8667)[s1];"
        "[s1]aresample=16000:async=1:first_pts=0[s2];[s2]atrim=end_sample=160160[s3];"
        "[s3]aformat=channel_layouts=mono[s4] -map [s4] -f wav -c:a pcm_s16le "
        f"{BARE} -map_chapters -1 -map_metadata -1 -rf64 auto file:/data/.proxy.part"
    )


def test_sheets() -> None:
    assert " ".join(sheets_arguments(plan_sprites(SOURCE), Path("/data/100%"))) == (
        "-f rawvideo -video_size 160x90 -framerate 1 -pixel_format yuvj420p -protocol_whitelist pipe -i pipe:0 "
        "-filter_complex [0:v]setsar=1[s0];[s0]tile=10x10[s1] -map [s1] -f image2 -c:v mjpeg "
        f"{BARE} -fps_mode passthrough -map_chapters -1 -map_metadata -1 -q:v 5 -start_number 0 "
        "file:/data/100%%/%d.jpg"
    )


def test_still() -> None:
    arguments = still_arguments(original_pictures(SOURCE, IN), 100, (960, 540), Fraction(7, 2))
    formats, limits = SAFE.removeprefix("-copyts ").split(" -max_pixels ")
    assert words(arguments) == (
        f"-an -copyts -dn {formats} -itsoffset 1000000 -max_pixels {limits} -noaccurate_seek "
        "-protocol_whitelist file,pipe -seek_timestamp 1 -sn -ss 3.500000 -i file:/volume/a_b.mov -filter_complex "
        "[0:2]select=gte(pts\\,45000000000)[s0];[s0]setpts=PTS-(90000048750)[s1];"
        "[s1]bwdif=deint=interlaced:mode=send_frame[s2];"
        "[s2]fps=fps=30000/1001:round=near[s3];[s3]tpad=stop=600:stop_mode=clone[s4];"
        "[s4]trim=end_pts=101:start_pts=100[s5];"
        "[s5]scale=h=540:out_color_matrix=bt601:out_range=full:w=960[s6];[s6]setsar=1[s7];"
        f"[s7]format=yuvj420p[s8] -map [s8] -f image2pipe -c:v mjpeg {BARE} -fps_mode passthrough "
        "-frames:v 1 -map_chapters -1 -map_metadata -1 -q:v 3 pipe:1"
    )


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        ((1920, 1080), (960, 540)),
        ((1080, 1920), (304, 540)),
        ((720, 576), (676, 540)),
        ((320, 180), (320, 180)),
        ((321, 181), (320, 180)),
        ((4096, 2), (960, 2)),
    ],
)
def test_fit(size: tuple[int, int], fitted: tuple[int, int]) -> None:
    assert fit(*size, 960, 540) == fitted


def test_recipes_need_only_what_comes_before() -> None:
    kinds = [each.kind for each in RECIPES]
    assert kinds == ["audio", "peaks", "proxy", "sprites", "keyframes"]
    for place, each in enumerate(RECIPES):
        assert set(each.needs) <= set(kinds[:place])
        assert recipe(each.kind) is each


def test_recipes_apply_to_what_there_is() -> None:
    silent, blind = replace(SOURCE, audio=None), replace(SOURCE, video=None)
    assert [each.kind for each in RECIPES if each.applies_to(silent)] == ["proxy", "sprites", "keyframes"]
    assert [each.kind for each in RECIPES if each.applies_to(blind)] == ["audio", "peaks", "proxy"]


def test_paths_must_be_absolute() -> None:
    assert file_url(Path("/a/-i")) == "file:/a/-i"
    with pytest.raises(ValueError, match="not absolute"):
        file_url(Path("-i"))
