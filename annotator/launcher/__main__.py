"""`python -m annotator.launcher …`, which `./run …` becomes."""

import os
import sys
from collections.abc import Callable

from annotator.launcher import secret_files
from annotator.launcher.failures import CannotStart

USAGE_ERROR = 2


def _start(arguments: list[str]) -> int:
    from annotator.launcher import options, product

    product.start(options.parse(arguments, demo=False))
    return 0


def _demo(arguments: list[str]) -> int:
    from annotator.launcher import options, product

    product.start(options.parse(arguments, demo=True))
    return 0


def _manage(arguments: list[str]) -> int:
    from annotator.launcher import manage

    manage.run(arguments)
    return 0


def _test(arguments: list[str]) -> int:
    from annotator.launcher import testing

    return testing.run(arguments)


def _check(arguments: list[str]) -> int:
    from annotator.launcher import checking

    return checking.run(arguments)


def _program(name: str) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        from annotator.launcher import programs

        programs.run(name, arguments)
        return 0

    return run


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "start": _start,
    "demo": _demo,
    "manage": _manage,
    "test": _test,
    "check": _check,
    **{name: _program(name) for name in ("web", "worker", "supervise", "prepare")},
}


def main(words: list[str]) -> int:
    """Find the command among the words (`start` when there is none) and do it; the exit status.

    `--data DIR` may come before the command.
    """
    before: list[str] = []
    if words[:1] == ["--data"] and len(words) > 2 and words[2] in COMMANDS:
        before, words = words[:2], words[2:]
    command, rest = (words[0], words[1:]) if words and not words[0].startswith("-") else ("start", words)
    if command not in COMMANDS:
        print(f"There is no command “{command}”; ./run help lists them.", file=sys.stderr)
        return USAGE_ERROR
    # What this product writes is nobody else's to read: names of witnesses, recordings made from recordings.
    os.umask(0o077)
    try:
        secret_files.read()
        return COMMANDS[command]([*before, *rest])
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
