"""Adding as many rows of a table as there are rows of another one by a single statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models
    from django.db.models import QuerySet


def insert_rows(
    model: type[models.Model],
    rows: QuerySet[Any],
    given: Mapping[str, Any],
    now: Any,  # noqa: ANN401 -- a time
) -> int:
    """Add one row of a table for each of the rows by a single statement; columns that are not given get their default.

    What stands there already, such as a number that somebody claimed in the meantime, is left out.
    """
    columns: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        assert field.column is not None  # noqa: S101 -- concrete ones have one
        if field.attname in given:
            columns[field.column] = given[field.attname]
        elif getattr(field, "auto_now_add", False):
            columns[field.column] = Value(now, output_field=field)
        elif not field.primary_key and field.get_default() is not None:
            columns[field.column] = Value(field.get_default(), output_field=field)
    named = {f"new_{place}": value for place, value in enumerate(columns.values())}
    chosen, values = rows.order_by().annotate(**named).values_list(*named).query.sql_with_params()
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        # Names of own tables and columns; the ORM wrote the rest. SQLite needs the WHERE that is always there.
        cursor.execute(f"INSERT INTO {into} {chosen} ON CONFLICT DO NOTHING", values)
        return int(cursor.rowcount)
