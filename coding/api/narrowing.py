"""The filters of the pull: every parameter of `…/segments/`, read and applied."""

import uuid
from typing import Any

from django.db.models import Q
from rest_framework import serializers

from annotator.accounts.models import Membership, Project, User
from annotator.api.views import PageQuery
from annotator.errors import Malformed
from coding.models import Basis, Code, Segment, Status, Witness
from coding.models.segments import SegmentQuerySet
from footage.api.fields import resolve_span
from footage.models import Footage
from footage.timebase import TimeMalformed, parse_position

_MOST = 100
"""Values of one parameter; SQLite takes no deeper expression than a thousand terms."""
_LONGEST_TEXT = 1000
"""Characters searched for; SQLite takes no LIKE pattern above 50,000 bytes."""
_MANY = "May repeat: any of them; with `all=1` all of them. "


class SegmentQuery(PageQuery):
    """`?footage=&code=&category=&witness=&coder=&basis=&status=&overlaps=&text=&updated_after=&in_noise=&format=`."""

    footage = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=_MOST)
    code = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        max_length=_MOST,
        help_text=_MANY + "An id or a name; exactly that node.",
    )
    category = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        max_length=_MOST,
        help_text=_MANY + "An id or a name; with everything below it.",
    )
    witness = serializers.ListField(
        child=serializers.CharField(), required=False, max_length=_MOST, help_text=_MANY + "An id or a pseudonym."
    )
    all = serializers.ChoiceField(choices=["1", "0"], required=False)
    coder = serializers.ListField(
        child=serializers.CharField(), required=False, max_length=_MOST, help_text="An id or a user name."
    )
    basis = serializers.ListField(child=serializers.ChoiceField(choices=Basis.choices), required=False)
    status = serializers.ListField(child=serializers.ChoiceField(choices=Status.choices), required=False)
    in_noise = serializers.ChoiceField(
        choices=["true", "false"], required=False, help_text="Coded by sound in noise confirmed since."
    )
    overlaps = serializers.CharField(required=False, help_text="`start,end` in any form of time; needs one `footage=`.")
    text = serializers.CharField(
        required=False, max_length=_LONGEST_TEXT, help_text="In the memo; case, width and composition do not matter."
    )
    updated_after = serializers.DateTimeField(required=False)
    format = serializers.ChoiceField(
        choices=["json", "ndjson", "csv"],
        required=False,
        help_text="`ndjson` and `csv` stream everything that matches, without pages.",
    )


def narrowed(segments: SegmentQuerySet, project: Project, query: dict[str, Any]) -> SegmentQuerySet:
    """The segments of `project` that the query asks for. Raises Malformed for names that the project does not have."""
    all_of = query.get("all") == "1"
    for parameter, column in (("footage", "footage__in"), ("basis", "basis__in"), ("status", "status__in")):
        if parameter in query:
            segments = segments.filter(**{column: query[parameter]})
    segments = segments.with_codes([_codes(project, name) for name in query.get("code", [])], all_of=all_of)
    segments = segments.with_codes([_subtrees(project, name) for name in query.get("category", [])], all_of=all_of)
    segments = segments.with_witnesses([_witness(project, name) for name in query.get("witness", [])], all_of=all_of)
    if "coder" in query:
        segments = segments.filter(coder__in=[_coder(project, name) for name in query["coder"]])
    if "in_noise" in query:
        segments = segments.lying_in_noise(wanted=query["in_noise"] == "true")
    if "overlaps" in query:
        segments = _overlapping(segments, project, query)
    if "text" in query:
        segments = segments.containing_text(query["text"])
    if "updated_after" in query:
        segments = segments.updated_after(query["updated_after"])
    return segments


def _overlapping(segments: SegmentQuerySet, project: Project, query: dict[str, Any]) -> SegmentQuerySet:
    start, comma, end = query["overlaps"].partition(",")
    if not comma:
        raise Malformed("overlaps= takes two times, like 01:41:17:22,01:41:42:04.", fields={"overlaps": ["Two times."]})
    if len(query.get("footage", [])) != 1:
        raise Malformed("overlaps= needs exactly one footage=, whose clock the times are on.")
    footage = Footage.objects.filter(project=project, pk=query["footage"][0]).first()
    if footage is None:
        return segments.none()
    try:
        first, after = parse_position(start.strip()), parse_position(end.strip())
    except TimeMalformed as error:
        raise Malformed(str(error), fields={"overlaps": [str(error)]}) from error
    return segments.overlapping(resolve_span(footage.measured_clock(), first, after))


def _codes(project: Project, name: str) -> set[uuid.UUID]:
    found = set(Code.objects.filter(_id_or(name, "name"), project=project).values_list("id", flat=True))
    return _found("code", name, found)


def _subtrees(project: Project, name: str) -> set[uuid.UUID]:
    tree = Code.objects.filter(project=project).tree()
    return {below for code in _codes(project, name) for below in tree.subtree(code)}


def _witness(project: Project, name: str) -> set[uuid.UUID]:
    found = set(Witness.objects.filter(_id_or(name, "pseudonym"), project=project).values_list("id", flat=True))
    return _found("witness", name, found)


def _coder(project: Project, name: str) -> uuid.UUID:
    # Also somebody who has left: what they coded stays theirs.
    members = Membership.objects.filter(project=project).values("user")
    coders = Segment.objects.filter(footage__project=project).values("coder")
    people = User.objects.filter(Q(pk__in=members) | Q(pk__in=coders), _id_or(name, "username"))
    return _found("coder", name, set(people.values_list("id", flat=True))).pop()


def _id_or(name: str, column: str) -> Q:
    named = Q(**{column: name})
    try:
        return named | Q(id=uuid.UUID(name))
    except ValueError:
        return named


def _found(kind: str, name: str, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    if not ids:
        raise Malformed(f"This project has no {kind} “{name}”.", fields={kind: ["Not in this project."]})
    return ids
