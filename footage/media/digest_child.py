"""A program of its own: prints how far it is with hashing a file, line by line as fractions, and last the hash.

python -m footage.media.digest_child /absolute/file [--from-disk]
"""

import sys
from pathlib import Path

from footage.media.digest import FROM_DISK, hash_opened

STEP = 0.01


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(path: str, *how: str) -> None:
    told = 0.0

    def tell(fraction: float) -> None:
        nonlocal told
        if fraction >= told + STEP:
            told = fraction
            say(fraction)

    # Whoever started this opened the file, and its path is the name of that.
    with Path(path).open("rb", buffering=0) as file:
        say(hash_opened(file, on_progress=tell, from_disk=FROM_DISK in how))


if __name__ == "__main__":
    main(*sys.argv[1:])
