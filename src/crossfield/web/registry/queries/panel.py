"""What a room shows on the page of an interface: the shape of a panel, and what it is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.web.registry.models.partial_date import span_written
from crossfield.web.registry.queries.cooperation import cooperations_at, partner_count, standings
from crossfield.web.registry.rules import can_write

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User

    Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AskedInterface:
    """The interface that a page shows.

    Parameters
    ----------
    region
        Code of the region.
    scheme
        Scheme of its fields.
    side_a, side_b
        Codes of the fields on each side: one each for a pair, several for a named interface.
    title
        What it is called in the reader's language.
    language
        en or de.
    named
        Public id of a named interface; "" for a pair.
    """

    region: str
    scheme: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    title: str
    language: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A table of a room on the page of an interface.

    Parameters
    ----------
    name
        Last part of the addresses of its files.
    caption
        What it shows.
    says
        It in a sentence, with the kinds that its figures include; "" where there is nothing to say.
    columns
        Key, heading and form (text, count) of each column.
    rows
        With these keys, and ``address`` where the cell of the column ``linked`` leads somewhere.
    empty
        What is said where there are no rows: what to do next.
    linked
        Key of the column whose cells lead to ``address``.
    do
        Label and address of each thing to do.
    """

    name: str
    caption: str
    says: str
    columns: tuple[tuple[str, str, str], ...]
    rows: list[Row]
    empty: str
    linked: str = ""
    do: tuple[tuple[str, str], ...] = ()


def cooperations_panel(user: User | None, asked: AskedInterface) -> Panel:
    """Cooperations at an interface of which a user may know, with how they are known."""
    found = list(cooperations_at(asked.scheme, (asked.side_a, asked.side_b), user, named=asked.named))
    rows = [
        {
            "title": one.title,
            "kind": str(one.get_kind_display()),
            "period": span_written(one.began, one.ended),
            "partners": partner_count(one),
            "standing": str(one.get_standing_display()),
            "status": str(one.get_status_display()),
            "address": reverse("register_cooperation", args=[one.public_id]),
        }
        for one in found
    ]
    text = ngettext(
        "%(count)s cooperation at this interface is recorded: confirmed by both sides %(confirmed)s, documented "
        "%(documented)s, stated by one side only %(stated)s.",
        "%(count)s cooperations at this interface are recorded: confirmed by both sides %(confirmed)s, documented "
        "%(documented)s, stated by one side only %(stated)s.",
        len(found),
    )
    notes = ((_("Record a cooperation"), "register_cooperation_new"), (_("Note a contact"), "register_contact_new"))
    return Panel(
        "cooperations",
        _("Cooperations at this interface"),
        text % {"count": len(found), **standings(found)} if found else "",
        (
            ("title", _("Cooperation"), "text"),
            ("kind", _("Kind"), "text"),
            ("period", _("Period"), "text"),
            ("partners", _("Partners"), "count"),
            ("standing", _("How it is known"), "text"),
            ("status", _("Status"), "text"),
        ),
        rows,
        _("No cooperation at this interface is recorded yet. Record one, and name this interface in it."),
        linked="title",
        do=tuple((said, form_at(page, asked)) for said, page in notes) if can_write(user) else (),
    )


def form_at(page: str, asked: AskedInterface) -> str:
    """Address of a form that begins with the interface, as `interface_asked` reads it."""
    sides = {"scheme": asked.scheme, "side_a": asked.side_a[0], "side_b": asked.side_b[0]}
    return f"{reverse(page)}?{urlencode({'interface': asked.named} if asked.named else sides)}"
