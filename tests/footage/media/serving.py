"""The stills of a clip of the table of ground truth as the product serves them."""

from footage.media.source import describe_source
from footage.operations import measuring
from tests.footage.media.checking import Asking, Made
from tests.footage.studio import Studio, body


def served(studio: Studio, made: Made) -> Asking:
    """Registers a clip that lies on the studio's drive, on the clock of the quick look, and asks for its stills."""
    probe = made.quick
    footage = studio.register(str(made.path.relative_to(studio.folder)), title=made.kind.name)
    source = describe_source(probe)
    measuring.measure(footage.id, sha256=footage.sha256, probe=probe, source=source, clock=source.timebase())
    client = studio.client("lead")

    def ask(frame: int) -> bytes:
        answer = client.get(f"/api/v1/footage/{footage.id}/frame/{frame}.jpg?width=1920")
        assert answer.status_code == 200, f"frame {frame}: {answer.status_code}"
        assert answer.headers["Frame-Source"] == "original"
        return body(answer)

    return ask
