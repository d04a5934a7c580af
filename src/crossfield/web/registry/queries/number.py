"""Numbers under which others know an organisation, as the register keeps them."""

from __future__ import annotations

import re

SHAPES = {"pic": re.compile(r"[0-9]{9}"), "ror": re.compile(r"0[a-z0-9]{8}")}
"""Scheme → what a bare number of it looks like; others have no single shape."""
BARE = ("pic", "vat", "ror")
"""Schemes whose numbers are kept without signs between them."""


def bare_number(scheme: str, text: str) -> str:
    """A number as the register keeps it.

    Examples
    --------
    >>> bare_number("vat", "de 123.456"), bare_number("ror", "https://ror.org/0ABCDEF12")
    ('DE123456', '0abcdef12')
    >>> bare_number("register", "HRB 12-34")
    'HRB12-34'
    """
    if scheme not in BARE:
        return "".join(text.split())
    text = text.rstrip("/").rsplit("/", 1)[-1] if scheme == "ror" else text
    bare = re.sub(r"[\s.\-]", "", text)
    return bare.lower() if scheme == "ror" else bare.upper()
