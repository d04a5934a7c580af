"""What partners are asked for: by whom, at which interface or for which idea, and what they must be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crossfield.errors import UnknownNameError
from crossfield.matching.partners import KINDS, Filters
from crossfield.matching.programmes import PROGRAMMES

if TYPE_CHECKING:
    from django.http import QueryDict

WHO = ("organisations", "regions", "clusters")
LONGEST_NAME, LONGEST_TEXT = 200, 5000
FIRST_YEAR, LAST_YEAR = 1984, 2100


@dataclass(frozen=True, slots=True)
class PartnerQuestion:
    """A search as its address says it.

    Parameters
    ----------
    asker
        Name or code of a region, an organisation or a cluster; empty: an idea alone.
    fields
        Codes of none, one or two fields.
    text
        An idea in German or English.
    who
        What is looked for: organisations, regions or clusters.
    new, countries, kinds, widening, programme, since, newcomers, per_country
        As in `Filters`.
    region
        Where they shall sit, as it was typed: a region's code or name, or a city; empty: anywhere.
    """

    asker: str = ""
    fields: tuple[str, ...] = ()
    text: str = ""
    who: str = WHO[0]
    new: bool = False
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    widening: bool = False
    programme: str = ""
    since: int | None = None
    newcomers: bool = False
    per_country: int = 0
    region: str = ""

    @property
    def filters(self) -> Filters:
        """What suggestions must be; the region has to be a code by then."""
        return Filters(
            self.new,
            self.countries,
            self.kinds,
            self.widening,
            self.programme,
            self.since,
            self.newcomers,
            self.per_country,
            self.region,
        )

    @property
    def query(self) -> str:
        """The question as the query of an address, without what is not asked.

        Examples
        --------
        >>> PartnerQuestion("DED", ("energy", "ict"), new=True, countries=("CZ", "PL"), region="Brno").query
        'for=DED&field=energy&field=ict&new=1&region=Brno&country=CZ&country=PL'
        """
        told: list[tuple[str, str]] = [("for", self.asker)]
        told += [("field", field) for field in self.fields]
        told += [("text", self.text), ("who", "" if self.who == WHO[0] else self.who), ("new", "1" if self.new else "")]
        told += [("region", self.region)]
        told += [("country", code) for code in self.countries] + [("kind", kind) for kind in self.kinds]
        told += [("widening", "1" if self.widening else ""), ("programme", self.programme)]
        told += [("since", str(self.since or "")), ("newcomers", "1" if self.newcomers else "")]
        told += [("per_country", str(self.per_country or ""))]
        return urlencode([(key, value) for key, value in told if value or key == "for"])


def question_of(given: QueryDict, own_region: str) -> PartnerQuestion:
    """Read a question from an address; the bare one asks for one's own region, and for those who are new to it.

    Raises
    ------
    UnknownNameError
        It looks for something that is not there to be looked for, or for organisations of an unknown kind or programme.
    """
    who = given.get("who") or WHO[0]
    if who not in WHO:
        raise UnknownNameError("kind of partner", who[:40], WHO)
    question = PartnerQuestion(
        asker=given.get("for", own_region)[:LONGEST_NAME].replace("\0", "").strip(),
        fields=tuple(sorted({code[:LONGEST_NAME] for code in given.getlist("field") if code}))[:2],
        text=given.get("text", "")[:LONGEST_TEXT].replace("\0", "").strip(),
        who=who,
        new=who != "clusters" and given.get("new", "1" if "for" not in given else "") == "1",
        countries=tuple(sorted({code.strip().upper()[:2] for code in given.getlist("country") if code.strip()})),
        kinds=_kinds(given),
        widening=given.get("widening") == "1",
        programme=_programme(given),
        since=_since(given),
        newcomers=given.get("newcomers") == "1",
        per_country=_most_of_one_country(given),
        region=given.get("region", "")[:LONGEST_NAME].replace("\0", "").strip(),
    )
    if who == WHO[0]:
        return question
    return replace(question, kinds=(), since=None, newcomers=False, per_country=0)  # asked of organisations only


def _kinds(given: QueryDict) -> tuple[str, ...]:
    kinds = tuple(kind for kind in dict.fromkeys(code.upper()[:40] for code in given.getlist("kind")) if kind)
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownNameError("kind of organisation", kind, KINDS)
    return kinds


def _programme(given: QueryDict) -> str:
    programme = given.get("programme", "")[:LONGEST_NAME]
    if programme and programme not in PROGRAMMES:
        raise UnknownNameError("programme", programme, PROGRAMMES)
    return programme


def _since(given: QueryDict) -> int | None:
    since = (given.get("since") or "").strip()
    if not since:
        return None
    if since.isascii() and since.isdigit() and FIRST_YEAR <= int(since[:5]) <= LAST_YEAR:
        return int(since)
    raise UnknownNameError("year", since[:40], (), "Write a year such as 2018.")


def _most_of_one_country(given: QueryDict) -> int:
    most = given.get("per_country") or "0"
    if not (most.isascii() and most.isdigit() and len(most) <= len("99")):
        raise UnknownNameError("number of partners from one country", most[:40], (), "Write a number such as 3.")
    return int(most)
