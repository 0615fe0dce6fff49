"""Drives: which there are, which projects may register from them, what lies on them."""

import uuid
from dataclasses import asdict
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.models import Project
from annotator.accounts.policy import require_admin
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView, CollectionView
from annotator.errors import NotVisible
from footage import originals
from footage.api.shapes import BrowsedSerializer, LinkedVolumeSerializer
from footage.models import Footage, Volume, VolumeLink
from footage.operations import volumes


class VolumesView(CollectionView):
    """Every volume of the installation, with the projects that it is linked to. For administrators."""

    output = LinkedVolumeSerializer
    http_method_names = ("get", "head", "options")

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Volume]:
        require_admin(self.actor)
        links = VolumeLink.objects.order_by("project_id")
        return Volume.objects.filter(managed=False).prefetch_related(Prefetch("links", links))


class VolumeLinkView(ApiView):
    """Opens a volume to the leads of a project, or closes it. For administrators."""

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, volume_id: uuid.UUID, project_id: uuid.UUID) -> Response:
        volume, project = self._both(volume_id, project_id)
        volumes.link_volume(actor=self.actor, volume=volume, project=project)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, volume_id: uuid.UUID, project_id: uuid.UUID) -> Response:
        volume, project = self._both(volume_id, project_id)
        volumes.unlink_volume(actor=self.actor, volume=volume, project=project)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _both(self, volume_id: uuid.UUID, project_id: uuid.UUID) -> tuple[Volume, Project]:
        # Not by membership: an administrator links projects of which they see nothing else, by their id.
        require_admin(self.actor)
        volume = Volume.objects.filter(pk=volume_id, managed=False).first()
        project = Project.objects.filter(pk=project_id).first()
        if volume is None or project is None:
            raise NotVisible
        return volume, project


class BrowseQuery(StrictSerializer):
    volume = serializers.UUIDField(required=False, help_text="Left out: which volumes there are.")
    path = serializers.CharField(
        required=False, default="", allow_blank=True, trim_whitespace=False, max_length=originals.LONGEST_PATH
    )


class BrowseView(ApiView):
    """The volumes from which the caller may register recordings in the project, and what lies in their folders."""

    output = BrowsedSerializer
    query = BrowseQuery

    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        query = self.read_query()
        project = self.find_project(project_id, "volume.read")
        open_here = Volume.objects.open_to(self.actor, project.id)
        if "volume" not in query:
            return self.answer({"results": open_here.order_by("name")})
        volume = open_here.filter(pk=query["volume"]).first()
        if volume is None:
            raise NotVisible
        return self.answer(_listing(project, volume, originals.clean_path(query["path"])))


def _listing(project: Project, volume: Volume, path: str) -> dict[str, Any]:
    listing = originals.list_folder(volume, path)
    registered = dict(Footage.objects.filter(project=project, volume=volume).values_list("path", "id"))
    entries = [{**asdict(entry), "footage": registered.get(entry.path)} for entry in listing.entries]
    return {"volume": volume.id, "path": path, "entries": entries, "hidden": listing.hidden}
