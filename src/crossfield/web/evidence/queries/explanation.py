"""Why somebody is suggested, as sentences: for those who read no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crossfield.charts.words import number
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.listing import ARROW

if TYPE_CHECKING:
    from crossfield.matching.suggestion import Reason, Suggestion
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.evidence.queries.reasons import Told

    Row = dict[str, Any]

FEW, EXAMPLES = 3, 3
PLAIN = {
    "collaboration-pattern": gettext_lazy("It works with the same kind of partners."),
    "subject": gettext_lazy("The subjects of its projects are near."),
    "country": gettext_lazy("The two countries work together more than their size says."),
    "near": gettext_lazy("It sits near."),
    "region-complements": gettext_lazy("Its region has what is lacking here."),
}
VALUED = {
    "has-itself": gettext_lazy("It has itself what is lacking here (%(value)s; 1 would be all of it, and surely)."),
    "has-what-leads-there": gettext_lazy("It has fields that lead there elsewhere (%(value)s)."),
}
NAMING = {
    "fields-in-common": gettext_lazy("It works in the same fields: %(fields)s."),
    "overlap": gettext_lazy("Both work in: %(fields)s."),
    "brings": gettext_lazy("It would bring: %(fields)s."),
    "receives": gettext_lazy("It would receive: %(fields)s."),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Who is suggested, the address of its page, and why, as sentences."""

    name: str
    address: str
    text: str


def suggestion_in_words(one: Suggestion, told: Told, whom: str) -> str:
    """All that speaks for a suggestion to ``whom``, the weightiest first, and how it stands to them."""
    reasons = [reason for reason in one.reasons if reason.weight is None or reason.weight > 0]
    said = [_said(reason, one, told, whom) for reason in reasons]
    text = " ".join(part for part in (*said, _standing(one, told, whom)) if part)
    return text.replace("..", ".")  # a name may end with a legal form


def _said(reason: Reason, one: Suggestion, told: Told, whom: str) -> str:
    name, value = reason.name, reason.value
    if name == "shared-partners":
        return _shared(reason, told, whom) if value else ""
    if name == "field-activity":
        return _activity(reason, one, told) if value else ""
    if name in NAMING:
        return str(NAMING[name]) % {"fields": told.fields(reason.records)} if reason.records else ""
    if name in VALUED:
        return str(VALUED[name]) % {"value": number(value, told.language)} if value else ""
    if name == "activity" and value:
        text = ngettext("It has %(n)s project in all.", "It has %(n)s projects in all.", int(value))
        return text % {"n": number(value, told.language, 0)}
    if name in {"joint-projects", "regions-tied"} and value:
        text = ngettext("The two regions share %(n)s project.", "The two regions share %(n)s projects.", int(value))
        return text % {"n": number(value, told.language, 0)}
    return str(PLAIN.get(name, ""))


def _shared(reason: Reason, told: Told, whom: str) -> str:
    """Who has worked with both, with some of them by name."""
    count = int(reason.value or 0)
    names = [readable_name(name) for code in reason.records if (name := told.index.name_of(code))][:EXAMPLES]
    text = ngettext(
        "%(n)s organisation has worked with it and with %(whom)s as well",
        "%(n)s organisations have worked with it and with %(whom)s as well",
        count,
    )
    said = text % {"n": number(count, told.language, 0), "whom": whom or _("who asks")}
    return _("%(said)s, such as %(names)s.") % {"said": said, "names": ", ".join(names)} if names else f"{said}."


def _activity(reason: Reason, one: Suggestion, told: Told) -> str:
    """Its projects in the fields asked for: field by field where a profile says so."""
    found = told.activity.get(one.who, {})
    if found:
        each = ", ".join(
            f"{told.titles.get(field, field)} ({number(count, told.language, 0)})" for field, count in found.items()
        )
        return _("It has projects in the fields asked for: %(each)s.") % {"each": each}
    count = int(reason.value or 0)
    text = ngettext(
        "It has %(n)s project in the fields asked for.", "It has %(n)s projects in the fields asked for.", count
    )
    return text % {"n": number(count, told.language, 0)}


def _standing(one: Suggestion, told: Told, whom: str) -> str:
    """Whether the two have worked together, and who could introduce them."""
    if not whom or one.kind != "organisation":
        return ""
    if one.known:
        return _("It is known: the two have joint projects.")
    way = ARROW.join(readable_name(name) for code in one.through if (name := told.index.name_of(code)))
    if way:
        return _("It is new; the way there leads through %(way)s.") % {"way": way}
    return _("It is new: these data list no joint project.")


def partners_in_words(listing: Listing, titles: tuple[str, str], region: str, language: str) -> tuple[Explained, ...]:
    """The first organisations elsewhere that are active at an interface: what they do there, and who knows them."""
    found = []
    for row in listing.rows[:FEW]:
        said = {"a": titles[0], "b": titles[1], "region": region} | {
            key: number(row[key], language, 0) for key in ("joint", "projects_a", "projects_b")
        }
        text = _("Its projects: %(projects_a)s in %(a)s, %(projects_b)s in %(b)s, %(joint)s of them with both.") % said
        found.append(
            Explained(
                _called(row), _address(listing, row), f"{text} {_known(row, region, language)}".replace("..", ".")
            )
        )
    return tuple(found)


def _known(row: Row, region: str, language: str) -> str:
    """How an organisation stands to the region."""
    if row["known"]:
        text = ngettext(
            "It has %(n)s joint project with %(region)s.", "It has %(n)s joint projects with %(region)s.", row["known"]
        )
        return text % {"n": number(row["known"], language, 0), "region": region}
    said = {key: readable_name(row[key] or "") for key in ("through", "known_by")}
    text = _("These data list no joint project with %(region)s.") % {"region": region}
    if not row["through"]:
        return text
    way = _("%(through)s has worked with it and with %(known_by)s here, and could introduce them.")
    if not row["known_by"]:
        way = _("%(through)s has worked with both sides and could introduce them.")
    return f"{text} {way % said}"


def _address(listing: Listing, row: Row) -> str:
    return listing.address(row)[1] if listing.address else ""


def _called(row: Row) -> str:
    return ", ".join(part for part in (readable_name(row["name"]), row["place"]) if part)


def complements_in_words(
    listing: Listing, titles: tuple[str, str], region: str, language: str
) -> tuple[Explained, ...]:
    """The first regions that complement another at an interface: what they have, and what is shared already."""
    found = []
    for row in listing.rows[:FEW]:
        said = {"a": titles[0], "b": titles[1], "region": region, "status": row["status"]} | {
            key: number(row[key], language) for key in ("has", "leads", "score")
        }
        said |= {key: number(row[key], language, 0) for key in ("projects_a", "projects_b")}
        text = _(
            "It has itself what %(region)s lacks here (%(has)s), and fields that lead there (%(leads)s, counted half): "
            "fit %(score)s. Its projects: %(projects_a)s in %(a)s, %(projects_b)s in %(b)s. Standing: %(status)s."
        )
        found.append(Explained(str(row["label"]), _address(listing, row), text % said))
    return tuple(found)
