"""A region's declared strategy: the table ``[strategy]`` of a vocabulary file.

::

    [strategy]
    region = "DED"
    fields = ["photonics", "energy"]  # optional: without it, all fields of the file are declared
    interfaces = [["photonics", "energy"]]  # optional: none are declared without it
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from crossfield.errors import SchemaError, SourceError, UnknownNameError

FORM = 'Write: [strategy], region = "DED", fields = ["a", "b"], interfaces = [["a", "b"]].'


@dataclass(frozen=True, slots=True)
class Strategy:
    """What a region has declared.

    Parameters
    ----------
    scheme
        Scheme of the fields.
    region
        Region code.
    fields
        Declared fields, in code order.
    interfaces
        Declared pairs of fields, each and all in code order.
    """

    scheme: str
    region: str
    fields: tuple[str, ...]
    interfaces: tuple[tuple[str, str], ...]


def read_strategy(path: Path) -> Strategy:
    r"""Read what a vocabulary file declares for its region.

    Parameters
    ----------
    path
        Vocabulary file with a table ``[strategy]``.

    Raises
    ------
    SourceError
        The file is missing or no TOML.
    SchemaError
        It has no ``[strategy]`` with a region, or one of another form.
    UnknownNameError
        A declared field is none of the file's.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = 'scheme.id = "mine"\nstrategy.region = "DED"\nstrategy.interfaces = [["b", "a"]]\n'
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.toml"
    ...     _ = path.write_text(text + '[fields.a]\ntitle = "A"\n[fields.b]\ntitle = "B"\n')
    ...     read_strategy(path)
    Strategy(scheme='mine', region='DED', fields=('a', 'b'), interfaces=(('a', 'b'),))
    """
    data = _load(path)
    declared, names = data.get("strategy"), [*data.get("fields", {})]
    if not isinstance(declared, dict) or not isinstance(declared.get("region"), str):
        message = f"{path.name} declares no strategy: it has no [strategy] with a region."
        raise SchemaError(message, FORM)
    fields, interfaces = declared.get("fields", names), declared.get("interfaces", [])
    if not _are_names(fields) or not isinstance(interfaces, list) or not all(_is_pair(pair) for pair in interfaces):
        message = f"{path.name}: [strategy] has fields or interfaces of another form than expected."
        raise SchemaError(message, FORM)
    for name in [*fields, *(name for pair in interfaces for name in pair)]:
        if name not in names:
            raise UnknownNameError(f"field in [strategy] of {path.name}", name, names)
    pairs = {(min(pair), max(pair)) for pair in interfaces}
    scheme = str(data.get("scheme", {}).get("id", ""))
    return Strategy(scheme, declared["region"], tuple(sorted(set(fields))), tuple(sorted(pairs)))


def known_strategies(own: str = "") -> list[Strategy]:
    """Strategies of the vocabularies that ship with the package, and of one's own file, which replaces its scheme's.

    Parameters
    ----------
    own
        Path of a vocabulary file; empty: none. A file without ``[strategy]`` declares nothing.
    """
    folder = Path(str(files("crossfield"))) / "starter" / "vocabularies"
    paths = [*sorted(folder.glob("*.toml")), *([Path(own)] if own else [])]
    found: dict[str, Strategy | None] = {}
    for path in paths:
        data = _load(path)
        found[str(data.get("scheme", {}).get("id", ""))] = read_strategy(path) if "strategy" in data else None
    return [strategy for strategy in found.values() if strategy is not None]


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"The vocabulary file {path} cannot be read: {error.strerror}."
        raise SourceError(message, "Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML in UTF-8: {error}."
        raise SourceError(message, "Mend the line it names.") from error


def _are_names(value: Any) -> bool:  # noqa: ANN401 -- whatever a file holds
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_pair(value: Any) -> bool:  # noqa: ANN401 -- whatever a file holds
    return _are_names(value) and len(set(value)) == 2  # noqa: PLR2004
