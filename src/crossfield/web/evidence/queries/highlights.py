"""What is most worth saying about a region: three sentences made from stored figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.charts.ahead import came_sentence, proof_sentence, window_sentence
from crossfield.charts.words import number, projects, span, words_in
from crossfield.errors import NotComputableError
from crossfield.indicators.complementary import complementary_regions
from crossfield.indicators.partnership import organisations_elsewhere, ties_of
from crossfield.indicators.prospects import prospect
from crossfield.lake.countries import country_name
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import STARTER, open_data, own_settings
from crossfield.web.evidence.queries.interfaces import (
    computed,
    field_titles,
    interface_address,
    interface_rows,
    interfaces_view,
    named_row,
    pair_title,
)
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.look import LEAST_UNUSED
from crossfield.web.evidence.queries.region import find_region, region_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = dict[str, Any]

TOP = 3


@dataclass(frozen=True, slots=True)
class Highlight:
    """A question, its answer in one sentence, where the figures stand, what the answer rests on, and it on paper."""

    question: str
    answer: str
    address: str
    link: str
    basis: str = ""
    paper: str = ""


def region_highlights(version: str, code: str, language: str) -> tuple[str, list[Highlight]]:
    """Name of a region and what is most worth saying about it; a forecast whose window has passed is told as past.

    Raises
    ------
    UnknownNameError
        There is no such region.
    """
    return _highlights_in(timezone.localdate().year, version, code, language)


@kept_in_language(maxsize=64)
def _highlights_in(this_year: int, version: str, code: str, language: str) -> tuple[str, list[Highlight]]:
    """The sentences as they read in a year."""
    place = find_region(version, code)
    region, label = str(place["region"]), str(place["label"])
    view = interfaces_view(version, region, "strength", language)
    first = Highlight(view.question, view.answer, view.named, _("See this interface"))
    row = named_row(version, region, language)
    third = None
    if row:
        at = (version, region, (str(row["field_a"]), str(row["field_b"])))
        third = _complements(*at, label, language) or _new_partners(*at, label, language)
    third = third or _partners(version, region, label, language)
    second = _unused(version, place, language, this_year) or _bridges(version, region, label, language)
    return label, [first, second, third]


def _unused(version: str, place: Row, language: str, this_year: int) -> Highlight | None:
    """Where most potential is unused for certain, and what that rests on; None where no gap has been computed.

    The map draws no two fields of one kind, so its answer stands here only where nothing is unused for certain.
    """
    region = str(place["region"])
    if "gap" not in computed(version, region):
        return None
    view = interfaces_view(version, region, "gap", language)
    rows = [row for row in interface_rows(version, region) if row["gap_low"] is not None and row["gap_low"] > 0]
    if not rows:
        return Highlight(view.question, view.answer, view.named, _("See this interface"))
    best = min(rows, key=lambda row: (-row["gap"], row["field_a"], row["field_b"]))
    pair = (best["field_a"], best["field_b"])
    told = {
        "pair": pair_title(version, pair, language),
        "value": number(best["gap"], language),
        "range": span(best["gap_low"], best["gap_high"], language),
        "support": projects(best["support"], language),
    }
    little = _(
        "Nowhere as much as half a joint project in three years: the largest figure is that of %(pair)s with %(value)s "
        "(90%% range %(range)s; %(support)s so far)."
    )
    said = little % told if best["gap"] < LEAST_UNUSED else words_in(language)["sure_gap"].format(**told)
    basis = " ".join(_rests_on(version, place, best, language, this_year))
    return Highlight(view.question, said, interface_address(region, *pair), _("See this interface"), basis)


def _paper(region: str, pair: tuple[str, str]) -> str:
    """The sheet of an interface."""
    return reverse("interface_a4", args=[region, *pair])


def _rests_on(version: str, place: Row, row: Row, language: str, this_year: int) -> list[str]:
    """Window and basis of a forecast, what came, and what came of interfaces that scored alike."""
    with open_data(version) as frames:
        found = prospect(frames, own_settings().scheme, str(place["region"]), int(place["level"]), this_year=this_year)
    if found is None:
        return []
    told = found.of_pair(row)
    proof = proof_sentence(told["back_test"], language)
    return [part for part in (window_sentence(told, language), came_sentence(told, language), proof) if part]


def _bridges(version: str, region: str, label: str, language: str) -> Highlight:
    """Where most organisations connect two fields."""
    rows = [row for row in interface_rows(version, region) if row["bridging_organisations"]]
    question = _("Where do most organisations in %(region)s connect two fields?") % {"region": label}
    if not rows:
        text = _("No organisation is listed that is active in two fields.")
        return Highlight(question, text, reverse("interfaces", args=[region]), _("See all interfaces"))
    best = min(rows, key=lambda row: (-row["bridging_organisations"], row["field_a"], row["field_b"]))
    said = {
        "pair": pair_title(version, (best["field_a"], best["field_b"]), language),
        "count": number(best["bridging_organisations"], language, 0),
        "value": number(best["bridges"], language),
        "range": span(best["bridges_low"], best["bridges_high"], language),
    }
    text = _("At %(pair)s: %(count)s organisations are active in both fields.") % said
    if best["bridges"] is not None:
        low, high = best["bridges_low"], best["bridges_high"]
        sure = low is not None and high is not None and (low > 1 or high < 1)
        text += " " + (
            _("That is %(value)s times what is to be expected (90%% range %(range)s).") if sure else
            _("Whether that is more than to be expected is uncertain (%(value)s times; the 90%% range %(range)s "
              "includes 1).")
        ) % said  # fmt: skip
    return Highlight(
        question, text, interface_address(region, best["field_a"], best["field_b"]), _("See this interface")
    )


def _complements(version: str, region: str, pair: tuple[str, str], label: str, language: str) -> Highlight | None:
    """Regions that complement this one at its first interface and have no joint project there yet, where computed."""
    with open_data(version) as frames:
        if "complementarity" not in frames:
            return None
        try:
            found = complementary_regions(frames, region, pair, scheme=own_settings().scheme, ties="new").to_pylist()
        except NotComputableError:  # too few projects: another sentence stands here
            return None
    if not found:
        return None
    labels = region_labels(version)
    said = {
        "region": label,
        "pair": pair_title(version, pair, language),
        "regions": ", ".join(_with_country(str(one["partner"]), labels, language) for one in found[:TOP]),
    }
    question = _("Who complements %(region)s and is no partner there yet?") % said
    text = _("Best fitting at %(pair)s, without a joint project there so far: %(regions)s.") % said
    if found[0]["lack_a"] is not None and found[0]["lack_b"] is not None:
        titles = field_titles(version, language)
        lacks = zip(pair, (found[0]["lack_a"], found[0]["lack_b"]), strict=True)
        shares = [f"{titles[field]} {100 * share:.0f}\N{NO-BREAK SPACE}%" for field, share in lacks]
        sure = _("How sure it is that %(region)s lacks strength there: %(shares)s.")
        text = f"{text} {sure % {'region': label, 'shares': ', '.join(shares)}}"
    address = f"{interface_address(region, *pair)}#why-regions"
    return Highlight(question, text, address, _("See why"), paper=_paper(region, pair))


def _new_partners(version: str, region: str, pair: tuple[str, str], label: str, language: str) -> Highlight | None:
    """Organisations that would be new partners at the region's first interface; None where none is known."""
    with open_data(version) as frames:
        is_reduced = frames.manifest.kind == STARTER
        rows = organisations_elsewhere(frames, region, own_settings().scheme, pair, TOP)
    found = [one for one in rows if not one["known"]]
    if not found:
        return None
    labels = region_labels(version)
    said = {
        "region": label,
        "pair": pair_title(version, pair, language),
        "names": "; ".join(
            f"{readable_name(one['name'])}, {_with_country(str(one['region']), labels, language)}" for one in found
        ),
    }
    question = _("Who could be a new partner for %(region)s?") % said
    text = _("At %(pair)s: %(names)s. They join both fields and have no joint project with %(region)s in these data.")
    if is_reduced:
        text = _(
            "At %(pair)s: %(names)s. They join both fields and have no joint project with %(region)s in these data; "
            "they list joint work from two projects on."
        )
    address = f"{interface_address(region, *pair)}#why"
    return Highlight(question, text % said, address, _("See why"), paper=_paper(region, pair))


def _with_country(code: str, labels: Mapping[str, str], language: str) -> str:
    """Name of a region with its country, unless it is one."""
    label, country = labels.get(code, code), country_name(code[:2], language)
    return label if not country or country == label else f"{label.removesuffix(f' ({code[:2]})')} ({country})"


def _partners(version: str, region: str, label: str, language: str) -> Highlight:
    """With whom the region shares most projects."""
    with open_data(version) as frames:
        ties = ties_of(frames, own_settings().scheme, region)[:TOP]
    question = _("With whom does %(region)s share most projects?") % {"region": label}
    address, link = reverse("region", args=[region]), _("See the region")
    if not ties:
        return Highlight(question, _("No joint project with another region is known."), address, link)
    names = ", ".join(f"{row['name']} ({number(row['projects'], language, 0)})" for row in ties)
    text = _("With %(regions)s: joint projects in the fields of the vocabulary, all years.") % {"regions": names}
    return Highlight(question, text, address, link)
