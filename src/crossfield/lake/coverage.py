"""Coverage: how full the records are, by year and country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from crossfield.lake.engine import DuckSession, Frame

PROJECT_COLUMNS = ("topic", "title", "contribution_cents", "cost_cents", "programme")
PARTICIPATION_COLUMNS = ("region", "contribution_cents", "role")
COMPLETE_SHARE = 0.9
STRAY_SHARE = 0.01
YEARS_BEFORE = 3
CHANGED_SHARE = 0.2
COMPARED = (("project", "topic"), ("project", "title"), ("participation", "region"))


def coverage_rows(session: DuckSession, projects: Frame, participations: Frame) -> list[dict[str, Any]]:
    """Rows of the table coverage: projects by year, participations by year and country."""
    counted = projects.group_by("year").agg(rows=nw.len(), **{name: _filled(name) for name in PROJECT_COLUMNS})
    rows = _unpivot(
        "project", PROJECT_COLUMNS, [row | {"country": "all"} for row in session.arrow(counted).to_pylist()]
    )
    dated = participations.join(projects.select("project", "year"), on="project", how="left")
    dated = dated.with_columns(
        country=nw.col("country").fill_null("unknown"),
        region=nw.when(nw.col("region").str.len_chars() > 2).then(nw.col("region")),  # noqa: PLR2004 -- a country is no region
    ).with_columns(region=nw.when(nw.col("region") != "unknown").then(nw.col("region")))
    counted = dated.group_by("year", "country").agg(
        rows=nw.len(), **{name: _filled(name) for name in PARTICIPATION_COLUMNS}
    )
    return rows + _unpivot("participation", PARTICIPATION_COLUMNS, session.arrow(counted).to_pylist())


def last_complete_year(projects_by_year: dict[int, int]) -> int | None:
    """Last start year that has at least 90 % of the mean number of projects of the three years before it.

    Parameters
    ----------
    projects_by_year
        Start year → projects.

    Returns
    -------
    int | None
        The year; None without projects. The first year counts as complete; a later one with no projects in the three
        years before it does not: a mistyped date would make it the end of every window.

    Examples
    --------
    >>> last_complete_year({2016: 4945, 2017: 4974, 2018: 5069, 2019: 5547, 2020: 4419, 2021: 1400})
    2019
    """
    most = max(projects_by_year.values(), default=0)
    for year in sorted(projects_by_year, reverse=True):
        count = projects_by_year[year]
        before = [projects_by_year[past] for past in range(year - YEARS_BEFORE, year) if past in projects_by_year]
        if before and count >= COMPLETE_SHARE * sum(before) / len(before) and count >= STRAY_SHARE * most:
            return year
    return min(projects_by_year, default=None)


def _filled(name: str) -> nw.Expr:
    return (~nw.col(name).is_null()).cast(nw.Int64()).sum()


def _unpivot(table: str, names: tuple[str, ...], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "table": table,
            "column": name,
            "year": row["year"],
            "country": row["country"],
            "rows": row["rows"],
            "filled": row[name],
        }
        for row in rows
        for name in names
    ]


def shares(rows: list[dict[str, Any]], table: str, column: str, years: range) -> float | None:
    """Part of the rows of some years that have a value; None without rows."""
    own = [row for row in rows if row["table"] == table and row["column"] == column and row["year"] in years]
    count = sum(row["rows"] for row in own)
    return sum(row["filled"] for row in own) / count if count else None


def is_changed(before: float | None, after: float | None) -> bool:
    """Tell whether two coverages differ by more than a fifth of the larger one.

    Examples
    --------
    >>> is_changed(1.0, 0.81), is_changed(1.0, 0.79), is_changed(None, 0.5)
    (False, True, False)
    """
    if before is None or after is None:
        return False
    return abs(before - after) > CHANGED_SHARE * max(before, after)


def coverage_notes(rows: list[dict[str, Any]], first: int, last: int) -> list[str]:
    """What coverage does to comparisons: columns that changed between the halves of a window, and incomplete years.

    Parameters
    ----------
    rows
        Table coverage.
    first, last
        First year of the default window and last complete year.

    Returns
    -------
    list[str]
        Sentences for the manifest; empty where nothing is to be said.

    Examples
    --------
    >>> row = {"table": "project", "column": "topic", "country": "all", "rows": 100}
    >>> years = [(2014, 98), (2015, 40), (2016, 40)]
    >>> coverage_notes([row | {"year": year, "filled": filled} for year, filled in years], 2014, 2015)
    ['coverage changed: project.topic filled 98 % in 2014 and 40 % in 2015', 'incomplete: 2016 enters no trend']
    """
    middle = (first + last + 1) // 2
    notes = []
    for table, column in COMPARED:
        before, after = (shares(rows, table, column, span) for span in (range(first, middle), range(middle, last + 1)))
        if is_changed(before, after):
            one, other = (_span(span) for span in (range(first, middle), range(middle, last + 1)))
            notes.append(
                f"coverage changed: {table}.{column} filled {before:.0%} in {one} and {after:.0%} in {other}".replace(
                    "%", " %"
                )
            )
    later = sorted({row["year"] for row in rows if row["table"] == "project" and row["year"] and row["year"] > last})
    if later:
        notes.append(f"incomplete: {', '.join(map(str, later))} enter{'s' if len(later) == 1 else ''} no trend")
    return notes


def _span(years: range) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
