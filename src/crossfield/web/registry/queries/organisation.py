"""Organisations of the register: found by name, their values, and the own institution's sheet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, Q

from crossfield.errors import UnknownNameError
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationMerge,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
)
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

SUGGESTED = 12
LONGEST = 300
BEGINNING = 3
CLOSE = 3
"""Names that are told where none is meant."""
FORMS = tuple(
    sorted(
        """
        gmbh, ggmbh, mbh, gmbh co kg, gmbh und co kg, gmbh cokg, ag, ag co kg, kg, kgaa, ohg, gbr, ug,
        ug haftungsbeschrankt, e k, ek, e v, ev, e g, eg, eingetragener verein, se, stiftung, ltd, limited, llc, inc,
        plc, sa, s a, sas, s a s, sarl, srl, s r l, spa, s p a, sro, s r o, spol s r o, a s, as, bv, b v, nv, n v, ab,
        oy, aps, sp z o o, sp zoo, kft
        """.replace("\n        ", " ")
        .strip()
        .split(", "),
        key=len,
        reverse=True,
    )
)
"""Legal forms as names are searched, the longest first."""
NEWEST = F("as_of").desc(nulls_last=True)
"""What sources say, the newest first; what has no date is older, on every database."""
AT_ONCE = 5_000
"""Keys in one query: databases take so many and no more."""
SPELLINGS = 1_000
"""Spellings of names in one query: a list has many times as many as rows, and every database takes so many."""
MOST_OTHERS = 1_000
"""Organisations that are found by another of their names at once."""
COUNT_DIGITS = 9
"""Of the largest count of members that is believed."""


class Said(NamedTuple):
    """What a source says, and of when; "" where it states no date."""

    value: str
    as_of: str


def organisations_found(text: str) -> QuerySet[Organisation]:
    """Organisations one of whose names holds a text or whose number it is; all where there is none.

    The core is everyone's, and so are other names that sources say.

    How umlauts are written does not matter: "muller" finds "Müller GmbH". Signs mean themselves.
    """
    text = text.strip()[:LONGEST].replace("\x00", "")
    if not text:
        return Organisation.objects.all()
    # Looked up before, so that the database need not doubt how many it will be.
    numbers = OrganisationIdentifier.objects.filter(scheme__in=OrganisationIdentifier.Scheme.values, value=text)
    numbered = set(numbers.values_list("organisation", flat=True))
    named = Q(folded__contains=searched(text))
    others = OrganisationValue.objects.filter(folded__contains=searched(text))
    for sign in {sign for sign in text if not sign.isalnum() and not sign.isspace()}:
        named &= Q(name__contains=sign)
        others = others.filter(value__contains=sign)
    numbered |= set(others.order_by("folded", "pk").values_list("organisation", flat=True)[:MOST_OTHERS])
    return Organisation.objects.filter(named | Q(pk__in=numbered) if numbered else named)


def otherwise_called(text: str) -> QuerySet[OrganisationValue, Any]:
    """Keys of organisations that a source calls so beside the name that is shown, for a condition."""
    others = OrganisationValue.objects.filter(folded__contains=searched(text)).order_by()
    return others.values("organisation")


def organisations_named(names: Iterable[str]) -> dict[str, list[Organisation]]:
    """Organisations that are called exactly so but for capitals, by their name in small letters.

    The name of an entry that was merged into another one means that other one. Other names that sources say count where
    nobody is shown under them.
    """
    wanted = {name.lower() for name in names}
    folded = {searched(name) for name in wanted}
    known = Organisation.every.filter(folded__in=folded).select_related("merged_into")
    others = OrganisationValue.objects.filter(folded__in=folded).order_by("pk")
    said = [(one.value, one.organisation) for one in others.select_related("organisation__merged_into")]
    return _by_name(said, wanted) | _by_name([(one.name, one) for one in known], wanted)


def _by_name(called: Iterable[tuple[str, Organisation]], wanted: set[str]) -> dict[str, list[Organisation]]:
    """The entries that stand for those that are called so, each once."""
    found: dict[str, list[Organisation]] = {}
    for name, one in called:
        same = found.setdefault(name.lower(), []) if name.lower() in wanted else None
        kept = _kept(one)
        if same is not None and kept not in same:
            same.append(kept)
    return found


def other_names(organisations: Iterable[int]) -> dict[int, list[str]]:
    """Names that sources say beside the one that is shown, by the organisation's key, each once."""
    keys = list(organisations)
    found: dict[int, list[str]] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = OrganisationValue.objects.filter(organisation__in=keys[start : start + AT_ONCE], folded__isnull=False)
        for key, name in rows.order_by("folded", "pk").values_list("organisation", "value"):
            if name not in found.setdefault(key, []):
                found[key].append(name)
    return found


