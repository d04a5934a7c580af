"""Members of the register that work in a field of a funding call, by the data; never who may apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.words import number
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.member import members_today, projects_said, shown_version, work_of
from crossfield.web.evidence.queries.organisation_index import place_in_words

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.member import Member
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
    counted, said = _work(version, members, call, language) if version else ({}, {})
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
        stacks=True,
        empty=empty
        if members
        else _("No member is recorded yet. Bring in your member list, and it is joined with these data."),
    )
    return (_said(members, len(rows), language) if members and call.fields.all() else ""), listing


def _said(members: list[Member], at: int, language: str) -> str:
    """How many members work there, and how many the data know."""
    known = sum(bool(member.code) for member in members)
    text = ngettext(
        "%(at)s of %(all)s members works in a field of this call, as far as these data know them: %(known)s of the "
        "%(all)s.",
        "%(at)s of %(all)s members work in a field of this call, as far as these data know them: %(known)s of the "
        "%(all)s.",
        at,
    )
    counts = {"at": at, "all": len(members), "known": known}
    return text % {name: number(count, language, 0) for name, count in counts.items()}


def _work(
    version: str, members: list[Member], call: FundingCall, language: str
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Projects of members in the fields of a call, and it in words, vocabulary by vocabulary."""
    fields = list(call.fields.all())
    counted: dict[str, int] = {}
    said: dict[str, list[str]] = {}
    for scheme in dict.fromkeys(field.scheme for field in fields):
        codes = [field.code for field in fields if field.scheme == scheme]
        titles = field_titles(version, language) | {field.code: field.title(language) for field in fields}
        work = work_of(version, scheme)
        for member in members:
            there = {code: work.get(member.code, {}).get(code, 0) for code in codes}
            if any(there.values()):
                counted[member.code] = counted.get(member.code, 0) + sum(there.values())
                told = {code: projects for code, projects in there.items() if projects}
                said.setdefault(member.code, []).append(projects_said(told, codes, titles, language))
    return counted, said
