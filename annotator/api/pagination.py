"""Pages that stay stable while rows are added."""

from typing import Any

from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from annotator.errors import Malformed


class Pages(CursorPagination):
    """`{"next", "previous", "results"}` with `?page_size=` up to 1000, oldest first.

    The cursor is a position in (created_at, id), not an offset, so a row that is added meanwhile
    neither repeats nor hides another. `id` makes the order total: two rows can share a time.
    """

    ordering = ("created_at", "id")
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def get_page_size(self, request: Any) -> int | None:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= self.max_page_size:
            raise Malformed(f"page_size must be a whole number from 1 to {self.max_page_size}.")
        return int(asked)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "previous": self.get_previous_link(), "results": data})
