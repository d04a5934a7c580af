"""What organisations of the register are: type, size, fields, by the register and, where it is silent, the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crossfield.web.evidence.queries.crosswalk import codes_of
from crossfield.web.evidence.queries.data import own_settings
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.member import shown_version, work_of
from crossfield.web.evidence.queries.organisation_index import kind_in_words, organisation_index
from crossfield.web.registry.queries.organisation import newest_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.web.registry.models import Organisation


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organisation is, in the reader's words; "" where neither register nor data say so.

    ``type`` is the word of the register's newest source, else the kind in the data; ``size`` is in the data only;
    ``fields`` are those in which the data list a project within their window.
    """

    type: str = ""
    size: str = ""
    fields: tuple[str, ...] = ()


def profiles_of(organisations: Sequence[Organisation], language: str) -> dict[int, Profile]:
    """Profiles by key of the organisation; each given one has one."""
    values = newest_values([one.pk for one in organisations])
    told = {one.pk: values.get(one.pk, {}).get("type", "") for one in organisations}
    version = shown_version()
    if not version:
        return {key: Profile(type=kind) for key, kind in told.items()}
    codes, index = codes_of(organisations), organisation_index(version)
    work, titles = work_of(version, own_settings().scheme), field_titles(version, language)
    found = {}
    for key, kind in told.items():
        code = codes.get(key, "")
        row = index.rows.get(code, {})
        is_small = row.get("sme")
        size = "" if is_small is None else _("small or medium-sized") if is_small else _("larger")
        in_data = kind_in_words(row.get("kind"), is_small=None)
        fields = tuple(sorted(titles[field] for field in work.get(code, {}) if field in titles))
        found[key] = Profile(kind or in_data, size, fields)
    return found
