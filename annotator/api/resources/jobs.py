"""Work in the background: what it is doing, and stopping it."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.views import ApiView, CollectionView
from annotator.jobs import operations
from annotator.jobs.models import Job, JobState


class JobSerializer(serializers.Serializer[Job]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    subject = serializers.UUIDField(source="subject_id", allow_null=True)
    state = serializers.ChoiceField(choices=JobState.choices)
    progress = serializers.FloatField(help_text="0 to 1.")
    note = serializers.CharField()
    error = serializers.CharField()
    attempt = serializers.IntegerField()
    report = serializers.JSONField(source="result")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class JobsView(CollectionView):
    """The project's jobs."""

    output = JobSerializer
    http_method_names = ("get", "head", "options")

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Job]:
        project = self.find_project(ids["project_id"], "job.read")
        return Job.objects.filter(project=project)


class JobView(ApiView):
    """One job."""

    output = JobSerializer

    def get(self, request: Request, record_id: uuid.UUID) -> Response:
        job: Job = self.find(Job.objects.all(), record_id)
        self.find_project(job.project_id, "job.read")
        return self.answer(job)


class CancelView(ApiView):
    """Asks a job to stop; it stops within seconds and leaves nothing half-made."""

    output = JobSerializer

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        job: Job = self.find(Job.objects.select_related("project"), record_id)
        return self.answer(operations.cancel_job(actor=self.actor, job=job))
