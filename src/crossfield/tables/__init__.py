"""What every column of the lake means: type, unit, key, meaning of null."""

from crossfield.tables.figures import FIGURES
from crossfield.tables.records import RECORDS
from crossfield.tables.schema import TYPES, Column, Table

TABLES = {table.name: table for table in (*RECORDS, *FIGURES)}

__all__ = ["FIGURES", "RECORDS", "TABLES", "TYPES", "Column", "Table"]
