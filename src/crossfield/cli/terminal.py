"""Tables and sentences for people, in their language."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossfield.charts.ahead import came_sentence, proof_sentence, window_sentence
from crossfield.charts.ahead_words import HEADINGS
from crossfield.charts.ahead_words import WORDS as AHEAD_WORDS
from crossfield.charts.words import note_in, note_parts, number, projects
from crossfield.cli.ahead import (
    ahead_cells,
    answer_ahead,
    counting_line,
    proof_lines,
    reason_lines,
    span_of,
)
from crossfield.cli.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.indicators.prospects import Prospect
    from crossfield.lake.manifest import Manifest

    Row = dict[str, Any]
    Rows = Sequence[Row]

LISTED = 10
LIKELY = {"score": "likely"}  # the score of a link is a probability; that of a suggestion is none
PROOFS = 4
UNTOLD = ("coverage changed", "no acceleration over a single year")
AHEAD_LAYOUTS = {
    150: ("interface", "potential", "gap", "is_unused", "of_100", "came", "support", "note", "codes"),
    96: ("interface", "potential", "gap", "is_unused", "of_100", "came", "support"),
    0: ("interface", "potential", "gap", "came"),
}
# Least width of the terminal → what the list of interfaces shows there.
LAYOUTS = {
    150: ("interface", "joint", "expected", "strength", "organisations", "bridges", "support", "note", "codes"),
    120: ("interface", "joint", "expected", "strength", "organisations", "bridges", "support", "note"),
    96: ("interface", "strength", "bridges", "support", "note"),
    0: ("interface", "strength", "support", "note"),
}
PIPED = 240
SIDES = ("field_a", "field_b")
NUMBERS = ("joint", "expected", "organisations", "support", "count", "observed")
RANGES = ("strength", "bridges", "quotient", "value")


def print_rows(rows: Rows, language: str, citation: str = "", empty: str = "") -> None:
    """Print rows under the names of their columns."""
    if rows:
        numbers = [key for key, value in rows[0].items() if isinstance(value, int | float)]
        table = _table(list(rows[0]), language, numbers)
        for row in rows:
            table.add_row(*(_cell(value, language) for value in row.values()))
        _console().print(table)
    else:
        _console().print(empty or WORDS[language]["nothing"])
    _cite(citation)


def print_links(rows: Rows, language: str, citation: str = "") -> None:
    """Print rows of a list with the organisation each is, or pairs of organisations."""
    words = WORDS[language]
    shown = []
    for row in rows:
        told = {"score": None if row["score"] is None else number(row["score"], language, 2)}
        told |= {"reason": said_reason(row["reason"], language)}
        told |= {"answer": words[f"answer {row['answer']}"]} if "answer" in row else {}
        shown.append({LIKELY.get(key, key): value for key, value in (row | told).items()})
    print_rows(shown, language, citation)


def said_reason(reason: str | None, language: str) -> str:
    """What spoke for and against a link, in the language.

    Examples
    --------
    >>> said_reason("same name; other city", "de")
    'gleicher Name; anderer Ort'
    """
    return "; ".join(WORDS[language].get(f"reason {part}", part) for part in (reason or "").split("; "))


def print_fields(rows: Rows, language: str, citation: str) -> None:
    """Print the fields of a scheme: code, title and definition in the language, indented by level."""
    shown = [
        {
            "field": row["field"],
            "title": "  " * (int(row["level"] or 1) - 1) + _said(row, "title", language),
            "kind": row["kind"],
            "definition": _said(row, "definition", language),
        }
        for row in rows
    ]
    used = [key for key in ("field", "title", "kind", "definition") if any(row[key] for row in shown)]
    print_rows([{key: row[key] for key in used} for row in shown], language, citation)


def print_tags(rows: Rows, language: str, citation: str) -> None:
    """Print the fields a text gets."""
    shown = [
        {"title": _said(row, "title", language)} | {k: row[k] for k in ("field", "matches", "words")} for row in rows
    ]
    print_rows(shown, language, citation, WORDS[language]["no_words"])


def print_region(place: Row, rows: Rows, titles: Mapping[str, str], language: str, citation: str) -> None:
    """Print a region's fields against Europe."""
    _console().print(WORDS[language]["home"].format(region=_place(place)), style="bold")
    table = _table(("field", "count", "expected", "quotient", "support", "note"), language)
    for row in rows:
        cells = (number(row["count"], language), number(row["expected"], language), _span(row, "value", "", language))
        table.add_row(
            titles.get(row["field"], row["field"]),
            *cells,
            _whole(row["support"], language),
            note_in(row["note"], language),
        )
    _console().print(table)
    _cite(citation)


