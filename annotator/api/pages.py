"""The built front end: one HTML page for every address that is no file and no API, and its hashed files."""

import mimetypes
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from annotator.api.ranges import FOR_EVER, file_response

_NOT_BUILT = "The front end is not built yet. Start the product with ./run, which builds it."


@require_safe
@ensure_csrf_cookie
def application_page(request: HttpRequest) -> HttpResponse:
    """`frontend/dist/index.html`, never cached, so that a new build is used at the next load."""
    index = Path(settings.FRONTEND_DIST) / "index.html"
    if not index.is_file():
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(index.read_bytes(), headers={"Cache-Control": "no-cache"})


@require_safe
def asset(request: HttpRequest, path: str) -> HttpResponseBase:
    """A built file whose name carries its hash, so that it may be kept for ever."""
    root = (Path(settings.FRONTEND_DIST) / "assets").resolve()
    try:
        file = (root / path).resolve()
    except ValueError as error:  # a zero byte
        raise Http404 from error
    if not file.is_relative_to(root):
        raise Http404
    return _file(request, file, FOR_EVER)


@require_safe
def library_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file that a Python package brings (Swagger's), served from here and from no other host."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise Http404
    return _file(request, Path(found).resolve(), "no-cache")  # installers may link what packages bring


def _file(request: HttpRequest, file: Path, cache_control: str) -> HttpResponseBase:
    # Not `Path.is_file`, which raises for a name too long to be one.
    if not os.path.isfile(file):  # noqa: PTH113
        raise Http404
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    facts = file.stat()
    etag = f"{facts.st_mtime_ns:x}-{facts.st_size:x}"
    return file_response(request, file, content_type=kind, etag=etag, cache_control=cache_control)
