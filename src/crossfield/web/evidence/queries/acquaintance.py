"""Who knows whom: the ways to an organisation through members, contacts and people of the own institution."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.words import number
from crossfield.web.accounts.models.search import searched
from crossfield.web.evidence.queries.crosswalk import codes_of
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.member import own_members, shown_version
from crossfield.web.evidence.queries.organisation import ties_of
from crossfield.web.evidence.queries.organisation_index import organisation_index
from crossfield.web.registry.models import Cooperation, Organisation
from crossfield.web.registry.models.cooperation import CooperationStatus
from crossfield.web.registry.queries.cooperation import cooperations_of
from crossfield.web.registry.queries.person import functions_for
from crossfield.web.registry.queries.week import bare_contacts_for
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Contact

    Row = dict[str, Any]


MOST = 2_000
"""Contacts that are looked through, the newest, and functions of people."""
TOLD = 3
"""Functions that a way tells of."""


@dataclass(slots=True)
class Way:
    """A way to an organisation: through whom (None: the organisation itself), and why that one knows it.

    ``cooperations`` are title and kind of proof. ``people`` are functions of people whom the institution knows there;
    what they are called stands on the pages of people alone.
    """

    through: Organisation | None
    is_member: bool = False
    projects: int = 0
    cooperations: list[tuple[str, str]] = field(default_factory=list)
    contact: Contact | None = None
    people: list[str] = field(default_factory=list)

    @property
    def function(self) -> str:
        """What whom we know does there: as a contact tells it, else as the register of people does."""
        told = self.contact.function if self.contact else ""
        return told or "; ".join(self.people[:TOLD])

    @property
    def length(self) -> tuple[bool, bool, bool, int, int, str]:
        """Shortest first: the organisation itself, members, where one knows somebody, then who worked most with it."""
        name = self.through.name if self.through else ""
        return (
            self.through is not None,
            not self.is_member,
            self.contact is None and not self.people,
            -len(self.cooperations),
            -self.projects,
            name,
        )


def ways_to(user: User | None, *, code: str, organisation: Organisation | None) -> list[Way]:
    """Ways to an organisation, the shortest first; none for roles that do not read the register.

    Parameters
    ----------
    user
        Who asks: members, contacts and people of this institution alone are told.
    code
        The organisation in the data; "" where they do not know it.
    organisation
        The same in the register; None where it is not there.
    """
    if user is None or not can_read(user):
        return []
    worked, joint = _worked(user, organisation), _joint(code)
    today = timezone.localdate()
    own = own_members(user, today)
    # The smaller side is looked through: a large research body has worked with more than there are members.
    has_fewer = bool(joint) and own.order_by()[: len(joint)].count() < len(joint)
    near = None if has_fewer else _near(worked, code)
    contacts = _newest(_spoken_with(user, near or set(), organisation))
    contacts = _newest(_spoken(user)) | contacts if has_fewer else contacts
    people = _functions(user, near, organisation)
    members = {one.pk: one for one in (own if near is None else own_members(user, today, near))}
    met_at = {*contacts, *people} if near is None else {*contacts, *people} & near
    met = Organisation.objects.filter(pk__in=met_at.difference(members))
    known = members | {one.pk: one for one in met}
    if organisation is not None:
        known.pop(organisation.pk, None)
    codes = codes_of(known.values())
    ways = [
        Way(one, pk in members, joint[codes.get(pk, "")], worked.get(pk, []), contacts.get(pk), people.get(pk, []))
        for pk, one in known.items()
        if joint[codes.get(pk, "")] or worked.get(pk)
    ]
    key = organisation.pk if organisation is not None else 0
    itself = Way(None, contact=contacts.get(key), people=people.get(key, []))
    direct = [itself] if itself.contact or itself.people else []
    return sorted([*direct, *ways], key=lambda way: way.length)


def _joint(code: str) -> Counter[str]:
    """Joint projects of an organisation of the data with each other one; none is none with anybody."""
    version = shown_version()
    found = Counter(ties_of(version, code)) if version and code else Counter[str]()
    found.pop("", None)
    return found


def _near(worked: Iterable[int], code: str) -> set[int]:
    """Keys of organisations that may have worked with one: those of cooperations, and who is called as in the data."""
    close, version = Q(pk__in=list(worked)), shown_version()
    if version and code:
        numbers, names = _called(version, code)
        close |= Q(identifiers__value__in=numbers) | Q(folded__in=names)
    return set(Organisation.objects.filter(close).order_by().values_list("pk", flat=True))


@lru_cache(maxsize=64)
def _called(version: str, code: str) -> tuple[frozenset[str], frozenset[str]]:
    """Numbers and folded names of those that an organisation has joint projects with."""
    index, joint = organisation_index(version), _joint(code)
    names = {searched(name) for one in joint if (name := index.name_of(one))}
    return frozenset(one.removeprefix("pic:") for one in joint), frozenset(names)


def _worked(user: User, organisation: Organisation | None) -> dict[int, list[tuple[str, str]]]:
    """Titles of the cooperations that an organisation has with each other one, as far as the user may see them.

    Each with its kind of proof; what was given up leads nowhere.
    """
    found: dict[int, list[tuple[str, str]]] = {}
    if organisation is not None:
        for one in cooperations_of(organisation, user).exclude(status=CooperationStatus.GIVEN_UP):
            for part in one.partners.all():
                found.setdefault(part.organisation_id, []).append((one.title, one.standing))
    return found


def _functions(user: User, near: set[int] | None, organisation: Organisation | None) -> dict[int, list[str]]:
    """What people whom the institution knows do today, by organisation: at those that may know it, and at itself."""
    told = functions_for(user, timezone.localdate()).order_by("organisation", "function")
    if near is not None:
        told = told.filter(organisation__in=near | ({organisation.pk} if organisation is not None else set()))
    found: dict[int, list[str]] = {}
    for key, function in told.values_list("organisation", "function").distinct()[:MOST]:
        found.setdefault(key, []).append(function)
    return found


def _spoken(user: User, among: Q | None = None) -> QuerySet[Contact]:
    """The newest contacts, with what ways tell of them alone: every page of an organisation reads them."""
    bare = bare_contacts_for(user).filter(among or Q(), taken_off=None)
    return bare.only("public_id", "kind", "day", "function", "organisation", "introduced_to")[:MOST]


def _spoken_with(user: User, near: set[int], organisation: Organisation | None) -> QuerySet[Contact]:
    """Contacts with an organisation itself and with those that may know it: mostly a few of many thousands."""
    near = near | ({organisation.pk} if organisation is not None else set())
    return _spoken(user, Q(organisation__in=near) | Q(introduced_to__in=near))


def _newest(contacts: Iterable[Contact]) -> dict[int, Contact]:
    """The newest contact with each organisation; one that names a function goes before one that names none.

    The function is at the organisation that was spoken with, not at the one it was introduced to.
    """
    found: dict[int, Contact] = {}
    for one in contacts:  # newest first
        known = found.get(one.organisation_id)
        if known is None or (one.function and not known.function):
            found[one.organisation_id] = one
        if one.introduced_to_id is not None and one.introduced_to_id not in found:
            other = copy(one)
            other.function = ""
            found[one.introduced_to_id] = other
    return found


def ways_listing(ways: Sequence[Way], language: str, citation: str) -> Listing:
    """Ways as a table: through whom, why that one knows the organisation, and whom one knows there."""
    columns = (
        Column("through", _("Through")),
        Column("what", _("What it is to us")),
        Column("why", _("How it knows the organisation")),
        Column("function", _("Whom we know there (function)")),
        Column("contact", _("Last contact")),
    )
    return Listing(
        "ways",
        _("Who can introduce us?"),
        columns,
        [_row(way, language) for way in ways],
        citation,
        address=lambda row: ("through", row["address"]),
        empty=_(
            "None of our members and contacts has a project or a cooperation with it that is known here. A note of a "
            "contact, or a longer member list, may show a way."
        ),
        at_first=5,
        stacks=True,
    )


def _row(way: Way, language: str) -> Row:
    one, contact = way.through, way.contact
    spoke = f"{contact.get_kind_display()}, {date_format(contact.day, 'SHORT_DATE_FORMAT')}" if contact else ""
    if one is None:
        address = reverse("register_contact", args=[contact.public_id]) if contact else ""
        through, what = _("directly"), ""
        why = _("we have spoken with it") if contact else _("we know somebody there")
    else:
        address = reverse("register_organisation", args=[one.public_id])
        through, why = one.name, _why(way, language)
        what = _("our member") if way.is_member else _("our contact")
    return {
        "through": through,
        "what": what,
        "why": why,
        "function": way.function,
        "contact": spoke,
        "address": address,
    }


def _why(way: Way, language: str) -> str:
    parts = [f"{title} ({Cooperation.Standing(standing).label})" for title, standing in way.cooperations]
    if way.projects:
        text = ngettext("%(n)s joint project", "%(n)s joint projects", way.projects)
        parts.append(text % {"n": number(way.projects, language, 0)})
    return "; ".join(parts)


def ways_answer(ways: Sequence[Way]) -> str:
    """The shortest way in one sentence; "" where there is none."""
    if not ways:
        return ""
    first = ways[0]
    if first.through is None:
        function = first.function
        text = _("We know it ourselves: %(function)s.") if function else _("We know it ourselves.")
        return text % {"function": function}
    said = {"name": first.through.name, "function": first.function}
    if said["function"]:
        return _("The shortest way leads through %(name)s, where we know: %(function)s.") % said
    return _("The shortest way leads through %(name)s.") % said
