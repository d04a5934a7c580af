"""The command line: a thin door to the library; every command has a twin function."""

from crossfield.cli.app import main

__all__ = ["main"]
