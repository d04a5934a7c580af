"""Bringing the fields of a vocabulary into the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.registry.models import Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHOWN = ("kind", "title_de", "title_en", "position")


@transaction.atomic
def adopt_fields(rows: Sequence[Mapping[str, Any]]) -> int:
    """Make the workspace's fields those of a vocabulary; what is gone from it ends today, and keeps what hangs on it.

    Who may: the program, when it starts or a data version is published. Each change is logged.

    Parameters
    ----------
    rows
        Rows of the table ``field`` of whole schemes.

    Returns
    -------
    int
        Fields that are new, changed or ended.
    """
    schemes = {str(row["scheme"]) for row in rows}
    known = {(one.scheme, one.code): one for one in Field.objects.filter(scheme__in=schemes, valid_to__isnull=True)}
    changed = 0
    for row in rows:
        field = known.pop((str(row["scheme"]), str(row["field"])), None) or Field(
            scheme=row["scheme"], code=row["field"], valid_from=timezone.localdate()
        )
        found = {name: row[name] or getattr(Field(), name) for name in SHOWN}
        different = [name for name, value in found.items() if getattr(field, name) != value]
        if field._state.adding or different:
            for name, value in found.items():
                setattr(field, name, value)
            field.save()
            write_log(field, verb="adopt_field", by=None, fields=different)
            changed += 1
    for gone in known.values():
        gone.valid_to = timezone.localdate()
        gone.save(update_fields=["valid_to"])
        write_log(gone, verb="end_field", by=None, fields=("valid_to",))
    return changed + len(known)
