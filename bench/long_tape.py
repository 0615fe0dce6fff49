"""A recording of 4 h 30 min with the work of months on it, for `bench.workbench`.

As a program (`python -m bench.long_tape FOOTAGE COLLEAGUE`, in the product's environment) it writes lines and segments
straight into the database: over the API that many would take longer than all that is measured.
"""

import random
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from footage.media.ffmpeg import find_tools
from footage.media.join_child import TOGETHER
from tests.browser.client import ApiClient, wait_for_footage
from tests.browser.scene import Scene, make_scene

HOURS = 4.5
RATE = 25
FRAMES = int(HOURS * 3600 * RATE)
SEGMENTS = 5000
LINES = 2400
NOISE = 60
TITLE = "Tape"
_CLIP_SECONDS = 20
_COLLEAGUE = "nadia"


def make_tape(drive: Path) -> None:
    """A clip that is its own proxy, again and again by stream copy: cheap to make, and long."""
    path = drive / "tape.mp4"
    if path.exists():
        return
    clip = drive / "clip.mp4"
    pictures = f"testsrc2=size=192x108:rate={RATE}:duration={_CLIP_SECONDS}"
    sound = f"aevalsrc='0.4*sin(2*PI*(300+200*sin(t))*t)*abs(sin(t*3))':s=48000:d={_CLIP_SECONDS}"
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "30", "-g", "12", "-keyint_min", "12", "-bf", "0"]
    coding += ["-sc_threshold", "0", "-pix_fmt", "yuv420p"]
    _ffmpeg("-f", "lavfi", "-i", pictures, *coding, str(clip))
    heard = drive / "sound.mp4"
    _ffmpeg("-f", "lavfi", "-i", sound, "-c:a", "aac", "-b:a", "64k", str(heard))
    # As a proxy is written; `bench.watch` measures originals whose index lies at their end.
    index = ["-movflags", "+faststart", "-chunk_duration", str(TOGETHER)]
    # Looped apart: together the longer of the two would leave a gap in the other at each seam.
    again = [word for part in (clip, heard) for word in ("-stream_loop", "-1", "-i", str(part))]
    _ffmpeg(*again, "-map", "0:v", "-map", "1:a", "-t", str(HOURS * 3600), "-c", "copy", *index, str(path))
    clip.unlink()
    heard.unlink()


def fill(lead: ApiClient, environment: Mapping[str, str]) -> dict[str, Any]:
    """Register the tape and put on it what a team would, of which a fifth is another coder's."""
    scene = make_scene(lead, "Bench")
    footage = scene.register_file("tape.mp4", title=TITLE)
    wait_for_footage(lead, footage["id"], "playable")
    scene.invite(_COLLEAGUE, "coder").close()
    _add_noise(scene, footage)
    command = [sys.executable, "-m", "bench.long_tape", footage["id"], _COLLEAGUE]
    subprocess.run(command, env=dict(environment), check=True)
    return footage


def _add_noise(scene: Scene, footage: dict[str, Any]) -> None:
    chance = random.Random(1)
    for number in range(NOISE):
        start = chance.randrange(FRAMES - 60 * RATE)
        state = "confirmed" if number % 3 else "suggested"
        scene.add("noise", footage, start, start + chance.randrange(5 * RATE, 60 * RATE), reason="tape", state=state)


def _write(footage: str, colleague: str) -> None:
    import django

    django.setup()
    from annotator.accounts.models import User
    from coding.models import Code, Line, Segment, Witness
    from footage.models import Footage

    tape = Footage.objects.get(pk=footage)
    people = [User.objects.get(username=name) for name in (colleague, "admin", "admin", "admin", "admin")]
    codes = list(Code.objects.filter(project=tape.project, parent__isnull=False))
    witnesses = list(Witness.objects.filter(project=tape.project))
    chance = random.Random(1)
    edges = sorted(chance.sample(range(FRAMES), LINES + 1))
    Line.objects.bulk_create(
        Line(
            footage=tape, start_frame=start, end_frame=min(end, start + 6 * RATE), number=number,
            language="ko", text="강을 건너서 집으로 갔어요.", translation="We crossed the river and went home.",
        )
        for number, (start, end) in enumerate(pairwise(edges), start=1)
    )  # fmt: skip
    spans = [
        (start, start + chance.randrange(3 * RATE, 40 * RATE))
        for start in chance.sample(range(FRAMES - 1000), SEGMENTS)
    ]
    # Of the picture alone, so that no noise stands against it.
    segments = [
        Segment(footage=tape, coder=people[number % 5], start_frame=start, end_frame=end, basis="picture")
        for number, (start, end) in enumerate(spans)
    ]
    Segment.objects.bulk_create(segments, batch_size=1000)
    coded, heard = Segment.codes.through, Segment.witnesses.through
    coded.objects.bulk_create(
        [
            coded(segment_id=segment.id, code_id=code.id)
            for segment in segments
            for code in chance.sample(codes, chance.choice([0, 1, 1, 2]))
        ],
        batch_size=1000,
    )
    heard.objects.bulk_create(
        [heard(segment_id=segment.id, witness_id=chance.choice(witnesses).id) for segment in segments[::2]],
        batch_size=1000,
    )


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([find_tools().ffmpeg, "-nostdin", "-loglevel", "error", "-y", *arguments], check=True)


if __name__ == "__main__":
    _write(*sys.argv[1:])
