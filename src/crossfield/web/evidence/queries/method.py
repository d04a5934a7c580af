"""How every figure is made: in words, with the formula and the paper that the code names."""

from __future__ import annotations

import inspect
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from django.utils.translation import gettext_lazy

from crossfield.errors import UnknownNameError
from crossfield.indicators import INDICATORS
from crossfield.web.evidence.queries.upload import FIGURE

GROUPS = {
    "interfaces": (
        *("strength", "bridges", "synergy", "activity", "acceleration", "potential", "gap", "complementarity"),
        *("relatedness", "co-occurrence", "relatedness-significance", "density", "density-reasons"),
    ),
    "fields": (
        *("location-quotient", "location-quotient-raw", "location-quotient-per-capita", "specialised", "significance"),
        *("growth", "shift-share", "entry", "exit", "dynamics"),
    ),
    "regions": (
        *("peers", "strategy", "krugman", "specialisation-coefficient", "hachman", "herfindahl", "entropy", "variety"),
        *("complexity", "fitness", "validity"),
    ),
    "europe": ("field-complexity", "prody", "locational-gini", "cluster-stars"),
}
"""Figures in the order in which a reader meets them."""
INDICATOR_OF = {"strength": "interface", "bridges": "interface", "synergy": "interface", "activity": "interface"}
"""Figures that one indicator makes together; the others bear the indicator's own name, or are made by the build."""
BUILT = ("acceleration", "potential", "gap")
HEADINGS = {
    "interfaces": gettext_lazy("Two fields that meet"),
    "fields": gettext_lazy("One field in a region"),
    "regions": gettext_lazy("A region as a whole"),
    "europe": gettext_lazy("A field in all of Europe"),
}
HYPHENATED = "90-%-Bereich", "90\N{NON-BREAKING HYPHEN}%\N{NON-BREAKING HYPHEN}Bereich"
SECTION = re.compile(r"^(Notes|References)\n-+\n(.*?)(?=^\w[\w ]+\n-{3,}$|\Z)", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(r"^\.\. math:: (.*?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Method:
    """A figure: its name, how it is made, how to read it; formula and source as the code has them, in English."""

    code: str
    title: str
    how: str
    read: str
    formula: str = ""
    source: str = ""
    is_own_table: bool = False


def methods(language: str) -> list[tuple[str, list[Method]]]:
    """All figures by group, in the order in which a reader meets them."""
    return [(str(HEADINGS[group]), [_named(code, language) for code in codes]) for group, codes in GROUPS.items()]


def method(code: str, language: str) -> Method:
    """One figure with its formula and source.

    Raises
    ------
    UnknownNameError
        There is no such figure.
    """
    if code not in told_methods():
        raise UnknownNameError("figure", code, told_methods())
    formula, source = _documented(code)
    return replace(_named(code, language), formula=formula, source=source, is_own_table=code == FIGURE)


def _named(code: str, language: str) -> Method:
    told = told_methods()[code][language]
    return Method(code, told["title"], told["how"].replace(*HYPHENATED), told["read"].replace(*HYPHENATED))


@cache
def told_methods() -> dict[str, dict[str, dict[str, str]]]:
    """Texts of every figure: figure → language → title, how and read."""
    return tomllib.loads(
        resources.files("crossfield.web.evidence").joinpath("methods.toml").read_text(encoding="utf-8")
    )


@lru_cache(maxsize=64)
def _documented(code: str) -> tuple[str, str]:
    """Formula and source from the docstring of what computes a figure."""
    if code in BUILT:
        return "", ""
    name = INDICATOR_OF.get(code, code)
    indicator = next(one for one in INDICATORS if one.name == name)
    told = inspect.getdoc(indicator.load()) or ""
    formula = FORMULA.search(told)
    sections = {heading: " ".join(text.split()) for heading, text in SECTION.findall(told)}
    return " ".join(formula[1].split()) if formula else "", sections.get("References", "")
