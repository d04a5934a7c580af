"""Pages that answer a question: its address, with the day, the time or the country set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.web.accounts.models.search import searched
from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.question import Topic, question_in
from crossfield.web.evidence.queries.link import country_of
from crossfield.web.registry.models import Cluster, Cooperation, Membership, Organisation
from crossfield.web.registry.models.partial_date import earliest, latest, span_written
from crossfield.web.registry.queries.cluster import spoken_for
from crossfield.web.registry.queries.organisation import organisations_but_for_form, organisations_named
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.desk.queries.question import Question

MOST_OWN = 3
"""Clusters of the own institution that answer a question without a name; of more one is chosen on a page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page that answers a question: what it says, and where it is."""

    title: str
    address: str


def answers_to(text: str, *, user: User | None, today: date) -> list[Answer]:
    """Pages that answer what was typed; none where it is no question, or names what is not known.

    Parameters
    ----------
    text
        What was typed, in either language.
    user
        Who asks: what this role does not read is no answer. Each page asks for its own permission besides.
    today
        What "today" and "last year" are told from.
    """
    asked = question_in(text, today) if user is not None else None
    if asked is None or user is None:
        return []
    return _PAGES[asked.topic](asked, user)


def _members(asked: Question, user: User) -> list[Answer]:
    """Members on a day; of a month or a year on its last day, or today where that is still to come."""
    day = _last_day(asked)
    on = {"on": day.isoformat()}
    said = date_format(day, "DATE_FORMAT")
    if not asked.name and not (own := _own_clusters(user)):
        return [Answer(_("Members on %(day)s: choose a cluster") % {"day": said}, _to("register_clusters", on))]
    clusters = _clusters(asked.name) if asked.name else own
    text = _("Members of %(cluster)s on %(day)s")
    return [
        Answer(text % {"cluster": one, "day": said}, _to("register_cluster", on, one.organisation.public_id))
        for one in clusters
    ]


def _changes(asked: Question, user: User) -> list[Answer]:
    """Who joined or left in a time."""
    day = _last_day(asked)
    begin = {"from": earliest(asked.began).isoformat()} if asked.began else {}
    query = {"who": str(asked.topic), **begin, "on": day.isoformat()}
    joined = asked.topic == Topic.JOINED
    said = {"time": span_written(asked.began, asked.ended)}
    if not asked.name and not (own := _own_clusters(user)):
        text = _("Who joined, %(time)s: choose a cluster") if joined else _("Who left, %(time)s: choose a cluster")
        return [Answer(text % said, _to("register_clusters", query))]
    clusters = _clusters(asked.name) if asked.name else own
    text = _("Who joined %(cluster)s, %(time)s") if joined else _("Who left %(cluster)s, %(time)s")
    return [
        Answer(text % {"cluster": one, **said}, _to("register_cluster", query, one.organisation.public_id))
        for one in clusters
    ]


def _cooperations(asked: Question, _user: User) -> list[Answer]:
    """Cooperations or mutual memberships, with a country or a partner, in a time."""
    query, said = _time(asked)
    title, text = _("Cooperations"), _("Cooperations with %(partner)s")
    if asked.topic == Topic.MUTUAL:
        query = {"kind": str(Cooperation.Kind.MUTUAL)} | query
        title, text = _("Mutual memberships"), _("Mutual memberships with %(partner)s")
    if not asked.name:
        return [Answer(_joined(title, said), _to("register_cooperations", query))]
    if code := country_of(asked.name):
        name = place_names().get(code, asked.name)
        return [
            Answer(_joined(text % {"partner": name}, said), _to("register_cooperations", {"country": code} | query))
        ]
    return [
        Answer(_joined(text % {"partner": one}, said), _to("register_cooperations", {"partner": one.public_id} | query))
        for one in _organisations(asked.name)
    ]


def _contacts(asked: Question, user: User) -> list[Answer]:
    """Contacts of the own institution, with an organisation or in a time."""
    query, said = _time(asked)
    if not can_read(user):
        return []
    if not asked.name:
        return [Answer(_joined(_("Contacts"), said), _to("register_contacts", query))]
    text = _("Contacts with %(organisation)s")
    return [
        Answer(
            _joined(text % {"organisation": one}, said),
            _to("register_contacts", {"organisation": one.public_id} | query),
        )
        for one in _organisations(asked.name)
    ]


def _people(asked: Question, user: User) -> list[Answer]:
    """People at an organisation; the register keeps no day of them."""
    if asked.began or asked.ended or not can_read(user):
        return []
    if not asked.name:
        return [Answer(_("People"), _to("register_people", {}))]
    text = _("People at %(organisation)s")
    return [
        Answer(text % {"organisation": one}, _to("register_people", {"q": one.name}))
        for one in _organisations(asked.name)
    ]


def _events(asked: Question, _user: User) -> list[Answer]:
    return _listed(asked, _("Events"), "register_events")


def _calls(asked: Question, _user: User) -> list[Answer]:
    return _listed(asked, _("Funding calls"), "register_calls")


def _tasks(asked: Question, user: User) -> list[Answer]:
    """What needs the user: the page knows today only."""
    if asked.name or asked.ended not in {"", asked.today.isoformat()} or not can_read(user):
        return []
    return [Answer(_("What needs me today?"), _to("inbox", {}))]


def _listed(asked: Question, title: str, route: str) -> list[Answer]:
    query, said = _time(asked)
    return [] if asked.name else [Answer(_joined(title, said), _to(route, query))]


_PAGES: Mapping[Topic, Callable[[Question, User], list[Answer]]] = {
    Topic.MEMBERS: _members,
    Topic.JOINED: _changes,
    Topic.LEFT: _changes,
    Topic.COOPERATIONS: _cooperations,
    Topic.MUTUAL: _cooperations,
    Topic.EVENTS: _events,
    Topic.CONTACTS: _contacts,
    Topic.CALLS: _calls,
    Topic.PEOPLE: _people,
    Topic.TASKS: _tasks,
}


def _to(route: str, query: Mapping[str, str], *args: str) -> str:
    address = reverse(route, args=args)
    return f"{address}?{urlencode(query)}" if query else address


def _joined(title: str, said: str) -> str:
    return f"{title}, {said}" if said else title


def _time(asked: Question) -> tuple[dict[str, str], str]:
    """The time as pages take it, and in words."""
    query = {}
    if asked.began:
        query["from"] = earliest(asked.began).isoformat()
    if asked.ended:
        query["until"] = latest(asked.ended).isoformat()
    return query, span_written(asked.began, asked.ended)


def _last_day(asked: Question) -> date:
    """The last day of a time that has come; a day in words is itself, whenever it is."""
    if not asked.ended:
        return asked.today
    first, last = earliest(asked.ended), latest(asked.ended)
    return last if first == last else max(first, min(last, asked.today))


def _own_clusters(user: User) -> list[Cluster]:
    """Clusters that the own institution speaks for, else those whose members it keeps; none where they are many."""
    every = Cluster.objects.select_related("organisation").order_by("organisation__folded", "pk")
    own = list(every.filter(organisation__in=spoken_for(user))[: MOST_OWN + 1])
    if not own and user.institution_id is not None:
        kept = Membership.objects.filter(institution=user.institution_id).order_by().values("cluster").distinct()
        own = list(every.filter(pk__in=kept[: MOST_OWN + 1]))
    return own if len(own) <= MOST_OWN else []


def _clusters(name: str) -> list[Cluster]:
    """The cluster that is called so, or the one alone whose name goes on so."""
    folded = searched(name)
    every = Cluster.objects.filter(organisation__merged_into=None).select_related("organisation")
    called = Q(organisation__folded=folded) | Q(organisation__folded__startswith=f"{folded} ")
    found = list(every.filter(called)[: MOST_OWN + 1])
    same = [one for one in found if one.organisation.folded == folded]
    return same or (found if len(found) == 1 else [])


def _organisations(name: str) -> list[Organisation]:
    """The organisation that is called so, with or without its legal form; none where several are."""
    known = organisations_named([name]) or organisations_but_for_form([name])
    found = [one for ones in known.values() for one in ones] or [one.organisation for one in _clusters(name)]
    return found if len(found) == 1 else []
