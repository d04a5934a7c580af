"""What every matcher returns: who suits whom, how well, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGITS = 9
KINDS = ("organisation", "region", "cluster")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a suggestion.

    Parameters
    ----------
    name
        Name of the feature, as the documentation of partners explains it.
    value
        Its value, in the feature's own unit; null where it is undefined.
    weight
        What it adds to the score; the weights of a suggestion's reasons sum to no more than its score. Null where the
        reason explains and is not added.
    records
        Ids of the records that prove it: projects, fields or organisations, the newest or largest first.
    """

    name: str
    value: float | None
    weight: float | None
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion.

    Parameters
    ----------
    who
        Id of what is suggested: an organisation, a region or a cluster.
    whom
        To whom it is suggested: id of an organisation or region, or the name of what was given (`idea`, `members`).
    kind
        What ``who`` is: organisation, region or cluster.
    known
        True where the two have worked together already.
    score
        Higher is better; comparable within one list only.
    reasons
        Why, the weightiest first.
    name, place
        Name of ``who``, and its region or country; empty where there is none.
    through
        Ids of the organisations that could introduce ``whom`` to ``who``, in order from ``whom``; empty where they know
        each other or no path of two introductions leads there.
    """

    who: str
    whom: str
    kind: str
    known: bool
    score: float
    reasons: tuple[Reason, ...]
    name: str = ""
    place: str = ""
    through: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as plain data for JSON and exports.

        Examples
        --------
        >>> found = Suggestion("pic:2", "pic:1", "organisation", False, 1.5, (Reason("shared-partners", 3.0, 1.5),))
        >>> found.to_dict()["reasons"]
        [{'name': 'shared-partners', 'value': 3.0, 'weight': 1.5, 'records': []}]
        """
        plain = asdict(self)
        return plain | {
            "reasons": [reason | {"records": list(reason["records"])} for reason in plain["reasons"]],
            "through": list(self.through),
        }


def ranked(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Sort suggestions by score rounded to 9 significant digits, descending, then by id: the order of no row decides.

    Examples
    --------
    >>> [one.who for one in ranked([Suggestion(who, "x", "region", False, 0.1 + 0.2, ()) for who in ("b", "a")])]
    ['a', 'b']
    """
    return sorted(suggestions, key=lambda one: (-rounded(one.score), one.who))


def rounded(score: float) -> float:
    """Score to 9 significant digits.

    Examples
    --------
    >>> rounded(0.1 + 0.2)
    0.3
    """
    return float(f"{score:.{DIGITS - 1}e}")
