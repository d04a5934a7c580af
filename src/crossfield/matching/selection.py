"""Choosing a consortium: a mixed-integer programme over candidates, needs and rules, solved to proven optimality."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from crossfield.errors import ConfigError, NotComputableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from crossfield.matching.candidates import Need, Pool
    from crossfield.matching.rules import Requirement, RuleSet

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PREFERENCES = ("fit", "known", "new")
PREFERENCE = 0.25
SECONDS = 60.0
MOST_PARTS = 600
_OPTIMAL, _STOPPED = 0, 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What the consortium shall be like.

    Parameters
    ----------
    needs
        What shall be covered, each by at least one partner.
    partners
        How many.
    most_needs
        Needs that one partner may cover at most.
    per_country
        Partners from one country at most; None: any number.
    rules
        Rules of a programme; None: none.
    home
        Code of a region from which at least one partner shall come; empty: none.
    fixed
        Ids of partners that are set.
    prefer
        fit: nothing but fit; known: partners with joint projects; new: partners without.
    sides
        Places of the two needs that are the sides of an interface; empty: no interface is asked for.
    """

    needs: tuple[Need, ...]
    partners: int
    most_needs: int = 1
    per_country: int | None = None
    rules: RuleSet | None = None
    home: str = ""
    fixed: tuple[str, ...] = ()
    prefer: str = "fit"
    sides: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A consortium.

    Parameters
    ----------
    members
        Place of each partner in the pool → places of the needs it covers.
    score
        Sum of fits of the needs covered, and of preferences.
    bound
        No consortium under this plan has a higher score.
    """

    members: dict[int, tuple[int, ...]]
    score: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the bound lies above the score, as a share of it; 0: proven optimal."""
        return max(self.bound - self.score, 0.0) / max(abs(self.score), 1e-9)


@dataclass(slots=True)
class _Rows:
    """Rows of a linear programme by the name of what they ask."""

    width: int
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    name: list[str] = field(default_factory=list)

    def add(
        self, name: str, columns: Iterable[Any], values: float | Iterable[float], low: float, high: float = np.inf
    ) -> None:
        """Add a row: low ≤ Σ value · variable ≤ high."""
        places = np.fromiter(columns, np.int64)
        self.row.append(np.full(len(places), len(self.low)))
        self.column.append(places)
        self.value.append(np.broadcast_to(np.asarray(values, float), places.shape))
        self.low.append(low)
        self.high.append(high)
        self.name.append(name)

    def without(self, names: set[str]) -> LinearConstraint:
        """Everything but what goes by these names."""
        which = np.array([name not in names for name in self.name])
        shape = (len(self.low), self.width)
        parts = (np.concatenate(part) for part in (self.value, self.row, self.column))
        value, row, column = parts
        matrix = sparse.coo_array((value, (row, column)), shape=shape).tocsr()
        return LinearConstraint(matrix[np.flatnonzero(which)], np.array(self.low)[which], np.array(self.high)[which])


