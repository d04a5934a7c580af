"""The lake: immutable data versions as typed Parquet, the one room that names DuckDB and Spark."""