def print_interfaces(
    place: Row, rows: Rows, titles: Mapping[str, str], language: str, citation: str, *, top: int = 0
) -> None:
    """Print the first interfaces of a region (0: all) under the answer in one sentence, which rests on all of them."""
    console, words = _console(), WORDS[language]
    question = (words["where"].format(region=_place(place)), "bold")
    console.print(Text.assemble(question, " ", answer(rows, titles, language)))
    rows = rows[: top or None]
    keys = next(keys for least, keys in LAYOUTS.items() if console.width >= least)
    table, common = _table(keys, language), common_notes(rows)
    for row in rows:
        cells = _interface_cells(row, titles, language, common)
        table.add_row(*(cells[key] for key in keys))
    console.print(table)
    for note, count in common.items():
        said = words["common"].format(note=note_in(note, language), count=count, all=len(rows))
        console.print(said, style="dim")
    _cite(citation)


def print_ahead(
    place: Row,
    rows: Rows,
    ahead: Prospect | None,
    titles: Mapping[str, str],
    language: str,
    citation: str,
    *,
    by: str,
    top: int = 0,
) -> None:
    """Print interfaces by potential or gap: the answer, window and basis, what came, and what proves it."""
    console, words = _console(), AHEAD_WORDS[language]
    said, best = answer_ahead(rows, titles, language, by)
    rows = rows[: top or None]
    console.print(Text.assemble((words["question"].format(region=_place(place)), "bold"), " ", said))
    if best and ahead:
        told = ahead.of_pair(best)
        console.print(f"{window_sentence(told, language)} {proof_sentence(told['back_test'], language)}".rstrip())
    keys = next(keys for least, keys in AHEAD_LAYOUTS.items() if console.width >= least)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for key in keys:
        right = key in {"of_100", "came", "support"}
        whole = right or key in {"potential", "gap"}
        table.add_column(HEADINGS[language][key], justify="right" if right else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        came = ahead.came.get((row["field_a"], row["field_b"]), 0) if ahead and ahead.recorded else None
        cells = ahead_cells(row, came, titles, language)
        table.add_row(*(cells[key] for key in keys))
    console.print(table)
    console.print(words["read"], style="dim")
    for line in proof_lines(rows, ahead, language)[:PROOFS] if ahead else ():
        console.print(line, style="dim")
    _cite(citation)


def print_emerging(
    place: Row, rows: Rows, titles: Mapping[str, str], language: str, citation: str, *, top: int = 0
) -> None:
    """Print interfaces by acceleration, or in one sentence why that cannot be told."""
    console, question = _console(), AHEAD_WORDS[language]["emerging"].format(region=_place(place))
    seen = [row for row in rows if row["acceleration"] is not None]
    said = _fastest(seen, titles, language) if seen else _untold(rows, language)
    console.print(Text.assemble((question, "bold"), " ", said))
    if seen:
        table = Table(box=None, header_style="bold", pad_edge=False)
        for key in ("interface", "acceleration", "support", "note"):
            table.add_column(HEADINGS[language][key], justify="right" if key == "support" else "left")
        for row in seen[: top or None]:
            cells = (_pair(row, titles), span_of(row, "acceleration", language), _whole(row["support"], language))
            table.add_row(*cells, note_in(row["note"], language))
        console.print(table)
    _cite(citation)


def _fastest(rows: Rows, titles: Mapping[str, str], language: str) -> str:
    """The first interface that certainly accelerates, in one sentence, or that none does."""
    words, best = AHEAD_WORDS[language], next((row for row in rows if row["acceleration_low"] > 0), None)
    if best is None:
        return words["even"]
    return words["accelerating"].format(pair=_pair(best, titles), value=span_of(best, "acceleration", language))


def _untold(rows: Rows, language: str) -> str:
    """Why no acceleration can be told."""
    notes = (part for row in rows for part in note_parts(row["note"]) if part in UNTOLD)
    years = f"{rows[0]['year_from']}-{rows[0]['year_to']}" if rows else ""
    return AHEAD_WORDS[language]["untold"].format(years=years, note=note_in(next(notes, ""), language))


def _interface_cells(
    row: Row, titles: Mapping[str, str], language: str, common: Mapping[str, int]
) -> dict[str, str | Text]:
    note = "; ".join(part for part in note_parts(row["note"]) if part not in common)
    return {
        "interface": _pair(row, titles),
        "joint": number(row["joint"], language),
        "expected": number(row["expected"], language),
        "strength": _span(row, "strength", "strength_", language),
        "organisations": _whole(row["bridging_organisations"], language),
        "bridges": _span(row, "bridges", "bridges_", language),
        "support": _whole(row["support"], language),
        "note": note_in(note, language),
        "codes": Text(f"{row['field_a']} × {row['field_b']}", "dim"),
    }


def common_notes(rows: Rows) -> dict[str, int]:
    """Notes that more than half of the rows have, with their number: said once below a table, not at every row.

    Examples
    --------
    >>> common_notes([{"note": "few records; one topic"}, {"note": "one topic"}, {"note": None}])
    {'one topic': 2}
    """
    counts = Counter(part for row in rows for part in note_parts(row["note"]))
    return {part: count for part, count in counts.items() if 2 * count > len(rows) > 1}


def answer(rows: Rows, titles: Mapping[str, str], language: str) -> str:
    r"""The answer in one sentence: the strongest certain interface, or the strongest candidate and how uncertain it is.

    Examples
    --------
    >>> row = {"field_a": "ict", "field_b": "health", "strength": 1.5, "support": 7}
    >>> answer([row | {"strength_low": 1.2, "strength_high": 2.1}], {"ict": "ICT"}, "en")
    'Most at home for its size: ICT × health: 1.50 [1.20, 2.10], 7\xa0projects.'
    """
    seen = [row for row in rows if row["strength"] is not None]
    if not seen:
        return WORDS[language]["no_figure"]
    certain = [row for row in seen if row["strength_low"] is not None and row["strength_low"] > 1]
    best = min(certain or seen, key=lambda row: (-row["strength"], row["field_a"], row["field_b"]))
    said = {"pair": _pair(best, titles), "value": _span(best, "strength", "strength_", language)}
    return WORDS[language]["best" if certain else "candidate"].format(
        **said, support=projects(best["support"], language)
    )


def print_interface(found: Row, titles: Mapping[str, str], language: str, citation: str) -> None:
    """Print one interface: figures, organisations, projects."""
    console, words, row = _console(), WORDS[language], found["figures"]
    years = f"{row['year_from']}-{row['year_to']}"
    console.print(Text.assemble((_pair(row, titles), "bold"), f" · {_place(found['region'])} · {years}"))
    table = _table(("question", "observed", "value"), language)
    joint = number(row["joint"], language)
    observed = {"strength": joint, "bridges": _whole(row["bridging_organisations"], language), "synergy": joint}
    asked = ("strength", "bridges", "synergy", "activity", "potential", "gap")
    for key in (key for key in asked if key in row):
        table.add_row(words[f"ask_{key}"], observed.get(key, ""), _span(row, key, f"{key}_", language))
    console.print(table)
    for line in _told_of(found, titles, language):
        console.print(line)
    counts = {"support": _whole(row["support"], language), "topics": _whole(row["topics"], language)}
    console.print(f"{words['distinct'].format(**counts)} {note_in(row['note'], language)}".rstrip())
    _print_organisations(found, titles, language)
    shown = [
        {"project": one["project"], "year": str(one["year"]), "topic": one["topic"], "address": one["address"]}
        for one in found["projects"]
    ]
    print_rows(shown[:LISTED], language, empty=words["no_project"])
    if len(shown) > LISTED:
        console.print(words["more_projects"].format(more=number(len(shown) - LISTED, language, 0)), style="dim")
    _cite(citation)


def _told_of(found: Row, titles: Mapping[str, str], language: str) -> list[str]:
    """Window, proof and reasons of one interface, a line each."""
    lines, told, words = list[str](), found.get("prospect"), WORDS[language]
    if told:
        lines.append(f"{window_sentence(told, language)} {proof_sentence(told['back_test'], language)}".rstrip())
        lines.append(came_sentence(told, language))
        if told["is_unused"]:
            lines.append(words["unused"])
    lines += reason_lines(found, titles, language)
    return [line for line in (*lines, counting_line(found, language)) if line]


def _print_organisations(found: Row, titles: Mapping[str, str], language: str) -> None:
    words, row = WORDS[language], found["figures"]
    in_a, in_b = (words["in"].format(title=titles.get(row[key], row[key])) for key in ("field_a", "field_b"))
    shown = [
        {
            "name": one["name"],
            "region": one["region"],
            in_a: one["projects_a"],
            in_b: one["projects_b"],
            "joint": one["joint"],
        }
        for one in found["organisations"]
    ]
    print_rows(shown[:LISTED], language, empty=words["no_organisation"])
    more, hidden = max(len(shown) - LISTED, 0), found["without_name"]
    if more or hidden:
        said = words["more_and_hidden" if more and hidden else "more" if more else "hidden"]
        said = said.format(more=number(more, language, 0), hidden=number(hidden, language, 0))
        _console().print(said, style="dim")


def print_complementarity(place: Row, rows: Rows, titles: Mapping[str, str], language: str, citation: str) -> None:
    """Print the regions that complement a region, with what each has and whether there are ties."""
    console, words = _console(), WORDS[language]
    every = not rows or rows[0]["field_a"] == "all"
    where = words["all_fields"] if every else _pair(rows[0], titles)
    console.print(words["complements"].format(region=_place(place), where=where), style="bold")
    print_rows(
        [_complement(row, {} if every else _capacity(row, titles, language), language) for row in rows], language
    )
    notes = {part for row in rows for part in note_parts(row["note"])}
    if rows and not every:
        sides = [(titles.get(rows[0][key], rows[0][key]), rows[0][f"lack_{key[-1]}"]) for key in SIDES]
        lacks = ", ".join(f"{title} {number(100 * lack, language, 0)}\N{NO-BREAK SPACE}%" for title, lack in sides)
        console.print(words["lacks"].format(region=place["name"], lacks=lacks), style="dim")
    for note in sorted(notes):
        console.print(f"{words['note']}: {note_in(note, language)}", style="dim")
    console.print(words["explains_fit"], style="dim")
    _cite(citation)


def _complement(row: Row, capacity: Row, language: str) -> Row:
    """A region that complements another one, with what it can do at the interface, if one was asked for."""
    tie = WORDS[language][f"tie_{row['tie']}"].format(links=row["links"], here=row["links_here"])
    shown = {"partner": f"{row['name']} ({row['partner']})", "score": row["score"], "has": row["has"]}
    return shown | {"leads": row["leads"], "projects_of": row["projects"]} | capacity | {"tie": tie}


def _capacity(row: Row, titles: Mapping[str, str], language: str) -> Row:
    said = {key: WORDS[language]["in"].format(title=titles.get(row[key], row[key])) for key in SIDES}
    counts = {said[key]: row[f"projects_{key[-1]}"] for key in SIDES}
    return counts | {"organisations": row["bridging_organisations"]}


def print_partners(rows: Rows, names: Mapping[str, str | None], language: str, citation: str) -> None:
    """Print suggested partners: who, where, known or through whom, and the weightiest reasons."""
    words = WORDS[language]
    shown = [
        {
            "suggested": row["name"] or row["who"],
            "region": row["place"],
            "known_yet": words["known"] if row["known"] else words["new"],
            "through": " → ".join(names.get(one) or one for one in row["through"]),
            "grounds": ", ".join(_reason(one, language) for one in row["reasons"] if (one["weight"] or 0) > 0),
            "proof": "; ".join(_proof(row["reasons"], names)),
        }
        for row in rows
    ]
    print_rows(shown, language, citation, words["no_partner"])


def _proof(reasons: Rows, names: Mapping[str, str | None]) -> list[str]:
    """Two records that prove a suggestion: projects, or shared partners by name where a lake holds no projects."""
    records = dict.fromkeys(record for reason in reasons for record in reason["records"])
    return [names.get(record) or record for record in list(records)[:2]]


def _reason(reason: Row, language: str) -> str:
    name: str = WORDS[language].get(f"reason_{reason['name']}") or str(reason["name"])
    return f"{name} {number(reason['value'], language, 0)}" if reason["value"] else name


def print_lake(manifest: Manifest, path: str, language: str, scope: str) -> None:
    """Print the current data version: tables and sources."""
    console, words = _console(), WORDS[language]
    nuts = manifest.settings.get("nuts")
    console.print(words["version_at"].format(version=manifest.version, kind=manifest.kind, nuts=nuts, path=path))
    console.print(words["complete"].format(year=manifest.last_complete_year or words["none"], built=manifest.built))
    print_rows([{"table": one.name, "rows": one.rows} for one in manifest.tables], language)
    sources = [
        {"source": one.name, "read": one.rows_read, "kept": one.rows_kept, "quarantined": one.rows_quarantined}
        | {"licence": one.licence, "retrieved": one.retrieved[:10]}
        for one in manifest.sources
    ]
    print_rows(sources, language)
    for note in manifest.notes:
        console.print(f"{words['note']}: {note}", style="dim")
    _cite(scope)


def print_coverage(rows: Rows, language: str, citation: str) -> None:
    """Print coverage with the years side by side."""
    words = WORDS[language]
    years = sorted({row["year"] for row in rows}, key=lambda year: (year is None, year or 0))
    shares: dict[tuple[str, str], dict[int | None, str]] = {}
    for row in rows:
        shares.setdefault((row["table"], row["column"]), {})[row["year"]] = number(100 * row["share"], language, 0)
    table = _table(("table", "column"), language)
    for year in years:
        table.add_column(words["undated"] if year is None else str(year), justify="right")
    for (name, column), found in shares.items():
        table.add_row(name, column, *(found.get(year, "") for year in years))
    _console().print(words["filled"])
    _console().print(table)
    _cite(citation)


def _table(keys: Sequence[str], language: str, numbers: Sequence[str] = NUMBERS) -> Table:
    table, words = Table(box=None, header_style="bold", pad_edge=False), WORDS[language]
    for key in keys:
        justify: Literal["left", "right"] = "right" if key in numbers else "left"
        whole = key in NUMBERS or key in RANGES
        table.add_column(words.get(key, key.replace("_", " ")), justify=justify, overflow="fold", no_wrap=whole)
    return table


def _console() -> Console:
    terminal = sys.stdout.isatty()
    return Console(highlight=False, markup=False, soft_wrap=not terminal, width=None if terminal else PIPED)


def _cite(citation: str) -> None:
    if citation:
        _console().print(citation, style="dim")


def _cell(value: object, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return WORDS[language]["yes"] if value else ""
    if isinstance(value, int | float):
        return number(value, language, 0 if isinstance(value, int) else 2)
    return str(value)


def _said(row: Row, key: str, language: str) -> str:
    """A text in the language, or in the other one where there is none."""
    other = "en" if language == "de" else "de"
    return str(row[f"{key}_{language}"] or row[f"{key}_{other}"] or "")


def _place(place: Row) -> str:
    return f"{place['name']} ({place['region']})"


def _pair(row: Row, titles: Mapping[str, str]) -> str:
    return " × ".join(titles.get(row[key], row[key]) for key in ("field_a", "field_b"))


def _whole(value: float | None, language: str) -> str:
    return "" if value is None else number(value, language, 0)


def _span(row: Row, key: str, prefix: str, language: str) -> str:
    """A value with its range; empty where it is undefined, as the note says why."""
    value, low, high = row[key], row[f"{prefix}low"], row[f"{prefix}high"]
    if value is None:
        return ""
    between = "; " if language == "de" else ", "
    reach = f" [{number(low, language)}{between}{number(high, language)}]" if low is not None else ""
    return f"{number(value, language)}{reach}"
