"""What lists say of organisations: values, regions of their seats and other names, with source and day; undoing it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils import timezone

from crossfield.web.registry.actions.insertion import insert_rows
from crossfield.web.registry.models import Intake, IntakeItem, OrganisationIdentifier, OrganisationValue, ValueKey
from crossfield.web.registry.models.intake import NUMBERS, VALUES


def write_values(intake: Intake, items: QuerySet[IntakeItem], now: Any) -> int:  # noqa: ANN401 -- a time
    """Write what a list says of organisations; what others say stays beside it. Who may: `take_over`, which logs it.

    Returns
    -------
    int
        Values that were added.
    """
    day = timezone.localdate(now).isoformat()
    written = 0
    for key in VALUES:
        said = told_by(intake.source, day, key)
        given = {"organisation_id": F("organisation_id"), "key": Value(key), "value": F(key)}
        given |= {"source": said["said_by"], "as_of": said["said_on"], "said_by_id": Value(intake.institution_id)}
        written += insert_rows(OrganisationValue, items.exclude(**{key: ""}), given, now)
    return written + _write_regions(intake, items, day, now) + _write_names(intake, items, day, now)


def _write_regions(intake: Intake, items: QuerySet[IntakeItem], day: str, now: Any) -> int:  # noqa: ANN401 -- a time
    """Who says in which region a seat lies: of new organisations, and of others where it is another one than shown."""
    known = OrganisationValue.objects.filter(
        organisation=OuterRef("organisation_id"), key=ValueKey.REGION, value=OuterRef("region")
    )
    told = items.exclude(region_from="").exclude(organisation=None)
    others = told.filter(~Q(organisation__region__startswith=F("region")), ~Exists(known), ~Exists(_before("region")))
    given = {"organisation_id": F("organisation_id"), "key": Value(ValueKey.REGION), "value": F("region")}
    given |= {"source": F("region_from"), "as_of": Value(day), "said_by_id": Value(intake.institution_id)}
    return sum(insert_rows(OrganisationValue, rows, given, now) for rows in (told.filter(is_new=True), others))


def _write_names(intake: Intake, items: QuerySet[IntakeItem], day: str, now: Any) -> int:  # noqa: ANN401 -- a time
    """Who says the names of new organisations, and what the list calls others where nobody says it yet."""
    known = OrganisationValue.objects.filter(
        organisation=OuterRef("organisation_id"), key=ValueKey.NAME, folded=OuterRef("folded")
    )
    others = items.exclude(organisation=None).exclude(organisation__folded=F("folded")).exclude(folded="")
    said = told_by(intake.source, day, ValueKey.NAME)
    given = {"organisation_id": F("organisation_id"), "key": Value(ValueKey.NAME), "value": F("name")}
    given |= {"source": said["said_by"], "as_of": said["said_on"], "said_by_id": Value(intake.institution_id)}
    written = insert_rows(OrganisationValue, items.filter(is_new=True), given, now)
    given["folded"] = F("folded")  # what is not the name that is shown is searched, too
    fresh = others.filter(~Exists(known), ~Exists(_before("folded")))
    return written + insert_rows(OrganisationValue, fresh, given, now)


def _before(column: str) -> QuerySet[IntakeItem]:
    """Earlier rows of the list that say the same of an organisation."""
    same = {name: OuterRef(name) for name in ("intake_id", "organisation_id", column)}
    # A sum has no index: by the one of lines SQLite would go through the whole list each time.
    earlier = IntakeItem.objects.order_by().annotate(line=F("number") + 0)
    return earlier.filter(line__lt=OuterRef("number"), **same)


def told_by(source: str, day: str, key: str) -> dict[str, Any]:
    """Who says a value of an item and on which day: what the row says, else the list's source and the day it came."""
    on = NullIf(F("as_of"), Value("")) if key == "members" else Value(None)
    return {
        "said_by": Coalesce(NullIf(F("origin"), Value("")), Value(source), output_field=models.CharField()),
        "said_on": Coalesce(on, Value(day), output_field=models.CharField()),
    }


