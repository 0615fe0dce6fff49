"""What a file is: recognised by its content, or refused in a sentence."""

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from footage.media.failures import NOT_A_RECORDING, UNREACHABLE, MediaFailed
from footage.media.probe import EMPTY, IMAGE, PLAYLIST, TEXT, Probe, probe_file
from footage.media.probe_child import LONGEST_TAG
from footage.media.sandbox import Tools
from footage.media.source import CUT_SHORT, UNKNOWN_PICTURES, describe_source
from footage.timebase import FrameRate
from tests.footage.media import clips
from tests.footage.media.clips import Clip
from tests.footage.media.conftest import source_of

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55")

PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n{other}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{other}'\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
    '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>file://{other}</BaseURL></Representation></AdaptationSet></Period></MPD>",
}
NOT_RECORDINGS = {
    "empty": (b"", EMPTY),
    "text": ("Запись 1, 기록 2\nand some more text\n".encode() * 300, TEXT),
    "image": (PNG, IMAGE),
    "noise": (bytes(range(256)) * 40, NOT_A_RECORDING),
}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.make_numbered(tmp_path_factory.mktemp("clips") / "a.mp4", Clip(200))


def refusal(path: Path, tools: Tools) -> str:
    with pytest.raises(MediaFailed) as failure:
        source_of(path, tools)
    return failure.value.sentence


@pytest.mark.parametrize("kind", sorted(NOT_RECORDINGS))
def test_what_is_no_recording_is_refused(kind: str, tools: Tools, tmp_path: Path) -> None:
    content, sentence = NOT_RECORDINGS[kind]
    (tmp_path / "a.mp4").write_bytes(content)
    assert refusal(tmp_path / "a.mp4", tools) == sentence


@pytest.mark.parametrize("kind", sorted(PLAYLISTS))
def test_playlists_open_nothing(kind: str, clip: Path, tools: Tools, tmp_path: Path) -> None:
    """The file pointed at is a pipe nobody writes to: opening it would hang the probe."""
    import os

    bait = tmp_path / "bait.mp4"
    os.mkfifo(bait)
    for other in (bait, clip):
        path = tmp_path / "list.mp4"
        path.write_text(PLAYLISTS[kind].format(other=other))
        assert refusal(path, tools) == PLAYLIST


def test_hostile_samples(samples: Path, tools: Tools) -> None:
    files = sorted((samples / "hostile" / "ffmpeg").iterdir())
    assert len(files) >= 5
    assert {refusal(path, tools) for path in files} == {PLAYLIST}


def test_broken_samples(samples: Path, tools: Tools) -> None:
    """Each is either read or refused in a sentence; these are what others saw fail."""
    refused = {}
    for path in sorted((samples / "media-broken" / "mutagen").iterdir()):
        try:
            source_of(path, tools)
        except MediaFailed as failure:
            refused[path.name] = failure.sentence
    assert all(sentence.endswith(".") for sentence in refused.values())
    assert set(refused) >= {
        "106-invalid-streaminfo.flac",
        "64bit.mp4",
        "too-short.mp3",
        "truncated-64bit.mp4",
    }


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_cut_short(clip: Path, tools: Tools, tmp_path: Path, share: float) -> None:
    content = clip.read_bytes()
    path = tmp_path / "a.mp4"
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path, tools) == NOT_A_RECORDING  # its index was at the end
    fast = clips.make_numbered(tmp_path / "fast.mp4", Clip(200, more=["-movflags", "+faststart"]))
    content = fast.read_bytes()
    fast.write_bytes(content[: int(len(content) * share)])
    assert refusal(fast, tools) == CUT_SHORT


def test_missing(tools: Tools, tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.mp4", tools) == UNREACHABLE


def test_a_name_is_never_an_option_or_an_address(clip: Path, tools: Tools, tmp_path: Path) -> None:
    for name in ("-i", "concat:a|b.mp4", "%d.mp4", "запись 기록 'quote\".mp4"):
        path = tmp_path / name
        shutil.copy(clip, path)
        assert source_of(path, tools).frames == 200


def test_the_facts_survive_being_stored(clip: Path, tools: Tools) -> None:
    import json

    probe = probe_file(clip, tools)
    again = Probe.from_facts(json.loads(json.dumps(probe.facts)))
    assert again == probe
    assert describe_source(again) == describe_source(probe)


def test_counts_and_keyframes(clip: Path, tools: Tools) -> None:
    facts = probe_file(clip, tools).streams[0]
    assert (facts.packets, facts.frames, facts.keyframes, facts.longest_gop) == (200, 200, 1, 200)
    assert facts.reordered


@pytest.mark.parametrize("suffix", [".avi", ".mp4", ".mkv"])
def test_names_in_another_alphabet_than_utf_8_are_no_reason_to_refuse(
    tmp_path: Path, tools: Tools, suffix: str
) -> None:
    # “Люди” as Windows wrote it in Russia: no UTF-8, and in the tags of many a recording of that time.
    recording = tmp_path / f"old{suffix}"
    title = b"title=\xcb\xfe\xe4\xe8"
    command = [tools.ffmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=25"]
    subprocess.run([*command, "-metadata", title, "-metadata:s:v:0", title, recording], check=True)

    assert describe_source(probe_file(recording, tools)).frames == 25


def test_one_picture_shown_for_half_an_hour_beside_sound(tmp_path: Path, tools: Tools) -> None:
    recording = tmp_path / "slide.mp4"
    command = [tools.ffmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "color=s=64x48:r=1/2040:d=2040"]
    command += ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=2040", "-c:a", "aac", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, recording], check=True)
    facts = probe_file(recording, tools)
    assert (facts.streams[0].packets, facts.streams[0].base_rate) == (1, Fraction(1, 2040))
    source = describe_source(facts)
    assert (source.rate, source.frames) == (FrameRate(25, 1), 1)


def test_of_a_long_tag_only_the_beginning_is_kept(tmp_path: Path, tools: Tools) -> None:
    recording = tmp_path / "talker.mkv"
    command = [tools.ffmpeg, "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=25"]
    subprocess.run([*command, "-metadata:s:v:0", f"timecode={'7' * 100_000}", recording], check=True)
    facts = probe_file(recording, tools)
    assert facts.streams[0].timecode == "7" * LONGEST_TAG
    assert all(len(note) < 300 for note in describe_source(facts).notes)


def test_a_track_that_nothing_decodes_is_passed_over_but_not_that_of_the_pictures(
    clip: Path, tools: Tools, tmp_path: Path
) -> None:
    recording = tmp_path / "odd.mov"
    command = [tools.ffmpeg, "-loglevel", "error", "-i", str(clip), "-f", "lavfi", "-i", "sine=d=8"]
    subprocess.run([*command, "-c:v", "copy", "-c:a", "pcm_s16le", str(recording)], check=True)
    content = recording.read_bytes()
    recording.write_bytes(content.replace(b"sowt", b"zz9a"))
    source = source_of(recording, tools)
    assert (source.frames, source.audio) == (200, None)
    recording.write_bytes(content.replace(b"avc1", b"zz9v"))
    assert refusal(recording, tools) == UNKNOWN_PICTURES
