"""What programmes ask of a consortium, as data with source and date: it is computed and warned of, never decided."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from crossfield.errors import SchemaError, SourceError, UnknownNameError

SHIPPED = Path(str(files("crossfield"))) / "starter" / "rules" / "consortium.toml"
COUNTS = ("organisations", "countries", "sides")
HOME = "home"
_KEYS = {"count", "at_least", "all", "among", "title"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a rule set.

    Parameters
    ----------
    count
        What is counted: organisations, countries, or sides of the interface that have a partner of their own.
    at_least
        Fewest of them.
    among
        Country or NUTS codes, each with all below it; empty: anywhere.
    title
        What it says: language → text.
    everyone
        True: every partner must come from ``among``; ``at_least`` is not asked.
    """

    count: str
    at_least: int
    among: tuple[str, ...]
    title: dict[str, str]
    everyone: bool = False

    def is_from(self, country: str | None, region: str | None) -> bool:
        """Tell whether an organisation of this country and region counts.

        Examples
        --------
        >>> area = Requirement("organisations", 2, ("AT", "DED"), {})
        >>> area.is_from("AT", "AT13"), area.is_from("DE", "DED2"), area.is_from("DE", "DE21"), area.is_from("DE", None)
        (True, True, False, False)
        """
        places = [place for place in (country, region) if place]
        return not self.among or any(place.startswith(code) for place in places for code in self.among)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The requirements of a programme.

    Parameters
    ----------
    name, title
        Name on the command line, and what it is called: language → text.
    source, source_date
        Where it was read, and when.
    check
        What to check before relying on it: language → text.
    requirements
        In the order of the file.
    """

    name: str
    title: dict[str, str]
    source: str
    source_date: str
    check: dict[str, str]
    requirements: tuple[Requirement, ...]

    def at(self, home: str) -> RuleSet:
        """Return the rules with the region that is asked for in place of ``home``."""
        placed = tuple(
            replace(one, among=tuple(home if code == HOME else code for code in one.among)) for one in self.requirements
        )
        return replace(self, requirements=placed)


def rule_set(name: str) -> RuleSet:
    """Read a rule set by its name (horizon, interreg-ce, c3), or the one in a file of one's own.

    Raises
    ------
    UnknownNameError
        No such rule set ships, and no such file is there.
    SourceError
        The file cannot be read.
    SchemaError
        The file has not one rule set, or a requirement has another form.

    Examples
    --------
    >>> [one.at_least for one in rule_set("interreg-ce").requirements]
    [3, 3, 2]
    """
    shipped = _load(SHIPPED)
    if name in shipped:
        return _rules(name, shipped[name])
    path = Path(name)
    if path.suffix != ".toml":
        raise UnknownNameError("rule set", name, shipped, f"Known: {', '.join(shipped)}; or a file .toml of your own.")
    own = _load(path)
    if len(own) != 1:
        message = f"{path} holds {len(own)} rule sets; expected one."
        raise SchemaError(message, "Write one table, such as [mine], with [[mine.requirements]].")
    return next(_rules(key, entry) for key, entry in own.items())


def shipped_rules() -> tuple[RuleSet, ...]:
    """All rule sets that ship, in the order of their file.

    Examples
    --------
    >>> [one.name for one in shipped_rules()]
    ['horizon', 'interreg-ce', 'c3']
    """
    return tuple(_rules(name, entry) for name, entry in _load(SHIPPED).items())


def area(given: str) -> tuple[str, ...]:
    """Codes of an area: country and NUTS codes parted by commas, or the area that a rule set names.

    Examples
    --------
    >>> area("at, DED"), area("interreg-ce")[:3]
    (('AT', 'DED'), ('AT', 'CZ', 'HR'))
    """
    shipped = _load(SHIPPED)
    if given in shipped:
        named = (code for one in rule_set(given).requirements for code in one.among if code != HOME)
        return tuple(dict.fromkeys(named))
    return tuple(code for part in given.split(",") if (code := part.strip().upper()))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"The rules {path} cannot be read: {error.strerror}."
        raise SourceError(message, "Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML in UTF-8: {error}."
        raise SchemaError(message, "Mend the line it names.") from error


def _rules(name: str, entry: Any) -> RuleSet:  # noqa: ANN401 -- whatever a file holds
    given = entry.get("requirements") if isinstance(entry, dict) else None
    if not isinstance(given, list) or not given or not entry.get("source") or not entry.get("source_date"):
        message = f"The rule set {name!r} lacks requirements, source or source_date."
        raise SchemaError(message, "See starter/rules/consortium.toml of the package for the form.")
    title, check = _both(entry.get("title", name)), _both(entry.get("check", ""))
    requirements = tuple(_requirement(name, one) for one in given)
    return RuleSet(name, title, str(entry["source"]), str(entry["source_date"]), check, requirements)


def _requirement(name: str, entry: Any) -> Requirement:  # noqa: ANN401 -- whatever a file holds
    fewest, everyone = (entry.get("at_least", 0), entry.get("all", False)) if isinstance(entry, dict) else (0, False)
    good = isinstance(entry, dict) and set(entry) <= _KEYS and entry.get("count") in COUNTS and "title" in entry
    if not good or not isinstance(fewest, int) or (fewest < 1 and everyone is not True):
        message = f"The rule set {name!r} has a requirement of another form than expected: {str(entry)[:120]}"
        hint = f'Write count (one of {", ".join(COUNTS)}), at_least or all = true, title, and among = ["AT", "DED"].'
        raise SchemaError(message, hint)
    among = tuple(str(code) for code in entry.get("among", ()))
    return Requirement(entry["count"], fewest, among, _both(entry["title"]), everyone=everyone is True)


def _both(text: dict[str, str] | str) -> dict[str, str]:
    if isinstance(text, str):
        return {"en": text, "de": text}
    first = next(iter(text.values()), "")
    return {language: text.get(language, first) for language in ("en", "de")}
