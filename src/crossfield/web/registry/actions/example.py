"""The worked example: the interface that C3-Saxony worked on, from 2014 to 2016."""

from __future__ import annotations

from django.db import transaction

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Field, NamedInterface

NAME = "C3-Saxony"
SOURCE = "http://www.c3-saxony.eu/about-c3-saxony/"
SIDE_A, SIDE_B, AIMS = ("ict", "microelectronics"), ("biotechnology",), ("health",)


@transaction.atomic
def add_example_interface() -> NamedInterface | None:
    """Add C3-Saxony's interface for everyone to see, once; None where the scheme of its fields is not there.

    Who may: the program, when it starts. Logged.
    """
    found = NamedInterface.objects.filter(name=NAME, owner__isnull=True).first()
    fields = {one.code: one for one in Field.objects.filter(scheme="saxony", valid_to__isnull=True)}
    if found or not {*SIDE_A, *SIDE_B, *AIMS} <= fields.keys():
        return found
    made = NamedInterface.objects.create(name=NAME, language="en", source=SOURCE, release=Release.PUBLIC)
    for side, codes in ((made.side_a, SIDE_A), (made.side_b, SIDE_B), (made.aims, AIMS)):
        side.set([fields[code] for code in codes])
    write_log(made, verb="add_example_interface", by=None)
    return made
