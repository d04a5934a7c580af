"""Lists that are brought in: their columns, and how they are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from crossfield.tables.headings import match_headings
from crossfield.web.registry.models import Intake, IntakeMapping, IntakeRow
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

AT_ONCE = 2_000
"""Rows of the longest list that the page itself looks up and takes over."""
COLUMNS = {
    "name": _("Name of the organisation"),
    "city": _("City"),
    "country": _("Country"),
    "postcode": _("Postcode"),
    "website": _("Website"),
    "pic": _("PIC"),
    "vat": _("VAT number"),
    "ror": _("ROR"),
    "member_number": _("Member number"),
    "contribution_class": _("Contribution class"),
    "since": _("Member since"),
    "until": _("Member until"),
    "text": _("Notes"),
}
"""Columns of a list that are understood, as pages call them."""
SYNONYMS = {
    "name": "name, organisation, organization, organisationsname, firma, firmenname, unternehmen, mitglied, member, "
    "company, einrichtung, institution, bezeichnung, mitgliedsunternehmen, name des mitglieds",
    "city": "city, ort, stadt, sitz, town, standort, seat, location",
    "country": "country, land, staat, country code, laendercode, laenderkuerzel",
    "postcode": "postcode, plz, postleitzahl, zip, zip code, postal code",
    "website": "website, webseite, homepage, url, internet, web, internetadresse",
    "pic": "pic, pic number, pic nummer, teilnehmernummer",
    "vat": "vat, ust id, ust idnr, ustid, vat number, umsatzsteuer id",
    "ror": "ror, ror id",
    "member_number": "member number, mitgliedsnummer, mitglieds nr, mitgliedsnr, mitgl nr, nummer, nr, no, number",
    "contribution_class": "contribution class, beitragsklasse, beitragsgruppe, beitragsstufe, klasse, fee class, "
    "category, kategorie",
    "since": "member since, mitglied seit, eintritt, eintrittsdatum, beitritt, since, seit, joined, von",
    "until": "member until, mitglied bis, austritt, austrittsdatum, until, bis, left",
    "text": "notes, notiz, notizen, bemerkung, bemerkungen, remark, remarks, anmerkung, kommentar, comment",
}
NAMES = {column: tuple(words.split(", ")) for column, words in SYNONYMS.items()}


def intakes_for(user: User | None) -> QuerySet[Intake]:
    """Lists of the user's institution, newest first; none for other roles."""
    if user is None or not can_read(user):
        return Intake.objects.none()
    return Intake.objects.filter(institution=user.institution_id).select_related("cluster__organisation")


def is_long(intake: Intake) -> bool:
    """Tell whether a list is worked on apart from the page: nobody waits longer than a moment for a page."""
    return intake.total > AT_ONCE


def queued_lists() -> QuerySet[Intake]:
    """Long lists that are being looked up, taken over, or brought into the search, in their order."""
    asked = Q(state__in=(Intake.State.LOOKING, Intake.State.TAKING), asked_by__isnull=False)
    return Intake.objects.filter(asked | Q(searched__isnull=False), total__gt=AT_ONCE).order_by("pk")


def guessed_mapping(headings: Sequence[str], user: User, source: str) -> dict[str, str]:
    """Column → heading: as the institution chose for the last list of this source, else as the words say."""
    kept = IntakeMapping.objects.filter(institution=user.institution_id, source=source).first()
    known = {column: heading for column, heading in (kept.mapping if kept else {}).items() if heading in headings}
    free = [heading for heading in headings if heading not in known.values()]
    open_columns = {column: names for column, names in NAMES.items() if column not in known}
    guessed = {column: heading for column, heading in match_headings(free, open_columns).items() if heading}
    return {column: known.get(column) or guessed[column] for column in COLUMNS if column in known or column in guessed}


def counts_of(intake: Intake) -> dict[str, int]:
    """Rows by what was found, nothing left out."""
    found = dict(intake.rows.values_list("answer").annotate(rows=Count("pk")).order_by())
    return {answer: found.get(answer, 0) for answer in IntakeRow.Answer.values}


def undecided(intake: Intake) -> int:
    """Doubtful rows that nobody has decided yet."""
    return intake.rows.filter(answer=IntakeRow.Answer.REVIEW, choice="").count()
