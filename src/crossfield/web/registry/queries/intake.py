"""Lists that are brought in: their columns, and how they are counted."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, Count, Exists, IntegerField, Max, Min, OuterRef, Q, When
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from crossfield.tables.headings import fold, match_headings
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Intake, IntakeEntry, IntakeItem, IntakeMapping, IntakeRow
from crossfield.web.registry.queries.event import events_kept_alone
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

Key = TypeVar("Key")
PORTION = 1_000
FEW = 5
MOST_DIGITS = 6
"""Of the number of a line."""
AT_ONCE = 2_000
"""Rows of the longest list that the page itself looks up and takes over."""
COLUMNS = {
    "name": _("Name of the organisation"),
    "title": _("Title"),
    "id": _("Id in the register"),
    "city": _("City"),
    "country": _("Country"),
    "region": _("Region (NUTS code)"),
    "postcode": _("Postcode"),
    "website": _("Website"),
    "pic": _("PIC"),
    "vat": _("VAT number"),
    "ror": _("ROR"),
    "member_number": _("Member number"),
    "contribution_class": _("Contribution class"),
    "since": _("Member since"),
    "until": _("Member until"),
    "fields": _("Fields"),
    "founded": _("Founded"),
    "members": _("Number of members"),
    "as_of": _("Number of members: as of"),
    "label": _("Label or programme"),
    "regions": _("Regions in which it works"),
    "services": _("Services"),
    "remark": _("Remark"),
    "origin": _("Who says so"),
    "kind": _("Kind"),
    "day": _("Day"),
    "last_day": _("Last day"),
    "place": _("Place"),
    "interface": _("Interface"),
    "programme": _("Programme"),
    "opens": _("Opens"),
    "deadline": _("Deadline"),
    "who": _("Who may apply, in the funder's words"),
    "address": _("Link"),
    "text": _("Notes"),
    "followed": _("What followed"),
    "person": _("Name of the person"),
    "given": _("First name"),
    "family": _("Last name"),
    "organisation": _("Organisation"),
    "function": _("Function"),
    "mail": _("Mail"),
    "phone": _("Telephone"),
    "mobile": _("Mobile phone"),
    "post": _("Postal address"),
    "language": _("Language of letters"),
    "event": _("Event"),
    "event_id": _("Id of the event"),
    "state": _("How far"),
    "people": _("People"),
    "type": _("Type"),
    "relation": _("Relation"),
    "other": _("Other organisation"),
    "other_id": _("Id of the other organisation"),
    "share": _("Share in %"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid until"),
}
"""Columns of lists that are understood, as pages call them."""
SYNONYMS = {
    "name": "name, organisation, organization, organisationsname, firma, firmenname, unternehmen, mitglied, member, "
    "company, einrichtung, institution, bezeichnung, mitgliedsunternehmen, name des mitglieds",
    "id": "public id, id in the register, kennung im register",
    "city": "city, plz ort, plz und ort, plz wohnort, postleitzahl ort, zip city, postcode city, ort, stadt, sitz, "
    "town, standort, seat, location, city or region, place",
    "country": "country, land, staat, country code, laendercode, laenderkuerzel",
    "region": "nuts, nuts3, nuts 3, nuts code, region nuts code, region code",
    "postcode": "postcode, plz, postleitzahl, zip, zip code, postal code",
    "website": "website, webseite, homepage, url, internet, web, internetadresse",
    "pic": "pic, pic number, pic nummer, teilnehmernummer",
    "vat": "vat, ust id, ust idnr, ustid, vat number, umsatzsteuer id",
    "ror": "ror, ror id",
    "member_number": "member number, mitgliedsnummer, mitglieds nr, mitgliedsnr, mitgl nr, nummer, nr, no, number",
    "contribution_class": "contribution class, beitragsklasse, beitragsgruppe, beitragsstufe, klasse, fee class, "
    "category, kategorie, contribution",
    "since": "member since, mitglied seit, mitgliedschaft seit, eintritt, eintrittsdatum, eintritt am, eingetreten am, "
    "beitritt, beitrittsdatum, beigetreten am, since, seit, joined, von",
    "until": "member until, mitglied bis, mitgliedschaft bis, austritt, austrittsdatum, austritt am, austritt zum, "
    "ausgetreten, ausgetreten am, ausgeschieden, ausgeschieden am, mitgliedschaft beendet, gekuendigt zum, "
    "kuendigung zum, until, bis, left",
    "text": "notes, notiz, notizen, bemerkung, bemerkungen, remark, remarks, anmerkung, kommentar, comment",
}
OF_BOTH = ("id", "city", "postcode", "country", "region", "website", "pic", "vat", "ror")
"""Columns of lists of members and of clusters."""
OF_CLUSTERS = {
    "name": f"cluster, name des clusters, cluster name, clustername, clusterorganisation, {SYNONYMS['name']}",
    **{column: SYNONYMS[column] for column in OF_BOTH},
    "fields": "fields, felder, themen, branchen, sectors, technologies, technologien, schwerpunkte",
    "founded": "founded, gegruendet, gruendung, gruendungsjahr, gruendungsdatum, founding year, year of foundation, "
    "year of establishment",
    "members": "members, mitglieder, number of members, anzahl mitglieder, mitgliederzahl, members as a source says, "
    "mitglieder laut quelle",
    "as_of": "as of, members as of, stand, members date",
    "label": "label, label or programme, label oder programm, programme, programm, guetesiegel",
    "regions": "regions, regions in which it works, regionen, regionen in denen er taetig ist, taetig in, "
    "arbeitsgebiet, arbeitsregionen, einzugsgebiet, area of activity, geographic scope, works in",
    "services": "services, leistungen, dienstleistungen, angebote, angebot, services offered",
    "remark": SYNONYMS["text"],
    "origin": "source url, source, source address, quelle, who says so, wer das sagt",
}
OF_EVENTS = {
    "title": "title, titel, event, veranstaltung, name, bezeichnung, thema",
    "id": SYNONYMS["id"],
    "kind": "kind, art, type, typ, format",
    "day": "day, tag, datum, date, am, beginn, begin, first day, start",
    "last_day": "last day, letzter tag, ende, end, bis, until",
    "place": "place, ort, wo, where, city, stadt, veranstaltungsort, venue, location",
    "interface": "interface, schnittstelle",
    "text": "text, what it is about, worum es geht, beschreibung, description, inhalt, notes, notizen",
    "followed": "followed, what followed, was folgte, ergebnis",
    "address": "address, link, url, website, webseite, internet",
}
OF_CALLS = {
    "title": "title, titel, funding call, foerderaufruf, call, aufruf, name, bezeichnung, ausschreibung",
    "id": SYNONYMS["id"],
    "programme": "programme, programm, program, foerderprogramm",
    "opens": "opens, oeffnet, oeffnung, offen ab, einreichung ab, opening date, open from, start, beginn, ab",
    "deadline": "deadline, frist, einreichfrist, stichtag, schliesst, closes, closing date, bis, ende",
    "fields": "fields, felder, themen, topics, technologien",
    "who": "who, who may apply in the funder s words, who may apply, wer sich bewerben kann nach den worten des "
    "foerderers, antragsberechtigt, antragsberechtigte, wer, eligible, eligibility, zielgruppe",
    "address": "address, link, url, website, webseite, internet",
}
OF_PEOPLE = {
    "person": "name, person, full name, vor und nachname, ansprechpartner, ansprechperson, kontakt",
    "given": "given name, first name, vorname",
    "family": "family name, last name, surname, nachname, familienname",
    "id": SYNONYMS["id"],
    "organisation": "organisation, organization, firma, unternehmen, company, einrichtung, institution",
    "function": "function, funktion, position, rolle, role, title, job title",
    "mail": "mail, e mail, email, mailadresse, e mail adresse, mail address",
    "phone": "phone, telephone, telefon, tel, telefonnummer, phone number",
    "mobile": "mobile, mobil, handy, mobiltelefon, mobile phone, cell phone",
    "post": "postal address, anschrift, postanschrift, adresse, address",
    "website": "website, webseite, homepage, url, web",
    "language": "language, sprache, language of letters, sprache fuer schreiben",
}
OF_GUESTS = {
    "organisation": f"gast, guest, teilnehmende organisation, {SYNONYMS['name']}",
    "id": f"id of the organisation, kennung der organisation, organisation id, {SYNONYMS['id']}",
    "event": "event, veranstaltung, titel der veranstaltung, title of the event, titel",
    "event_id": "id of the event, kennung der veranstaltung, event id",
    "day": "day, tag, datum, date, am",
    **{column: SYNONYMS[column] for column in ("country", "pic", "vat", "ror")},
    "state": "how far, wie weit, status, state, stand, teilnahme, anmeldestatus",
    "people": "people, personen, anzahl personen, personenzahl, number of people, teilnehmende, anzahl",
    "type": "type, art, typ, art der organisation, type of organisation",
}
OF_RELATIONS = {
    "organisation": f"erste organisation, first organisation, {SYNONYMS['name']}",
    "id": f"id of the organisation, kennung der organisation, organisation id, {SYNONYMS['id']}",
    "relation": "relation, beziehung, art der beziehung, relation to, beziehung zu, verhaeltnis, art, kind, type, typ",
    "other": "other organisation, other, andere organisation, zweite organisation, second organisation, of, von der "
    "organisation, tochter, tochtergesellschaft, subsidiary",
    "other_id": "id of the other organisation, kennung der anderen organisation, other id",
    "share": "share in, share, anteil in, anteil, beteiligung, prozent, per cent, percent",
    "valid_from": "valid from, gilt ab, from, ab, seit, since, gueltig ab, beginn, von",
    "valid_to": "valid until, gilt bis, to, until, bis, valid to, gueltig bis, ende",
    "origin": "source, quelle, who says so, wer das sagt, beleg",
}
NAMES_OF: dict[str, dict[str, tuple[str, ...]]] = {
    kind: {column: tuple(words.split(", ")) for column, words in known.items()}
    for kind, known in (
        (Intake.Kind.MEMBERS, SYNONYMS),
        (Intake.Kind.CLUSTERS, OF_CLUSTERS),
        (Intake.Kind.EVENTS, OF_EVENTS),
        (Intake.Kind.CALLS, OF_CALLS),
        (Intake.Kind.PEOPLE, OF_PEOPLE),
        (Intake.Kind.GUESTS, OF_GUESTS),
        (Intake.Kind.RELATIONS, OF_RELATIONS),
    )
}
"""Kind of list → column → headings that mean it; the first column is the one that no list lacks."""
NAMES = NAMES_OF[Intake.Kind.MEMBERS]
SURE = Q(answer__in=("register", "evidence", "new"), choice__in=("", "same", "other"))
TAKEN = SURE | Q(answer="review", choice__in=("same", "other"))
"""Rows that are taken over: what cannot be, what is left out and doubtful ones that nobody has decided stay behind."""
LINKED = (Intake.Kind.GUESTS, Intake.Kind.RELATIONS)
"""Kinds whose rows name organisations, and bring something about them."""
ENTERED = (Intake.Kind.EVENTS, Intake.Kind.CALLS, Intake.Kind.PEOPLE, *LINKED)
"""Kinds whose rows are no organisations: what they bring stands in entries."""


WRITTEN_LONG = {"text", "followed", "who", "regions", "services", "remark"}
"""Columns whose line breaks are kept."""


def cell_text(column: str, cell: str) -> str:
    """A cell as a column keeps it: in one line, but for long texts."""
    return cell if column in WRITTEN_LONG else " ".join(cell.split())


def cells_told(intake: Intake, rows: Iterable[IntakeRow]) -> list[dict[str, str]]:
    """What each row tells: column → cell, those left empty not there."""
    places = {column: intake.headings.index(heading) for column, heading in intake.mapping.items()}
    return [
        {column: cell_text(column, row.cells[place]) for column, place in places.items() if row.cells[place]}
        for row in rows
    ]


def surplus(cells: Sequence[str], headings: Sequence[str]) -> list[str]:
    """What is wrong with a row that has more cells than there are headings: its cells stand in wrong columns."""
    if len(cells) <= len(headings):
        return []
    return [gettext("more cells than headings: check signs between cells, and quotation marks")]


def list_fingerprint(rows: Iterable[tuple[int, Sequence[str]]], *told: object) -> str:
    """What tells a list from every other one: its rows and what was said of it, as 64 signs.

    Examples
    --------
    >>> list_fingerprint([(2, ["A"])], "CRM") == list_fingerprint([(2, ["A"])], "ERP")
    False
    """
    brought = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
    for number, cells in rows:
        brought.update(json.dumps([number, *cells]).encode())
    return brought.hexdigest()


def in_portions(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """Keys in portions that every database takes in one query; SQLite may be built to take 32,766 and no more.

    Examples
    --------
    >>> [len(some) for some in in_portions(range(2500))]
    [1000, 1000, 500]
    """
    return (keys[start : start + PORTION] for start in range(0, len(keys), PORTION))


def in_both_languages(choices: Any) -> dict[str, str]:  # noqa: ANN401 -- a class of choices
    """Choices by their code and their names in both languages, as spellings meet.

    Examples
    --------
    >>> in_both_languages(Intake.Kind)["clusters"]
    'clusters'
    """
    found = {fold(one.value): one.value for one in choices}
    for language in ("en", "de"):
        with override(language):
            found |= {fold(str(one.label)): one.value for one in choices}
    return found


def days_said(since: str | None, until: str | None) -> str:
    """From when until when somebody is a member.

    Examples
    --------
    >>> days_said("2010-01-01", None)
    '2010-01-01 – …'
    """
    return f"{since or '…'} – {until or '…'}"


def needed_columns(kind: str) -> tuple[str, ...]:
    """Columns without which a list of a kind cannot be looked up.

    Examples
    --------
    >>> needed_columns("members"), needed_columns("events"), needed_columns("calls")
    (('name',), ('title', 'day'), ('title',))
    >>> needed_columns("people")
    ()
    """
    if kind == Intake.Kind.PEOPLE:  # a whole name or two halves
        return ()
    if kind == Intake.Kind.RELATIONS:
        return ("organisation", "relation", "other")
    return ("title", "day") if kind == Intake.Kind.EVENTS else (next(iter(NAMES_OF[kind])),)


def intakes_for(user: User | None) -> QuerySet[Intake]:
    """Lists of the user's institution, newest first; none for other roles.

    Lists of people are seen by those who write, and by their owner alone where only she shall see what they say.
    Those that are about an event that somebody keeps alone are seen by her only.
    """
    if user is None or not can_read(user):
        return Intake.objects.none()
    seen = ~Q(kind=Intake.Kind.PEOPLE)
    if can_write(user):
        seen |= Q(owner=user) | ~Q(release=Release.OWN)
    found = Intake.objects.filter(seen, institution=user.institution_id)
    alone = list(events_kept_alone(user).values_list("public_id", flat=True))
    if alone:
        named = Q(intake__kind=Intake.Kind.GUESTS, values__event__in=alone)
        named |= Q(intake__kind=Intake.Kind.EVENTS, found__in=alone)
        naming = Exists(IntakeRow.objects.filter(named, intake=OuterRef("pk")))
        found = found.exclude(event__public_id__in=alone).exclude(naming)
    return found.select_related("cluster__organisation")


def lists_after(intake: Intake, user: User | None) -> list[Intake]:
    """Lists that the user sees, were taken over after this one, and brought something to the same entries; a few."""
    if intake.taken_at is None:
        return []
    later = intakes_for(user).filter(state=Intake.State.TAKEN, taken_at__gt=intake.taken_at)
    if intake.kind in ENTERED:
        both: Any = IntakeEntry.objects.filter(
            intake=OuterRef("pk"), thing__in=intake.entries.order_by().values("thing")
        )
    else:
        own = intake.items.exclude(organisation=None).order_by().values("organisation")
        both = IntakeItem.objects.filter(intake=OuterRef("pk"), organisation__in=own)
    return list(later.filter(Exists(both.order_by()))[:FEW])


def is_long(intake: Intake) -> bool:
    """Tell whether a list is worked on apart from the page: nobody waits longer than a moment for a page."""
    return intake.total > AT_ONCE


def lists_before(kind: str, then: datetime) -> QuerySet[Intake]:
    """Lists of a kind that were taken over by then or, where they were not, brought in by then."""
    return Intake.objects.filter(Q(taken_at__lte=then) | Q(taken_at=None, created__lte=then), kind=kind)


def queued_lists() -> QuerySet[Intake]:
    """Long lists that are being looked up, taken over, or brought into the search, in their order."""
    asked = Q(state__in=(Intake.State.LOOKING, Intake.State.TAKING), asked_by__isnull=False)
    return Intake.objects.filter(asked | searched_now(timezone.now()), total__gt=AT_ONCE).order_by("pk")


def searched_now(now: datetime) -> Q:
    """Lists that the search does not know whole, but for those whose next try comes later."""
    return Q(searched__isnull=False) & (Q(later=None) | Q(later__lte=now))


def guessed_mapping(
    headings: Sequence[str], user: User, source: str, kind: str = Intake.Kind.MEMBERS
) -> dict[str, str]:
    """Column → heading: as the institution chose for the last list of this kind and source, else as the words say."""
    names = NAMES_OF[kind]
    kept = IntakeMapping.objects.filter(institution=user.institution_id, kind=kind, source=source).first()
    known = {column: heading for column, heading in (kept.mapping if kept else {}).items() if heading in headings}
    free = [heading for heading in headings if heading not in known.values()]
    open_columns = {column: words for column, words in names.items() if column not in known}
    guessed = {column: heading for column, heading in match_headings(free, open_columns).items() if heading}
    return {column: known.get(column) or guessed[column] for column in names if column in known or column in guessed}


def counts_of(intake: Intake) -> dict[str, int]:
    """Rows by what was found, and under ``leave`` those that a person leaves out, whatever was found."""
    left = Q(choice=IntakeRow.Choice.LEAVE)
    counted = intake.rows.values_list("answer").annotate(kept=Count("pk", filter=~left), out=Count("pk", filter=left))
    counts = dict.fromkeys((*IntakeRow.Answer.values, "leave"), 0)
    for answer, kept, out in counted.order_by():
        counts[answer] = kept
        counts["leave"] += out
    return counts


def undecided(intake: Intake) -> int:
    """Doubtful rows that nobody has decided yet."""
    return intake.rows.filter(answer=IntakeRow.Answer.REVIEW, choice="").count()


def doubtful_rows(intake: Intake) -> QuerySet[IntakeRow]:
    """Doubtful rows of a list: those that nobody has decided first, then the others, each by line."""
    is_decided = Case(When(choice="", then=0), default=1, output_field=IntegerField())
    return intake.rows.filter(answer=IntakeRow.Answer.REVIEW).order_by(is_decided, "number")


def corrected_rows(intake: Intake) -> QuerySet[IntakeRow]:
    """Rows that a person linked otherwise or left out although the program was sure, by line."""
    said = ~Q(was={}) | Q(choice=IntakeRow.Choice.LEAVE)
    return intake.rows.filter(said).exclude(answer=IntakeRow.Answer.REVIEW).order_by("number")


def rows_asked(rows: QuerySet[IntakeRow], text: str) -> QuerySet[IntakeRow]:
    """Those of some rows whose name holds a text, or whose line it is; all where there is none."""
    if not text:
        return rows
    asked = Q(values__name__icontains=text) | Q(key__contains=fold(text) or text)
    return rows.filter(asked | Q(number=int(text)) if text.isdecimal() and len(text) <= MOST_DIGITS else asked)


def rows_of_seat(row: IntakeRow) -> QuerySet[IntakeRow]:
    """Rows of a list that tell the same postcode, city and country as one of them."""
    return IntakeRow.objects.filter(intake=row.intake_id, seat__key=row.seat["key"])


def open_seats(intake: Intake) -> QuerySet[IntakeRow]:
    """Rows whose seat may lie in several regions, as somebody has to choose."""
    return intake.rows.filter(TAKEN | Q(answer="review"), seat__has_key="among").order_by("number")


def seats_told(intake: Intake) -> QuerySet[IntakeRow, Any]:
    """Each open seat once, as ``told`` with its ``first`` line and whether it is ``chosen``; those still open first."""
    chosen = Case(When(seat__has_key="region", then=1), default=0, output_field=IntegerField())
    told = open_seats(intake).order_by().annotate(told=KT("seat__key")).values("told")
    return told.annotate(first=Min("number"), chosen=Max(chosen)).order_by("chosen", "first")


def undecided_seats(intake: Intake) -> int:
    """How many different open seats there are of which nobody has said the region."""
    rows = open_seats(intake).order_by().exclude(seat__has_key="region")
    return rows.annotate(told=KT("seat__key")).values("told").distinct().count()


def lines_of_seats(intake: Intake, told: Iterable[str]) -> dict[str, list[int]]:
    """Lines of a list that tell one of some seats, by the seat."""
    found: dict[str, list[int]] = {one: [] for one in told}
    rows = open_seats(intake).filter(seat__key__in=list(found)).annotate(told=KT("seat__key"))
    for seat, number in rows.values_list("told", "number"):
        found[seat].append(number)
    return found


def home_of_list(intake: Intake) -> str:
    """Country in which the members of a list's cluster may be that name none, to be confirmed: the cluster's own."""
    return intake.cluster.organisation.country if intake.cluster else ""
