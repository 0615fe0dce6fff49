"""The only way to pictures and sound: rights checked, in pieces, with `Range`."""

import uuid

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.policy import authorise
from annotator.api.ranges import file_response
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView
from annotator.errors import NotVisible
from footage import originals, stills, store, workshop
from footage.media.recipes import recipe
from footage.media.sections import SECTION_VERSION, SECTIONED, joined_manifest
from footage.media.sprites import MANIFEST_NAME, plan_sprites
from footage.models import Derivative, DerivativeState, Footage

_WITH_PICTURE = {"mp4": "video/mp4", "webm": "video/webm", "matroska": "video/x-matroska"}
_SOUND_ONLY = {
    "mp4": "audio/mp4",
    "webm": "audio/webm",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
}
_WEBM_CODECS = {"vp8", "vp9", "av1", "opus", "vorbis"}
_BINARY = {
    (200, "application/octet-stream"): OpenApiTypes.BINARY,
    (206, "application/octet-stream"): OpenApiTypes.BINARY,
}


class FileView(ApiView):
    """A view that answers with a file of a recording."""

    def find_footage(self, record_id: uuid.UUID) -> Footage:
        """The recording, for a member who may watch it."""
        found: Footage = self.find(Footage.objects.select_related("project", "volume"), record_id)
        authorise(self.actor, "footage.media", found.project)
        return found


class OriginalView(FileView):
    """The recording itself, when a browser can show it."""

    @extend_schema(responses=_BINARY)
    def get(self, request: Request, record_id: uuid.UUID) -> HttpResponseBase:
        return _original(request, self.find_footage(record_id))


class DerivativeView(FileView):
    """What was made from the recording; `proxy` is the original where that serves as one.

    Of `sprites` and `keyframes` that are being made, what there is so far: `sheets_made` says which sheets of
    thumbnails are there, and which stretches of the recording (a sheet each) the shots are of.
    """

    @extend_schema(responses=_BINARY)
    def get(self, request: Request, record_id: uuid.UUID, kind: str) -> HttpResponseBase:
        footage = self.find_footage(record_id)
        derivative = _find(footage, kind)
        if kind in SECTIONED and derivative.state == DerivativeState.RUNNING:
            return Response(_so_far(footage, kind))
        _refuse_unless_ready(derivative)
        if derivative.same_as_original:
            return _original(request, footage)
        file = store.file_of(derivative)
        if kind == "sprites":
            file /= MANIFEST_NAME
        media_type = recipe(kind).media_type
        if kind == "proxy" and not footage.has_picture:
            media_type = _SOUND_ONLY["mp4"]
        return file_response(request._request, file, content_type=media_type, etag=_etag(footage, derivative))


class SheetView(FileView):
    """One sheet of thumbnails; the manifest at `media/sprites` says how to read it."""

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, record_id: uuid.UUID, sheet: int) -> HttpResponseBase:
        footage = self.find_footage(record_id)
        derivative = _find(footage, "sprites")
        if derivative.state == DerivativeState.RUNNING and sheet in store.sections_made(footage):
            file, _shots = store.section_files(footage, sheet)
            etag = f"{footage.id}-sections-v{SECTION_VERSION}-{sheet}"
            return file_response(request._request, file, content_type="image/jpeg", etag=etag)
        _refuse_unless_ready(derivative)
        if sheet >= derivative.facts["sheets"]:
            raise NotVisible("There is no such sheet; the manifest says how many there are.")
        etag = f"{_etag(footage, derivative)}-{sheet}"
        file = store.file_of(derivative) / f"{sheet}.jpg"
        return file_response(request._request, file, content_type="image/jpeg", etag=etag)


class StillQuery(StrictSerializer):
    width = serializers.ChoiceField(
        choices=stills.WIDTHS, required=False, default=stills.WIDTHS[-1], help_text="At most so many pixels wide."
    )


class StillView(FileView):
    """Exactly that frame: from the original, or from the proxy while that is away (`Frame-Source` says which)."""

    query = StillQuery

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, record_id: uuid.UUID, frame: int) -> HttpResponseBase:
        width = self.read_query()["width"]
        footage = self.find_footage(record_id)
        if frame >= footage.measured_clock().frames:
            raise NotVisible("The recording has no such frame.")
        made = stills.still(footage, frame, width)
        made_from = "proxy" if made.from_proxy else "original"
        etag = f"{_original_etag(footage)}-{frame}-{width}-{made_from}"
        answer = file_response(request._request, made.file, content_type="image/jpeg", etag=etag)
        answer.headers["Frame-Source"] = made_from
        return answer


def _original(request: Request, footage: Footage) -> HttpResponseBase:
    if footage.clock is None:
        raise NotVisible("This recording has not been measured yet, so it cannot be shown.", code="not_made")
    if footage.not_playable:
        raise NotVisible(f"{footage.not_playable} Its proxy can be shown: media/proxy.", code="not_playable")
    opened = originals.open_original(footage)
    return file_response(request._request, opened, content_type=_media_type(footage), etag=_original_etag(footage))


def _find(footage: Footage, kind: str) -> Derivative:
    derivative = Derivative.objects.filter(footage=footage, kind=kind).first()
    if derivative is None:
        raise NotVisible
    derivative.footage = footage
    return derivative


def _refuse_unless_ready(derivative: Derivative) -> None:
    if derivative.state != DerivativeState.READY:
        raise NotVisible(
            f"There is no {derivative.kind} of this recording (its state is {derivative.state}).", code="not_made"
        )


def _so_far(footage: Footage, kind: str) -> dict[str, object]:
    made = store.sections_made(footage)
    if kind == "sprites":
        return {**plan_sprites(workshop.source_of(footage)).manifest(), "sheets_made": made}
    shots = [store.section_files(footage, number)[1] for number in made]
    try:
        return {**joined_manifest(shots), "sheets_made": made}
    except FileNotFoundError as gone:
        raise NotVisible("All of it has been made meanwhile. Ask again.", code="not_made") from gone


def _original_etag(footage: Footage) -> str:
    # Not the hash: of a large recording that is not known yet when somebody begins to watch it.
    return f"{footage.id}-{footage.size}-{footage.modified_ns}"


def _etag(footage: Footage, derivative: Derivative) -> str:
    # With the row's version: what was lost and made again need not be the same to the last byte.
    return f"{footage.id}-{derivative.kind}-v{derivative.recipe}-{derivative.version}"


def _media_type(footage: Footage) -> str:
    """The type of an original that a browser can show."""
    names = set(footage.probe["container"].split(","))
    types = _WITH_PICTURE if footage.has_picture else _SOUND_ONLY
    if "webm" in names and any(track["used"] and track["codec"] not in _WEBM_CODECS for track in footage.tracks):
        names = {"matroska"}  # one demuxer reads both; only the codecs tell them apart
    return next((types[name] for name in types if name in names), "application/octet-stream")
