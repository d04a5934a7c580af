"""Fields and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import ForeignObjectRel

from crossfield.tables.headings import fold
from crossfield.web.registry.models import Field, FieldDecision
from crossfield.web.registry.queries.interface import interfaces_for

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import Model, QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import NamedInterface

    Holder = tuple[type[Model], str, bool]

MOST_LISTED = 200
"""Parts of a text up to which it is a list of fields."""


def holders() -> list[Holder]:
    """Models of any room that refer to fields: model, name of its column, and whether that holds several fields."""
    found: list[Holder] = []
    for relation in Field._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or isinstance(relation.related_model, str):
            continue
        model = relation.related_model
        if model not in {Field, FieldDecision} and not model._meta.auto_created:
            found.append((model, str(relation.field.name), bool(relation.many_to_many)))
    return sorted(found, key=lambda one: (one[0]._meta.label, one[1]))


def held_by(field: Field) -> int:
    """How many references to a field there are, whoever may see them."""
    return sum(model._default_manager.filter(**{name: field}).count() for model, name, _many in holders())


def interfaces_on(field: Field, user: User | None) -> QuerySet[NamedInterface]:
    """Named interfaces that a user may see and that have a field on a side or as an aim."""
    found = interfaces_for(user)
    # Each once, however many fields it has on its other sides.
    return (found.filter(side_a=field) | found.filter(side_b=field) | found.filter(aims=field)).distinct()


def ended_fields() -> list[tuple[Field, int]]:
    """Fields that vocabularies gave up and that something still hangs on, with how much."""
    counted = ((field, held_by(field)) for field in Field.objects.filter(valid_to__isnull=False))
    return [(field, count) for field, count in counted if count]


@dataclass(frozen=True, slots=True)
class FieldTitles:
    """Today's fields as lists call them: by title in either language and by code, as spellings meet."""

    by_text: Mapping[str, Sequence[Field]]
    by_key: Mapping[int, Field]
    """By row number."""
    most_parts: int
    """Into how many parts its commas cut the title that has most."""


def field_titles() -> FieldTitles:
    """Today's fields by what they are called."""
    by_key = {one.pk: one for one in Field.objects.filter(valid_to__isnull=True)}
    by_text: dict[str, list[Field]] = {}
    most = 1
    for one in by_key.values():
        names = [name for name in (one.title_de, one.title_en, one.code) if name]
        most = max([most, *(name.count(",") + 1 for name in names)])
        for text in dict.fromkeys(map(fold, names)):
            by_text.setdefault(text, []).append(one)
    return FieldTitles(by_text, by_key, most)


def is_too_long_a_list(text: str) -> bool:
    """Tell whether a text lists more than anybody means by a few fields.

    Examples
    --------
    >>> is_too_long_a_list("Photonics, AI"), is_too_long_a_list("," * 200)
    (False, True)
    """
    return text.count(",") + text.count(";") >= MOST_LISTED


def fields_named(text: str, titles: FieldTitles, known: Collection[int] = ()) -> tuple[list[Field], list[str]]:
    """Fields that a text lists, and what in it is none; a title may hold the comma that stands between two.

    Parameters
    ----------
    text
        Titles or codes with commas or semicolons between them.
    titles
        As `field_titles` gives them.
    known
        Row numbers of fields that are meant where several are called so.

    Returns
    -------
    tuple
        Fields in the order of the text, each once, and parts that are no field.
    """
    found: dict[int, Field] = {}
    strange: list[str] = []
    for listed in text.split(";"):
        parts, start = listed.split(","), 0
        while start < len(parts):
            part, named, size = _longest(parts[start : start + titles.most_parts], titles)
            meant = next((one for one in named if one.pk in known), next(iter(named), None))
            if meant is not None:
                found.setdefault(meant.pk, meant)
            elif part:
                strange.append(part)
            start += size
    return list(found.values()), strange


def _longest(parts: Sequence[str], titles: FieldTitles) -> tuple[str, Sequence[Field], int]:
    """The longest title that parts begin with: the first part, the fields that are called so, and its parts."""
    for size in range(len(parts), 0, -1):
        named = titles.by_text.get(fold(",".join(parts[:size])))
        if named:
            return parts[0].strip(), named, size
    return parts[0].strip(), (), 1
