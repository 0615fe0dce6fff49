"""Django under an asynchronous server."""

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class OneThread(ASGIHandler):
    """Django's own handler, which does all of a request but its sending in one go in the request's thread.

    Middleware and views are synchronous here. In an asynchronous chain every step of every middleware goes to the
    thread and back: half of what a short answer costs.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response)(request)


def django_application() -> ASGIHandler:
    """What `django.core.asgi.get_asgi_application` answers, as one that changes threads once a request."""
    django.setup(set_prefix=False)
    return OneThread()