def _kept(organisation: Organisation) -> Organisation:
    """The entry that stands for this one; merges may follow one another."""
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    return organisation


def without_form(name: str) -> str:
    """A name as it is searched, without the legal form at its end.

    Examples
    --------
    >>> without_form("Beispiel GmbH & Co. KG"), without_form("Beispiel e. V."), without_form("AG")
    ('beispiel', 'beispiel', 'ag')
    """
    folded = searched(name)
    return next((folded.removesuffix(f" {form}") for form in FORMS if folded.endswith(f" {form}")), folded)


def is_same_but_for_form(one: str, other: str) -> bool:
    """Tell whether two names are one but for a legal form that one of both does not say.

    Examples
    --------
    >>> is_same_but_for_form("Beispiel GmbH", "beispiel"), is_same_but_for_form("Beispiel GmbH", "Beispiel AG")
    (True, False)
    """
    bare = without_form(one)
    return bool(bare) and bare == without_form(other) and bare in {searched(one), searched(other)}


def organisations_but_for_form(names: Iterable[str]) -> dict[str, list[Organisation]]:
    """Organisations that are called so but for the legal form, by the name in small letters.

    A name without any means each of its legal forms, and one with a form the name without any; another form may be
    another legal person.
    """
    asked: dict[str, set[str]] = {}
    for name in {name.lower() for name in names}:
        for spelling in _other_forms(name):
            asked.setdefault(spelling, set()).add(name)
    found: dict[str, list[Organisation]] = {}
    listed = sorted(asked)
    for start in range(0, len(listed), SPELLINGS):
        for one in Organisation.objects.filter(folded__in=listed[start : start + SPELLINGS]):
            for name in asked[one.folded]:
                found.setdefault(name, []).append(one)
    return found


def _other_forms(name: str) -> list[str]:
    """How a name is searched with each legal form, where it has none; else without its own."""
    bare, folded = without_form(name), searched(name)
    if bare != folded:
        return [bare]
    return [f"{bare} {form}" for form in FORMS] if bare else []


def organisation_named(text: str) -> Organisation:
    """The organisation that a name or a public id means; the legal form may be left out where one alone is meant.

    Raises
    ------
    UnknownNameError
        None or several are called so; names that begin so, or are like it, are in the error.
    """
    text = text.strip()[:LONGEST].replace("\x00", "")
    found = list(Organisation.objects.filter(public_id=text)) or organisations_named([text]).get(text.lower(), [])
    found = found or organisations_but_for_form([text]).get(text.lower(), [])
    if len(found) == 1:
        return found[0]
    alike = Q()
    for word in searched(text).split():
        alike |= Q(folded__contains=word[:BEGINNING])
    close = list(Organisation.objects.filter(alike).values_list("name", flat=True)[:200]) if alike else []
    error = UnknownNameError("organisation", text, close)
    begun = (
        Organisation.objects.filter(folded__startswith=f"{searched(text)} ") if alike else Organisation.objects.none()
    )
    first = list(begun.values_list("name", flat=True)[:CLOSE])
    error.closest = list(dict.fromkeys([*first, *error.closest]))[:CLOSE]
    raise error


def current_values(organisation: Organisation) -> dict[str, OrganisationValue]:
    """The newest value of each key."""
    found: dict[str, OrganisationValue] = {}
    for value in organisation.values.order_by("key", "pk"):
        known = found.get(value.key)
        if known is None or (value.as_of or "") >= (known.as_of or ""):
            found[value.key] = value
    return found


def told_count(value: OrganisationValue | Said | None) -> int | None:
    """The count that a source states; None where it states none, or one that nobody has."""
    is_count = value is not None and value.value.isdecimal() and len(value.value) <= COUNT_DIGITS
    return int(value.value) if value is not None and is_count else None


def sheet_for(user: User | None, organisation: Organisation) -> OrganisationSheet | None:
    """The sheet of the user's institution on an organisation; None where there is none or the role does not read it."""
    return _own_sheets(user, [organisation.pk]).first()


