"""What may be said of an interface: one sentence for each look, none stronger than its range and notes allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.ahead import came_sentence, proof_sentence, window_sentence
from crossfield.charts.profile import profile_bar
from crossfield.charts.words import (
    ABOUT_OTHER_LOOKS,
    NO_SYNERGY,
    note_in,
    note_parts,
    number,
    projects,
    small_number,
    span,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]


LEAST_UNUSED = 0.5
"""Joint projects in three years, half of one, below which a gap is called little, however sure it is."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an interface: its question, the answer in a sentence, and the figure as a small picture."""

    name: str
    question: str
    answer: str
    bar: str = ""


def strength_answer(row: Row, region: str, title: str, language: str) -> str:
    """The answer to the first question.

    Parameters
    ----------
    row
        Row of interface_figure.
    region, title
        Names of the region and of the interface.
    language
        en or de, the active one.
    """
    low, high = row["strength_low"], row["strength_high"]
    reservation = _reservation(row, language)
    if row["strength"] is None:
        text = _("For %(pair)s in %(region)s there is no figure: %(note)s.")
    elif not row["support"]:
        text = _("In %(region)s no project joins %(pair)s yet.")
    elif low is not None and low > 1 and not reservation:
        text = _(
            "%(pair)s is more at home in %(region)s than its size predicts: %(value)s times as many joint "
            "projects (90%% range %(range)s; %(projects)s)."
        )
    elif high is not None and high < 1 and not reservation:
        text = _(
            "%(pair)s is less at home in %(region)s than its size predicts: %(value)s times as many joint "
            "projects (90%% range %(range)s; %(projects)s)."
        )
    elif low is not None and high is not None and low <= 1 <= high:
        text = _(
            "Whether %(pair)s is more at home in %(region)s than its size predicts is uncertain: %(value)s "
            "times as many joint projects (%(projects)s), but by the 90%% range %(range)s there may as well be as many "
            "as expected."
        )
    else:
        text = _(
            "%(pair)s in %(region)s, with a reservation (%(reservation)s): %(value)s times as many joint projects as "
            "its size predicts (90%% range %(range)s; %(projects)s)."
        )
    return text % {
        "region": region,
        "pair": title,
        "value": number(row["strength"], language),
        "range": span(low, high, language),
        "projects": projects(row["support"], language),
        "note": note_in(row["note"], language),
        "reservation": reservation,
    }


def interface_looks(row: Row, language: str, told: Mapping[str, Any] | None = None) -> list[Look]:
    """Strength, bridges, synergy, and potential and gap where they have been computed.

    Parameters
    ----------
    row
        Row of interface_figure.
    language
        en or de, the active one.
    told
        What is said beside its potential, as ``Prospect.of_pair`` gives it; None: no forecast is kept.
    """
    looks = [_strength(row, language), _bridges(row, language), _synergy(row, language)]
    if row["potential"] is not None:
        looks += [_potential(row, language, told), _gap(row, language)]
    return looks


def _strength(row: Row, language: str) -> Look:
    question = _("Is this interface more at home here than the region's size predicts?")
    text = _(
        "%(joint)s joint projects are counted (shares of %(projects)s from %(topics)s); the region's size would "
        "predict %(expected)s."
    )
    text %= {
        "joint": small_number(row["joint"], language),
        "expected": small_number(row["expected"], language),
        "topics": ngettext("%(n)s call topic", "%(n)s call topics", row["topics"]) % {"n": row["topics"]},
        "projects": projects(row["support"], language),
    }
    return Look("strength", question, _with_figure(row, "strength", text, language), look_bar(row, "strength"))


def _bridges(row: Row, language: str) -> Look:
    question, count = _("Which organisations connect the two fields?"), row["bridging_organisations"]
    if count is None:
        text = _("It is not known how many: this data version lists no organisations for it.")
        return Look("bridges", question, text)
    text = ngettext(
        "%(n)s organisation of the region is active in both fields.",
        "%(n)s organisations of the region are active in both fields.",
        count,
    ) % {"n": number(count, language, 0)}
    return Look("bridges", question, _with_figure(row, "bridges", text, language), look_bar(row, "bridges"))


