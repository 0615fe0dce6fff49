"""The waveform, the fingerprint, and that made files appear whole or not at all."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footage.media.digest import BLOCK_BYTES, hash_apart, hash_file
from footage.media.failures import UNREACHABLE, MediaFailed, MediaStopped
from footage.media.publish import remove_folder, remove_leftovers, whole_file, whole_folder
from footage.media.sandbox import Tools
from footage.media.sound import PAIRS_PER_READ, make_audio, make_peaks, peaks_of
from tests.footage.media import clips
from tests.footage.media.conftest import source_of


def test_peaks_of_a_known_signal() -> None:
    samples = np.zeros(161 * 3, dtype=np.int16)
    samples[5], samples[159], samples[160], samples[400], samples[482] = 32767, -32768, 127, 128, -129
    assert peaks_of(samples).tolist() == [[-128, 127], [0, 0], [0, 1], [-1, 0]]


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=1000))
def test_peaks_hold_every_sample(values: list[int]) -> None:
    samples = np.array(values, dtype=np.int16)
    pairs = peaks_of(samples)
    assert pairs.shape == (-(-len(values) // 160), 2)
    for k, (low, high) in enumerate(pairs.tolist()):
        block = values[160 * k : 160 * k + 160]
        assert low == min(127, (min(block) + 128) // 256)
        assert high == min(127, (max(block) + 128) // 256)


def test_peaks_of_a_recording(tools: Tools, tmp_path: Path) -> None:
    """Longer than one read, so that the pairs of two reads must meet exactly."""
    seconds = PAIRS_PER_READ // 100 + 5
    path = clips.make_sound(tmp_path / "clicks.wav", seconds)
    make_audio(source_of(path, tools), path, tmp_path / "audio.wav", tools)
    make_peaks(tmp_path / "audio.wav", tmp_path / "peaks")
    pairs = np.fromfile(tmp_path / "peaks", dtype=np.int8).reshape(-1, 2)
    assert len(pairs) == seconds * 100
    loud = np.flatnonzero(pairs[:, 1] > 60)
    assert loud.tolist() == [n * 100 for n in range(seconds)]
    assert not pairs[50].any()


def test_peaks_of_something_else_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"no sound at all")
    with pytest.raises(MediaFailed, match="made again"):
        make_peaks(tmp_path / "a.wav", tmp_path / "peaks")
    assert not (tmp_path / "peaks").exists()


def test_fingerprint(tmp_path: Path) -> None:
    content = bytes(range(256)) * (BLOCK_BYTES // 256) + b"rest"
    (tmp_path / "a").write_bytes(content)
    progress: list[float] = []
    assert hash_file(tmp_path / "a", on_progress=progress.append) == hashlib.sha256(content).hexdigest()
    assert progress[-1] == 1.0
    assert len(progress) == 2
    with pytest.raises(MediaStopped):
        hash_file(tmp_path / "a", should_stop=lambda: True)
    with pytest.raises(MediaFailed, match="drive may be offline"):
        hash_file(tmp_path / "gone")


def test_a_fingerprint_by_a_program_of_its_own(tmp_path: Path, tools: Tools) -> None:
    content = bytes(range(256)) * (BLOCK_BYTES // 64) + b"rest"
    (tmp_path / "a").write_bytes(content)
    progress: list[float] = []
    assert hash_apart(tmp_path / "a", tools, on_progress=progress.append) == hashlib.sha256(content).hexdigest()
    assert progress == sorted(progress)
    assert progress[-1] > 0.99
    with pytest.raises(MediaStopped):
        hash_apart(tmp_path / "a", tools, should_stop=lambda: True)
    with pytest.raises(MediaFailed, match="drive may be offline"):
        hash_apart(tmp_path / "gone", tools)


def test_what_became_a_link_is_not_hashed(tmp_path: Path) -> None:
    (tmp_path / "day 1").mkdir()
    (tmp_path / "day 1" / "secret").write_bytes(b"secret")
    (tmp_path / "file").symlink_to("day 1/secret")
    (tmp_path / "day").symlink_to("day 1")
    for path in ("file", "day/secret", "day 1"):
        with pytest.raises(MediaFailed) as failure:
            hash_file(tmp_path / path)
        assert failure.value.sentence == UNREACHABLE


def leave_half_made(path: Path) -> None:
    with whole_file(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError


def leave_half_made_folder(path: Path) -> None:
    with whole_folder(path) as temporary:
        (temporary / "0.jpg").write_text("half")
        raise RuntimeError


def test_files_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with whole_file(path) as temporary:
        temporary.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    with pytest.raises(RuntimeError):
        leave_half_made(path)
    assert path.read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.mp4"]


def test_folders_appear_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "sprites"
    with pytest.raises(RuntimeError):
        leave_half_made_folder(path)
    assert list(tmp_path.iterdir()) == []
    with whole_folder(path) as temporary:
        (temporary / "0.jpg").write_text("new")
    assert [entry.name for entry in path.iterdir()] == ["0.jpg"]


def test_a_folder_goes_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "000003"
    remove_folder(path)  # there is none
    path.mkdir()
    (path / "picture.mp4").write_text("whole")

    def killed(*_: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            remove_folder(path)
    assert not path.exists()
    assert len(remove_leftovers(path)) == 1
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_killed_processes_are_swept(tmp_path: Path) -> None:
    (tmp_path / ".proxy[1].mp4.00ff.part").write_text("half")
    (tmp_path / ".sprites.00ff.part").mkdir()
    (tmp_path / ".sprites.00ff.part" / "0.jpg").write_text("half")
    (tmp_path / ".audio.wav.00ff.part").write_text("in the making")
    (tmp_path / "proxy[1].mp4").write_text("whole")
    assert remove_leftovers(tmp_path / "proxy[1].mp4") == [".proxy[1].mp4.00ff.part"]
    assert remove_leftovers(tmp_path / "sprites") == [".sprites.00ff.part"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".audio.wav.00ff.part", "proxy[1].mp4"]
