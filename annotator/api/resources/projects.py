"""Projects, their members and their API tokens."""

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.accounts.models import ApiToken, Membership, Project, Role
from annotator.accounts.policy import TOKEN_SCOPES, require_scope, require_session
from annotator.administration import operations
from annotator.api.serializers import RecordSerializer, StrictSerializer
from annotator.api.views import CollectionView, ObjectView
from annotator.errors import Malformed


class ProjectInput(StrictSerializer):
    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=10_000, allow_blank=True, default="")


class ProjectSerializer(RecordSerializer):
    name = serializers.CharField()
    description = serializers.CharField()
    role = serializers.SerializerMethodField()
    identities = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=Role.choices, help_text="What the caller is here."))
    def get_role(self, project: Project) -> str:
        return self._mine(project).role

    def get_identities(self, project: Project) -> bool:
        return self._mine(project).identities

    def _mine(self, project: Project) -> Membership:
        user = self.context["view"].actor.user
        return next(membership for membership in project.memberships.all() if membership.user_id == user.id)


class ProjectsView(CollectionView):
    """The projects of which the caller is a member; whoever makes one becomes its lead."""

    output = ProjectSerializer
    create_input = ProjectInput

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Project]:
        require_scope(self.actor, "project.read")
        mine = Membership.objects.visible_to(self.actor)
        return Project.objects.visible_to(self.actor).prefetch_related(Prefetch("memberships", mine))

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> Project:
        require_session(self.actor)
        return operations.create_project(actor=self.actor, **data)


class ProjectView(ObjectView):
    """One project."""

    output = ProjectSerializer
    rows = Project.objects.prefetch_related("memberships")
    read_action = "project.read"
    change_input = put_input = ProjectInput
    http_method_names = ("get", "put", "patch", "head", "options")

    def create(self, record_id: uuid.UUID, data: dict[str, Any]) -> tuple[Project, bool]:
        raise Malformed("A project is made with POST to the collection.")

    def change(self, instance: Project, data: dict[str, Any], version: int) -> Project:
        return operations.change_project(actor=self.actor, project=instance, expected_version=version, changes=data)


class MemberInput(StrictSerializer):
    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Role.choices)
    identities = serializers.BooleanField(required=False)


class MemberChange(StrictSerializer):
    role = serializers.ChoiceField(choices=Role.choices)
    identities = serializers.BooleanField(required=False)


class MemberSerializer(RecordSerializer):
    user = serializers.UUIDField(source="user_id")
    username = serializers.CharField(source="user.username")
    display_name = serializers.CharField(source="user.display_name")
    role = serializers.ChoiceField(choices=Role.choices)
    identities = serializers.BooleanField()


class NewMemberSerializer(MemberSerializer):
    one_time_password = serializers.CharField(
        allow_null=True, help_text="Of an account made just now; shown this once. Null when the account existed."
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        data = MemberSerializer(instance.membership, context=self.context).data
        return {**data, "one_time_password": instance.one_time_password}


class MembersView(CollectionView):
    """Who works in the project, as what."""

    output = MemberSerializer
    create_input = MemberInput
    create_output = NewMemberSerializer

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[Membership]:
        project = self.find_project(ids["project_id"], "member.read")
        return Membership.objects.filter(project=project).select_related("user")

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> operations.NewMember:
        project = self.find_project(ids["project_id"], "member.change")
        return operations.add_member(actor=self.actor, project=project, **data)


class MemberView(ObjectView):
    """One membership."""

    output = MemberSerializer
    rows = Membership.objects.select_related("user", "project")
    read_action = "member.read"
    change_input = put_input = MemberChange
    http_method_names = ("get", "patch", "delete", "head", "options")

    def change(self, instance: Membership, data: dict[str, Any], version: int) -> Membership:
        return operations.change_member(actor=self.actor, membership=instance, expected_version=version, changes=data)

    def remove(self, instance: Membership, version: int) -> None:
        operations.remove_member(actor=self.actor, membership=instance, expected_version=version)


class TokenInput(StrictSerializer):
    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=TOKEN_SCOPES), allow_empty=False)
    expires_at = serializers.DateTimeField()

    def validate_expires_at(self, value: Any) -> Any:
        if value <= timezone.now():
            raise serializers.ValidationError("This time has passed already.")
        return value


class TokenSerializer(RecordSerializer):
    name = serializers.CharField()
    username = serializers.CharField(source="membership.user.username")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=TOKEN_SCOPES))
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="The secret. Shown this once; only its hash is kept.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {**TokenSerializer(instance.token, context=self.context).data, "token": instance.secret}


class TokensView(CollectionView):
    """The project's API tokens, without their secrets."""

    output = TokenSerializer
    create_input = TokenInput
    create_output = NewTokenSerializer

    def rows(self, query: dict[str, Any], **ids: uuid.UUID) -> QuerySet[ApiToken]:
        project = self.find_project(ids["project_id"], "token.read")
        return ApiToken.objects.filter(membership__project=project).select_related("membership__user")

    def create(self, data: dict[str, Any], **ids: uuid.UUID) -> operations.NewToken:
        project = self.find_project(ids["project_id"], "token.change")
        return operations.issue_token(actor=self.actor, project=project, **data)


class TokenView(ObjectView):
    """One API token; `DELETE` withdraws it."""

    output = TokenSerializer
    rows = ApiToken.objects.select_related("membership__user", "membership__project")
    read_action = "token.read"
    change_input = put_input = TokenInput
    http_method_names = ("get", "delete", "head", "options")

    def remove(self, instance: ApiToken, version: int) -> None:
        operations.revoke_token(actor=self.actor, token=instance, expected_version=version, now=timezone.now())
