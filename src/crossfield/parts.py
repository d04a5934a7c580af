"""The four things one can add to crossfield, and the origin every figure carries.

A part is stated in a plain tuple of its room (``SOURCES``, ``INDICATORS``, ``MATCHERS``, ``REPORTS``) as
name, summary and import path; it is imported at first use, so that the command line starts fast.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, TypeVar

from crossfield.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data come from.

    Parameters
    ----------
    producer, title
        Who publishes it, under which title.
    address
        Where it was taken from: a web address, or the path a user gave.
    licence
        Licence as its SPDX name or the publisher's words; never empty.
    retrieved
        UTC date of retrieval, ISO 8601; empty for facts that ship with the package.
    """

    producer: str
    title: str
    address: str
    licence: str
    retrieved: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return the origin as plain data for manifests and exports."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was added: its name, one line on it, and where its code lives (``module:attribute``)."""

    name: str
    summary: str
    path: str

    def load(self) -> Any:  # noqa: ANN401 -- each room types its own parts
        """Import and return the code behind the part."""
        module, _, attribute = self.path.partition(":")
        return getattr(import_module(module), attribute)


AnyPart = TypeVar("AnyPart", bound=Part)


class Source(Part):
    """A part that reads the outside world into tables."""


@dataclass(frozen=True, slots=True)
class Indicator(Part):
    """A part that turns tables into one number per key, with support and note.

    Parameters
    ----------
    columns
        Columns of a user's own table that it needs: what ``path`` names is then a function from such a table to one in
        the one output shape. Empty: it is computed from the records of a data version.
    """

    columns: tuple[str, ...] = ()


class Matcher(Part):
    """A part that ranks suggestions, with reasons."""


class Report(Part):
    """A part that writes a document."""


def find_part(parts: tuple[AnyPart, ...], name: str, kind: str) -> AnyPart:
    """Return the part called ``name``; raise `UnknownNameError` with the closest names otherwise."""
    for part in parts:
        if part.name == name:
            return part
    names = [part.name for part in parts]
    raise UnknownNameError(kind, name, names, f"Known: {', '.join(names)}.")
