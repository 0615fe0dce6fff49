"""A program of its own: prints how far it is with hashing a file, line by line as fractions, and last the hash.

python -m footage.media.digest_child FILE
"""

import sys
from pathlib import Path

from footage.media.digest import hash_file

STEP = 0.01


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(path: str) -> None:
    told = 0.0

    def tell(fraction: float) -> None:
        nonlocal told
        if fraction >= told + STEP:
            told = fraction
            say(fraction)

    say(hash_file(Path(path), on_progress=tell))


if __name__ == "__main__":
    main(sys.argv[1])
