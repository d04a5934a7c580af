"""Members of the register at an interface of the data, the gaps between them, and funding calls that may suit them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.words import number
from crossfield.errors import CrossfieldError
from crossfield.indicators import lookup
from crossfield.web.evidence.queries.crosswalk import codes_of
from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.organisation_index import organisation_index, place_in_words
from crossfield.web.registry.models import Organisation
from crossfield.web.registry.queries.cluster import lasting_on, memberships_for
from crossfield.web.registry.queries.panel import Panel, form_at
from crossfield.web.registry.queries.week import calls_for
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import FundingCall
    from crossfield.web.registry.queries.panel import AskedInterface

    Row = dict[str, Any]

MOST_NAMED = 5
"""Members named beside a call; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of today: its row of the register, and its code in the data; "" where they do not know it."""

    organisation: Organisation
    code: str


def own_members(user: User | None, day: date, among: Iterable[int] | None = None) -> QuerySet[Organisation]:
    """Members on a day, by the lists of the user's institution and those of clusters that it speaks for.

    ``among`` are keys of organisations; None: all. They narrow down the memberships that are looked through, which are
    many more than an organisation's own.
    """
    if user is None or not can_read(user):
        return Organisation.objects.none()
    own = Q(institution=user.institution_id) | Q(cluster__organisation__representation__institution=user.institution_id)
    lasting = memberships_for(user).filter(lasting_on(day), own)
    if among is not None:
        lasting = lasting.filter(member__in=among)
    return Organisation.objects.filter(pk__in=lasting.order_by().values("member"))


@lru_cache(maxsize=4)
def work_of(version: str, scheme: str) -> dict[str, dict[str, int]]:
    """Projects of each organisation of the data by field, within the window that the pages show."""
    with open_data(version) as frames:
        if "organisation_field" not in frames:
            return {}
        first, last = lookup.default_years(frames)
        found: dict[str, dict[str, int]] = {}
        for row in frames.read("organisation_field", scheme=scheme):
            if first <= row["year"] <= last:
                fields = found.setdefault(row["organisation"], {})
                fields[row["field"]] = fields.get(row["field"], 0) + row["projects"]
    return found


@lru_cache(maxsize=256)
def _at_interface(version: str, scheme: str, side_a: tuple[str, ...], side_b: tuple[str, ...]) -> dict[str, int]:
    """Organisations of the data that work on both sides, the strongest first: code → projects on the weaker side.

    Who works much on one and once on the other stands behind who works on both.
    """
    found: dict[str, int] = {}
    for code, fields in work_of(version, scheme).items():
        weaker = min(sum(fields.get(one, 0) for one in side) for side in (side_a, side_b))
        if weaker:
            found[code] = weaker
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def members_today(user: User | None) -> list[Member]:
    """Members of today, each with its code in the data."""
    rows = list(own_members(user, timezone.localdate()).only("public_id", "name", "region"))
    codes = codes_of(rows)
    return [Member(one, codes.get(one.pk, "")) for one in rows]


def projects_said(fields: Mapping[str, int], codes: Iterable[str], titles: Mapping[str, str], language: str) -> str:
    """Fields with their projects, such as “Biotechnology: 3 projects; ICT: 12 projects”."""
    known = [(fields[code], titles.get(code, code)) for code in dict.fromkeys(codes) if code in fields]
    parts = []
    for projects, title in sorted(known, key=lambda one: (-one[0], one[1])):
        text = ngettext("%(field)s: %(n)s project", "%(field)s: %(n)s projects", projects)
        parts.append(text % {"field": title, "n": number(projects, language, 0)})
    return "; ".join(parts)


def members_panel(user: User | None, asked: AskedInterface) -> Panel | None:
    """Our members at an interface, as far as the data know them; None for who does not read the register."""
    if not can_read(user):
        return None
    version, members = shown_version(), members_today(user)
    work = work_of(version, asked.scheme) if version and members else {}
    there = _at_interface(version, asked.scheme, asked.side_a, asked.side_b) if version and members else {}
    at = [one for one in members if one.code in there]
    at.sort(key=lambda one: (-there[one.code], one.organisation.name))
    titles, both = field_titles(version, asked.language) if version else {}, (*asked.side_a, *asked.side_b)
    rows = [
        {
            "name": one.organisation.name,
            "place": place_in_words(version, one.organisation.region) if one.organisation.region else "",
            "fields": projects_said(work[one.code], both, titles, asked.language),
            "address": reverse("register_organisation", args=[one.organisation.public_id]),
        }
        for one in at
    ]
    none = _("No member is recorded yet. Bring in your member list, and it is joined with these data.")
    nowhere = _("None of the members that these data know works on both sides.")
    return Panel(
        "members",
        _("Our members at this interface"),
        _members_said(members, len(at), asked.language) if members else "",
        (("name", _("Member"), "text"), ("place", _("Seat"), "text"), ("fields", _("Works in"), "text")),
        rows,
        nowhere if members else none,
        linked="name",
        do=() if members else ((_("Bring in a member list"), reverse("register_clusters")),),
    )


def _members_said(members: list[Member], at: int, language: str) -> str:
    known = sum(bool(one.code) for one in members)
    text = _("Members that work on both sides: %(at)s of %(all)s.")
    more = _(
        "Counted are today's members in the lists of your institution; these data know %(known)s of them, by number or "
        "by the same name."
    )
    counts = {"at": at, "all": len(members), "known": known}
    said = {name: number(count, language, 0) for name, count in counts.items()}
    return f"{text % said} {more % said}"


def gaps_panel(user: User | None, asked: AskedInterface) -> Panel | None:
    """Organisations of the region that work on both sides and are no members; None without members or data."""
    members = members_today(user) if can_read(user) else []
    version = shown_version()
    if not members or not version:
        return None
    work, index = work_of(version, asked.scheme), organisation_index(version)
    own = {one.code for one in members}
    there = _at_interface(version, asked.scheme, asked.side_a, asked.side_b)
    covered = len(own & there.keys())
    here = [code for code in there if str(index.rows[code]["region"] or "").startswith(asked.region)]
    others = [code for code in here if index.name_of(code) and code not in own]
    titles, both = field_titles(version, asked.language), (*asked.side_a, *asked.side_b)
    rows = [
        {
            "name": index.name_of(code),
            "place": place_in_words(version, str(index.rows[code]["region"])),
            "fields": projects_said(work[code], both, titles, asked.language),
            "address": reverse("organisation", args=[code]),
        }
        for code in others
    ]
    return Panel(
        "gaps",
        _("Gaps in our membership"),
        _gaps_said(asked, covered, len(others)) if others else "",
        (("name", _("Organisation"), "name"), ("place", _("Region"), "text"), ("fields", _("Works in"), "text")),
        rows,
        _("Every organisation of the region that these data name on both sides is a member."),
        linked="name",
    )


def _gaps_said(asked: AskedInterface, covered: int, others: int) -> str:
    said = {"title": asked.title, "n": number(others, asked.language, 0)}
    if not covered:
        text = ngettext(
            "No member covers %(title)s; this %(n)s organisation of the region does.",
            "No member covers %(title)s; these %(n)s organisations of the region do.",
            others,
        )
    else:
        text = ngettext(
            "%(n)s organisation of the region works on both sides and is not a member.",
            "%(n)s organisations of the region work on both sides and are not members.",
            others,
        )
    return text % said


def calls_panel(user: User | None, asked: AskedInterface) -> Panel | None:
    """Funding calls of others in a field of the interface that are not closed, and members that work in their fields.

    Who may apply stands in the funder's words; nothing here says that somebody is eligible.
    """
    if not can_read(user):
        return None
    version, today = shown_version(), timezone.localdate()
    both = {*asked.side_a, *asked.side_b}
    found = calls_for(user).filter(Q(deadline__isnull=True) | Q(deadline__gte=today))
    calls = list(found.filter(fields__scheme=asked.scheme, fields__code__in=both).distinct())
    members = members_today(user) if calls else []
    work = work_of(version, asked.scheme) if version and members else {}
    titles = field_titles(version, asked.language) if version else {}
    rows = [_call(one, members, work, titles, asked) for one in calls]
    text = ngettext(
        "%(n)s funding call of others names a field of this interface.",
        "%(n)s funding calls of others name a field of this interface.",
        len(rows),
    )
    more = _("A member is named because it works in a field of the call. Whether it may apply, only the funder says.")
    return Panel(
        "calls",
        _("Funding calls of others at this interface"),
        f"{text % {'n': number(len(rows), asked.language, 0)}} {more}" if rows else "",
        (
            ("title", _("Funding call"), "text"),
            ("programme", _("Programme"), "text"),
            ("deadline", _("Deadline"), "text"),
            ("fields", _("Fields"), "text"),
            ("members", _("Members that work in its fields"), "text"),
            ("who", _("Who may apply, in the funder's words"), "text"),
        ),
        rows,
        _("No open call is noted for these fields. Note one, with its fields, and members are compared with it."),
        linked="title",
        do=((_("Note a funding call"), form_at("register_call_new", asked)),) if can_write(user) else (),
    )


def _call(
    one: FundingCall,
    members: list[Member],
    work: Mapping[str, Mapping[str, int]],
    titles: Mapping[str, str],
    asked: AskedInterface,
) -> Row:
    fields = [field for field in one.fields.all() if field.scheme == asked.scheme]
    codes = [field.code for field in fields]
    fitting = [
        (sum(work[member.code].get(code, 0) for code in codes), member)
        for member in members
        if any(code in work.get(member.code, {}) for code in codes)
    ]
    fitting.sort(key=lambda pair: (-pair[0], pair[1].organisation.name))
    named = [
        f"{member.organisation.name} ({projects_said(work[member.code], codes, titles, asked.language)})"
        for _projects, member in fitting[:MOST_NAMED]
    ]
    if len(fitting) > MOST_NAMED:
        named.append(_("%(n)s more") % {"n": number(len(fitting) - MOST_NAMED, asked.language, 0)})
    return {
        "title": one.title,
        "programme": one.programme,
        "deadline": str(date_format(one.deadline, "DATE_FORMAT")) if one.deadline else "",
        "fields": ", ".join(field.title(asked.language) for field in fields),
        "members": "; ".join(named) or _("none that these data know"),
        "who": one.who,
        "address": reverse("register_call", args=[one.public_id]),
    }


def shown_version() -> str:
    """Name of the data version shown; "" where there are no data."""
    try:
        return current_version()
    except CrossfieldError:
        return ""
