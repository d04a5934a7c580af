"""Vocabularies: a user's own fields as a small TOML file.

::

    [scheme]
    id = "saxony"
    title = { en = "…", de = "…" }
    source = "https://…"

    [groups.technology]
    title = { en = "Key technologies", de = "Schlüsseltechnologien" }

    [fields.photonics]
    group = "technology"                 # optional: that of its parent
    parent = "…"                         # optional
    title = { en = "Photonics", de = "Photonik" }
    definition = { en = "…", de = "…" }
    euroscivoc = ["/23/47/…"]            # subtrees
    nace = ["C26.7"]
    phrases.en = ["laser*", "optical fibre*"]
    phrases.de = ["*laser*"]
    not = ["laser printer"]

    [[interfaces]]                       # optional: interfaces with a name
    id = "c3"
    title = { en = "…", de = "…" }
    sides = [["ict", "microelectronics"], ["biotechnology"]]
    aims = ["health"]                    # optional
    source = "https://…"                 # optional

A star opens a word at its end or beginning, ``=`` in front keeps upper and lower case apart.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossfield.errors import SchemaError, SourceError, UnknownNameError, closest_names

if TYPE_CHECKING:
    from collections.abc import Iterable

SHIPPED = ("saxony", "clustrat")
LANGUAGES = ("en", "de")
# A section of NACE Rev. 2 or 2.1, or one of their divisions with up to two digits behind it. Sections are not checked
# against divisions, which the two revisions put together differently; 4, 34, 40 … stand in neither.
NACE = re.compile(r"[A-V](?!04|34|4[048]|5[47]|67|76|83|89|00)(\d\d(\.\d\d?)?)?")
CODE = re.compile(r"^[A-Za-z0-9_-]+$")
RESERVED = ("all", "euroscivoc", "programme", "topic", "unknown")
PARTING = frozenset(":;")
FORMS = {
    "group": '"technology"',
    "parent": '"photonics"',
    "title": '{ en = "…", de = "…" }',
    "definition": '{ en = "…", de = "…" }',
    "euroscivoc": '["/23/47"]',
    "nace": '["C26.7"]',
    "phrases": '{ en = ["laser*"], de = ["*laser*"] }',
    "not": '["laser printer"]',
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary as rows of the tables field, field_link, phrase, field_overlap and named_interface."""

    scheme: str
    title: dict[str, str]
    source: str
    fields: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    phrases: list[dict[str, Any]] = field(default_factory=list)
    overlaps: list[dict[str, Any]] = field(default_factory=list)
    named: list[dict[str, Any]] = field(default_factory=list)


def shipped_vocabularies() -> list[Vocabulary]:
    """Read the vocabularies that ship with the package: Saxony's strategy and the CluStrat pilot themes."""
    folder = Path(str(files("crossfield"))) / "starter" / "vocabularies"
    return [read_vocabulary(folder / f"{name}.toml") for name in SHIPPED if (folder / f"{name}.toml").is_file()]


