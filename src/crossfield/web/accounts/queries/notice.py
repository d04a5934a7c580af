"""Texts of the footer."""

from __future__ import annotations

from crossfield.web.accounts.models import Notice
from crossfield.web.accounts.models.notice import NoticeKind

REQUIRED = (NoticeKind.IMPRINT, NoticeKind.PRIVACY, NoticeKind.ACCESSIBILITY)
"""What the law asks of a public site; the licences are told from the data."""


def notice_text(kind: str, language: str) -> tuple[str, str]:
    """Text of a page and the language it is in: the one asked for, else the other; empty where there is neither."""
    found = dict(Notice.objects.filter(kind=kind).exclude(text="").values_list("language", "text"))
    spoken = language if language in found else next(iter(found), language)
    return found.get(spoken, ""), spoken


def empty_notices() -> list[str]:
    """Pages of the footer that the law asks for and nobody has written yet."""
    written = set(Notice.objects.exclude(text="").values_list("kind", flat=True))
    return [str(kind.label) for kind in REQUIRED if kind.value not in written]
