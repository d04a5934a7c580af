"""Erasing a person: from the register, its history, the search, and what the institution wrote in free text."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext as _

from crossfield.web.accounts.actions.kept_form import forget_forms_of
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.mail import forget_hash
from crossfield.web.accounts.actions.search import rewrite_texts
from crossfield.web.accounts.models import FieldChange, Institution
from crossfield.web.registry.actions.people_brought import forget_in_lists
from crossfield.web.registry.actions.search import forget_person, make_organisations_findable
from crossfield.web.registry.models import (
    CoreProposal,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationValue,
    PersonDetail,
    ValueKey,
)
from crossfield.web.registry.queries.mailing import letters_going
from crossfield.web.registry.queries.person import hash_of
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Person

OWN_ROOMS = "crossfield.web."
SHORTEST = 5
"""Letters of a value that is looked for in free text: shorter ones would be found inside of other words."""
LARGEST = 256 * 2**20
"""Bytes of a file that is written anew within a few seconds."""
PATIENCE = 2_000
"""Milliseconds that the answer waits for others who read."""
UNTOUCHED = frozenset(
    {"LogEntry", "ConsentEntry", "SearchEntry", "SearchGram", "User", "Institution", "KeptForm", "BlockedAddress"}
)
"""They hold no text of this kind, or are kept or cleared by actions of their own."""


@transaction.atomic
def erase_person(person: Person, *, by: User) -> int:
    """Erase a person: record, functions, details, history and search; name and details in the institution's own texts.

    Texts are found from the model graph, in whichever room they are, and what the institution said of organisations
    from its history. What was kept for people of the institution when their sessions had ended goes as a whole, and so
    do rows of lists of people that are or name the person. What other institutions know of a person of this name is
    theirs. The consent log stays: it has no personal value, and its ids lead nowhere then. To whom letters went that
    are going out is kept as a hash until they end: who shares the mailbox would get them twice.

    Who may: cluster management and administrators of the institution. Logged without values; nothing is sent.

    Returns
    -------
    int
        Rows with free text in which something was taken out.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    """
    check_changes(by, person)
    institution = person.institution_id
    going = letters_going()
    for address in person.details.filter(kind=PersonDetail.Kind.MAIL):
        forget_hash(hash_of(address), going=going)
    known = [person.public_id, *person.details.values_list("public_id", flat=True)]
    words = _words(person, known)
    write_log(person, verb="erase_person", by=by)
    FieldChange.objects.filter(public_id__in=known).delete()
    forget_person(person.public_id)
    forget_in_lists(person)
    person.delete()
    changed = 0
    if institution is not None:
        forget_forms_of(institution)
        changed = _take_out(words, institution)
    transaction.on_commit(lambda: settle(connection))
    return changed


def _words(person: Person, known: Collection[str]) -> list[str]:
    """Name and details, the history's included, that are long enough to be told from other words; longest first.

    A name of one word stays in texts: it may as well be that of somebody else, or of a firm. So does a mailbox or a
    number that is noted with others of the institution, too: it is theirs.
    """
    old = FieldChange.objects.filter(Q(kind="persondetail", field="value") | Q(kind="person", field="name"))
    told = old.filter(public_id__in=known).values_list("field", "old", "new")
    names = {person.name, *(str(one) for field, *pair in told if field == "name" for one in pair)}
    values = {str(one) for field, *pair in told if field == "value" for one in pair}
    values |= set(person.details.values_list("value", flat=True))
    others = PersonDetail.objects.filter(person__institution=person.institution_id).exclude(person=person)
    values -= set(others.filter(value__in=values).values_list("value", flat=True))
    found = {one for one in names if " " in one} | {one for one in values if len(one) >= SHORTEST}
    return sorted(found, key=len, reverse=True)


def _take_out(words: Sequence[str], institution: int) -> int:
    if not words:
        return 0
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    gone = _("erased")
    instead = f"[{gone}]"
    # As a text in the database, and as JSON writes it, where umlauts are numbers, others for capitals.
    forms = {form for word in words for form in (word, word.lower(), word.upper())}
    written = {word.lower() for word in words} | {json.dumps(form)[1:-1].lower() for form in forms}
    changed = _take_out_of_core(pattern, instead, written, institution)
    for model, scope, columns in texts_of_institutions():
        for row in _rows_that_hold(model, columns, written).filter(**{scope: institution}):
            changed += _rewrite(row, columns, pattern, instead)
    rewrite_texts(institution, words, lambda text: pattern.sub(instead, text))
    return changed


def _rows_that_hold(model: type[models.Model], columns: Sequence[str], written: Collection[str]) -> QuerySet[Any]:
    lower = {f"lower_{name}": Lower(Cast(name, TextField())) for name in columns}
    holds = Q()
    for name in lower:
        for word in written:
            holds |= Q(**{f"{name}__contains": word})
    found: QuerySet[Any] = model._base_manager.alias(**lower).filter(holds)
    return found


def _rewrite(row: models.Model, columns: Sequence[str], pattern: re.Pattern[str], instead: str) -> bool:
    values = {name: _without(pattern, instead, getattr(row, name)) for name in columns}
    if values == {name: getattr(row, name) for name in columns}:
        return False
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    return True


def _take_out_of_core(pattern: re.Pattern[str], instead: str, written: Collection[str], institution: int) -> int:
    """What the institution itself has said of organisations, as its history tells; the core is everyone's.

    What others have said stays: nobody empties the sources of others by erasing somebody of a name that they hold.
    """
    said = FieldChange.objects.filter(kind="organisation", institution=institution)
    changed = 0
    for value in _rows_that_hold(OrganisationValue, ("value", "source"), written):
        told = (value.value, value.told)
        is_older = value.said_by_id is None and said.filter(field=value.key, new__in=told).exists()
        if is_older or value.said_by_id == institution:
            changed += _rewrite(value, ("value", "source"), pattern, instead)
            if value.key == ValueKey.NAME:  # it is searched, too
                value.refresh_from_db()
                value.save()
                make_organisations_findable([value.organisation])
    for number in _rows_that_hold(OrganisationIdentifier, ("source",), written).filter(said_by=institution):
        changed += _rewrite(number, ("source",), pattern, instead)
    for relation in _rows_that_hold(OrganisationRelation, ("source",), written).select_related("organisation"):
        if said.filter(field=relation.kind, public_id=relation.organisation.public_id).exists():
            changed += _rewrite(relation, ("source",), pattern, instead)
            for proposal in CoreProposal.objects.filter(details__relation=relation.public_id):  # they repeat it
                changed += _rewrite(proposal, ("before", "value", "details"), pattern, instead)
    return changed


def _without(pattern: re.Pattern[str], instead: str, value: Any) -> Any:  # noqa: ANN401 -- what JSON holds
    """A text, or what JSON holds, without what was found."""
    if isinstance(value, str):
        return pattern.sub(instead, value)
    if isinstance(value, list):
        return [_without(pattern, instead, one) for one in value]
    if isinstance(value, dict):
        return {key: _without(pattern, instead, one) for key, one in value.items()}
    return value


def texts_of_institutions() -> Iterator[tuple[type[models.Model], str, list[str]]]:
    """Every table of every room that holds free text of an institution: the way to its institution, and the columns."""
    for model in apps.get_models():
        if not model.__module__.startswith(OWN_ROOMS) or model.__name__ in UNTOUCHED:
            continue
        scope, columns = _scope(model), [one.name for one in model._meta.concrete_fields if _is_text(one)]
        if scope and columns:
            yield model, scope, columns


def _is_text(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, models.JSONField | models.TextField):
        return True
    kind = type(field) in {models.CharField, models.EmailField, models.URLField}
    return kind and not field.choices and not field.unique and (field.max_length or 0) >= SHORTEST * 4


def _scope(model: type[models.Model]) -> str:
    """Lookup from a table to the institution: its own column, or that of what it is a part of."""
    links = [one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)]
    if any(link.name == "institution" and link.related_model is Institution for link in links):
        return "institution"
    for link in links:
        for one in link.related_model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey) and one.related_model is Institution and one.name == "institution":
                return f"{link.name}__institution"
    return ""


def settle(database: BaseDatabaseWrapper) -> None:
    """Write SQLite's file anew, so that no page of it holds what was there, and empty its journal.

    Not where it is larger than `LARGEST`, or where others use it all the while: what was deleted is overwritten there,
    but pages that were put together anew may hold a copy until the file is written anew. PostgreSQL clears by its own
    vacuum.

    Who may: the program, after something was erased.
    """
    if database.vendor != "sqlite" or database.in_atomic_block:
        return
    with database.cursor() as cursor:
        pages, size, waiting = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size", "busy_timeout")
        )
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            if pages * size <= LARGEST:
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except OperationalError:
            logging.getLogger("django").exception("The file of the workspace is in use and was not written anew")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {waiting}")
