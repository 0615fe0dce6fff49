"""How the signed-in person likes to work."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.administration.preferences import change_preferences, preferences_of
from annotator.api.serializers import StrictSerializer
from annotator.api.views import ApiView

COMMAND = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
"""The name of a command or a hint, as the browser's tables have it."""
PRESS = r"^(Ctrl\+)?(Alt\+)?(Shift\+)?[A-Z][A-Za-z0-9]{0,23}\Z"
"""A physical key (`KeyboardEvent.code`) with its modifiers: `KeyI`, `Ctrl+Shift+KeyZ`."""
MOST_PRESSES = 4
MOST_PINS = 9
LONGEST_LAG = 1000
"""Milliseconds."""


class _Named(serializers.DictField):
    """Entries by the name of a command or a hint."""

    def to_internal_value(self, data: Any) -> Any:
        entries = super().to_internal_value(data)
        wrong = sorted(name for name in entries if not COMMAND.fullmatch(name))
        if wrong:
            raise serializers.ValidationError({wrong[0]: ["A name is a letter, then up to 39 letters and digits."]})
        return entries


class _OfProjects(serializers.DictField):
    """Entries by the id of a project. It is not looked up: an answer that knew it would tell that it exists."""

    def to_internal_value(self, data: Any) -> Any:
        entries = super().to_internal_value(data)
        project = serializers.UUIDField()
        return {str(project.run_validation(name)): value for name, value in entries.items()}


class PreferencesSerializer(serializers.Serializer[Any]):
    keys = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Presses in place of a command's own, by the command; an empty list leaves it without a key.",
    )
    single_keys = serializers.BooleanField(
        help_text="Whether a letter, digit or sign alone may be a command (WCAG 2.1.4)."
    )
    reaction_lag = serializers.IntegerField(
        help_text="Milliseconds between seeing and pressing, taken off what is marked while playing."
    )
    pins = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Codes on the keys 1–9, by project.",
    )
    seen = serializers.DictField(child=serializers.BooleanField(), help_text="Hints that need not be shown again.")


class PreferencesInput(StrictSerializer):
    """What is left out stays. In a dict each entry is replaced for itself; null takes it away."""

    keys = _Named(
        required=False,
        child=serializers.ListField(
            child=serializers.RegexField(PRESS, max_length=64), max_length=MOST_PRESSES, allow_null=True
        ),
    )
    single_keys = serializers.BooleanField(required=False)
    reaction_lag = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST_LAG)
    pins = _OfProjects(
        required=False,
        child=serializers.ListField(child=serializers.UUIDField(), max_length=MOST_PINS, allow_null=True),
    )
    seen = _Named(required=False, child=serializers.BooleanField(allow_null=True))


class PreferencesView(ApiView):
    """One's own preferences. They have no version: of two changes to one entry the later holds."""

    output = PreferencesSerializer

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        return self.answer(preferences_of(self.actor))

    @extend_schema(request=PreferencesInput, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        return self.answer(change_preferences(actor=self.actor, changes=_stored(self.read_body(PreferencesInput))))


def _stored(data: dict[str, Any]) -> dict[str, Any]:
    """The same with ids as text, as JSON keeps them."""
    pins = {project: codes and [str(code) for code in codes] for project, codes in data.get("pins", {}).items()}
    return {**data, "pins": pins} if "pins" in data else data
