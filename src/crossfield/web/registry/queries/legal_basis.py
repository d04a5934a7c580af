"""On what ground, for what and for how long contact details of people are kept: from the rule file that ships."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossfield.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED = Path(str(files("crossfield"))) / "starter" / "rules" / "people.toml"


@cache
def rules() -> Mapping[str, Any]:
    """The rule file, read once."""
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def is_consent(basis: str) -> bool:
    """Tell whether a basis is a consent, which is noted in the consent log.

    Examples
    --------
    >>> is_consent("consent"), is_consent("contract")
    (True, False)
    """
    return bool(_entry("basis", basis)["consent"])


def bases_of_consent() -> list[str]:
    """Names of the bases that are a consent.

    Examples
    --------
    >>> bases_of_consent()
    ['consent']
    """
    return [name for name in rules()["basis"] if is_consent(name)]


def days_of(basis: str) -> int:
    """How many days a detail on this basis is kept unless another day is chosen.

    Examples
    --------
    >>> days_of("interest")
    365
    """
    return int(_entry("basis", basis)["days"])


def basis_said(basis: str, language: str) -> str:
    """A basis as people read it, with its article.

    Examples
    --------
    >>> basis_said("consent", "en")
    'Consent (Art. 6(1)(a) GDPR)'
    >>> basis_said("consent", "de")
    'Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)'
    """
    entry = _entry("basis", basis)
    article = str(entry["article"])
    if language == "de":
        article = f"Art. 6 Abs. 1 Buchst. {article[-2]} DSGVO"
        return f"{entry['title']['de']} ({article})"
    return f"{entry['title']['en']} ({article} GDPR)"


def purpose_said(purpose: str, language: str) -> str:
    """A purpose as people read it.

    Examples
    --------
    >>> purpose_said("events", "en")
    'Invitations to events'
    """
    return str(_entry("purpose", purpose)["title"]["de" if language == "de" else "en"])


def bases(language: str) -> list[tuple[str, str]]:
    """Bases to choose from."""
    return [(name, basis_said(name, language)) for name in rules()["basis"]]


def purposes(language: str) -> list[tuple[str, str]]:
    """Purposes to choose from."""
    return [(name, purpose_said(name, language)) for name in rules()["purpose"]]


def wording(language: str, version: str = "") -> tuple[str, str]:
    """Version and text of what people agree to; the newest where none is named.

    Examples
    --------
    >>> wording("en")[0]
    '2026-11'
    """
    return _worded("wording", language, version)


def mail_wording(language: str, version: str = "") -> tuple[str, str]:
    """Version and text of what people agree to by a link, with places for institution and purpose.

    Examples
    --------
    >>> mail_wording("en")[0]
    'mail-2026-11'
    """
    return _worded("mail_wording", language, version)


def letter_wording(language: str, version: str = "") -> tuple[str, str]:
    """Version and text of what people agree to by letter or mail, with places for institution, address and purpose.

    Examples
    --------
    >>> letter_wording("en")[0]
    'letter-2026-11'
    """
    return _worded("letter_wording", language, version)


def _worded(part: str, language: str, version: str) -> tuple[str, str]:
    version = version or next(iter(rules()[part]))
    return version, str(_entry(part, version)["de" if language == "de" else "en"])


def _entry(part: str, name: str) -> Mapping[str, Any]:
    known: Mapping[str, Mapping[str, Any]] = rules()[part]
    if name not in known:
        raise UnknownNameError(part, name, list(known))
    return known[name]