def _own_sheets(user: User | None, organisations: Iterable[int]) -> QuerySet[OrganisationSheet]:
    if user is None or not can_read(user):
        return OrganisationSheet.objects.none()
    return OrganisationSheet.objects.filter(organisation__in=list(organisations), institution=user.institution_id)


def relations_of(organisation: Organisation) -> list[OrganisationRelation]:
    """Relations that an organisation has, from either side."""
    both = Q(organisation=organisation) | Q(other=organisation)
    return list(
        OrganisationRelation.objects.filter(both).select_related("organisation", "other").order_by("kind", "pk")
    )


def sheets_for(user: User | None, organisations: Iterable[int]) -> dict[int, OrganisationSheet]:
    """Sheets of the user's institution on several organisations, by the organisation's key; none for other roles."""
    return {sheet.organisation_id: sheet for sheet in _own_sheets(user, organisations)}


def newest_values(organisations: Iterable[int]) -> dict[int, dict[str, str]]:
    """The newest value of each key, for several organisations by their key."""
    found = newest_said(organisations)
    return {one: {key: said.value for key, said in values.items()} for one, values in found.items()}


def newest_said(organisations: Iterable[int]) -> dict[int, dict[str, Said]]:
    """They with their dates."""
    keys, found = list(organisations), dict[int, dict[str, Said]]()
    columns = ("as_of", "pk", "organisation", "key", "value")
    for start in range(0, len(keys), AT_ONCE):
        rows = OrganisationValue.objects.filter(organisation__in=keys[start : start + AT_ONCE]).order_by()
        told = sorted((as_of or "", *rest) for as_of, *rest in rows.values_list(*columns))
        for as_of, _pk, one, key, value in told:
            found.setdefault(one, {})[key] = Said(value, as_of)
    return found


def contribution_classes(user: User | None, organisations: Iterable[int]) -> dict[int, str]:
    """What the sheets of the user's institution say of several organisations' contributions; none for other roles."""
    return dict(_own_sheets(user, organisations).values_list("organisation", "contribution_class"))


def core_values(organisations: Iterable[int]) -> dict[int, dict[str, str]]:
    """The newest value of each key, and numbers by their scheme, for several organisations by their key."""
    keys = list(organisations)
    found: dict[int, dict[str, str]] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found |= newest_values(some)
        numbers = OrganisationIdentifier.objects.filter(organisation__in=some).order_by("scheme", "-value")
        for key, scheme, number in numbers.values_list("organisation", "scheme", "value"):
            found.setdefault(key, {})[scheme] = number
    return found


def namesakes(organisation: Organisation) -> list[Organisation]:
    """Other entries that are called so, but for capitals, umlauts and signs: perhaps the same organisation."""
    same = Organisation.objects.filter(folded=organisation.folded).exclude(folded="")
    return list(same.exclude(pk=organisation.pk)[:SUGGESTED])


def merges_of(organisation: Organisation) -> list[OrganisationMerge]:
    """Entries that were merged into an organisation, the last one first; the core is everyone's."""
    found = OrganisationMerge.objects.filter(kept=organisation, undone_at=None)
    return list(found.select_related("gone"))


def numbers_merged(organisation: Organisation) -> set[int]:
    """Keys of the numbers that merges brought to an organisation; undoing a merge takes them back."""
    column = f"{OrganisationIdentifier._meta.label_lower}.organisation"
    return {key for merge in merges_of(organisation) for key in merge.moved.get(column, ())}


def numbers_to_choose(organisation: Organisation) -> list[tuple[str, str]]:
    """Numbers of an organisation of which somebody has to say which one is wrong: value and how it is read.

    Only schemes of which it has several; those that a merge brought are corrected where the merge is undone.
    """
    merged = numbers_merged(organisation)
    held = list(organisation.identifiers.order_by("scheme", "value"))
    several = {scheme for scheme, count in Counter(one.scheme for one in held).items() if count > 1}
    return [
        (one.value, f"{one.get_scheme_display()} {one.value}")
        for one in held
        if one.scheme in several and one.pk not in merged
    ]


def merged_sheets(user: User | None, organisation: Organisation) -> list[OrganisationSheet]:
    """Sheets of the user's institution on entries that were merged into an organisation and that had one already."""
    if user is None or not can_read(user):
        return []
    found = OrganisationSheet.objects.filter(organisation__merged_into=organisation, institution=user.institution_id)
    return list(found.select_related("organisation").order_by("organisation__name", "pk"))
