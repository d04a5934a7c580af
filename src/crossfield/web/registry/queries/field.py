"""Fields and what hangs on them."""

from __future__ import annotations

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
    return found.filter(side_a=field) | found.filter(side_b=field) | found.filter(aims=field)


def ended_fields() -> list[tuple[Field, int]]:
    """Fields that vocabularies gave up and that something still hangs on, with how much."""
    counted = ((field, held_by(field)) for field in Field.objects.filter(valid_to__isnull=False))
    return [(field, count) for field, count in counted if count]


def field_titles() -> dict[str, list[Field]]:
    """Today's fields by title in either language and by code, as spellings meet."""
    found: dict[str, list[Field]] = {}
    for one in Field.objects.filter(valid_to__isnull=True):
        for text in dict.fromkeys(fold(name) for name in (one.title_de, one.title_en, one.code) if name):
            found.setdefault(text, []).append(one)
    return found


def fields_named(
    text: str, titles: Mapping[str, Sequence[Field]], known: Collection[int] = ()
) -> tuple[list[Field], list[str]]:
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
    found: list[Field] = []
    strange: list[str] = []
    for listed in text.split(";"):
        parts = listed.split(",")
        while parts:
            longest = (size for size in range(len(parts), 0, -1) if fold(",".join(parts[:size])) in titles)
            size = next(longest, 1)
            named = titles.get(fold(",".join(parts[:size])), ())
            meant = next((one for one in named if one.pk in known), next(iter(named), None))
            if meant is None:
                strange += [parts[0].strip()] if parts[0].strip() else []
            elif meant not in found:
                found.append(meant)
            parts = parts[size:]
    return found, strange
