"""What a consortium is asked to be, as the address of its page says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crossfield.errors import UnknownNameError
from crossfield.matching.candidates import ROLES, SME
from crossfield.matching.consortium import Request
from crossfield.matching.rules import shipped_rules
from crossfield.matching.selection import PREFERENCES

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST_NAME, LONGEST_LIST = 200, 500
MOST_NEEDS, MOST_PARTNERS, MOST_FIXED = 6, 12, 5


@dataclass(frozen=True, slots=True)
class ConsortiumQuestion:
    """A consortium as its address asks for it.

    Parameters
    ----------
    fields
        Codes of none or two fields: a partner on each side, and one active on both.
    needs
        Field and role (empty: any) of further partners.
    rules, partners, region, prefer, within, fixed
        As in `Request`; ``rules`` is one of the sets that ship.
    """

    fields: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    rules: str = ""
    partners: int = 0
    region: str = ""
    prefer: str = PREFERENCES[0]
    within: str = ""
    fixed: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """True where there is something to cover."""
        return bool(self.fields or self.needs)

    @property
    def query(self) -> str:
        """The question as the query of an address, without what is not asked.

        Examples
        --------
        >>> ConsortiumQuestion(("energy", "ict"), (("health", "sme"),), "horizon").query
        'field=energy&field=ict&need=health%3Asme&rules=horizon'
        """
        told: list[tuple[str, str]] = [("field", field) for field in self.fields]
        told += [("need", f"{field}:{role}" if role else field) for field, role in self.needs]
        told += [("rules", self.rules), ("partners", str(self.partners or "")), ("region", self.region)]
        told += [("prefer", "" if self.prefer == PREFERENCES[0] else self.prefer), ("within", self.within)]
        return urlencode([(key, value) for key, value in (*told, *(("with", name) for name in self.fixed)) if value])

    def request(self, scheme: str) -> Request:
        """The question as the engine takes it."""
        return Request(
            scheme=scheme,
            needs=tuple(f"{field}:{role}" if role else field for field, role in self.needs),
            interface=self.fields,
            rules=self.rules,
            partners=self.partners,
            region=self.region,
            prefer=self.prefer,
            within=self.within,
            fixed=self.fixed,
        )


def consortium_question(given: QueryDict, own_region: str) -> ConsortiumQuestion:
    """Read a question from an address; ``need`` is FIELD:ROLE, or comes as pairs of ``need_field`` and ``need_role``.

    Raises
    ------
    UnknownNameError
        No such role, rules, preference or number.
    """
    pairs = [tuple(need.partition(":")[::2]) for need in given.getlist("need")]
    pairs += list(zip(given.getlist("need_field"), given.getlist("need_role"), strict=False))
    needs = tuple((field[:LONGEST_NAME], role[:LONGEST_NAME]) for field, role in pairs if field)[:MOST_NEEDS]
    for _field, role in needs:
        if role and role not in {*ROLES, SME}:
            raise UnknownNameError("role", role, (*ROLES, SME))
    rules, prefer = given.get("rules", "")[:LONGEST_NAME], given.get("prefer") or PREFERENCES[0]
    if rules and rules not in {one.name for one in shipped_rules()}:  # a path of a file is no name here
        raise UnknownNameError("rule set", rules, [one.name for one in shipped_rules()])
    if prefer not in PREFERENCES:
        raise UnknownNameError("preference", prefer[:LONGEST_NAME], PREFERENCES)
    names = [name.replace("\0", "").strip()[:LONGEST_NAME] for name in given.getlist("with")]
    return ConsortiumQuestion(
        fields=_two(given.getlist("field")),
        needs=needs,
        rules=rules,
        partners=_number(given.get("partners", "")),
        region=given.get("region", own_region)[:LONGEST_NAME].replace("\0", "").strip(),
        prefer=prefer,
        within=given.get("within", "")[:LONGEST_LIST].replace("\0", "").strip(),
        fixed=tuple(name for name in dict.fromkeys(names) if name)[:MOST_FIXED],
    )


def _two(codes: list[str]) -> tuple[str, ...]:
    """Two different fields, or none."""
    fields = tuple(sorted({code[:LONGEST_NAME] for code in codes if code}))
    return fields if len(fields) == 2 else ()  # noqa: PLR2004 -- an interface has two sides


def _number(given: str) -> int:
    text = given.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text[:3]) <= MOST_PARTNERS and len(text) < len("999")):
        raise UnknownNameError("number of partners", text[:40], (), f"Write a number up to {MOST_PARTNERS}.")
    return int(text)