def stays(items: QuerySet[IntakeItem], what: str) -> None:
    """Note on items that something of them stayed."""
    items.update(stayed=Concat("stayed", Value(f"{what} ")))


def undo_values(items: QuerySet[IntakeItem], intake: Intake) -> None:
    """Delete what the list said and its numbers; what stands under its source and day in other words was changed.

    What another institution wrote down in the same words stays, and so does a number of which somebody said since who
    says it.
    """
    day = timezone.localdate(intake.taken_at).isoformat()
    own = Q(said_by=None) | Q(said_by=intake.institution_id)
    for key in VALUES:
        _undo_said(items, intake, day, key)
    others = IntakeItem.objects.filter(intake__state=Intake.State.TAKEN).exclude(intake=intake)
    others = others.filter(organisation=OuterRef("organisation_id"))  # of lists that may say the same
    _undo_regions(items, others, intake, day)
    _undo_names(items, others, intake, day)
    for scheme in NUMBERS:
        known: QuerySet[Any, Any] = items.annotate(**told_by(intake.source, day, scheme))
        item = known.filter(organisation=OuterRef("organisation_id"))
        numbers = OrganisationIdentifier.objects.filter(
            own, scheme=scheme, value__in=items.exclude(**{scheme: ""}).values(scheme)
        )
        numbers.filter(Exists(item.filter(said_by=OuterRef("source"))) | Q(Exists(item), source="")).delete()


def _undo_said(items: QuerySet[IntakeItem], intake: Intake, day: str, key: str) -> None:
    told = items.exclude(**{key: ""})
    known: QuerySet[Any, Any] = items.annotate(**told_by(intake.source, day, key))
    item = known.filter(organisation=OuterRef("organisation_id"), said_by=OuterRef("source"), said_on=OuterRef("as_of"))
    there = _of(intake).filter(key=key, organisation__in=told.values("organisation"))
    said = there.filter(Exists(item.exclude(**{key: ""})))
    said.filter(Exists(item.filter(**{key: OuterRef("value")}))).delete()
    other = IntakeItem.objects.filter(organisation=OuterRef("organisation_id"), **{key: OuterRef("value")})
    changed = said.filter(~Exists(other), organisation=OuterRef("organisation_id"))
    stays(told.filter(Exists(changed)), key)


def _of(intake: Intake) -> QuerySet[OrganisationValue]:
    """What the institution of a list wrote down, and what nobody is known to have."""
    return OrganisationValue.objects.filter(Q(said_by=None) | Q(said_by=intake.institution_id))


def _undo_regions(items: QuerySet[IntakeItem], others: QuerySet[IntakeItem], intake: Intake, day: str) -> None:
    placed = items.filter(organisation=OuterRef("organisation_id"), region_from=OuterRef("source"))
    same = others.filter(intake__taken_at__date=day, region_from=OuterRef("source"), region=OuterRef("value"))
    regions = _there(items, intake, ValueKey.REGION, day)
    regions.filter(Exists(placed.filter(region=OuterRef("value"))), ~Exists(same)).delete()


def _undo_names(items: QuerySet[IntakeItem], others: QuerySet[IntakeItem], intake: Intake, day: str) -> None:
    named: QuerySet[Any, Any] = items.annotate(**told_by(intake.source, day, ValueKey.NAME))
    item = named.filter(organisation=OuterRef("organisation_id"), said_by=OuterRef("source"), name=OuterRef("value"))
    names = _there(items, intake, ValueKey.NAME, day).annotate(written=Coalesce("folded", "organisation__folded"))
    names.filter(Exists(item), ~Exists(others.filter(folded=OuterRef("written")))).delete()


def _there(items: QuerySet[IntakeItem], intake: Intake, key: str, day: str) -> QuerySet[OrganisationValue]:
    """What was said of the organisations of a list on its day."""
    return _of(intake).filter(key=key, as_of=day, organisation__in=items.values("organisation"))
