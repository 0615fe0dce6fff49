"""Pages that stay stable while rows are added."""

from typing import Any, ClassVar, NamedTuple

from django.core import signing
from django.db.models import Model, Q
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from annotator.errors import Malformed

_LARGEST = 1000
_USUAL = 100


class _Cursor(NamedTuple):
    """A place between two rows: the ordering columns of a row that was shown, and the way to go from there."""

    forward: bool
    row: list[str]

    @classmethod
    def read(cls, text: str, ordering: tuple[str, str]) -> "_Cursor":
        try:
            return cls(*signing.loads(text, salt=_salt(ordering)))
        except signing.BadSignature as error:
            raise Malformed(
                "This cursor is not one of ours. Take it from `next` or `previous`, or begin without one.",
                fields={"cursor": ["Not a cursor."]},
            ) from error

    def write(self, ordering: tuple[str, str]) -> str:
        # Signed, so that what comes back needs no checking before it reaches the database; with the columns, because
        # a place among rows in one order is nonsense among rows in another.
        return signing.dumps(self, salt=_salt(ordering))


class Pages(BasePagination):
    """`{"next", "previous", "results"}` with `?page_size=` up to 1000, oldest first.

    The cursor is a position in (created_at, id), not an offset, so a row that is added meanwhile
    neither repeats nor hides another. DRF's own cursor compares the first column only and counts an
    offset among rows that share it, which a new row shifts.
    """

    ordering: ClassVar[tuple[str, str]] = ("created_at", "id")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page that the request asks for. Raises Malformed for a bad size or cursor."""
        size = _page_size(request.query_params.get("page_size"))
        text = request.query_params.get("cursor")
        cursor = _Cursor.read(text, self.ordering) if text is not None else None
        forward = cursor is None or cursor.forward
        rows = queryset.order_by(*(name if forward else f"-{name}" for name in self.ordering))
        if cursor is not None:
            rows = rows.filter(self._beyond(queryset.model, cursor))
        found = list(rows[: size + 1])
        page = found[:size] if forward else found[:size][::-1]
        further = len(found) > size
        self._url = request.build_absolute_uri()
        self._next = page[-1] if page and (further or not forward) else None
        self._previous = page[0] if page and (further if not forward else cursor is not None) else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self._link(self._next, forward=True),
                "previous": self._link(self._previous, forward=False),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def _beyond(self, model: type[Model], cursor: _Cursor) -> Q:
        """Rows after (before) the cursor's row in the order of both columns, in a form that can use their index."""
        first, second = self.ordering
        fields = [getattr(model, name).field for name in self.ordering]
        values = [field.to_python(text) for field, text in zip(fields, cursor.row, strict=True)]
        way = "gt" if cursor.forward else "lt"
        strictly = Q(**{f"{first}__{way}": values[0]}) | Q(**{f"{second}__{way}": values[1]})
        return Q(**{f"{first}__{way}e": values[0]}) & strictly

    def _link(self, row: Any, *, forward: bool) -> str | None:
        if row is None:
            return None
        cursor = _Cursor(forward, [str(getattr(row, name)) for name in self.ordering])
        return replace_query_param(remove_query_param(self._url, "cursor"), "cursor", cursor.write(self.ordering))


def _salt(ordering: tuple[str, str]) -> str:
    return f"cursor:{','.join(ordering)}"


def _page_size(asked: str | None) -> int:
    if asked is None:
        return _USUAL
    # By length first: Python refuses to read thousands of digits at all.
    if not asked.isascii() or not asked.isdigit() or len(asked) > 4 or not 1 <= int(asked) <= _LARGEST:
        raise Malformed(f"page_size must be a whole number from 1 to {_LARGEST}.")
    return int(asked)
