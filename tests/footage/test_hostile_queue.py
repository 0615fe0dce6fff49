"""Hostile files fail with a sentence, one by one, and the next recording is made ready all the same."""

from pathlib import Path

from bench.mutation import make_seeds, mutant
from footage import store
from tests.footage.studio import SMALL, Studio, clip, work

SPOILT = (
    ("mp4", "sizes that lie"), ("mkv", "spliced"), ("avi", "cut short"), ("ts", "repeated"), ("mov", "bytes flipped"),
    ("ogg", "pieces swapped"),
)  # fmt: skip
LIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def test_the_queue_goes_on(studio: Studio, tmp_path: Path) -> None:
    seeds = make_seeds(tmp_path / "seeds")
    hostile = []
    for number, (container, kind) in enumerate(SPOILT):
        name = f"{number}.{container}"
        (studio.folder / name).write_bytes(mutant(seeds, container, kind, "queue", studio.folder / "bait"))
        hostile.append(studio.register(name))
    (studio.folder / "list.mp4").write_bytes(LIST)
    hostile.append(studio.register("list.mp4"))
    clip(studio, "valid.mp4", SMALL)
    valid = studio.register("valid.mp4")
    jobs = work()
    valid.refresh_from_db()
    assert valid.state == "ready"
    assert {job.state for job in jobs} <= {"succeeded", "failed"}
    for footage in hostile:
        footage.refresh_from_db()
        said = [footage.error, *footage.derivatives.values_list("error", flat=True)]
        assert footage.state in {"failed", "processing", "ready"}
        assert footage.state == "ready" or any(said)
        for sentence in filter(None, said):
            assert sentence.endswith(".")
            assert str(studio.folder) not in sentence
            assert "unexpected" not in sentence, sentence
        folder = store.folder_of(footage)
        assert not list(folder.rglob("*.part")) if folder.exists() else True
    assert hostile[-1].state == "failed"
    assert "playlist" in hostile[-1].error
