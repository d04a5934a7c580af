"""People: whom the institution knows, what they do where, how they are reached, and what they agreed to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.search import make_person_findable
from crossfield.web.registry.models import ConsentEntry, Person, PersonDetail, PersonFunction
from crossfield.web.registry.queries.legal_basis import days_of, is_consent, purpose_said, wording
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation


@transaction.atomic
def add_person(
    name: str,
    *,
    by: User,
    functions: Iterable[tuple[Organisation, str]] = (),
    language: str = "de",
    public_id: str = "",
) -> Person:
    """Add a person whom the own institution knows; no other institution sees it.

    Who may: cluster management and administrators. Logged without the name; nothing is sent.

    Parameters
    ----------
    name
        As it is shown.
    by
        Who adds it.
    functions
        Where the person does what.
    language
        In which language the person is written to.
    public_id
        The one its form was opened with; empty for a new one.

    Raises
    ------
    NotAllowedError
        The user may not write.
    """
    check_writes(by)
    person = Person.objects.create(
        name=" ".join(name.split())[:200],
        language=language,
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        public_id=public_id or new_public_id(),
    )
    write_log(person, verb="add_person", by=by, fields=("name", "language"))
    for organisation, function in functions:
        add_function(person, by=by, organisation=organisation, function=function)
    make_person_findable(person)
    return person


@transaction.atomic
def rename_person(person: Person, *, by: User, name: str, language: str, version: int) -> Person:
    """Change a person's name or language.

    Who may: cluster management and administrators of the institution. Logged without the name; nothing is sent.

    Parameters
    ----------
    person
        Who.
    by
        Who changes it.
    name, language
        As they shall be.
    version
        The version the form was opened with.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    WrongStateError
        Somebody else has saved since the form was opened.
    """
    check_changes(by, person)
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.version != version:
        raise WrongStateError(
            _("Somebody else has saved this person since you opened the form."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    locked.name, locked.language, locked.version = " ".join(name.split())[:200], language, version + 1
    locked.save(update_fields=["name", "language", "version"])
    make_person_findable(locked)
    write_log(locked, verb="rename_person", by=by, fields=("name", "language"))
    return locked


@transaction.atomic
def add_function(
    person: Person, *, by: User, organisation: Organisation, function: str, since: date | None = None
) -> PersonFunction:
    """Say what a person does at an organisation or cluster.

    Who may: cluster management and administrators of the institution. Logged; nothing is sent.

    Parameters
    ----------
    person
        Who.
    by
        Who says it.
    organisation
        Where.
    function
        What the person does there, in words; the first 200 letters are kept.
    since
        First day, where it is known.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    WrongStateError
        It is said already.
    """
    check_changes(by, person)
    function = " ".join(function.split())[:200]
    if person.functions.filter(organisation=organisation, function=function).exists():
        raise WrongStateError(_("This function is noted already."), "")
    made = PersonFunction.objects.create(person=person, organisation=organisation, function=function, since=since)
    write_log(person, verb="add_function", by=by, fields=("functions",), told={"functions": str(made)})
    return made


@transaction.atomic
def end_function(function: PersonFunction, *, by: User, until: date) -> PersonFunction:
    """Say until when a person had a function.

    Who may: cluster management and administrators of the institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    WrongStateError
        It would end before it began.
    """
    check_changes(by, function.person)
    if function.since and until < function.since:
        raise WrongStateError(_("It would end before it began."), _("Check the two days."))
    function.until = until
    function.save(update_fields=["until"])
    write_log(
        function.person, verb="end_function", by=by, fields=("functions",), told={"functions": f"{function} – {until}"}
    )
    return function


@transaction.atomic
def add_detail(
    person: Person,
    *,
    by: User,
    kind: str,
    value: str,
    purpose: str,
    basis: str,
    seen: str = PersonDetail.Seen.READERS,
    expires: date | None = None,
    way: str = "",
    day: date | None = None,
    public_id: str = "",
) -> PersonDetail:
    """Note how a person is reached: for what, on which legal basis, who sees it and until when.

    A consent is written into the consent log, with the way it was given and the wording of today.

    Who may: cluster management and administrators of the institution. Logged without the value; nothing is sent.

    Parameters
    ----------
    person
        Who.
    by
        Who notes it.
    kind, value
        What it is.
    purpose, basis
        Names of the rule file on people.
    seen
        One of `PersonDetail.Seen`.
    expires
        Its last day; None: as many days from now as the rule file says.
    way, day
        How and when the person agreed, where the basis is a consent; None: today.
    public_id
        The one its form was opened with; empty for a new one.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    UnknownNameError
        The rule file has no such purpose or basis.
    WrongStateError
        A consent without the way it was given, or the last day is over.
    """
    check_changes(by, person)
    today = timezone.localdate()
    expires = expires or today + timedelta(days=days_of(basis))
    check_ground(purpose=purpose, basis=basis, expires=expires, way=way)
    made = PersonDetail.objects.create(
        person=person,
        owner=by,
        kind=kind,
        value=value.strip()[:300],
        purpose=purpose,
        basis=basis,
        seen=seen,
        expires=expires,
        public_id=public_id or new_public_id(),
    )
    write_log(made, verb="add_detail", by=by, fields=("kind", "value", "purpose", "basis", "seen", "expires"))
    if is_consent(basis):
        note_consent(made, by=by, act=ConsentEntry.Act.GIVEN, way=way, day=day or today)
    return made


def check_ground(*, purpose: str, basis: str, expires: date | None, way: str) -> None:
    """Refuse a ground on which nothing may be kept. Who may: actions that keep something. Not logged.

    Raises
    ------
    UnknownNameError
        The rule file has no such purpose or basis.
    WrongStateError
        A consent without the way it was given, or the last day is over.
    """
    purpose_said(purpose, "en")  # an unknown purpose is refused
    if expires and expires < timezone.localdate():
        raise WrongStateError(_("The last day is over."), _("Choose a day from today on."))
    if is_consent(basis) and way not in dict(ConsentEntry.Way.noted()):
        raise WrongStateError(
            _("A consent needs the way it was given."), _("Say how the person agreed, or choose another legal basis.")
        )


@transaction.atomic
def withdraw_detail(detail: PersonDetail, *, by: User, way: str, day: date | None = None) -> PersonDetail:
    """Note that a person took a consent back or objected: the detail is shown, exported and found nowhere any more.

    Who may: cluster management and administrators of the institution. Logged, and written into the consent log; nothing
    is sent.

    Parameters
    ----------
    detail
        Which way to reach the person.
    by
        Who notes it.
    way
        How the person said so.
    day
        When the person said so; today if left out.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    WrongStateError
        It is withdrawn already.
    """
    check_changes(by, detail.person)
    if detail.withdrawn:
        raise WrongStateError(_("This detail is withdrawn already."), "")
    detail.withdrawn = timezone.now()
    detail.save(update_fields=["withdrawn"])
    write_log(detail, verb="withdraw_detail", by=by, fields=("withdrawn",))
    note_consent(detail, by=by, act=ConsentEntry.Act.WITHDRAWN, way=way, day=day or timezone.localdate())
    return detail


def note_consent(
    detail: PersonDetail, *, by: User | None, act: str, way: str, day: date, text: str = ""
) -> ConsentEntry:
    """Write into the consent log what a person said. Who may: other actions only, which log it. Nothing is sent.

    Parameters
    ----------
    detail
        About which way to reach the person.
    by
        Who noted it; None: the person, by a link.
    act, way
        One of `ConsentEntry.Act` and `ConsentEntry.Way`.
    day
        When it was said.
    text
        Version of the wording that was agreed to; empty: today's.
    """
    made = consent_entry(detail, by=by, act=act, way=way, day=day, text=text)
    made.save()
    return made


def consent_entry(
    detail: PersonDetail, *, by: User | None, act: str, way: str, day: date, text: str = ""
) -> ConsentEntry:
    """An entry of the consent log that is not written yet. Who may: as for `note_consent`, whose columns it takes."""
    return ConsentEntry(
        day=day,
        institution_id=detail.person.institution_id,  # type: ignore[misc]  # who may change it has one
        person=detail.person.public_id,
        detail=detail.public_id,
        kind=detail.kind,
        purpose=detail.purpose,
        basis=detail.basis,
        act=act,
        way=ConsentEntry.Way(way),
        wording=(text or wording("en")[0]) if act == ConsentEntry.Act.GIVEN else "",
        by=by.public_id if by else "",
    )