class Selection:
    r"""The programme for one pool and plan.

    .. math:: \max \sum_{ok} fit_{ok} y_{ok} + \sum_o b_o x_o

    where x says who is in and y who covers which need; b is the preference, 0.25 t / (t + 2) for known partners with t
    joint projects, 0.25 for new ones without any. Before it is solved, what cannot matter is left out: candidates for
    whom more others of the same country, with the same standing under every rule, are at least as good than could be
    chosen. No consortium is better for having them, so that the proof holds for all candidates.

    Parameters
    ----------
    pool, plan
        Candidates, and what is asked.

    Raises
    ------
    ConfigError
        Numbers that contradict each other, a preference that does not exist, or rules that need an interface.

    References
    ----------
    Huangfu and Hall (2018), Mathematical Programming Computation 10, 119-142 (the solver HiGHS).
    """

    def __init__(self, pool: Pool, plan: Plan) -> None:
        _check(plan)
        self.pool, self.plan = pool, plan
        self.requirements: tuple[Requirement, ...] = plan.rules.requirements if plan.rules else ()
        self._from = [
            np.array([one.is_from(*place) for place in zip(pool.countries, pool.regions, strict=True)], bool)
            for one in self.requirements
        ]
        home = plan.home or "no region"
        self._home = np.array([(region or "").startswith(home) for region in pool.regions], bool)
        self.bonus = preference(pool.ties, plan.prefer)
        self._fixed = np.isin(pool.ids, list(plan.fixed))
        self._fit = self._that_matter(self._at_once)

    def best(self, *, without: Sequence[int] = ()) -> Choice | None:
        """Solve; None where nothing meets the plan.

        Parameters
        ----------
        without
            Places of candidates that may not be chosen.
        """
        places, rows, costs = self._programme(without)
        found = milp(
            costs,
            constraints=rows.without(set()),
            integrality=np.ones(len(costs)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
        )
        if found.x is None:
            return None
        return self._choice(places, found.x, -float(found.fun), -float(found.mip_dual_bound))

    def conflict(self) -> list[str]:
        """Name what cannot hold together: leaving out any one of these would allow a consortium.

        Each demand is left out in turn; if there is still no consortium without it, it is left out for good.
        """
        asked = sum(max(one.at_least, 1) for one in self.requirements)
        self._fit = self._that_matter(lambda _: max(self.plan.partners, len(self.plan.needs) + asked))
        _, rows, costs = self._programme(())
        names, dropped = list(dict.fromkeys(name for name in rows.name if name)), set[str]()
        for name in names:
            if not _is_feasible(rows.without(dropped | {name}), len(costs)):
                dropped.add(name)
        return [name for name in names if name not in dropped]

    def _programme(self, without: Sequence[int]) -> tuple[_Pairs, _Rows, Floats]:
        there = (self._fit > 0).any(axis=1) | self._fixed
        there[list(without)] = False
        kept = np.flatnonzero(there)
        fit = self._fit[kept]
        who, need = np.nonzero(fit > 0)
        pairs = _Pairs(kept, who, need)
        groups = [self._countries(one, kept, where) for one, where in zip(self.requirements, self._from, strict=True)]
        count = len(kept) + len(who) + sum(len(group) for group in groups)
        rows = _Rows(count)
        self._ask_of_partners(rows, pairs)
        self._ask_of_needs(rows, pairs)
        start = len(kept) + len(who)
        for one, where, group in zip(self.requirements, self._from, groups, strict=True):
            self._ask_of_rule(rows, pairs, one, where[kept])
            if group:
                rows.add(one.title["en"], range(start, start + len(group)), 1, one.at_least)
            for number, places in enumerate(group, start):
                rows.add("", (*places, number), (*[1.0] * len(places), -1.0), 0)
            start += len(group)
        costs = np.zeros(count)
        costs[: len(kept)] = -self.bonus[kept]
        costs[len(kept) : len(kept) + len(who)] = -fit[who, need]
        return pairs, rows, costs

    def _ask_of_partners(self, rows: _Rows, pairs: _Pairs) -> None:
        plan, size = self.plan, len(pairs.kept)
        rows.add(f"{plan.partners} partners", range(size), 1, plan.partners, plan.partners)
        if plan.home:
            rows.add(f"a partner from {plan.home}", np.flatnonzero(self._home[pairs.kept]), 1, 1)
        for place in np.flatnonzero(self._fixed[pairs.kept]):
            rows.add(f"{self.pool.names[pairs.kept[place]]} as a partner", [place], 1, 1)
        if plan.per_country is not None:
            for country, places in _by_country(self.pool, pairs.kept).items():
                if country and len(places) > plan.per_country:
                    rows.add(f"at most {plan.per_country} from one country", places, 1, 0, plan.per_country)

    def _ask_of_needs(self, rows: _Rows, pairs: _Pairs) -> None:
        plan, size = self.plan, len(pairs.kept)
        most = 1.0 if plan.partners < len(plan.needs) else np.inf
        for place, need in enumerate(plan.needs):
            rows.add(f"the need {need.label}", size + np.flatnonzero(pairs.need == place), 1, 1, most)
        for place in range(size):
            mine = size + np.flatnonzero(pairs.who == place)
            columns, values = [*mine, place], [*[1.0] * len(mine)]
            rows.add(f"at most {plan.most_needs} need(s) a partner", columns, [*values, -plan.most_needs], -np.inf, 0)
            if not self._fixed[pairs.kept[place]]:
                rows.add("", columns, [*values, -1.0], 0)  # who is in covers something
        for pair, who in enumerate(pairs.who):
            rows.add("", (size + pair, who), (1, -1), -np.inf, 0)  # only who is in covers

    def _ask_of_rule(self, rows: _Rows, pairs: _Pairs, one: Requirement, where: NDArray[np.bool_]) -> None:
        name = one.title["en"]
        if one.count == "sides":
            a, b = (
                dict(zip(pairs.who[which], len(pairs.kept) + which, strict=True))
                for which in map(pairs.of, self.plan.sides)
            )
            for place in sorted(set(a) & set(b)):
                rows.add(name, (a[place], b[place], place), (1, 1, -1), -np.inf, 0)
        elif one.everyone:
            rows.add(name, np.flatnonzero(~where), 1, 0, 0)
        elif one.count == "organisations":
            rows.add(name, np.flatnonzero(where), 1, one.at_least)

    def _countries(self, one: Requirement, kept: Ints, where: NDArray[np.bool_]) -> list[list[int]]:
        """Candidates by country, for a requirement that counts countries."""
        if one.count != "countries" or one.everyone:
            return []
        found = _by_country(self.pool, kept)
        inside = [[place for place in places if where[kept[place]]] for country, places in found.items() if country]
        return [places for places in inside if places] or [[]]

    def _choice(self, pairs: _Pairs, values: Floats, score: float, bound: float) -> Choice:
        size, chosen = len(pairs.kept), values > 0.5  # noqa: PLR2004 -- 0 or 1 up to rounding
        members: dict[int, list[int]] = {int(pairs.kept[place]): [] for place in np.flatnonzero(chosen[:size])}
        for pair in np.flatnonzero(chosen[size : size + len(pairs.who)]):
            members[int(pairs.kept[pairs.who[pair]])].append(int(pairs.need[pair]))
        return Choice({place: tuple(needs) for place, needs in sorted(members.items())}, score, bound)

    def _at_once(self, country: str | None) -> int:
        """How many candidates of a country can be in one consortium."""
        most = self.plan.per_country
        return self.plan.partners if most is None or country is None else min(most, self.plan.partners)

    def _that_matter(self, at_once: Callable[[str | None], int]) -> Floats:
        """Fits without those that cannot matter; one candidate more is left than can be chosen, to replace another."""
        keys: dict[tuple[object, ...], list[int]] = {}
        for place, country in enumerate(self.pool.countries):
            standing = (country, self._home[place], *(where[place] for where in self._from))
            keys.setdefault(standing, []).append(place)
        left = np.zeros_like(self.pool.fit)
        parts = _parts(self.pool.fit.shape[1], self.plan.most_needs)
        for members in keys.values():
            places = np.array(members)
            enough = at_once(self.pool.countries[members[0]]) + 1
            matter = _that_are_best(self.pool.fit[places], self.bonus[places], parts, enough)
            left[places] = np.where(matter, self.pool.fit[places], 0)
        return np.where(self._fixed[:, None], self.pool.fit, left)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Who could cover which need: places in ``kept``, and of the need."""

    kept: Ints
    who: Ints
    need: Ints

    def of(self, need: int) -> Ints:
        """Pairs of one need."""
        return np.flatnonzero(self.need == need)


def preference(ties: Floats, prefer: str) -> Floats:
    """What a candidate adds by being known or new, 0 to 0.25.

    Examples
    --------
    >>> ties = np.array([0.0, 2.0])
    >>> preference(ties, "known").tolist(), preference(ties, "new").tolist(), preference(ties, "fit").tolist()
    ([0.0, 0.125], [0.25, 0.0], [0.0, 0.0])
    """
    if prefer == "known":
        return PREFERENCE * ties / (ties + 2)
    return PREFERENCE * (ties == 0) if prefer == "new" else np.zeros(len(ties))


def choose(pool: Pool, plan: Plan) -> tuple[Selection, Choice]:
    """Choose the best consortium.

    Raises
    ------
    ConfigError
        The plan contradicts itself.
    NotComputableError
        Nothing meets the plan; the message names a smallest set of demands that cannot hold together.
    """
    selection = Selection(pool, plan)
    if not len(pool):
        listed = ", ".join(need.label for need in plan.needs)
        message = f"No organisation of the data covers any of the needs: {listed}."
        raise NotComputableError(message, "Ask for other fields or roles, or take candidates from a wider area.")
    found = selection.best()
    if found is None:
        listed = "; ".join(selection.conflict())
        message = f"No consortium of these candidates meets all of this together: {listed}."
        raise NotComputableError(message, "Leave out or loosen any one of them.")
    return selection, found


def _check(plan: Plan) -> None:
    if plan.prefer not in PREFERENCES:
        message = f"There is no preference {plan.prefer!r}; expected one of {', '.join(PREFERENCES)}."
        raise ConfigError(message, "Choose one with --prefer.")
    if min(plan.partners, plan.most_needs, 1 if plan.per_country is None else plan.per_country) < 1:
        message = f"Found {plan.partners} partners, {plan.most_needs} need(s) each, {plan.per_country} per country."
        raise ConfigError(message, "Numbers start at 1.")
    if plan.rules and any(one.count == "sides" for one in plan.rules.requirements) and not plan.sides:
        message = f"The rules {plan.rules.name!r} ask for both sides of an interface, and none is given."
        raise ConfigError(message, "Name it: --interface A B.")


def _is_feasible(constraint: LinearConstraint, width: int) -> bool:
    found = milp(np.zeros(width), constraints=constraint, integrality=np.ones(width), bounds=Bounds(0, 1))
    return found.x is not None


def _by_country(pool: Pool, kept: Ints) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, candidate in enumerate(kept):
        found.setdefault(pool.countries[candidate] or "", []).append(place)
    return found


def _parts(needs: int, most: int) -> list[list[int]]:
    """All sets of needs that one partner may cover; none where there are too many to look at each."""
    sizes = range(1, min(most, needs) + 1)
    if sum(comb(needs, size) for size in sizes) > MOST_PARTS:
        return []
    return [list(part) for size in sizes for part in combinations(range(needs), size)]


def _that_are_best(fit: Floats, bonus: Floats, parts: list[list[int]], enough: int) -> NDArray[np.bool_]:
    """Which candidates are for which needs among the best of their like; without parts, who is not matched in all."""
    matter = np.zeros(fit.shape, bool)
    if not parts:
        matter[_better(np.column_stack([fit, bonus])) < enough] = True
    for part in parts:
        able = np.flatnonzero((fit[:, part] > 0).all(axis=1))
        best = able[np.argsort(-(fit[able][:, part].sum(axis=1) + bonus[able]), kind="stable")[:enough]]
        matter[np.ix_(best, np.array(part))] = True
    return matter


def _better(values: Floats) -> Ints:
    """How many others are no worse in every value; among equals the first ones count as better.

    Examples
    --------
    >>> _better(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])).tolist()
    [1, 1, 0, 2]
    """
    found = np.zeros(len(values), np.int64)
    for number, row in enumerate(values):
        no_worse, same = (values >= row).all(axis=1), (values == row).all(axis=1)
        found[number] = no_worse.sum() - same.sum() + same[:number].sum()
    return found
