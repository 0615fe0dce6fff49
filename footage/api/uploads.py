"""Recordings from a browser in pieces that survive everything: tus 1.0.0, and JSON to see them by.

Core, creation, creation-with-upload, termination, expiration and checksum (SHA-256). A piece has at most 8 MiB: Django
holds a body back until it is whole, and what is held back is lost when the server dies.
"""

import base64
import binascii
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.policy import authorise
from annotator.api.bodies import PIECE
from annotator.api.views import ApiView
from annotator.errors import DomainError, Malformed, TooLarge
from footage.models import Upload
from footage.operations import uploads
from footage.operations.uploads import LARGEST_PIECE, LARGEST_UPLOAD

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
_SHA256_BYTES = 32


def _header(name: str, text: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=text)


_RESUMABLE = _header("Tus-Resumable", VERSION)
_OFFSET = _header("Upload-Offset", "Where this piece begins: the number of bytes that the server has.")
_CHECKSUM = _header("Upload-Checksum", "`sha256 ` and the digest of this piece in base64.", required=False)
_PIECE_BODY = {PIECE.decode(): OpenApiTypes.BINARY}
_NO_BODY = OpenApiResponse(description="Upload-Offset and Upload-Expires in the headers.")


class OtherVersion(exceptions.APIException):
    """The client speaks another version of the protocol, or none."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "tus_version"
    default_detail = f"Uploads go by tus {VERSION}: say so with Tus-Resumable: {VERSION}. Nothing was changed."


class UploadSerializer(serializers.Serializer[Upload]):
    """An upload as its owner sees it."""

    id = serializers.UUIDField()
    name = serializers.CharField(help_text="What the file was called on the computer that it comes from.")
    size = serializers.IntegerField(help_text="Bytes.")
    offset = serializers.IntegerField(help_text="Bytes that have arrived and are safe.")
    state = serializers.SerializerMethodField(
        help_text="receiving: bytes are missing. checking: it is being read back from the disk. "
        "ready: a recording can be made of it. registered: one was made."
    )
    progress = serializers.SerializerMethodField(help_text="Of the check, 0 to 1.")
    error = serializers.SerializerMethodField(help_text="Why the last check failed.")
    expires_at = serializers.DateTimeField()

    def get_state(self, upload: Upload) -> str:
        if upload.footage_id is not None:
            return "registered"
        if upload.offset < upload.size:
            return "receiving"
        return "ready" if upload.sha256 else "checking"

    def get_progress(self, upload: Upload) -> float:
        return getattr(upload, "check_progress", None) or 0.0

    def get_error(self, upload: Upload) -> str | None:
        if upload.sha256 or getattr(upload, "check_state", None) not in {"failed", "cancelled"}:
            return None
        return getattr(upload, "check_error", None) or "The check was stopped before its end."


class UploadsSerializer(serializers.Serializer[Any]):
    """The caller's uploads in the project of which no recording was made."""

    results = UploadSerializer(many=True)


class TusView(ApiView):
    """What both addresses share: the version, said by both sides, and what the server can do."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        speaks_tus = request.method in {"HEAD", "POST", "PATCH", "DELETE"} and hasattr(self, request.method.lower())
        if speaks_tus and request.headers.get("Tus-Resumable") != VERSION:
            raise OtherVersion

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        if response.status_code == status.HTTP_412_PRECONDITION_FAILED:
            response.headers["Tus-Version"] = VERSION
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        return Response(
            status=status.HTTP_204_NO_CONTENT,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": EXTENSIONS,
                "Tus-Max-Size": str(LARGEST_UPLOAD),
                "Tus-Checksum-Algorithm": "sha256",
            },
        )


class UploadsView(TusView):
    """The caller's uploads in a project; `POST` begins one."""

    output = UploadsSerializer

    def get(self, request: Request, **ids: uuid.UUID) -> Response:
        project = self.find_project(ids["project_id"], "upload.create")
        return self.answer({"results": uploads.open_uploads(self.actor, project)})

    @extend_schema(
        parameters=[
            _RESUMABLE,
            _header("Upload-Length", "Bytes of the whole file."),
            _header("Upload-Metadata", "`filename ` and its name in base64 of UTF-8.", required=False),
            _CHECKSUM,
        ],
        request=_PIECE_BODY,
        responses={201: OpenApiResponse(description="Location, Upload-Offset and Upload-Expires in the headers.")},
    )
    def post(self, request: Request, **ids: uuid.UUID) -> Response:
        project = self.find_project(ids["project_id"], "upload.create")
        size, name, piece = _whole_number(request, "Upload-Length"), _name(request), b""
        if _has_piece(request):
            piece = _piece(request)
        checksum = _checksum(request)
        made = uploads.create_upload(actor=self.actor, project=project, name=name, size=size)
        if piece:
            made = self._begun_with(made, piece, checksum)
        headers = {"Location": f"/api/v1/uploads/{made.id}/", **_where(made)}
        return Response(status=status.HTTP_201_CREATED, headers=headers)

    def _begun_with(self, made: Upload, piece: bytes, checksum: bytes | None) -> Upload:
        try:
            return uploads.receive(actor=self.actor, upload=made, offset=0, data=piece, sha256=checksum)
        except DomainError:
            # The refusal has no room for an address, so nobody could go on with what was begun.
            uploads.discard_upload(actor=self.actor, upload=made)
            raise


