"""What a fixture lays into the database, made once for all tests: rows and objects come back as they were."""

import pickle
from functools import cache

from django.apps import apps
from django.db import connection

FIRST = 1_000_000
"""Keys of what is made once begin here, so that they are nobody else's."""


def made_once(make):
    """What ``make()`` gives; from the second time on its rows are put back, which takes a tenth of the time.

    It must read nothing of the database but what it writes itself.
    """
    again = _kept.get(make)
    if again is None:
        again = _kept[make] = _made(make)
    elif again["rows"]:
        with connection.cursor() as cursor:
            for table, (columns, rows) in again["rows"].items():
                values = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)  # noqa: S608
    return pickle.loads(again["made"])  # noqa: S301 -- written below


_kept = {}


def _made(make):
    with connection.cursor() as cursor:
        _count_from_first(cursor)
        before = {table: _rows(cursor, table)[1] for table in _tables()}
        made = make()
        rows = {}
        for table in _tables():
            columns, now = _rows(cursor, table)
            assert all(row in now for row in before[table]), table
            if fresh := [row for row in now if row not in before[table]]:
                rows[table] = (columns, fresh)
    return {"made": pickle.dumps(made), "rows": rows}


@cache
def _tables():
    models = apps.get_models(include_auto_created=True)
    return sorted({connection.ops.quote_name(one._meta.db_table) for one in models if one._meta.managed})


def _rows(cursor, table):
    cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 -- own tables
    return [connection.ops.quote_name(column[0]) for column in cursor.description], cursor.fetchall()


def _count_from_first(cursor):
    if connection.vendor == "postgresql":
        for one in apps.get_models(include_auto_created=True):
            if one._meta.managed and one._meta.auto_field is not None:
                table, column = connection.ops.quote_name(one._meta.db_table), one._meta.auto_field.column
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, FIRST])
        return
    for table in _tables():
        counted = {"name": table.strip('"'), "first": FIRST}
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %(name)s", counted)
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%(name)s, %(first)s)", counted)
