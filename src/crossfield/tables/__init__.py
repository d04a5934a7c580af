"""What every column of the lake means: type, unit, key, meaning of null."""

from crossfield.tables.figures import FIGURES
from crossfield.tables.records import RECORDS
from crossfield.tables.schema import KINDS, Column, Table, narwhals_type

TABLES = {table.name: table for table in (*RECORDS, *FIGURES)}

__all__ = ["FIGURES", "KINDS", "RECORDS", "TABLES", "Column", "Table", "narwhals_type"]
