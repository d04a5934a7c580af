"""Which organisation of the register a row of a list means: by its number or name, else as the data know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossfield.lake.name_words import FORMS
from crossfield.web.accounts.models.search import searched
from crossfield.web.evidence.queries.link import found_in_data
from crossfield.web.registry.models import Organisation, OrganisationIdentifier, OrganisationValue
from crossfield.web.registry.queries.intake import in_portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Asked = Mapping[str, str]
    Called = tuple[str, Organisation]

NUMBERS = ("pic", "vat", "ror")
SHORT = 3
ENDINGS = tuple(
    dict.fromkeys(
        spelled
        for form in FORMS
        for spelled in (form.replace("_", " "), " ".join(form) if len(form) <= SHORT else "")
        if spelled
    )
)
"""Legal forms as searched names end with them; short ones with points between their letters, too (e.V.)."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The organisation that a row means.

    Parameters
    ----------
    organisation
        None: the register has none of this number or name.
    is_sure
        False: a person should look.
    reason
        What spoke for and against it, as the linker says it.
    score
        Probability, where the data were asked.
    """

    organisation: Organisation | None = None
    is_sure: bool = False
    reason: str = ""
    score: float | None = None


def organisations_meant(asked: Sequence[Asked]) -> list[Meant]:
    """Find the organisations of the register that rows mean.

    Sure are one number, or one entry of the name in the country; doubtful are several of the name, the same name with
    another legal form, and what the data hold for likely.

    Parameters
    ----------
    asked
        ``name``, and as far as known ``id`` (in the register), ``country``, ``pic``, ``vat`` and ``ror``.

    Returns
    -------
    list[Meant]
        In the order of the rows.
    """
    numbered, named = _numbered(asked), _named(asked)
    meant = [_in_register(one, numbered, named) for one in asked]
    places = [place for place, one in enumerate(meant) if one.organisation is None and asked[place].get("name")]
    found = found_in_data([asked[place] for place in places])
    owners = _owners([one.organisation for one in found])
    for place, one in zip(places, found, strict=True):
        if one.organisation in owners:
            meant[place] = Meant(owners[one.organisation], one.is_sure, one.reason, one.score)
    return meant


def _owners(found: Iterable[str]) -> dict[str, Organisation]:
    """Organisations of the register by their id in the data, where that is a PIC."""
    pics = sorted({one.removeprefix("pic:") for one in found if one.startswith("pic:")})
    rows = OrganisationIdentifier.objects.filter(scheme="pic").select_related("organisation")
    return {f"pic:{one.value}": one.organisation for some in in_portions(pics) for one in rows.filter(value__in=some)}


def _numbered(asked: Sequence[Asked]) -> dict[tuple[str, str], Organisation]:
    numbers = sorted({one[column] for one in asked for column in NUMBERS if one.get(column)})
    ids = sorted({one["id"] for one in asked if one.get("id")})
    own = (one for some in in_portions(ids) for one in Organisation.objects.filter(public_id__in=some))
    found = {("id", one.public_id): one for one in own}
    for some in in_portions(numbers):
        rows = OrganisationIdentifier.objects.filter(scheme__in=NUMBERS, value__in=some)
        found |= {(one.scheme, one.value): one.organisation for one in rows.select_related("organisation")}
    return found


def _named(asked: Sequence[Asked]) -> dict[str, list[Called]]:
    """Names of organisations, the one shown and others, without their legal form, as they are searched."""
    whole = {searched(one.get("name", "")) for one in asked} - {""}
    bare = {_bare(name) for name in whole}
    wanted = sorted(whole | {f"{name} {ending}".strip() for name in bare for ending in ("", *ENDINGS)})
    found: dict[str, list[Called]] = {}
    for some in in_portions(wanted):
        for one in Organisation.objects.filter(folded__in=some):
            found.setdefault(_bare(one.folded), []).append((one.name, one))
        others = OrganisationValue.objects.filter(folded__in=some, organisation__merged_into=None).order_by("pk")
        for value in others.select_related("organisation"):
            found.setdefault(_bare(value.folded or ""), []).append((value.value, value.organisation))
    return found


def _bare(name: str) -> str:
    """A searched name without a legal form at its end.

    Examples
    --------
    >>> _bare("muller sohne gmbh co kg"), _bare("bio saxony e v"), _bare("gmbh")
    ('muller sohne', 'bio saxony', 'gmbh')
    """
    fits = (ending for ending in ENDINGS if name.endswith(f" {ending}"))
    longest = max(fits, key=len, default="")
    return name[: len(name) - len(longest)].rstrip() if longest else name


def _in_register(
    one: Asked, numbered: Mapping[tuple[str, str], Organisation], named: Mapping[str, list[Called]]
) -> Meant:
    told = [(column, one[column]) for column in ("id", *NUMBERS) if one.get(column)]
    of_number = [numbered[number] for number in told if number in numbered]
    if of_number:
        return Meant(of_number[0], is_sure=True, reason="same number")
    return _called(one, named)


def _called(one: Asked, named: Mapping[str, list[Called]]) -> Meant:
    name, country = one.get("name", ""), one.get("country", "")
    alike = _in_country(named.get(_bare(searched(name)), ()), country)
    same = {each.pk: each for known, each in alike if known.lower() == name.lower()}
    shown = {each.pk: each for each in same.values() if each.name.lower() == name.lower()}
    same = shown or same
    if len(same) == 1:
        return Meant(next(iter(same.values())), is_sure=True, reason="same name")
    if same:
        return Meant(next(iter(same.values())), reason="same name; several alike")
    spelled = [each for known, each in alike if searched(known) == searched(name)]
    if spelled:
        return Meant(spelled[0], reason="name alike")
    return Meant(alike[0][1], reason="same name; other legal form") if alike else Meant()


def _in_country(found: Iterable[Called], country: str) -> list[Called]:
    return [(name, one) for name, one in found if not country or not one.country or one.country == country]
