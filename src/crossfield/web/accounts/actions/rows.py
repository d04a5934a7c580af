"""Adding thousands of rows at once, by the way that each database has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db import models


def write_objects(objects: Sequence[models.Model]) -> int:
    """Add new objects of one model that nobody needs afterwards: they get no keys, and no signal is sent.

    Who may: the action that makes them, in its own transaction. Not logged: that action is.

    Returns
    -------
    int
        Rows that were added.
    """
    if not objects:
        return 0
    fields = [field for field in objects[0]._meta.local_concrete_fields if not field.primary_key]
    rows = [
        [field.get_db_prep_save(field.pre_save(one, add=True), connection=connection) for field in fields]
        for one in objects
    ]
    return write_rows(type(objects[0]), [field.column for field in fields if field.column], rows)


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Add rows that are ready as they are stored: no defaults, no checks, no keys of what was added.

    As objects half a million rows would take ten times as long. PostgreSQL takes them as one stream (COPY), SQLite as
    one statement that is prepared once.

    Who may: the action that makes the rows, in its own transaction. Not logged: that action is.

    Parameters
    ----------
    model
        Of whose table the rows are.
    columns
        Names of the table's columns, in the order of each row's values.
    rows
        Values as the database stores them; JSON is text.

    Returns
    -------
    int
        Rows that were added.
    """
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django's cursor hands this through: without the wrapper nobody would know its errors.
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            # Names of own tables and columns; the values are parameters.
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})", rows)  # noqa: S608
    return len(rows)
