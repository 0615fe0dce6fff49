"""`If-Match` and `If-None-Match`: saying which version one means to change."""

import re

from rest_framework.request import Request

from annotator.errors import Malformed, PreconditionMissing

_ETAG = re.compile(r'^(?:W/)?"(\d{1,9})"$')


def expected_version(request: Request) -> int:
    """The version that the caller read, from `If-Match: "<version>"`. Raises PreconditionMissing without one."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionMissing(
            'Say which version you mean to change, as If-Match: "<version>". Nothing was changed.'
        )
    match = _ETAG.match(header.strip())
    if match is None:
        raise Malformed('If-Match takes one version in quotes, like "3".')
    return int(match.group(1))


def creates(request: Request) -> bool:
    """Whether a PUT means to create: `If-None-Match: *`."""
    header = request.headers.get("If-None-Match")
    if header is None:
        return False
    if header.strip() != "*":
        raise Malformed("If-None-Match takes * only.")
    return True
