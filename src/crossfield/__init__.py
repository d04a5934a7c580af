"""crossfield: where fields meet in a region, with whom in Europe to take it up, and what came of it."""

__version__ = "0.1.0"
