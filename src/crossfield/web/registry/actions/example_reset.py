"""Putting the worked example right in place, as it ships: whatever people entered beside it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.columns import set_columns
from crossfield.web.registry.actions.cooperation import prove_cooperation
from crossfield.web.registry.actions.example import (
    SCHEME,
    add_example,
    add_missing_organisations,
    example_cooperations,
    example_events,
    interface_of,
    numbers,
)
from crossfield.web.registry.actions.organisation import fold_names, keep_said
from crossfield.web.registry.actions.search import make_findable, make_organisations_findable
from crossfield.web.registry.models import (
    Cluster,
    Cooperation,
    CooperationChange,
    CooperationPartner,
    Event,
    Field,
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationValue,
    ValueKey,
)
from crossfield.web.registry.queries.example import example_facts, example_organisations
from crossfield.web.registry.queries.organisation import numbers_merged

if TYPE_CHECKING:
    from collections.abc import Iterable

VERB = "reset_example"
FREE = {"side_a": None, "side_b": None, "interface": None, "release": Release.PUBLIC, "language": "de"}
"""What cooperations and events of the example have unless it says something else."""


@transaction.atomic
def reset_example() -> int:
    """Make the worked example again what ships; nothing is deleted that anybody entered, and no organisation at all.

    Names, regions, numbers, fields of clusters, values, relations, cooperations and events are written in place, so
    that memberships, lists, profiles, representations, contacts and confirmations stay with what they belong to. An
    entry of the example that people merged into one of their own keeps that one's name, seat and fields.

    Who may: whoever can run commands where the workspace lies. Logged entry by entry.

    Returns
    -------
    int
        Organisations, relations, cooperations and events that had to be added or put right.
    """
    told = example_organisations()
    lost = sum(_number_anew(one) for one in told)
    known, new = add_missing_organisations()
    put_right = sum(_put_organisation_right(one, known[one["id"]]) for one in told)
    facts = example_facts()
    put_right += sum(_put_relation_right(one, known) for one in facts["relations"])
    put_right += _put_cooperations_right(facts["cooperations"], known)
    put_right += _put_events_right(facts["events"])
    return lost + new + put_right + add_example()


def _number_anew(told: dict[str, Any]) -> bool:
    """Give an organisation of the example its number back, by which it is known; its own name tells which one it is."""
    if numbers().filter(value=told["id"]).exists():
        return False
    said = {"key": ValueKey.NAME, "value": told["name"], "source": told["source"], "said_by": None}
    found = OrganisationValue.objects.filter(**said, organisation__merged_into=None).order_by("pk").first()
    if found is None:
        return False
    OrganisationIdentifier.objects.create(
        organisation=found.organisation, scheme=SCHEME, value=told["id"], source=told["source"]
    )
    write_log(found.organisation, verb=VERB, by=None, fields=(SCHEME,))
    return True


def _put_organisation_right(told: dict[str, Any], organisation: Organisation) -> bool:
    number = numbers().get(value=told["id"])
    changed: set[str] = set()
    if number.source != told["source"] and number.said_by_id is None:
        number.source = told["source"]
        number.save(update_fields=["source"])
        changed.add(SCHEME)
    if number.pk not in numbers_merged(organisation):
        shipped = {"name": told["name"], "region": told["region"]}
        columns = set_columns(organisation, shipped, shipped)
        organisation.save(update_fields=columns)
        changed |= {*columns, *_put_fields_right(told, organisation)}
    said = {ValueKey.NAME: (told["name"], ""), ValueKey.REGION: (told["region"], ""), **told["values"]}
    changed |= {key for key, (value, as_of) in said.items() if _put_value_right(organisation, told, key, value, as_of)}
    if changed:
        fold_names(organisation)
        make_organisations_findable([organisation])
        write_log(organisation, verb=VERB, by=None, fields=changed)
    return bool(changed)


def _put_fields_right(told: dict[str, Any], organisation: Organisation) -> set[str]:
    if told["codes"] is None:
        return set()
    cluster, is_new = Cluster.objects.get_or_create(organisation=organisation)
    shipped = set(Field.objects.filter(scheme="saxony", valid_to__isnull=True, code__in=told["codes"]))
    if not is_new and set(cluster.fields.all()) == shipped:
        return set()
    cluster.fields.set(shipped)
    return {"fields"}


def _put_value_right(organisation: Organisation, told: dict[str, Any], key: str, value: str, as_of: str) -> bool:
    """Say what the example's source says; what it says otherwise by now, and no institution wrote, is put right."""
    own = organisation.values.filter(key=key, source=told["source"], said_by=None)
    if own.filter(value=value, as_of=as_of or None).exists():
        return False
    history = {"kind": "organisation", "public_id": organisation.public_id, "field": key, "institution__isnull": False}
    typed = set(FieldChange.objects.filter(**history).values_list("new", flat=True))  # older than `said_by`
    spoilt = next((one for one in own.order_by("pk") if not {one.value, one.told} & typed), None)
    if spoilt is None:
        keep_said(organisation, key, value, source=told["source"], as_of=as_of)
        return True
    spoilt.value, spoilt.as_of = value, as_of or None
    spoilt.save()
    return True


