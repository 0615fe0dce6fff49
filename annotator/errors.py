"""What an operation says when it refuses: a sentence, a stable code, never an HTTP status.

Operations raise these; `annotator.api.problems` alone knows which status each becomes.
Nothing has been changed when one of them is raised, because operations write in one transaction.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """Base of every refusal.

    `sentence` is for a person: what happened, what is safe, what to do. `fields` maps a field's
    name to its sentences; `extra` is added to the answer as it is (ids, offers, current values).
    """

    code = "refused"

    def __init__(
        self,
        sentence: str,
        *,
        code: str | None = None,
        fields: Mapping[str, list[str]] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or type(self).code
        self.fields = dict(fields or {})
        self.extra = extra


class NotVisible(DomainError):
    """The thing does not exist for this person; the two cases must be indistinguishable."""

    code = "not_found"

    def __init__(self, sentence: str = "There is nothing here that you may see.", **extra: Any) -> None:
        super().__init__(sentence, **extra)


class NotAllowed(DomainError):
    """The person sees the thing but may not do this to it."""

    code = "not_allowed"


class RuleBroken(DomainError):
    """A well-formed request that breaks a rule of the domain."""

    code = "rule_broken"


class StaleVersion(DomainError):
    """The thing has changed since the caller read it."""

    code = "stale_version"


class PreconditionMissing(DomainError):
    """The caller did not say which version it means to change."""

    code = "precondition_missing"


class AlreadyThere(DomainError):
    """The thing exists already in this project."""

    code = "already_there"


class Malformed(DomainError):
    """The request cannot be read."""

    code = "malformed"


class Unavailable(DomainError):
    """Something that the answer needs is away just now: a drive, a broker, a tool."""

    code = "unavailable"


class Conflict(DomainError):
    """The thing is in another state than the request supposes; the answer says in which."""

    code = "conflict"


class Busy(DomainError):
    """Somebody else has the thing in hand at this very moment."""

    code = "busy"


class TooLarge(DomainError):
    """More than is taken."""

    code = "too_large"


class NoRoom(DomainError):
    """The disk of the server has no room for it."""

    code = "no_room"


class NotWhatWasSent(DomainError):
    """What arrived is not what its sender says it was."""

    code = "checksum_mismatch"
