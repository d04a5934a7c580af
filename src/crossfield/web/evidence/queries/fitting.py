"""Members of the register that work in a field of a funding call, by the data; never who may apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from crossfield.charts.words import number
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.member import members_today, projects_said, shown_version, work_of
from crossfield.web.evidence.queries.organisation_index import place_in_words

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import FundingCall


def fitting_members(user: User | None, call: FundingCall, language: str) -> tuple[str, Listing]:
    """Today's members that work in a field of a call, those with most projects there first, and it in a sentence.

    Fields of several vocabularies count each by its own. Whether a member may apply, only the funder says.

    Parameters
    ----------
    user
        Who asks; members are those of the own institution.
    call
        The call, with its fields.
    language
        en or de.

    Returns
    -------
    tuple
        The sentence, "" where the call has no field, and the table.
    """
    version, members = shown_version(), members_today(user)
    by_scheme: dict[str, list[str]] = {}
    for field in call.fields.all():
        by_scheme.setdefault(field.scheme, []).append(field.code)
    counted: dict[str, int] = {}
    said: dict[str, list[str]] = {}
    for scheme, codes in by_scheme.items() if version else ():
        work = work_of(version, scheme)
        titles = field_titles(version, language) | {one.code: one.title(language) for one in call.fields.all()}
        for member in members:
            there = {code: projects for code, projects in work.get(member.code, {}).items() if code in codes}
            if there:
                counted[member.code] = counted.get(member.code, 0) + sum(there.values())
                said.setdefault(member.code, []).append(projects_said(there, codes, titles, language))
    fitting = [member for member in members if member.code in counted]
    fitting.sort(key=lambda member: (-counted[member.code], member.organisation.name))
    rows = [
        {
            "name": member.organisation.name,
            "place": place_in_words(version, member.organisation.region) if member.organisation.region else "",
            "fields": "; ".join(said[member.code]),
            "address": reverse("register_organisation", args=[member.organisation.public_id]),
        }
        for member in fitting
    ]
    columns = (Column("name", _("Member")), Column("place", _("Seat")), Column("fields", _("Works in")))
    empty = _("No member that these data know works in a field of this call.")
    listing = Listing(
        "members",
        _("Members that work in its fields"),
        columns,
        rows,
        address=lambda row: ("name", row["address"]),
        empty=empty
        if members
        else _("No member is recorded yet. Bring in your member list, and it is joined with these data."),
    )
    known = sum(bool(member.code) for member in members)
    counts = {"at": len(rows), "all": len(members), "known": known}
    text = _("%(at)s of %(all)s members work in a field of this call; these data know %(known)s of them.")
    numbers = {name: number(count, language, 0) for name, count in counts.items()}
    return (text % numbers if by_scheme and members else ""), listing