def _put_relation_right(told: dict[str, Any], known: dict[str, Organisation]) -> bool:
    """The example's own row is told by its source, or by having none, as it once shipped; others stand beside it."""
    one, other = known[told["organisation"]], known[told["other"]]
    if one == other:  # people merged them
        return False
    same = OrganisationRelation.objects.filter(organisation=one, other=other, kind=told["kind"])
    shipped = {"share": None, "valid_from": told["since"], "valid_to": None, "source": told["source"]}
    found = same.filter(source=told["source"]).first() or same.filter(**{**shipped, "source": ""}).first()
    if found is None:
        found = OrganisationRelation(organisation=one, other=other, kind=told["kind"])
    elif not set_columns(found, shipped, shipped):
        return False
    set_columns(found, shipped, shipped)
    found.save()
    write_log(one, verb=VERB, by=None, fields=(told["kind"],))
    return True


def _put_cooperations_right(facts: Iterable[dict[str, Any]], known: dict[str, Organisation]) -> int:
    return sum(
        _put_cooperation_right(told, found, known)
        for told in facts
        if (found := _titled_or_proved(told, example_cooperations())) is not None
    )


def _titled_or_proved(told: dict[str, Any], shipped: Any) -> Cooperation | None:  # noqa: ANN401 -- a query set
    addresses = [proof["address"] for proof in told["proofs"]]
    found: Cooperation | None = shipped.filter(title=told["title"]).first()
    return found or shipped.filter(proofs__address__in=addresses).order_by("pk").first()


def _put_cooperation_right(told: dict[str, Any], found: Cooperation, known: dict[str, Organisation]) -> bool:
    texts = {name: told.get(name, "") for name in ("title", "kind", "text", "status", "began", "ended")}
    shipped = FREE | texts | {"others": told.get("others", 0), "interface": interface_of(told)}
    changed = set_columns(found, shipped, shipped)
    if changed:
        found.version += 1
        found.save(update_fields=[*changed, "version"])
        make_findable(found)
    if "status" in changed:
        CooperationChange.objects.create(cooperation=found, status=found.status, by=None)
    parts = [(known[key], role, part) for key, role, part in told["partners"]]
    more = ["partners"] if _put_partners_right(found, parts) else []
    more += ["proofs"] if _put_proofs_right(found, told["proofs"]) else []
    if changed or more:
        write_log(found, verb=VERB, by=None, fields=(*changed, *more))
    return bool(changed or more)


def _put_partners_right(cooperation: Cooperation, parts: Iterable[tuple[Organisation, str, str]]) -> bool:
    """Partners as they ship, each with the answer that an institution gave for it."""
    held = {one.organisation_id: one for one in cooperation.partners.all()}
    changed = False
    distinct = {organisation.pk: (organisation, role, part) for organisation, role, part in parts}
    for place, (organisation, role, part) in enumerate(distinct.values()):
        one = held.get(organisation.pk) or CooperationPartner(cooperation=cooperation, organisation=organisation)
        shipped = {"role": role, "part": part, "position": place}
        if set_columns(one, shipped, shipped) or one.pk is None:
            one.save()
            changed = True
    return changed


def _put_proofs_right(cooperation: Cooperation, proofs: Iterable[dict[str, Any]]) -> bool:
    held = {one.address: one for one in cooperation.proofs.all()}
    changed = False
    for proof in proofs:
        one, shipped = held.get(proof["address"]), {"dated": "", **proof}
        if one is None:
            prove_cooperation(cooperation, by=None, **proof)
            changed = True
        elif set_columns(one, shipped, shipped):
            one.save()
            changed = True
    return changed


def _put_events_right(facts: Iterable[dict[str, Any]]) -> int:
    put_right = 0
    for told in facts:
        events = example_events()
        found: Event | None = (
            events.filter(title=told["title"]).first() or events.filter(address=told["address"]).first()
        )
        shipped = FREE | {"last_day": None, "followed": ""} | told | {"interface": interface_of(told)}
        changed = set_columns(found, shipped, shipped) if found else []
        if found and changed:
            found.version += 1
            found.save(update_fields=[*changed, "version"])
            make_findable(found)
            write_log(found, verb=VERB, by=None, fields=changed)
            put_right += 1
    return put_right
