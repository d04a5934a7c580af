"""The page on which a region is chosen: search, and a list of all regions with figures by country."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from crossfield.charts.page import self_contained_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Row = dict[str, Any]

FINEST_LEVEL = 2
MOST_FOUND = 30
WORDS = {
    "en": {
        "title": "Which region?",
        "lead": "{regions} regions in {countries} countries take part in projects with fields of this scheme.",
        "label": "Name or NUTS code",
        "show": "Show",
        "found": "Regions that match “{wanted}”",
        "none": "No region with figures matches “{wanted}”.",
        "europe": "By country",
        "other": "Countries without NUTS regions",
        "whole": "whole country",
    },
    "de": {
        "title": "Welche Region?",
        "lead": "{regions} Regionen in {countries} Ländern sind an Projekten mit Feldern dieses Schemas beteiligt.",
        "label": "Name oder NUTS-Code",
        "show": "Anzeigen",
        "found": "Regionen zu „{wanted}“",
        "none": "Keine Region mit Kennzahlen passt zu „{wanted}“.",
        "europe": "Nach Ländern",
        "other": "Länder ohne NUTS-Regionen",
        "whole": "ganzes Land",
    },
}


def with_figures(rows: Iterable[Row], known: set[str]) -> list[Row]:
    """Rows of the table region that have figures, sorted by code."""
    found = [row for row in rows if row["region"] in known and row["level"] is not None]
    return sorted((row for row in found if 0 <= row["level"] <= FINEST_LEVEL), key=lambda row: str(row["region"]))


def matching(rows: Sequence[Row], wanted: str) -> list[Row]:
    """Regions whose code or name is the text; where there is none, those whose name holds it.

    Examples
    --------
    >>> rows = [{"region": "AT", "name": "Österreich", "name_latin": None}]
    >>> [row["region"] for text in ("at", "osterr", "x", " ") for row in matching(rows, text)]
    ['AT', 'AT']
    """
    text = _folded(wanted)
    if not text:
        return []
    names = [[_folded(str(row[key] or "")) for key in ("region", "name", "name_latin")] for row in rows]
    same = [row for row, known in zip(rows, names, strict=True) if text in known]
    return same or [row for row, known in zip(rows, names, strict=True) if any(text in name for name in known)]


def name_of(row: Row) -> str:
    """Name of a region; in other scripts with its Latin form.

    Examples
    --------
    >>> name_of({"name": "Ελλάδα", "name_latin": "Elláda"}), name_of({"name": "Österreich", "name_latin": "Osterreich"})
    ('Ελλάδα (Elláda)', 'Österreich')
    """
    name, latin = str(row["name"]), str(row["name_latin"] or "")
    return f"{name} ({latin})" if latin and _folded(latin) != _folded(name) else name


def region_page(rows: Sequence[Row], *, language: str, open_country: str, navigation: str, wanted: str = "") -> str:
    """Draw the page.

    Parameters
    ----------
    rows
        Regions with figures.
    language
        en or de.
    open_country
        Country whose regions are shown at once.
    navigation
        Links to other pages.
    wanted
        What was searched for; empty: nothing yet.
    """
    words = WORDS[language]
    countries = sorted(
        (row for row in rows if row["level"] == 0), key=lambda row: _folded(str(row["name_latin"] or row["name"]))
    )
    below = {
        row["region"]: [one for one in rows if one["country"] == row["region"] and one["level"]] for row in countries
    }
    blocks = [_country(row, below[row["region"]], language, is_open=row["region"] == open_country) for row in countries]
    other = [row for row in countries if not below[row["region"]]]
    lead = words["lead"].format(regions=len(rows) - len(countries), countries=len(countries))
    body = [
        f"<main><h1>{words['title']}</h1><p>{lead}</p>",
        _form(rows, language, wanted),
        _found(rows, language, wanted) if wanted.strip() else "",
        f"<section><h2>{words['europe']}</h2>{''.join(blocks)}</section>",
        f"<section><h2>{words['other']}</h2>{_list(other, language)}</section>" if other else "",
        "</main>",
    ]
    title = words["title"]
    return self_contained_page(title=title, language=language, body="\n".join(body), navigation=navigation, forms=True)


def _form(rows: Sequence[Row], language: str, wanted: str) -> str:
    words = WORDS[language]
    options = "".join(f'<option value="{escape(row["region"])}">{escape(name_of(row))}</option>' for row in rows)
    return (
        f'<form action="/find/{language}" role="search"><label for="region">{words["label"]}</label>'
        f'<input id="region" name="region" value="{escape(wanted)}" list="known" autocomplete="off" required>'
        f'<datalist id="known">{options}</datalist><button>{words["show"]}</button></form>'
    )


def _found(rows: Sequence[Row], language: str, wanted: str) -> str:
    found = matching(rows, wanted)
    if not found:
        return f'<p role="status">{WORDS[language]["none"].format(wanted=escape(wanted))}</p>'
    heading = WORDS[language]["found"].format(wanted=escape(wanted))
    return f"<section><h2>{heading}</h2>{_list(found[:MOST_FOUND], language)}</section>"


def _country(row: Row, below: list[Row], language: str, *, is_open: bool) -> str:
    if not below:
        return ""
    links = [f"<li>{_link(row, language)}, {WORDS[language]['whole']}</li>"]
    links += [
        f"<li{' class=below' if one['level'] == FINEST_LEVEL else ''}>{_link(one, language)}</li>" for one in below
    ]
    summary = f"{escape(name_of(row))} <code>{escape(row['region'])}</code>"
    return (
        f'<details class="country"{" open" if is_open else ""}><summary>{summary}</summary>'
        f'<ul class="places">{"".join(links)}</ul></details>'
    )


def _list(rows: Sequence[Row], language: str) -> str:
    return f'<ul class="places">{"".join(f"<li>{_link(row, language)}</li>" for row in rows)}</ul>'


def _link(row: Row, language: str) -> str:
    code = str(row["region"])
    return f'<a href="/{quote(code)}/{language}">{escape(name_of(row))}</a> <code>{escape(code)}</code>'


def _folded(text: str) -> str:
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
