"""How lines of the log are written: without the paths of files, whose names can be those of people."""

import logging
from collections.abc import Iterator
from types import TracebackType

HIDDEN = "[a path]"


class PathlessFormatter(logging.Formatter):
    """Leaves out of tracebacks the path that an OSError tells of."""

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        text = super().formatException(ei)
        # The longest first: one may be the beginning of another.
        for path in sorted(set(_paths(ei[1])), key=len, reverse=True):
            text = text.replace(path, HIDDEN)
        return text


def _paths(error: BaseException | None) -> Iterator[str]:
    """The paths that an error tells of, or one that it came from; as they are and as `repr` writes them."""
    while error is not None:
        if isinstance(error, OSError):
            for name in (error.filename, error.filename2):
                if isinstance(name, str | bytes) and len(name) > 1:
                    text = name if isinstance(name, str) else name.decode(errors="surrogateescape")
                    yield from (text, repr(text)[1:-1])
        error = error.__cause__ or error.__context__
