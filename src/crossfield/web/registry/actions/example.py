"""The worked example: Saxony from 2011 on, its clusters, their partners, and the interface that C3-Saxony worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.cooperation import prove_cooperation, record_cooperation
from crossfield.web.registry.actions.event import record_event
from crossfield.web.registry.actions.interface import make_interface_findable
from crossfield.web.registry.actions.organisation import add_organisation, keep_said
from crossfield.web.registry.models import (
    Cooperation,
    Event,
    Field,
    NamedInterface,
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
)
from crossfield.web.registry.queries.example import example_facts, example_organisations

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
    known, new = add_missing_organisations()
    for told in facts["relations"]:
        ends = {"organisation": known[told["organisation"]], "other": known[told["other"]], "kind": told["kind"]}
        is_merged = ends["organisation"] == ends["other"]
        if not is_merged and not OrganisationRelation.objects.filter(**ends).exists():
            OrganisationRelation.objects.create(**ends, valid_from=told["since"], source=told["source"])
    there = set(example_cooperations().values_list("title", flat=True))
    missing = [told for told in facts["cooperations"] if told["title"] not in there]
    for told in missing:
        _add_cooperation(told, known)
    known_events = set(example_events().values_list("title", flat=True))
    new_events = [told for told in facts["events"] if told["title"] not in known_events]
    for told in new_events:
        record_event(**{**told, "interface": interface_of(told)}, by=None)
    return new + len(missing) + len(new_events)


def add_missing_organisations() -> tuple[dict[str, Organisation], int]:
    """Add organisations of the example whose numbers are not there; all of it by number, and how many are new.

    Who may: what brings the example in, or puts it right. Logged entry by entry.
    """
    known = {one.value: one.organisation for one in numbers().select_related("organisation")}
    fields = _fields()
    missing = [told for told in example_organisations() if told["id"] not in known]
    for told in missing:
        known[told["id"]] = _add_organisation(told, fields)
    return known, len(missing)


def _add_organisation(told: dict[str, Any], fields: dict[str, Field]) -> Organisation:
    made = add_organisation(
        told["name"],
        by=None,
        region=told["region"],
        identifiers={SCHEME: told["id"]},
        values={key: value for key, (value, as_of) in told["values"].items() if not as_of},
        source=told["source"],
    )
    for key, (value, as_of) in told["values"].items():
        keep_said(made, key, value, source=told["source"], as_of=as_of)
    if told["codes"] is not None:
        make_cluster(made, by=None, fields=[fields[code] for code in told["codes"] if code in fields])
    return made


def interface_of(told: dict[str, Any]) -> NamedInterface | None:
    """The named interface that ships and that a cooperation or an event of the example is about, if it is there."""
    return NamedInterface.objects.filter(name=told.get("interface", ""), owner__isnull=True).first()


def _add_cooperation(told: dict[str, Any], known: dict[str, Organisation]) -> Cooperation:
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
        interface=interface_of(told),
    )
    for proof in told["proofs"]:
        prove_cooperation(made, by=None, **proof)
    return made


def has_example() -> bool:
    """Tell whether the register holds anything of the example, or anything at all."""
    return Organisation.objects.exists()


def numbers() -> Any:  # noqa: ANN401 -- a query set
    """Numbers under which organisations of the example are known."""
    return OrganisationIdentifier.objects.filter(scheme=SCHEME)


def example_cooperations() -> Any:  # noqa: ANN401 -- a query set
    """Cooperations that belong to nobody: those that ship."""
    return Cooperation.objects.filter(owner__isnull=True, institution__isnull=True)


def example_events() -> Any:  # noqa: ANN401 -- a query set
    """Events that belong to nobody: those that ship."""
    return Event.objects.filter(owner__isnull=True, institution__isnull=True)
