"""Every refusal as `application/problem+json` (RFC 9457): one shape, one place that knows statuses."""

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from annotator import errors

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

CHECKSUM_MISMATCH = 460
"""A status of tus's own, which HTTP does not know."""

STATUS_OF: dict[type[errors.DomainError], int] = {
    errors.Malformed: HTTPStatus.BAD_REQUEST,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotVisible: HTTPStatus.NOT_FOUND,
    errors.AlreadyThere: HTTPStatus.CONFLICT,
    errors.StaleVersion: HTTPStatus.PRECONDITION_FAILED,
    errors.RuleBroken: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PreconditionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Busy: HTTPStatus.LOCKED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    errors.NotWhatWasSent: CHECKSUM_MISMATCH,
}
_BUSY = errors.Unavailable("The database is busy or away just now. Nothing was changed; try again in a moment.")
_CODE_OF_STATUS = {
    400: "malformed",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    429: "throttled",
}


def problem(status: int, code: str, detail: str, fields: dict[str, Any] | None = None, **extra: Any) -> dict[str, Any]:
    """The body of a refusal. `code` is stable; `detail` is for a person and may change."""
    return {
        "type": f"urn:annotator:problem:{code}",
        "title": "Checksum Mismatch" if status == CHECKSUM_MISMATCH else HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        "fields": fields or {},
        **extra,
    }


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: domain errors and DRF's own, in the same shape; others stay 500."""
    if isinstance(error, errors.DomainError):
        return _respond(_domain_problem(error))
    if isinstance(error, OperationalError | InterfaceError):
        log.error("The database did not answer.", exc_info=error)
        return _respond(_domain_problem(_BUSY), {"Retry-After": "2"})
    if isinstance(error, Http404):
        return _respond(_domain_problem(errors.NotVisible()))
    if isinstance(error, PermissionDenied):
        return _respond(_domain_problem(errors.NotAllowed("You may not do this.")))
    if isinstance(error, exceptions.APIException):
        return _respond(_framework_problem(error), _headers(error))
    return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Django's 400 handler: a request that is refused before any view sees it (a foreign Host, too many fields)."""
    detail = "The request cannot be read; nothing was changed."
    if isinstance(exception, RequestDataTooBig):
        detail = f"The body has more than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB; nothing was changed."
    body = problem(HTTPStatus.BAD_REQUEST, "malformed", detail)
    return JsonResponse(body, status=400, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Django's 404 handler: an address that is no address of ours, or an id that is no UUID."""
    body = problem(HTTPStatus.NOT_FOUND, "not_found", errors.NotVisible().sentence)
    return JsonResponse(body, status=404, content_type=CONTENT_TYPE)


def server_error(request: HttpRequest) -> JsonResponse:
    """Django's 500 handler: says that nothing was half-written, shows nothing of the inside."""
    detail = "Something went wrong here that should not. What you sent was not saved; please try again."
    body = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail)
    return JsonResponse(body, status=500, content_type=CONTENT_TYPE)


def csrf_refused(request: HttpRequest, reason: str = "") -> JsonResponse:
    """Django's CSRF_FAILURE_VIEW, for views outside DRF."""
    body = problem(HTTPStatus.FORBIDDEN, "csrf_refused", "The request did not come from a page of this server.")
    return JsonResponse(body, status=403, content_type=CONTENT_TYPE)


def _domain_problem(error: errors.DomainError) -> dict[str, Any]:
    return problem(STATUS_OF[type(error)], error.code, error.sentence, error.fields, **error.extra)


def _framework_problem(error: exceptions.APIException) -> dict[str, Any]:
    status = HTTPStatus(error.status_code)
    if isinstance(error, exceptions.ValidationError):
        fields = _field_sentences(error.detail)
        return problem(status, "malformed", _summary(fields), fields)
    code = _CODE_OF_STATUS.get(status, error.default_code)
    if isinstance(error, exceptions.PermissionDenied) and "CSRF" in str(error.detail):
        code = "csrf_refused"
    return problem(status, code, str(error.detail))


def _field_sentences(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested error detail as one level: {"source.path": ["…"]}; what is wrong with all of it bears its name."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for name, value in detail.items():
            whole = prefix and name == api_settings.NON_FIELD_ERRORS_KEY
            flat.update(_field_sentences(value, prefix if whole else f"{prefix}.{name}".lstrip(".")))
        return flat
    if any(isinstance(item, dict | list) for item in detail):
        flat = {}
        for index, item in enumerate(detail):
            flat.update(_field_sentences(item, f"{prefix}.{index}".lstrip(".")))
        return flat
    return {prefix: [str(item) for item in detail]}


def _summary(fields: dict[str, list[str]]) -> str:
    first = "; ".join(f"{name}: {sentences[0]}" for name, sentences in fields.items() if sentences)
    return f"Nothing was changed. {first}" if first else "The request cannot be read; nothing was changed."


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _respond(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)
