"""Fields and what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import ForeignObjectRel

from crossfield.web.registry.models import Field, FieldDecision
from crossfield.web.registry.queries.interface import interfaces_for

if TYPE_CHECKING:
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
