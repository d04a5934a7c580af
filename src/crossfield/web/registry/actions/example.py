"""The worked example: Saxony from 2011 on, its clusters, their partners, and the interface that C3-Saxony worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.cooperation import prove_cooperation, record_cooperation
from crossfield.web.registry.actions.event import record_event
from crossfield.web.registry.actions.interface import make_interface_findable
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.search import forget, forget_organisations
from crossfield.web.registry.models import (
    Cooperation,
    Event,
    Field,
    NamedInterface,
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationValue,
)
from crossfield.web.registry.queries.example import example_clusters, example_facts, field_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "C3-Saxony"
SOURCE = "http://www.c3-saxony.eu/about-c3-saxony/"
SIDE_A, SIDE_B, AIMS = ("ict", "microelectronics"), ("biotechnology", "health"), ("health",)
PILOT_SOURCE = "http://medienservice.sachsen.de/medien/news/193232"
PILOT_REMARK = (
    "Themen, wie das sächsische Wirtschaftsministerium sie am 14. Juli 2014 nannte; welche Felder auf beiden Seiten "
    "stehen, hat crossfield gewählt."
)
PILOTS = (
    # theme in English and German, one side, other side, aims
    ("lightweight construction", "Leichtbau", ("materials",), ("automotive", "machinery"), ("mobility",)),
    ("active ageing", "Aktiv im Alter", ("ict", "microelectronics"), ("health",), ("health",)),
    ("mechatronics × ICT", "Mechatronik × IKT", ("electrical", "machinery"), ("ict",), ()),
    (
        "advanced technologies",
        "Fortgeschrittene Technologien",
        ("microelectronics", "nanotechnology", "photonics"),
        ("production",),
        (),
    ),
)
SCHEME = OrganisationIdentifier.Scheme.CROSSFIELD
VALUES = {"city": "city", "website": "website", "founded": "founded", "label": "label", "fields": "fields"}


@transaction.atomic
def add_example_interface() -> NamedInterface | None:
    """Add C3-Saxony's interface for everyone to see, once; None where the scheme of its fields is not there.

    Who may: the program, when it starts. Logged.
    """
    sides = (SIDE_A, SIDE_B, AIMS)
    return _add_interface(NAME, sides, language="en", source=SOURCE, verb="add_example_interface")


@transaction.atomic
def add_example_pilots() -> list[NamedInterface]:
    """Add the four pilot themes of CluStrat in Saxony as named interfaces, once, where their fields are there.

    Who may: the program, when it starts. Logged.
    """
    shown = {"language": "de", "source": PILOT_SOURCE, "remark": PILOT_REMARK, "verb": "add_example_pilot"}
    made = [
        _add_interface(f"CluStrat-Pilot: {german}", sides, other_name=f"CluStrat pilot: {theme}", **shown)
        for theme, german, *sides in PILOTS
    ]
    return [one for one in made if one is not None]


def _add_interface(name: str, sides: Sequence[Sequence[str]], *, verb: str, **shown: str) -> NamedInterface | None:
    found = NamedInterface.objects.filter(name=name, owner__isnull=True).first()
    fields = _fields()
    if found or not {code for side in sides for code in side} <= fields.keys():
        return found
    made = NamedInterface.objects.create(name=name, release=Release.PUBLIC, **shown)
    one, other, aims = ([fields[code] for code in side] for side in sides)
    made.side_a.set(one)
    made.side_b.set(other)
    made.aims.set(aims)
    make_interface_findable(made)
    write_log(made, verb=verb, by=None)
    return made


def _fields() -> dict[str, Field]:
    return {one.code: one for one in Field.objects.filter(scheme="saxony", valid_to__isnull=True)}


@transaction.atomic
def add_example() -> int:
    """Add what is missing of the worked example, for everyone to see; what is there stays as it is.

    Who may: the program, when it starts with an empty register or is asked to. Logged entry by entry.

    Returns
    -------
    int
        Organisations, cooperations and events that are new.
    """
    facts = example_facts()
    known = {one.value: one.organisation for one in _numbers().select_related("organisation")}
    before = len(known)
    fields = _fields()
    for row in example_clusters():
        if row["cluster"] not in known:
            known[row["cluster"]] = _add_cluster(row, fields)
    for told in facts["organisations"]:
        if told["id"] not in known:
            known[told["id"]] = add_organisation(
                told["name"],
                by=None,
                region=told["region"],
                identifiers={SCHEME: told["id"]},
                values={"city": told.get("city", "")},
                source=told["source"],
            )
    for told in facts["relations"]:
        OrganisationRelation.objects.get_or_create(
            organisation=known[told["organisation"]],
            other=known[told["other"]],
            kind=told["kind"],
            defaults={"valid_from": told["since"]},
        )
    there = set(_cooperations().values_list("title", flat=True))
    missing = [told for told in facts["cooperations"] if told["title"] not in there]
    for told in missing:
        _add_cooperation(told, known)
    known_events = set(_events().values_list("title", flat=True))
    new_events = [told for told in facts["events"] if told["title"] not in known_events]
    for told in new_events:
        interface = NamedInterface.objects.filter(name=told.get("interface", ""), owner__isnull=True).first()
        record_event(**{**told, "interface": interface}, by=None)
    return len(known) - before + len(missing) + len(new_events)


def _add_cluster(row: dict[str, str], fields: dict[str, Field]) -> Organisation:
    made = add_organisation(
        row["name"],
        by=None,
        region=row["region"],
        identifiers={SCHEME: row["cluster"]},
        values={key: row[column] for key, column in VALUES.items()},
        source=row["source_address"],
    )
    if row["members"]:
        OrganisationValue.objects.create(
            organisation=made,
            key="members",
            value=row["members"],
            source=row["source_address"],
            as_of=row["members_as_of"] or None,
        )
    codes = [code for code in field_codes(row["fields"]) if code in fields]
    make_cluster(made, by=None, fields=[fields[code] for code in codes])
    return made


def _add_cooperation(told: dict[str, Any], known: dict[str, Organisation]) -> Cooperation:
    interface = NamedInterface.objects.filter(name=told.get("interface", ""), owner__isnull=True).first()
    made = record_cooperation(
        told["title"],
        by=None,
        kind=told["kind"],
        partners=[(known[key], role, part) for key, role, part in told["partners"]],
        text=told["text"],
        status=told["status"],
        began=told.get("began", ""),
        ended=told.get("ended", ""),
        others=told.get("others", 0),
        interface=interface,
    )
    for proof in told["proofs"]:
        prove_cooperation(made, by=None, **proof)
    return made


@transaction.atomic
def reset_example() -> int:
    """Take the worked example away and add it anew, as it ships; organisations that people refer to stay.

    Who may: whoever can run commands where the workspace lies. Logged.

    Returns
    -------
    int
        Organisations, cooperations and events that are new.
    """
    for gone in (_cooperations(), _events()):
        for one in gone:
            forget(one)
        gone.delete()
    for number in _numbers().select_related("organisation"):
        try:
            with transaction.atomic():
                number.organisation.delete()
                forget_organisations([number.organisation.public_id])
        except ProtectedError:  # a membership or a cooperation of somebody names it
            continue
    return add_example()


def has_example() -> bool:
    """Tell whether the register holds anything of the example, or anything at all."""
    return Organisation.objects.exists()


def _numbers() -> Any:  # noqa: ANN401 -- a query set
    return OrganisationIdentifier.objects.filter(scheme=SCHEME)


def _cooperations() -> Any:  # noqa: ANN401 -- a query set
    return Cooperation.objects.filter(owner__isnull=True, institution__isnull=True)


def _events() -> Any:  # noqa: ANN401 -- a query set
    return Event.objects.filter(owner__isnull=True, institution__isnull=True)