def _synergy(row: Row, language: str) -> Look:
    question = _("Is there more than the two fields alone would give?")
    if NO_SYNERGY in note_parts(row["note"]):
        text = _("In these data no region-specific synergy can be told apart from chance, in no region of Europe.")
        return Look("synergy", question, text)
    if row["synergy"] is None:
        return Look("synergy", question, _("There is no figure: the region has no activity in one of the fields."))
    text = _("The joint projects are measured by the region's activity in both fields and by Europe's pattern.")
    return Look("synergy", question, _with_figure(row, "synergy", text, language), look_bar(row, "synergy"))


def _potential(row: Row, language: str, told: Mapping[str, Any] | None) -> Look:
    """The forecast: window and basis first, then the figure, what came, and what came of interfaces that scored alike.

    The model's own probability is not shown: what came of a hundred alike is what the back-test can vouch for.
    """
    text = _("%(value)s joint projects in three years are to be expected (90%% range %(range)s).")
    text %= {
        "value": number(row["potential"], language),
        "range": span(row["potential_low"], row["potential_high"], language),
    }
    if told:
        proof = proof_sentence(told["back_test"], language)
        parts = (window_sentence(told, language), text, came_sentence(told, language), proof)
        text = " ".join(part for part in parts if part)
    past = bool(told and told["past"])
    question = _("What was to be expected, and what came?") if past else _("What may come in three years?")
    return Look("potential", question, text)


def _gap(row: Row, language: str) -> Look:
    if row["gap_low"] is not None and row["gap_low"] > 0 and row["gap"] < LEAST_UNUSED:
        text = _(
            "Less than half a joint project in three years: %(value)s (90%% range %(range)s); today there are "
            "%(activity)s."
        )
    elif row["gap_low"] is not None and row["gap_low"] > 0:
        text = _(
            "%(value)s joint projects in three years are unused (90%% range %(range)s); today there are %(activity)s."
        )
    else:
        text = _(
            "Potential less activity is %(value)s joint projects in three years, but its 90%% range %(range)s "
            "does not stay above 0: nothing can be called unused for certain."
        )
    said = {
        "value": number(row["gap"], language, signed=True),
        "range": span(row["gap_low"], row["gap_high"], language),
        "activity": number(row["activity"], language),
    }
    return Look("gap", _("What of it is unused?"), text % said)


def _with_figure(row: Row, key: str, text: str, language: str) -> str:
    """Add value and range and what they allow to say."""
    value, low, high = row[key], row[f"{key}_low"], row[f"{key}_high"]
    if value is None or low is None or high is None:
        return text
    if low > 1:
        verdict = _(
            "As few records say little, this is drawn towards 1: %(value)s times what is to be expected "
            "(90%% range %(range)s): certainly more."
        )
    elif high < 1:
        verdict = _(
            "As few records say little, this is drawn towards 1: %(value)s times what is to be expected "
            "(90%% range %(range)s): certainly less."
        )
    else:
        verdict = _(
            "As few records say little, this is drawn towards 1: %(value)s times what is to be expected; the "
            "90%% range is %(range)s, so that there may as well be as many as expected: uncertain."
        )
    return f"{text} {verdict % {'value': number(value, language), 'range': span(low, high, language)}}"


def look_bar(row: Row, key: str) -> str:
    """Value and range of a look as a small picture."""
    return profile_bar(row[key], row[f"{key}_low"], row[f"{key}_high"])


def _reservation(row: Row, language: str) -> str:
    """Notes that weaken the strength itself."""
    return note_in("; ".join(part for part in note_parts(row["note"]) if part not in ABOUT_OTHER_LOOKS), language)
