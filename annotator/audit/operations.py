"""Writing the trail, and proving that it is whole."""

import json
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.accounts.policy import authorise
from annotator.audit.chain import Facts, digest, first_break
from annotator.audit.models import ChainHead, Event


class Verdict(NamedTuple):
    """What a check of a project's trail found: how many events, and where it breaks if it does."""

    events: int
    first_broken_seq: int | None


def record(
    *,
    actor: Actor | None,
    project: Project,
    action: str,
    object_type: str,
    object_id: uuid.UUID,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> Event:
    """Add one event to the project's chain, in the transaction of the operation that it tells of.

    `actor` is None for what the product does by itself (a job that ends). Raises
    TransactionManagementError outside a transaction: an event without its operation, or the
    other way round, must be impossible.
    """
    if not transaction.get_connection().in_atomic_block:
        # SQLite has no row locks whose absence could tell.
        raise transaction.TransactionManagementError("An event is written in the transaction of its operation.")
    head = _locked_head(project)
    facts = Facts(
        project=project.id,
        seq=head.seq + 1,
        at=timezone.now(),
        actor=actor.user.id if actor else None,
        token=actor.token.id if actor and actor.token else None,
        action=action,
        object_type=object_type,
        object_id=object_id,
        before=_as_stored(before),
        after=_as_stored(after),
        previous_digest=head.digest,
    )
    event = Event.objects.create(
        project=project,
        actor_id=facts.actor,
        digest=digest(facts),
        **{name: value for name, value in facts._asdict().items() if name not in {"project", "actor"}},
    )
    head.seq, head.digest = event.seq, event.digest
    head.save(update_fields=["seq", "digest"])
    return event


class Subject(Protocol):
    """What an operation was about: anything with an id that can say which project it belongs to."""

    @property
    def id(self) -> uuid.UUID: ...

    @property
    def project(self) -> Project: ...


def note(
    actor: Actor | None, action: str, subject: Subject, *, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Event:
    """`record` for the usual case: the action's name (“segment.trim”) begins with the kind of its subject."""
    return record(
        actor=actor,
        project=subject.project,
        action=action,
        object_type=action.partition(".")[0],
        object_id=subject.id,
        before=before,
        after=after,
    )


def verify(*, actor: Actor, project: Project) -> Verdict:
    """Recalculate a project's whole chain, as far as its head goes at this moment, and compare it with the head.

    Takes no lock: what is added meanwhile lies behind the head that was read, and nothing before it can change.
    """
    authorise(actor, "audit.verify", project)
    head = ChainHead.objects.filter(project=project).first() or ChainHead(project=project)
    broken = first_break(_facts(project, head.seq))
    counted = Event.objects.filter(project=project, seq__lte=head.seq).count()
    last = Event.objects.filter(project=project, seq=head.seq).values_list("digest", flat=True).first() or ""
    if broken is None and counted != head.seq:
        broken = counted + 1
    if broken is None and last != head.digest:
        broken = head.seq
    return Verdict(counted, broken)


def _locked_head(project: Project) -> ChainHead:
    # get_or_create first: select_for_update cannot lock a row that does not exist yet.
    ChainHead.objects.get_or_create(project=project)
    return ChainHead.objects.select_for_update().get(project=project)


def _facts(project: Project, last_seq: int) -> Iterator[tuple[Facts, str]]:
    for event in Event.objects.filter(project=project, seq__lte=last_seq).order_by("seq").iterator(chunk_size=500):
        yield (
            Facts(
                event.project_id,
                event.seq,
                event.at,
                event.actor_id,
                event.token,
                event.action,
                event.object_type,
                event.object_id,
                event.before,
                event.after,
                event.previous_digest,
            ),
            event.digest,
        )


def _as_stored(state: dict[str, Any] | None) -> dict[str, Any] | None:
    """The state exactly as it will be read back, so that the digest of both is the same."""
    return None if state is None else json.loads(json.dumps(state, cls=DjangoJSONEncoder))
