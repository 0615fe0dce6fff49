"""The key that seals what a member's browser keeps until this server has it (docs/adr/0011-outbox.md)."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from annotator.accounts.actor import Actor
from annotator.accounts.policy import require_session

LENGTH = 32
"""Bytes: AES-256."""
_PURPOSE = b"annotator outbox key 1 "


def outbox_key(*, actor: Actor) -> bytes:
    """The same 32 bytes for the same account whenever it asks. Raises NotAllowed for a token.

    Derived, never stored. It does not follow the password: a member whose password was replaced must still find
    their marks, and the password is not what guards the key; the session is.
    """
    require_session(actor)
    return HKDF(algorithm=hashes.SHA256(), length=LENGTH, salt=None, info=_PURPOSE + actor.user.id.bytes).derive(
        settings.SECRET_KEY.encode()
    )