class UploadView(TusView):
    """One upload, for whoever makes it."""

    output = UploadSerializer

    def get(self, request: Request, record_id: uuid.UUID) -> Response:
        return self.answer(self._mine(record_id))

    @extend_schema(exclude=True)
    def head(self, request: Request, record_id: uuid.UUID) -> Response:
        found = self._mine(record_id)
        return Response(headers={"Upload-Length": str(found.size), **_where(found)})

    @extend_schema(parameters=[_RESUMABLE, _OFFSET, _CHECKSUM], request=_PIECE_BODY, responses={204: _NO_BODY})
    def patch(self, request: Request, record_id: uuid.UUID) -> Response:
        found, offset = self._mine(record_id), _whole_number(request, "Upload-Offset")
        if not _has_piece(request):
            raise exceptions.UnsupportedMediaType(request.content_type or "")
        piece, checksum = _piece(request), _checksum(request)
        grown = uploads.receive(actor=self.actor, upload=found, offset=offset, data=piece, sha256=checksum)
        return Response(status=status.HTTP_204_NO_CONTENT, headers=_where(grown))

    @extend_schema(parameters=[_RESUMABLE], responses={204: None})
    def delete(self, request: Request, record_id: uuid.UUID) -> Response:
        uploads.discard_upload(actor=self.actor, upload=self._mine(record_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(exclude=True)
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        """Another method in disguise, as the protocol wants it for clients whose proxy lets only POST through."""
        wanted = {"PATCH": self.patch, "DELETE": self.delete, "HEAD": self.head}
        method = wanted.get(request.headers.get("X-HTTP-Method-Override", "").upper())
        if method is None:
            raise exceptions.MethodNotAllowed("POST")
        return method(request, record_id)

    def _mine(self, record_id: uuid.UUID) -> Upload:
        rows: Any = uploads.open_uploads(self.actor).select_related("project")
        found: Upload = self.find(rows, record_id)
        authorise(self.actor, "upload.create", found.project)
        return found


def _where(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": http_date(upload.expires_at.timestamp())}


def _whole_number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**63))):
        raise Malformed(f"{header} is a number of bytes. Nothing was changed.", fields={header: ["Not a number."]})
    return int(text)


def _name(request: Request) -> str:
    """The file's name from the metadata: `filename bmFtZQ==,filetype dmlkZW8=`."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except ValueError as error:
                sentence = "The file's name in Upload-Metadata is not base64 of UTF-8. Nothing was begun."
                raise Malformed(sentence, fields={"Upload-Metadata": [sentence]}) from error
    return ""


def _has_piece(request: Request) -> bool:
    return (request.content_type or "").partition(";")[0].strip().lower() == PIECE.decode()


def _piece(request: Request) -> bytes:
    # Not `request.data`: a body without an announced length would be empty there.
    piece: bytes = request._request.read(LARGEST_PIECE + 1)
    if len(piece) > LARGEST_PIECE:
        raise TooLarge(f"A piece has at most {LARGEST_PIECE} bytes. Nothing was added; send it in smaller ones.")
    return piece


def _checksum(request: Request) -> bytes | None:
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        digest = b""
    if algorithm != "sha256" or len(digest) != _SHA256_BYTES:
        sentence = "Upload-Checksum is the word sha256, a space and the digest in base64. Nothing was added."
        raise Malformed(sentence, fields={"Upload-Checksum": [sentence]})
    return digest
