"""The command line of `./run` and `./run demo`."""

import argparse
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from annotator.launcher.failures import CannotStart
from annotator.launcher.places import data_folder


@dataclass(frozen=True)
class Options:
    """How to start. `volumes` maps the name of a volume to its folder; `certificate` is (certificate, key)."""

    host: str
    port: int
    data: Path
    volumes: dict[str, Path]
    certificate: tuple[Path, Path] | None
    demo: bool = False

    @property
    def secure(self) -> bool:
        """Whether to serve HTTPS: always off loopback, because browsers refuse the player without it there."""
        return self.certificate is not None or not is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse(arguments: list[str], *, demo: bool) -> Options:
    """Read the command line. Raises CannotStart with a sentence, SystemExit for argparse's own usage errors."""
    given = _parser().parse_args(arguments)
    if (given.cert is None) != (given.key is None):
        raise CannotStart("--cert and --key belong together: give both, or neither to have one made.")
    certificate = None if given.cert is None else (_file(given.cert), _file(given.key))
    return Options(
        host=given.host,
        port=given.port,
        data=data_folder(given.data, "data-demo" if demo else "data"),
        volumes=dict(_volume(text) for text in given.volume),
        certificate=certificate,
        demo=demo,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run", allow_abbrev=False)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--data", metavar="DIR")
    parser.add_argument("--volume", metavar="NAME=DIR", action="append", default=[])
    parser.add_argument("--cert", metavar="FILE")
    parser.add_argument("--key", metavar="FILE")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _volume(text: str) -> tuple[str, Path]:
    name, separator, folder = text.partition("=")
    if not (name and separator and folder):
        raise CannotStart(f"--volume takes NAME=DIR, for example --volume Field=/media/field; “{text}” is not that.")
    path = Path(folder).expanduser().resolve()
    if not path.is_dir():
        raise CannotStart(
            f"The folder {path} of the volume “{name}” is not there. Connect the drive or correct the path."
        )
    if not os.access(path, os.R_OK | os.X_OK):
        raise CannotStart(
            f"The folder {path} of the volume “{name}” may not be read by this user. Allow it and try again."
        )
    return name, path


def _file(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    if not path.is_file():
        raise CannotStart(f"There is no file {path}. Give the certificate and its key as two PEM files.")
    return path
