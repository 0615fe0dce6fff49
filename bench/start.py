"""How long the product takes to start and to stop: `python -m bench.start [--demo]`.

Starts `./run` twice in a new data folder and stops it with Ctrl-C. The floor of a start is what Django alone needs to
load the same settings in the same environment, measured in the same run.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READY = "Annotator is ready"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true", help="measure ./run demo instead of ./run")
    demo = ["demo"] if parser.parse_args().demo else []
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        first, first_stop = _started_and_stopped([*demo, "--data", folder])
        second, second_stop = _started_and_stopped([*demo, "--data", folder])
        floor = _floor(folder)
    name = " ".join(["./run", *demo])
    print(f"{name}, new data folder: ready after {first:.1f} s, stopped {first_stop:.1f} s after Ctrl-C")
    print(f"{name}, second start:    ready after {second:.1f} s, stopped {second_stop:.1f} s after Ctrl-C")
    print(f"floor (Django loads the settings once): {floor:.2f} s; second start / floor = {second / floor:.1f}")


def _started_and_stopped(options: list[str]) -> tuple[float, float]:
    """Seconds from the command to the line that says it is ready, and from Ctrl-C to its end."""
    began = time.monotonic()
    command = [str(ROOT / "run"), *options, "--port", str(_free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as product:
        assert product.stdout is not None
        if not any(READY in line for line in product.stdout):
            sys.exit("It did not start.")
        ready = time.monotonic()
        product.send_signal(signal.SIGINT)
        product.stdout.read()
        product.wait()
    return ready - began, time.monotonic() - ready


def _floor(folder: str) -> float:
    environment = {**os.environ, "ANNOTATOR_DATA": folder, "DJANGO_SETTINGS_MODULE": "annotator.settings"}
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django; django.setup()"], cwd=ROOT, env=environment, check=True)
    return time.monotonic() - began


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
