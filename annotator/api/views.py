"""The two views that every resource is made of: a collection and an object.

They read and answer HTTP; what happens is an operation's business. A concrete view names its shapes
and its operations in a few lines.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import IntegrityError
from django.db.models import QuerySet
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.actor import Actor
from annotator.accounts.models import ApiToken, Project, User
from annotator.accounts.policy import authorise
from annotator.accounts.scoping import ScopedQuerySet
from annotator.api.preconditions import creates, expected_version
from annotator.api.serializers import StrictSerializer
from annotator.errors import NotVisible


class NoQuery(StrictSerializer):
    """A query string without parameters of its own."""


class PageQuery(StrictSerializer):
    """The parameters that every list understands."""

    cursor = serializers.CharField(required=False, help_text="Where the page begins; from `next` or `previous`.")
    page_size = serializers.CharField(required=False, help_text="Rows a page, 1 to 1000; 100 when left out.")


class OneRenderer(DefaultContentNegotiation):
    """What an answer is depends on its address and `format=`, never on `Accept`: `Accept: text/csv` is no error."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(GenericAPIView[Any]):
    """What all our views share: who asks, and strict reading of the body and the query string."""

    output: ClassVar[type[serializers.Serializer[Any]]]
    query: ClassVar[type[StrictSerializer]] = NoQuery
    write_query: ClassVar[type[StrictSerializer]] = NoQuery
    metadata_class = None  # OPTIONS: the schema says more than DRF's guess, which needs querysets that we do not have
    content_negotiation_class = OneRenderer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.read_query()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Says whose session was told something: a page may have asked before it knew whose it is."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        told = request.method in SAFE_METHODS and answer.status_code < status.HTTP_400_BAD_REQUEST
        if told and isinstance(request.user, User) and not request.auth:
            answer.headers["X-Signed-In-As"] = str(request.user.pk)
        return answer

    @property
    def actor(self) -> Actor:
        user, token = self.request.user, self.request.auth
        assert isinstance(user, User), "the view is open to nobody who is not signed in"
        return Actor(user, token if isinstance(token, ApiToken) else None)

    def read_query(self) -> dict[str, Any]:
        """The query string, checked; repeated parameters arrive as lists where the shape says so."""
        shape = self.query if self.request.method in SAFE_METHODS else self.write_query
        return self._read(shape(data=self.request.query_params))

    def read_body(self, shape: type[StrictSerializer], *, partial: bool = False) -> dict[str, Any]:
        """The body, checked against `shape`."""
        return self._read(shape(data=self.request.data, partial=partial, context=self.get_serializer_context()))

    def find(self, rows: ScopedQuerySet[Any], record_id: uuid.UUID) -> Any:
        """The row if the actor may see it. Raises NotVisible else."""
        found = rows.visible_to(self.actor).filter(pk=record_id).first()
        if found is None:
            raise NotVisible
        return found

    def find_project(self, project_id: uuid.UUID | None, action: str) -> Project:
        """The project, for a member who may do `action` in it. Raises NotVisible for a stranger."""
        if project_id is None:
            raise NotVisible
        project: Project = self.find(Project.objects.all(), project_id)
        authorise(self.actor, action, project)
        return project

    def answer(
        self,
        instance: Any,
        status_code: int = status.HTTP_200_OK,
        shape: type[serializers.Serializer[Any]] | None = None,
    ) -> Response:
        """One object, with its version as ETag; `shape` when it differs from the view's own."""
        data = (shape or self.output)(instance, context=self.get_serializer_context()).data
        headers = {"ETag": f'"{data["version"]}"'} if "version" in data else {}
        return Response(data, status=status_code, headers=headers)

    @staticmethod
    def _read(serializer: StrictSerializer) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        return data


class CollectionView(ApiView):
    """`GET` a page of rows; `POST` makes one with an id of ours.

    A concrete view gives `rows` (already narrowed to what the actor may see) and `create`.
    """

    query = PageQuery
    create_input: ClassVar[type[StrictSerializer] | None] = None
    create_output: ClassVar[type[serializers.Serializer[Any]] | None] = None

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Any]:
        raise NotImplementedError

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **ids: uuid.UUID) -> Response:
        page = self.paginate_queryset(self.rows(self.read_query(), **ids))
        return self.get_paginated_response(self.output(page, many=True, context=self.get_serializer_context()).data)

    def post(self, request: Request, **ids: uuid.UUID) -> Response:
        if self.create_input is None:
            self.http_method_not_allowed(request)
        assert self.create_input is not None
        made = self.create(self.read_body(self.create_input), **ids)
        return self.answer(made, status.HTTP_201_CREATED, shape=self.create_output)


class ObjectView(ApiView):
    """`GET`, `PUT`, `PATCH`, `DELETE` of one object at a version.

    A concrete view gives `queryset_rows`, `read_action` and the operations that it supports.
    """

    rows: ClassVar[ScopedQuerySet[Any]]
    read_action: ClassVar[str]
    change_input: ClassVar[type[StrictSerializer]]
    put_input: ClassVar[type[StrictSerializer]]

    def create(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Any, bool]:
        """Make the object under the caller's id; (object, False) when it is there already and equal."""
        raise NotImplementedError

    def change(self, instance: Any, data: dict[str, Any], version: int) -> Any:
        raise NotImplementedError

    def remove(self, instance: Any, version: int) -> None:
        raise NotImplementedError

    def rows_to_read(self) -> ScopedQuerySet[Any]:
        """`rows`, with what depends on who asks."""
        return self.rows.all()

    def existing(self, record_id: uuid.UUID) -> Any:
        """The object, for a member who may read it."""
        instance = self.find(self.rows_to_read(), record_id)
        authorise(self.actor, self.read_action, instance.project)
        return instance

    def get(self, request: Request, record_id: uuid.UUID) -> Response:
        return self.answer(self.existing(record_id))

    def put(self, request: Request, record_id: uuid.UUID) -> Response:
        data = self.read_body(self.put_input)
        if creates(request):
            instance, made = self._created(record_id, data)
            return self.answer(instance, status.HTTP_201_CREATED if made else status.HTTP_200_OK)
        version = expected_version(request)
        return self.answer(self.change(self.existing(record_id), data, version))

    def patch(self, request: Request, record_id: uuid.UUID) -> Response:
        data = self.read_body(self.change_input, partial=True)
        version = expected_version(request)
        return self.answer(self.change(self.existing(record_id), data, version))

    def delete(self, request: Request, record_id: uuid.UUID) -> Response:
        version = expected_version(request)
        self.remove(self.existing(record_id), version)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _created(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Any, bool]:
        try:
            return self.create(record_id, dict(data))
        except IntegrityError:
            # Somebody took the id in the same moment under another lock. Now their row can be seen and compared.
            return self.create(record_id, dict(data))
