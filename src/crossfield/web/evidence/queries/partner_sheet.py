"""Partners, organisations, clusters and the shortlist on one sheet of paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.listing import readable_names
from crossfield.web.evidence.queries.paper import shortened
from crossfield.web.evidence.queries.sheet import Sheet, introduction, short
from crossfield.web.evidence.queries.shortlist import shortlist_answer, shortlist_listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.web.evidence.models import ShortlistEntry
    from crossfield.web.evidence.queries.cluster import ClusterView
    from crossfield.web.evidence.queries.consortium import ConsortiumView
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.evidence.queries.organisation import OrganisationView
    from crossfield.web.evidence.queries.partners import PartnersView

MOST_ASKED, LONGEST_NOTE = 2, 200


def partners_sheet(view: PartnersView, query: str) -> Sheet:
    """The answer to a search for partners: the first, who comes next, and what weakens the answer."""
    columns = tuple(column for column in view.listing.columns if column.key in {"name", "status", "why"})
    names = "; ".join(
        ", ".join(filter(None, (readable_name(row["name"]), row["place"]))) for row in view.listing.rows[1:4]
    )
    following = _("Next in order: %(names)s.") % {"names": names} if names else ""
    weak = view.notes[0] if view.notes else ""
    if view.is_reduced:
        weak = _(
            "Reduced search: shared partners and projects in the fields are counted; no back-test stands behind it."
        )
    return Sheet(
        title=view.question,
        place=_("With whom in Europe?"),
        sentences=[
            part for part in (view.answer, view.new or following, f"{weak} {_meaning_of_new()}".strip()) if part
        ],
        listing=replace(short(view.listing, 4), columns=columns),
        citation=view.citation,
        back=f"{reverse('partners')}?{query}",
        today=timezone.localdate(),
        picture_title=_("What speaks for whom"),
        picture_address=f"{reverse('partners_inline')}?{query}" if view.has_picture else "",
        step=_step_to_partner(view),
    )


def _step_to_partner(view: PartnersView) -> str:
    """Whom to turn to first: who could introduce the first of the list, else the first itself."""
    if not view.listing.rows:
        return ""
    first = view.listing.rows[0]
    if first["through"]:
        return introduction(readable_names(first["through"]), readable_name(first["name"]))
    return _("Write to %(name)s, and say what the table says under “Why”.") % {"name": readable_name(first["name"])}


def _meaning_of_new() -> str:
    """What paper must say beside the word, since no page stands around it."""
    return _(
        "New means: these data list no joint project with the region. Whether people know each other they do not say."
    )


def organisation_sheet(view: OrganisationView, website: str = "") -> Sheet:
    """An organisation: what it works on, with whom most, and what it connects.

    ``website`` is what the register says of it, for those who read the register.
    """
    known = view.listings["partners"].rows[:1]
    ask = _("Ask %(partner)s about it: the two have worked together most.")
    step = ask % {"partner": readable_name(known[0]["name"])} if known else ""
    names = ", ".join(f"{readable_name(row['name'])} ({row['projects']})" for row in view.listings["partners"].rows[:3])
    pairs = ", ".join(f"{row['pair']} ({row['joint']})" for row in view.listings["interfaces"].rows[:3] if row["joint"])
    sentences = [view.answer]
    if names:
        sentences.append(_("Most joint projects with %(names)s.") % {"names": names})
    if pairs:
        sentences.append(_("It connects, with projects of both: %(pairs)s.") % {"pairs": pairs})
    return Sheet(
        title=view.name,
        place=view.place,
        sentences=sentences,
        listing=short(view.listings["fields"]),
        citation=view.citation,
        back=reverse("organisation", args=[view.code]),
        today=timezone.localdate(),
        picture=view.trend,
        picture_title=_("Projects by start year, each counted in each of its fields"),
        step=" ".join(part for part in (step, _contact(website)) if part),
    )


def _contact(website: str) -> str:
    return _("Its website: %(website)s") % {"website": website} if website else ""


def cluster_sheet(view: ClusterView) -> Sheet:
    """A cluster: what it is about and which others suit it."""
    return Sheet(
        title=view.name,
        place=view.place,
        sentences=[view.answer],
        listing=short(view.listings["matches"]),
        citation=view.citation,
        back=reverse("cluster", args=[view.code]),
        today=timezone.localdate(),
        step=_contact(next((fact.text for fact in view.facts if fact.label == _("Website")), "")),
    )


def consortium_sheet(view: ConsortiumView, listing: Listing, query: str) -> Sheet:
    """A consortium: who brings what, what the rules ask, and who has worked together."""
    columns = tuple(column for column in listing.columns if column.key in {"name", "covers", "why", "instead"})
    together = _("Have worked together: %(pairs)s.") % {"pairs": view.together} if view.together else ""
    return Sheet(
        title=_("Who could form a consortium together?"),
        place=_("Consortium"),
        sentences=[text for text in (view.answer, "; ".join(view.rules[:-1]), together) if text],
        listing=replace(short(listing, 12), columns=columns),
        citation=view.citation,
        back=f"{reverse('consortium')}?{query}",
        today=timezone.localdate(),
        picture_title=_("Who covers which part"),
        picture_address=f"{reverse('consortium_inline')}?{query}",
    )


def shortlist_sheet(entries: Sequence[ShortlistEntry]) -> Sheet:
    """A shortlist: whom to talk to, why, and one's own notes."""
    listing = shortlist_listing(entries)
    columns = tuple(column for column in listing.columns if column.key not in {"asked", "data_version"})
    rows = [row | {"note": shortened(row["note"], LONGEST_NOTE)} for row in listing.rows]
    asked = shortened(" ".join(list(dict.fromkeys(entry.asked for entry in entries))[:MOST_ASKED]))
    return Sheet(
        title=_("Whom to talk to?"),
        place=_("Shortlist"),
        sentences=[
            shortlist_answer(entries),
            _("Asked: %(question)s") % {"question": asked},
            _meaning_of_new(),
        ]
        if entries
        else [],
        listing=replace(listing, columns=columns, rows=rows),
        citation=listing.citation,
        back=reverse("shortlist"),
        today=timezone.localdate(),
        picture_title=_("By country"),
        picture_address=reverse("shortlist_inline") if entries else "",
    )
