"""What the terminal says of the years ahead: potential and gap with window, basis and proof, and what emerges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from crossfield.charts.ahead import proof_sentence
from crossfield.charts.ahead_words import DRIVERS, WORDS
from crossfield.charts.words import note_in, note_parts, number, projects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.indicators.prospects import Prospect

    Row = dict[str, Any]


def answer_ahead(rows: Sequence[Row], titles: Mapping[str, str], language: str, by: str) -> tuple[str, Row | None]:
    """The answer in one sentence, and the row it is about.

    "Unused" is said only where the gap's lower bound lies above 0.
    """
    words = WORDS[language]
    seen = [row for row in rows if row["potential"] is not None]
    if not seen:
        return words["none"], None
    by = "gap" if by == "gap" else "potential"
    unused = [row for row in seen if by == "gap" and row["gap_low"] > 0]
    best = min(unused or seen, key=lambda row: (-row[by], row["field_a"], row["field_b"]))
    key = "potential" if by == "potential" else "unused" if unused else "gap"
    said = {
        "pair": pair_of(best, titles),
        "potential": span_of(best, "potential", language),
        "gap": span_of(best, "gap", language),
        "support": projects(best["support"], language),
    }
    return words[key].format(**said), best


def ahead_cells(row: Row, came: int | None, titles: Mapping[str, str], language: str) -> dict[str, str | Text]:
    """Cells of a row of the list by potential or gap."""
    words = WORDS[language]
    unused = row["gap_low"] is not None and row["gap_low"] > 0
    share = row["probability"]
    return {
        "interface": pair_of(row, titles),
        "potential": span_of(row, "potential", language),
        "gap": span_of(row, "gap", language),
        "is_unused": words["yes"] if unused else "",
        "of_100": "" if share is None else number(100 * share, language, 0),
        "came": "" if came is None else number(came, language, 0),
        "support": number(row["support"], language, 0),
        "note": note_in("; ".join(part for part in note_parts(row["note"]) if part != "coverage changed"), language),
        "codes": Text(f"{row['field_a']} × {row['field_b']}", "dim"),
    }


def proof_lines(rows: Sequence[Row], ahead: Prospect, language: str) -> list[str]:
    """The sentences of the tenths that the rows belong to, most promising first, each once."""
    tenths = {(row["part"], row["decile"]) for row in rows if row["decile"] is not None}
    known = [ahead.tenths[one] for one in tenths if one in ahead.tenths]
    known.sort(key=lambda one: (-one["observed"], one["part"], one["decile"]))
    return [proof_sentence(one, language) for one in known]


def reason_lines(found: Row, titles: Mapping[str, str], language: str) -> list[str]:
    """What makes each look of one interface, a sentence each; what is undefined is left out."""
    words, row, why = WORDS[language], found["figures"], found.get("reasons")
    if not why:
        return []
    lines = []
    strength, synergy = why["strength"], why["synergy"]
    if strength["region_share"] is not None and strength["europe_joint"] is not None:
        lines.append(
            words["why_strength"].format(
                share=number(100 * strength["region_share"], language, 1),
                europe=number(strength["europe_joint"], language, 1),
                expected=number(strength["expected"], language),
                joint=number(strength["joint"] or 0, language),
            )
        )
    if synergy["affinity"] is not None:
        sides = {key: titles.get(row[f"field_{key}"], row[f"field_{key}"]) for key in ("a", "b")}
        counts = {f"n{key}": number(synergy[f"projects_{key}"], language) for key in ("a", "b")}
        lines.append(words["why_synergy"].format(**sides, **counts, affinity=number(synergy["affinity"], language)))
    drivers = why["potential"]["drivers"]
    for sign, key in (("+", "raised"), ("-", "lowered")):
        own = [DRIVERS[language].get(one[1:], one[1:]) for one in drivers if one.startswith(sign)]
        if own:
            lines.append(words[key].format(drivers="; ".join(own)))
    return lines


def counting_line(found: Row, language: str) -> str:
    """Joint activity against expectation in every counting, in one line."""
    words = WORDS[language]
    parts = []
    for row in found.get("countings", ()):
        if row["strength"] is not None:
            said = {name: number(row[name], language) for name in ("joint", "expected", "strength")}
            parts.append(words["counting"].format(counting=words[row["counting"]], **said))
    return words["countings"].format(parts="; ".join(parts)) if len(parts) > 1 else ""


def pair_of(row: Row, titles: Mapping[str, str]) -> str:
    """Titles of both fields."""
    return " × ".join(titles.get(row[key], row[key]) for key in ("field_a", "field_b"))


def span_of(row: Row, name: str, language: str) -> str:
    """A value with its 90 % range; empty where it is undefined."""
    if row[name] is None:
        return ""
    between = "; " if language == "de" else ", "
    low, high = (number(row[f"{name}_{end}"], language) for end in ("low", "high"))
    return f"{number(row[name], language)} [{low}{between}{high}]"
