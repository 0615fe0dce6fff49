"""How one account likes to work: kept here, so that it follows the person to another browser."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Preferences
from annotator.accounts.policy import require_session
from annotator.errors import Malformed

DEFAULTS: dict[str, Any] = {"keys": {}, "single_keys": True, "reaction_lag": 0, "pins": {}, "seen": {}}
"""Every preference, as it is until somebody chooses. Those that are dicts are changed entry by entry."""
MOST_ENTRIES = 500


def preferences_of(actor: Actor) -> dict[str, Any]:
    """The actor's own preferences, defaults filled in. Raises NotAllowed for a token: they are a person's."""
    require_session(actor)
    row = Preferences.objects.filter(user=actor.user).first()
    return {**DEFAULTS, **(row.chosen if row else {})}


@transaction.atomic
def change_preferences(*, actor: Actor, changes: dict[str, Any]) -> dict[str, Any]:
    """Choose; what `changes` does not name stays. In a dict each entry replaces its namesake, and None takes it away.

    No version is asked for: two browsers of one person that change different entries both get what they wanted, and
    of one entry the later choice is the one meant. No event is noted: the trail is a project's, and this is nobody's.
    Raises Malformed when a dict would grow beyond `MOST_ENTRIES`.
    """
    require_session(actor)
    Preferences.objects.get_or_create(user=actor.user)
    row = Preferences.objects.select_for_update(no_key=True).get(user=actor.user)
    before = {**DEFAULTS, **row.chosen}
    row.chosen = {**row.chosen, **{name: _merged(name, before[name], value) for name, value in changes.items()}}
    row.updated_at = timezone.now()
    row.save(update_fields=["chosen", "updated_at"])
    return {**DEFAULTS, **row.chosen}


def _merged(name: str, before: Any, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    merged = {key: value for key, value in {**before, **change}.items() if value is not None}
    if len(merged) > MOST_ENTRIES:
        raise Malformed(
            f"More than {MOST_ENTRIES} entries are not kept. Nothing was changed; take some away first.",
            fields={name: ["Too many entries."]},
        )
    return merged
