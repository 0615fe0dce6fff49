"""The views of everything that lies on a recording's timeline: segments, lines, noise."""

import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.policy import authorise
from annotator.api.views import ApiView, CollectionView, ObjectView
from annotator.errors import RuleBroken
from coding.api.shapes import SnapQuery
from coding.models.spans import SpanRecord
from footage.api.fields import resolve_frame
from footage.models import Footage


class Snapping(ApiView):
    """Writing with `?snap=nearest`."""

    write_query = SnapQuery

    @property
    def snap(self) -> bool:
        """Whether a position between two frames means the nearest one."""
        return "snap" in self.read_query()


class FootageCollection(Snapping, CollectionView):
    """What lies on one recording. A concrete view gives `rows_of` and `create_on`."""

    read_action: ClassVar[str]

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Any]:
        return self.rows_of(self.find_footage(ids["footage_id"]), query)

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Any:
        return self.create_on(self.find_footage(ids["footage_id"]), data)

    def rows_of(self, footage: Footage, query: dict[str, Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def create_on(self, footage: Footage, data: dict[str, Any]) -> Any:
        raise NotImplementedError

    def find_footage(self, footage_id: uuid.UUID) -> Footage:
        """The recording, for a member who may read what lies on it."""
        footage: Footage = self.find(Footage.objects.select_related("project"), footage_id)
        authorise(self.actor, self.read_action, footage.project)
        return footage


class FootageObject(Snapping, ObjectView):
    """One thing on a recording. A concrete view gives `create_on`, `change`, `remove` and `restore`."""

    def existing(self, record_id: uuid.UUID) -> Any:
        instance = super().existing(record_id)
        if instance.deleted_at is not None and self.request.method == "GET":
            self.find(self.rows.none(), record_id)
        return instance

    def create(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Any, bool]:
        footage = self.find(Footage.objects.select_related("project"), data["footage"])
        return self.create_on(footage, record_id, data)

    def create_on(self, footage: Footage, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Any, bool]:
        raise NotImplementedError

    def restore(self, instance: Any) -> Any:
        raise NotImplementedError

    def resolved(self, instance: SpanRecord, data: dict[str, Any]) -> dict[str, Any]:
        """The body of a change, its positions as frames. Raises RuleBroken for another recording."""
        clock = instance.footage.measured_clock()
        frames = dict(data)
        if frames.pop("footage", instance.footage_id) != instance.footage_id:
            raise RuleBroken("This lies on another recording and cannot be moved to this one.", code="other_footage")
        if "start" in data:
            frames["start"] = resolve_frame(clock, data["start"], field="start", snap=self.snap)
        if "end" in data:
            frames["end"] = resolve_frame(clock, data["end"], field="end", end=True, snap=self.snap)
        return frames

    def reread(self, instance: SpanRecord) -> Any:
        """The row as an answer needs it."""
        return self.rows.all().get(pk=instance.pk)


class RestoreView(ApiView):
    """Undoes a deletion. `as_view(of=SegmentView)`: the object's own view knows how."""

    of: ClassVar[type[FootageObject] | None] = None

    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        assert self.of is not None
        view = self.of(request=request, args=(), kwargs={}, format_kwarg=None)
        return view.answer(view.reread(view.restore(view.existing(record_id))))
