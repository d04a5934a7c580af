"""Random public ids: what stands in addresses, so that none can be counted or guessed."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without the signs that are misread for one another."""
LENGTH = 16


def new_public_id() -> str:
    """Sixteen random signs, about 79 bits.

    Examples
    --------
    >>> len(new_public_id()), set(new_public_id()) <= set(ALPHABET)
    (16, True)
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def public_id_of(text: str) -> str:
    """The sixteen signs that belong to a text: the same ones each time, and to nobody who does not know it.

    Examples
    --------
    >>> len(public_id_of("a")), public_id_of("a") == public_id_of("a"), public_id_of("a") == public_id_of("b")
    (16, True, False)
    """
    rest, signs = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"), []
    for _ in range(LENGTH):
        rest, place = divmod(rest, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def public_id_field() -> models.CharField[str, str]:
    """Column of a public id; never changed, never used again."""
    return models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
