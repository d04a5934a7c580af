"""What figures rest on, as fingerprints: by them it can be told later why a figure is another one."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield import __version__
from crossfield.web.evidence.queries.data import chosen_lake, open_data, own_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

VOCABULARY = ("field", "phrase", "field_link", "field_overlap")
"""Tables that say what belongs to a field."""

REGISTER = "Register"
"""In the place of a data version: the table is one of the register, whose entries have sources of their own."""


@lru_cache(maxsize=8)
def _basis(version: str, scheme: str) -> tuple[tuple[str, str], ...]:
    manifest = chosen_lake().manifest(version)
    words = hashlib.sha256()
    with open_data(version) as frames:
        for name in VOCABULARY:
            rows = frames.read(name, scheme=scheme) if name in frames else ()
            lines = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False, default=str) for row in rows)
            words.update("\n".join([name, *lines]).encode())
    files = sorted(f"{source.name} {source.sha256}" for source in manifest.sources)
    return (
        ("data", hashlib.sha256("\n".join(files).encode()).hexdigest()),
        ("vocabulary", words.hexdigest()),
        ("method", __version__),
    )


def basis_of(version: str) -> dict[str, str]:
    """Fingerprints of the sources' files, of the vocabulary, and the program's version; none for the register."""
    if version == REGISTER:
        return {}
    return dict(_basis(version, own_settings().scheme))


def sources_of(version: str) -> list[dict[str, str]]:
    """Publisher, title, address, licence and date of each source of a data version; none for the register."""
    if version == REGISTER:
        return []
    return [
        {
            "title": source.title,
            "producer": source.producer,
            "licence": source.licence,
            "address": source.address if source.address.startswith("https://") else "",
            "retrieved": source.retrieved[:10],
        }
        for source in chosen_lake().manifest(version).sources
        if source.rows_kept
    ]


def changed_because(old: Mapping[str, Any], new: Mapping[str, Any], versions: tuple[str, str]) -> list[str]:
    """Say what has changed beneath a figure: data, vocabulary, method; one sentence each.

    Parameters
    ----------
    old, new
        Fingerprints as `basis_of` gives them; an empty one is of a finding that was kept before they were noted.
    versions
        Names of the data versions then and now.
    """
    then, now = versions
    if then == now and (not old or old == new):
        return [_("Data, fields and method are the same as on the day it was kept.")]
    if not old:
        return [
            _("What it rested on was not noted yet when it was kept; the data version was %(then)s.") % {"then": then}
        ]
    said = {
        "data": _("Data: %(then)s has become %(now)s, with other files of the sources.") % {"then": then, "now": now},
        "vocabulary": _("Fields: what counts as a field has been defined anew, so that other projects belong to it."),
        "method": _("Method: computed by crossfield %(now)s instead of %(then)s.")
        % {"then": old.get("method", ""), "now": new.get("method", "")},
    }
    changed = [text for key, text in said.items() if old.get(key) != new.get(key)]
    same = _("The data have been built anew (%(now)s) from the same files, by the same fields and method.") % {
        "now": now
    }
    return changed or [same]
