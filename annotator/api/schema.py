"""How the OpenAPI schema is read off our two views, so that no view repeats its shapes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from annotator.api.views import ApiView, CollectionView, NoQuery, ObjectView

_IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description='The version to change: "3".')
_IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="* creates.")


class ViewSchema(AutoSchema):
    """Request and answer shapes from the attributes of `CollectionView` and `ObjectView`."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Any:
        view = self.view
        if isinstance(view, CollectionView) and method == "POST" and view.create_input is None:
            return None
        return super().get_operation(path, path_regex, path_prefix, method, registry)

    def get_override_parameters(self) -> list[Any]:
        view, method = self.view, self.method
        parameters: list[Any] = []
        if isinstance(view, ApiView) and view.query is not NoQuery and method == "GET":
            parameters.append(view.query)
        if isinstance(view, ObjectView) and method in {"PUT", "PATCH", "DELETE"}:
            parameters.append(_IF_MATCH)
        if isinstance(view, ObjectView) and method == "PUT":
            parameters.append(_IF_NONE_MATCH)
        return parameters

    def get_request_serializer(self) -> Any:
        view = self.view
        if isinstance(view, CollectionView):
            return view.create_input
        if isinstance(view, ObjectView):
            return view.put_input if self.method == "PUT" else view.change_input
        return None

    def get_response_serializers(self) -> Any:
        view = self.view
        if isinstance(view, CollectionView):
            if self.method == "POST":
                return {201: view.create_output or view.output}
            return view.output(many=True)
        if isinstance(view, ObjectView) and self.method == "DELETE":
            return {204: None}
        return getattr(view, "output", None)

    def _is_list_view(self, serializer: Any = None) -> bool:
        return isinstance(self.view, CollectionView) and self.method == "GET"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Token <secret>` in the schema."""

    target_class = "annotator.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token <secret>`"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie of a signed-in browser in the schema."""

    target_class = "annotator.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
