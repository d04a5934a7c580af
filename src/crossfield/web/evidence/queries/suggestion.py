"""Fields of the register that a text speaks of, suggested for a person to confirm."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError
from crossfield.lake.tagging import Tagger
from crossfield.web.evidence.queries.data import current_version, open_data, own_settings
from crossfield.web.registry.models import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crossfield.web.registry.models import IntakeRow

    Suggested = list[tuple[Field, str]]

LONGEST = 5_000
MOST = 4
"""Fields of one text: more would say nothing."""


def suggested_fields(texts: Sequence[str]) -> list[Suggested]:
    """Today's fields of the shown vocabulary for each of some German or English texts, most spoken-of first.

    Parameters
    ----------
    texts
        Of any length; the first 5,000 signs of each count.

    Returns
    -------
    list
        For each text its fields, each with the text's own words that say so; nothing where there are no data.
    """
    scheme = own_settings().scheme
    fields = {one.code: one for one in Field.objects.filter(scheme=scheme, valid_to__isnull=True)}
    try:
        tagger = _tagger(current_version(), scheme) if fields and any(texts) else None
    except CrossfieldError:
        tagger = None
    return [_fields_of(tagger, text[:LONGEST], fields) if tagger else [] for text in texts]


@lru_cache(maxsize=2)
def _tagger(version: str, scheme: str) -> Tagger:
    with open_data(version) as frames:
        return Tagger([row for row in frames.read("phrase") if row["scheme"] == scheme])


def _fields_of(tagger: Tagger, text: str, fields: dict[str, Field]) -> Suggested:
    words: dict[str, list[str]] = {}
    for row in tagger.fields_of(unicodedata.normalize("NFC", text)):
        words.setdefault(str(row["field"]), []).append(str(row["words"]))
    ordered = sorted((code for code in words if code in fields), key=lambda code: (-len(words[code]), code))
    return [(fields[code], "; ".join(dict.fromkeys(words[code]))) for code in ordered[:MOST]]


def fields_with_words(found: Iterable[tuple[Field, str]], language: str) -> str:
    """Fields by their titles, each with the words that say so."""
    return ", ".join(f"{field.title(language)} ({words})" for field, words in found)


def rows_suggested(rows: Iterable[IntakeRow], language: str) -> dict[int, str]:
    """Line → fields that were suggested for a row of a list, with the words that say so; rows without are left out."""
    told = {row.number: row.values["suggested"] for row in rows if row.values.get("suggested")}
    keys = {int(key) for words in told.values() for key in words}
    fields = Field.objects.in_bulk(keys)
    return {
        number: fields_with_words(
            ((fields[int(key)], said) for key, said in words.items() if int(key) in fields), language
        )
        for number, words in told.items()
    }


def suggested_said(fields: str) -> str:
    """That fields of a row were suggested, in words."""
    return _("Fields, suggested from the text: %(fields)s") % {"fields": fields}
