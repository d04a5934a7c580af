"""The profile of a region as tables and sentences, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.charts.words import note_in, number
from crossfield.cli.terminal import print_rows
from crossfield.cli.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = dict[str, Any]
    Rows = Sequence[Row]

MOST = 12  # interfaces that are revealed but not declared: the list shall stay one to read


def print_profile(found: Row, titles: Mapping[str, str], language: str, citation: str) -> None:
    """Print all parts of a profile, each under its question."""
    words, place = WORDS[language], found["region"]
    region = f"{place['name']} ({place['region']})"
    if found["strategy"] is not None:
        _head("ask_strategy", language, region=region)
        _print_strategy(found["strategy"], titles, language)
    _head("ask_peers", language, region=region)
    peers = [
        {"peer": f"{row['name']} ({row['peer']})", "distance": row["distance"]}
        | {name: row[name] for name in ("size", "structure", "specialisation")}
        for row in found["peers"]
    ]
    print_rows(peers, language)
    _head("ask_structure", language, region=region)
    print_rows([_figure(row, language) for row in found["structure"]], language)
    _head("ask_dynamics", language, region=region)
    print_rows([_figure(row, language) for row in found["dynamics"]], language)
    _head("ask_validity", language, region=region)
    print_rows([_figure(row, language, about=True) for row in found["validity"]], language, empty=words["no_other"])
    print_rows([], language, citation, words["not_all"])


def _head(key: str, language: str, **parts: str) -> None:
    print_rows([], language, empty=f"\n{WORDS[language][key].format(**parts)}")


def _print_strategy(strategy: Row, titles: Mapping[str, str], language: str) -> None:
    words = WORDS[language]
    interfaces = sorted(
        strategy["interfaces"], key=lambda row: (row["side"] == "revealed only", -(row["value"] or 0), row["field_a"])
    )
    rows = [_beside(row, titles, language) for row in [*strategy["fields"], *interfaces[:MOST]]]
    print_rows(rows, language)
    for row in strategy["agreement"]:
        said = words[f"agree_{row['kind']}_{row['measure'].split()[0]}"]
        if row["value"] is None:
            told = f"{said.split('{')[0]}{note_in(row['note'], language)}."
        else:
            told = said.format(value=number(row["value"], language))
        print_rows([], language, empty=told)


def _beside(row: Row, titles: Mapping[str, str], language: str) -> Row:
    names = [titles.get(name, name) for name in (row["field_a"], row["field_b"]) if name]
    shown = {"field": " × ".join(names), "value": _value(row, language), "support": row["support"]}
    return shown | {"side": WORDS[language][f"side_{row['side']}"], "note": note_in(row["note"], language)}


def _figure(row: Row, language: str, *, about: bool = False) -> Row:
    words = WORDS[language]
    name = words.get(f"part_{row['part'] if row['part'] != 'value' else row['indicator']}", row["part"])
    shown = {"criterion": name} | ({"about": row["about"]} if about else {})
    return shown | {"value": _value(row, language), "behind": row["support"], "note": note_in(row["note"], language)}


def _value(row: Row, language: str) -> str:
    if row["value"] is None:
        return ""
    between, digits = "; " if language == "de" else ", ", 0 if row.get("part") == "rank" else 2
    value, low, high = (number(row[name], language, digits) for name in ("value", "low", "high"))
    return value if row["low"] is None else f"{value} [{low}{between}{high}]"
