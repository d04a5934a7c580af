"""What the own institution wrote and has to do, by its words: looked for where it stands, with the rights it has there.

The search table holds what things are called. Notes, next steps and numbers stand in no second place: whoever takes
one back, erases a person or leaves need not think of the search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat, Replace
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.models import (
    Contact,
    CooperationStep,
    CoreProposal,
    Intake,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    Person,
    PersonDetail,
)
from crossfield.web.registry.models.organisation import IS_WRITTEN
from crossfield.web.registry.queries.cooperation import cooperations_kept_alone
from crossfield.web.registry.queries.intake import intakes_for
from crossfield.web.registry.queries.person import meant_for, people_for
from crossfield.web.registry.queries.proposal import proposal_said, proposals_to_decide
from crossfield.web.registry.queries.week import bare_contacts_for
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

LOOKED_AT = 500
"""Entries of a kind whose words are looked at: the ones due first, or the newest."""
MOST = 100
"""Entries of a kind that are compared word by word."""
PIECE = 3
"""Letters of a word's beginning that have to be there: the rest may have a typo."""
FEWEST_DIGITS = 5
"""Of a telephone number that is looked for."""
WRITTEN = ("tags", "next_step", "text", "assessment", "contacts")
"""Columns of an own sheet that hold words; numbers and classes of all members come with a list."""
SAID = ("text", "next_step", "function", "organisation__name", "introduced_to__name")
"""Columns of a contact that hold words."""
WAITING = (Intake.State.COLUMNS, Intake.State.LOOKING, Intake.State.PREVIEW)
_SPELLINGS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"), ("a", "ä"), ("o", "ö"), ("u", "ü"))
_SIGNS = (" ", "-", "/", "(", ")", ".")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that holds the words: what it is, its title, what was found, what stands beside it, and its page.

    ``is_exact`` says that it was found by a number that is the whole question, ``is_task`` that somebody has to do it.
    """

    kind: str
    title: str
    text: str
    detail: str
    address: str
    is_exact: bool = False
    is_task: bool = False


def entries_holding(user: User | None, text: str) -> list[Entry]:
    """Contacts, steps, own sheets, proposals, lists and people of the own institution that hold the words of a text.

    Parameters
    ----------
    user
        Who asks; other roles than readers of the register find nothing.
    text
        What was typed.
    """
    words = re.findall(r"\w+", text.lower())
    if user is None or not can_read(user) or not words:
        return []
    return [*_contacts(user, words), *_steps(user, words), *_sheets(user, words, text), *_waiting(user, words)]


def numbered(user: User | None, text: str, today: date) -> list[Entry]:
    """Organisations by a number of theirs, and people by function, telephone number or mail address, as far as seen.

    Parameters
    ----------
    user
        Who asks; numbers of organisations are everyone's.
    text
        What was typed.
    today
        The day on which details of people have to be valid.
    """
    schemes = set(OrganisationIdentifier.Scheme.values) - {OrganisationIdentifier.Scheme.CROSSFIELD}
    found = OrganisationIdentifier.objects.filter(
        scheme__in=sorted(schemes)
    )  # named one by one: the index has them first
    if not any(sign.isdigit() for sign in text):
        found = found.none()  # a word is no number
    known = Organisation.objects.filter(pk__in=found.filter(value=text.strip()).values("organisation"))[:MOST]
    entries = [_organisation(one, text, is_exact=True) for one in known]
    if user is None or not can_read(user):
        return entries
    people = [*people_for(user, text)[:MOST], *_people_with(user, text, today)]
    return [*entries, *(_person(one, text) for one in dict.fromkeys(people))]


def _contacts(user: User, words: list[str]) -> Iterator[Entry]:
    """Next steps that are open, and of all others the newest contacts."""
    own = bare_contacts_for(user).filter(taken_off=None)
    is_open = Q(done=None) & ~Q(next_step="")
    for among, order, are_open in ((own.filter(is_open), ("due", "pk"), True), (own, ("-day", "-pk"), False)):
        # Chosen first: PostgreSQL would join the names of all organisations to sort those of a few contacts.
        first = Contact.objects.filter(pk__in=among.order_by(*order).values("pk")[:LOOKED_AT]).order_by(*order)
        rows = first.values_list(*SAID, "public_id", "due", "day", "done", named=True)
        kept = (one for one in rows if (bool(one.next_step) and one.done is None) == are_open)
        for one in _saying(kept, words, SAID):
            yield _contact(one, is_open=are_open)


def _contact(one: Any, *, is_open: bool) -> Entry:  # noqa: ANN401 -- a named row
    return Entry(
        _("To do") if is_open else _("Contact"),
        f"{one.organisation__name}: {one.next_step if is_open else one.text}",
        " ".join((one.text, one.next_step, one.function, one.introduced_to__name or "")),
        _day(one.due if is_open else one.day),
        reverse("register_contact", args=[one.public_id]),
        is_task=is_open,
    )


def _steps(user: User, words: list[str]) -> Iterator[Entry]:
    own = CooperationStep.objects.filter(cooperation__institution=user.institution_id, done__isnull=True)
    seen = own.exclude(cooperation__in=cooperations_kept_alone(user).values("pk")).select_related("cooperation")
    for one in _holding(seen, words, ("text", "cooperation__title"))[:MOST]:
        address = reverse("register_cooperation", args=[one.cooperation.public_id])
        yield Entry(_("To do"), f"{one.cooperation}: {one.text}", one.text, _day(one.due), address, is_task=True)


def _sheets(user: User, words: list[str], text: str) -> Iterator[Entry]:
    """The sheet of a member number, and the newest sheets on which somebody wrote words."""
    columns = ("organisation__name", "organisation__public_id", "member_number", "next_step_due")
    own = OrganisationSheet.objects.filter(institution=user.institution_id)
    rows = own.values_list(*columns, *WRITTEN, named=True)
    for one in rows.filter(member_number=text.strip())[:MOST]:
        yield _sheet(one, words, is_exact=True)
    newest = own.filter(IS_WRITTEN).order_by("-pk").values("pk")[:LOOKED_AT]
    for one in _saying(rows.filter(pk__in=newest).order_by("-pk"), words, WRITTEN):
        yield _sheet(one, words)


def _sheet(one: Any, words: list[str], *, is_exact: bool = False) -> Entry:  # noqa: ANN401 -- a named row
    is_step = bool(one.next_step) and all(searched(word)[:PIECE] in searched(one.next_step) for word in words)
    name = one.organisation__name
    return Entry(
        _("To do") if is_step else _("Own sheet"),
        f"{name}: {one.next_step}" if is_step else name,
        one.member_number if is_exact else " ".join(getattr(one, column) for column in WRITTEN),
        _day(one.next_step_due) if is_step else " · ".join(part for part in (one.member_number, one.tags) if part),
        reverse("register_organisation", args=[one.organisation__public_id]),
        is_exact,
        is_step,
    )


def _waiting(user: User, words: list[str]) -> Iterator[Entry]:
    """Proposals to decide, and lists that wait to be taken over."""
    columns = ("organisation__name", "value", "before", "reason")
    waiting = CoreProposal.objects.filter(state=CoreProposal.State.OPEN).order_by("-pk")
    rows = waiting.values_list("pk", *columns, named=True)[:LOOKED_AT]
    holding = [one.pk for one in _saying(rows, words, columns)]
    # Who decides is asked last, of those that hold the words: most questions hold those of none.
    for proposal in proposals_to_decide(user).filter(pk__in=holding)[:MOST] if holding else ():
        name = str(proposal.organisation)
        title, said = proposal_said(proposal), f"{name} {proposal.value or proposal.before} {proposal.reason}"
        address = reverse("register_organisation", args=[proposal.organisation.public_id])
        yield Entry(_("To do"), title, said, "", address, is_task=True)
    text = _("The list %(title)s waits to be taken over.")
    for one in _saying(intakes_for(user).filter(state__in=WAITING)[:LOOKED_AT], words, ("title", "source")):
        address = reverse("register_intake", args=[one.public_id])
        yield Entry(_("To do"), text % {"title": one.title}, f"{one.title} {one.source}", "", address, is_task=True)


def _people_with(user: User, text: str, today: date) -> QuerySet[Person]:
    """People whose mail address or telephone number, as far as this user sees it, is that or holds its digits."""
    wanted = text.strip().lower()
    digits = re.sub(r"\D", "", re.sub(r"^\s*(?:\+|00)\d\d|^\s*0", "", text))
    seen = PersonDetail.objects.filter(
        meant_for(user), person__institution=user.institution_id, withdrawn__isnull=True, expires__gte=today
    )
    if "@" in wanted:
        seen = seen.filter(kind="mail", value__iexact=wanted)
    elif len(digits) >= FEWEST_DIGITS and not re.search(r"[^\W\d]", text):
        bare: Any = "value"
        for sign in _SIGNS:
            bare = Replace(bare, Value(sign), Value(""))
        seen = seen.filter(kind__in=("phone", "mobile")).alias(bare=bare).filter(bare__contains=digits)
    else:
        return Person.objects.none()
    return Person.objects.filter(pk__in=seen.values("person")).prefetch_related("functions__organisation")[:MOST]


def _person(one: Person, text: str) -> Entry:
    functions = [f"{job.function}, {job.organisation}" for job in one.functions.all()]
    address = reverse("register_person", args=[one.public_id])
    is_number = not any(sign.isalpha() for sign in text) or "@" in text
    return Entry(_("Person"), one.name, " ".join(functions), " · ".join(functions[:1]), address, is_number)


def _organisation(one: Organisation, text: str, *, is_exact: bool) -> Entry:
    address = reverse("register_organisation", args=[one.public_id])
    return Entry(_("Organisation in the register"), one.name, text, one.region, address, is_exact)


def _day(day: date | None) -> str:
    return str(date_format(day, "DATE_FORMAT")) if day else ""


def _holding(found: QuerySet[Any], words: list[str], columns: tuple[str, ...]) -> QuerySet[Any]:
    """Those that have each word's beginning in one of the columns, however its umlauts are written.

    One pattern per word: comparing each spelling by itself writes the same long text in capitals each time.
    """
    parts = [part for column in columns for part in (column, Value(" "))]
    found = found.alias(said=Concat(*parts, output_field=TextField()))
    for begin in dict.fromkeys(word[:PIECE] for word in words):
        found = found.filter(said__iregex="|".join(_spelled(begin)))
    return found


def _saying(rows: Iterable[Any], words: list[str], columns: tuple[str, ...]) -> Iterator[Any]:
    """The first of some rows that have each word's beginning in one of the columns, as above.

    Compared here and not by the database: it would read the words of all to find those of a few, or take thousands of
    keys, which cost more than the words.
    """
    said = [{form.lower() for form in _spelled(begin)} for begin in {word[:PIECE] for word in words}]
    whole = attrgetter(*columns)
    texts = ((one, " ".join(filter(None, whole(one))).lower()) for one in rows)
    return islice((one for one, text in texts if all(any(form in text for form in forms) for forms in said)), MOST)


def _spelled(word: str) -> list[str]:
    """A word with its umlauts as they may be written; capitals of umlauts beside, which SQLite does not know.

    Examples
    --------
    >>> _spelled("ueb"), _spelled("bio"), _spelled("fus")
    (['ueb', 'Üb', 'Üeb', 'üb', 'üeb'], ['bio', 'biö'], ['fus', 'fuß', 'füs', 'füß'])
    """
    forms = {word, *(word.replace(*pair) for pair in _SPELLINGS)}
    forms |= {word.replace(other, one) for one, other in _SPELLINGS}
    forms |= {f"{form[:-1]}ß" for form in forms if form.endswith("s")}  # the second s may follow
    return sorted(forms | {form.capitalize() for form in forms if not form[:1].isascii()})