def read_vocabulary(path: Path, *, known_codes: frozenset[str] | None = None) -> Vocabulary:
    r"""Read a vocabulary file.

    Parameters
    ----------
    path
        TOML file in the form shown above.
    known_codes
        EuroSciVoc codes that exist; None: codes are not checked.

    Raises
    ------
    SourceError
        The file is missing or no TOML.
    SchemaError
        A field lacks its title, has an unknown key or a value of another form, names a EuroSciVoc or NACE code that
        does not exist, parents run in a circle, or an interface has not two sides of its own.
    UnknownNameError
        A field names a group or a parent, or an interface a field, that the file does not have.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.toml"
    ...     _ = path.write_text('scheme.id = "mine"\n[fields.optics]\ntitle = "Optics"\nphrases.en = ["laser*"]\n')
    ...     found = read_vocabulary(path)
    >>> found.scheme, found.phrases[0]["field"], found.phrases[0]["phrase"]
    ('mine', 'optics', 'laser*')
    """
    data = _load(path)
    scheme, entries = data.get("scheme", {}), data.get("fields", {})
    if not isinstance(scheme, dict) or not scheme.get("id") or not entries or not isinstance(entries, dict):
        message = f"{path.name} lacks [scheme] with an id, or has no [fields.…]."
        raise SchemaError(message, "See the shipped vocabularies/saxony.toml for the form.")
    if not _is_of_form("title", scheme.get("title", "")):
        message = (
            f"{path.name}: found scheme.title = {str(scheme['title'])[:80]!r}, which has another form than expected."
        )
        raise SchemaError(message, f"Write it as: title = {FORMS['title']}")
    _check_codes(path.name, str(scheme["id"]), entries)
    for name, entry in entries.items():
        _check_field(f"{path.name}, field {name!r}", entry, set(entries), set(data.get("groups", {})), known_codes)
    _refuse_circles(path, {name: entry.get("parent") for name, entry in entries.items()})
    code = str(scheme["id"])
    rows = [_field_row(code, position, name, entry, entries) for position, (name, entry) in enumerate(entries.items())]
    links = [row for name, entry in entries.items() for row in _link_rows(code, name, entry)]
    phrases = [row for name, entry in entries.items() for row in _phrase_rows(code, name, entry)]
    return Vocabulary(
        code,
        _both(scheme.get("title", {}), code),
        str(scheme.get("source", "")),
        rows,
        links,
        phrases,
        _overlaps(code, entries),
        _named(path.name, code, data.get("interfaces", []), set(entries)),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = f"The vocabulary file {path} cannot be read: {error.strerror}."
        raise SourceError(message, "Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML in UTF-8: {error}."
        raise SourceError(message, "Mend the line it names.") from error


def _check_codes(file: str, scheme: str, fields: Iterable[str]) -> None:
    """Refuse codes that tables use for something else, and signs that part codes from one another."""
    wrong = [name for name in fields if name in RESERVED or PARTING & {*name}]
    if scheme in RESERVED or PARTING & {*scheme}:
        wrong.insert(0, scheme)
    if wrong:
        message = f"{file} has the code(s) {', '.join(map(repr, wrong[:5]))}, which mean something else or hold a sign."
        raise SchemaError(message, f"Not for codes: {', '.join(RESERVED)}, and the signs colon and semicolon.")


def _check_field(
    where: str, entry: dict[str, Any], names: set[str], groups: set[str], known_codes: frozenset[str] | None
) -> None:
    _check_forms(where, entry)
    if entry.get("group") and entry["group"] not in groups:
        raise UnknownNameError(f"group in {where}", entry["group"], groups)
    if entry.get("parent") and entry["parent"] not in names:
        raise UnknownNameError(f"parent in {where}", entry["parent"], names)
    unknown = [code for code in entry.get("euroscivoc", ()) if known_codes is not None and code not in known_codes]
    if unknown:
        message = f"{where} names EuroSciVoc code(s) that do not exist: {', '.join(unknown[:5])}."
        hint = "Write the whole path, such as /23/47/297; crossfield fields --scheme euroscivoc lists them."
        raise SchemaError(message, hint)
    unknown = [code for code in entry.get("nace", ()) if not NACE.fullmatch(code)]
    if unknown:
        message = f"{where} names NACE code(s) that do not exist: {', '.join(unknown[:5])}."
        raise SchemaError(message, "Write section, division, group as in C, C26, C26.7 or C26.70.")


def _check_forms(where: str, entry: Any) -> None:  # noqa: ANN401 -- whatever a file holds
    if not isinstance(entry, dict) or not entry.get("title"):
        message = f"{where} has no title."
        raise SchemaError(message, 'Add: title = { en = "…", de = "…" }')
    for key, value in entry.items():
        if key not in FORMS:
            message = f"{where} has an unknown key {key!r}."
            close = ", ".join(closest_names(key, FORMS)) or "none"
            raise SchemaError(message, f"Known keys: {', '.join(sorted(FORMS))}. Closest: {close}.")
        if not _is_of_form(key, value):
            message = f"{where}: found {key} = {str(value)[:80]!r}, which has another form than expected."
            raise SchemaError(message, f"Write it as: {key} = {FORMS[key]}")


def _is_of_form(key: str, value: Any) -> bool:  # noqa: ANN401 -- whatever a file holds
    if key in {"group", "parent"}:
        return isinstance(value, str)
    if key in {"euroscivoc", "nace", "not"}:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    if key == "title" and isinstance(value, str):
        return True
    if not isinstance(value, dict):
        return False
    if key == "phrases":
        return set(value) <= set(LANGUAGES) and all(_is_of_form("not", texts) for texts in value.values())
    return all(isinstance(text, str) for text in value.values())


def _refuse_circles(path: Path, parents: dict[str, str | None]) -> None:
    for start, above in parents.items():
        seen, here = [start], above
        while here:
            if here in seen:
                message = f"{path.name}: parents run in a circle: {' → '.join([*seen, here])}."
                raise SchemaError(message, "A field cannot lie below itself; remove one of these parents.")
            seen.append(here)
            here = parents[here]


def _both(text: dict[str, str] | str, fallback: str) -> dict[str, str]:
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text)
    return {language: text.get(language) or next(iter(text.values()), fallback) for language in LANGUAGES}


def _field_row(scheme: str, position: int, name: str, entry: dict[str, Any], entries: dict[str, Any]) -> dict[str, Any]:
    level, parent, group = 1, entry.get("parent"), entry.get("group")
    while parent:
        level, group = level + 1, group or entries[parent].get("group")
        parent = entries[parent].get("parent")
    title = entry["title"] if isinstance(entry["title"], dict) else {"en": entry["title"]}
    definition = entry.get("definition", {})
    return {
        "scheme": scheme,
        "field": name,
        "parent": entry.get("parent"),
        "level": level,
        "kind": group or "field",
        "title_en": _both(title, name)["en"],
        "title_de": title.get("de"),
        "definition_en": definition.get("en"),
        "definition_de": definition.get("de"),
        "position": position,
    }


def _named(file: str, scheme: str, given: Any, fields: set[str]) -> list[dict[str, Any]]:  # noqa: ANN401 -- whatever a file holds
    """Rows of the interfaces with a name; each has two sides of fields, none on both."""
    rows = []
    for position, entry in enumerate(given if isinstance(given, list) else [given]):
        name, sides, aims = _named_parts(f"{file}, interface {position + 1}", entry)
        for field_code in (*sides[0], *sides[1], *aims):
            if field_code not in fields:
                raise UnknownNameError(f"field in {file}, interface {name!r}", field_code, fields)
        title = _both(entry.get("title", name), name)
        rows.append(
            {
                "scheme": scheme,
                "interface": name,
                "title_en": title["en"],
                "title_de": title["de"],
                "side_a": ";".join(sides[0]),
                "side_b": ";".join(sides[1]),
                "aims": ";".join(aims) or None,
                "source": entry.get("source"),
                "position": position,
            }
        )
    names = [row["interface"] for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        message = f"{file}: the interface(s) {', '.join(twice)} stand twice."
        raise SchemaError(message, "Give each its own id.")
    return rows


def _named_parts(where: str, entry: Any) -> tuple[str, list[list[str]], list[str]]:  # noqa: ANN401 -- whatever a file holds
    """Code, both sides, and aims of an interface with a name."""
    form = 'Write: [[interfaces]], id = "c3", title = { en = "…", de = "…" }, sides = [["a", "b"], ["c"]].'
    if not isinstance(entry, dict) or not CODE.match(str(entry.get("id", ""))):
        message = f"{where} has no id of letters, digits, hyphens and underscores."
        raise SchemaError(message, form)
    sides, aims = entry.get("sides", []), entry.get("aims", [])
    whole = isinstance(sides, list) and len(sides) == 2 and all(side and _is_of_form("not", side) for side in sides)  # noqa: PLR2004 -- two sides
    if not whole or not _is_of_form("not", aims):
        message = f"{where} has not two sides of fields, or aims of another form: found sides = {str(sides)[:80]}."
        raise SchemaError(message, form)
    if both := sorted(set(sides[0]) & set(sides[1])):
        message = f"{where} has {', '.join(both)} on both sides."
        raise SchemaError(message, "A field stands on one side only; a project would meet itself.")
    return str(entry["id"]), [sorted(set(side)) for side in sides], list(dict.fromkeys(aims))


def _link_rows(scheme: str, name: str, entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"scheme": scheme, "field": name, "other_scheme": other, "other_field": code, "kind": "subtree"}
        for other in ("euroscivoc", "nace")
        for code in dict.fromkeys(entry.get(other, ()))
    ]


def _phrase_rows(scheme: str, name: str, entry: dict[str, Any]) -> list[dict[str, Any]]:
    spoken = [(language, phrase) for language in LANGUAGES for phrase in entry.get("phrases", {}).get(language, ())]
    rows = {(language, _clean(phrase), False): None for language, phrase in spoken}
    rows |= {("en", _clean(phrase), True): None for phrase in entry.get("not", ())}
    return [
        {"scheme": scheme, "field": name, "language": language, "phrase": phrase, "excludes": excludes}
        for language, phrase, excludes in rows
        if phrase.strip("*= ")
    ]


def _clean(phrase: str) -> str:
    return unicodedata.normalize("NFC", " ".join(str(phrase).split()))


def _overlaps(scheme: str, entries: dict[str, Any]) -> list[dict[str, Any]]:
    parts = {}
    for name, entry in entries.items():
        phrases = {
            _clean(phrase).lower() for language in LANGUAGES for phrase in entry.get("phrases", {}).get(language, ())
        }
        parts[name] = phrases | set(entry.get("euroscivoc", ()))
    rows = []
    for a in sorted(parts):
        for b in sorted(parts):
            smaller = min(len(parts[a]), len(parts[b]))
            if a < b and smaller and parts[a] & parts[b]:
                share = len(parts[a] & parts[b]) / smaller
                rows.append({"scheme": scheme, "field_a": a, "field_b": b, "shared": share})
    return rows
