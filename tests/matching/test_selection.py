from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.errors import ConfigError, NotComputableError
from crossfield.matching.candidates import Need, Pool
from crossfield.matching.rules import Requirement, RuleSet, rule_set
from crossfield.matching.selection import Choice, Plan, Selection, choose, preference


def needs(count):
    return tuple(Need(((f"f{number}",),)) for number in range(count))


def pool_of(fit, countries, ties=None, regions=None):
    fit = np.array(fit, float)
    size = len(fit)
    names = [f"o{number}" for number in range(size)]
    ties = np.zeros(size) if ties is None else np.array(ties, float)
    return Pool(names, names, list(countries), regions or list(countries), ["PRC"] * size, fit * 10, fit, ties)


def rules_of(*requirements):
    return RuleSet("own", {"en": "own", "de": "own"}, "x", "2026", {"en": "", "de": ""}, requirements)


COUNTRIES = rules_of(Requirement("countries", 2, (), {"en": "two countries"}))
POOL = pool_of([[0.9, 0.0], [0.0, 0.8], [0.0, 0.7], [0.5, 0.6]], ["DE", "DE", "AT", "CZ"])


def test_the_best_for_each_need():
    _, found = choose(POOL, Plan(needs(2), 2))
    assert found.members == {0: (0,), 1: (1,)}
    assert (found.score, found.gap) == (pytest.approx(1.7), 0)


def test_rules_and_caps_cost_something():
    for plan in (Plan(needs(2), 2, rules=COUNTRIES), Plan(needs(2), 2, per_country=1)):
        _, found = choose(POOL, plan)
        assert (found.members, found.score) == ({0: (0,), 2: (1,)}, pytest.approx(1.6))


def test_one_partner_for_two_needs():
    _, found = choose(POOL, Plan(needs(2), 1, most_needs=2))
    assert (found.members, found.score) == ({3: (0, 1)}, pytest.approx(1.1))


def test_more_partners_than_needs_share_them():
    _, found = choose(POOL, Plan(needs(2), 3))
    assert (found.members, found.score) == ({0: (0,), 1: (1,), 2: (1,)}, pytest.approx(2.4))


def test_many_needs_for_few_partners():
    halves = [[0.9] * 6 + [0.0] * 6, [0.0] * 6 + [0.8] * 6, [0.0] * 6 + [0.7] * 6, [0.5] * 12]
    _, found = choose(pool_of(halves, ["DE", "AT", "AT", "AT"]), Plan(needs(12), 2, most_needs=6, per_country=1))
    assert found.members == {0: tuple(range(6)), 1: tuple(range(6, 12))}


def test_home_and_partners_that_are_set():
    assert choose(POOL, Plan(needs(2), 2, home="CZ"))[1].members == {0: (0,), 3: (1,)}
    # who is set need not cover anything
    idle = pool_of([[0.9], [0.0]], ["DE", "AT"])
    assert choose(idle, Plan(needs(1), 2, fixed=("o1",)))[1].members == {0: (0,), 1: ()}


def test_known_and_new_partners():
    pool = pool_of([[0.5], [0.5]], ["DE", "AT"], ties=[0, 2])
    assert choose(pool, Plan(needs(1), 1, prefer="new"))[1].members == {0: (0,)}
    selection, found = choose(pool, Plan(needs(1), 1, prefer="known"))
    assert (found.members, found.score) == ({1: (0,)}, pytest.approx(0.625))
    assert selection.best(without=[1]).members == {0: (0,)}


def test_both_sides_by_different_partners():
    sides = rules_of(Requirement("sides", 2, (), {"en": "both sides"}))
    pool = pool_of([[0.9, 0.9, 0.0], [0.3, 0.0, 0.4], [0.0, 0.0, 0.5]], ["DE", "AT", "CZ"])
    plan = Plan(needs(3), 2, most_needs=2, sides=(0, 1))
    assert choose(pool, plan)[1].members == {0: (0, 1), 2: (2,)}
    assert choose(pool, replace(plan, rules=sides))[1].members == {0: (1,), 1: (0, 2)}


def test_everyone_from_one_region():
    home = rules_of(Requirement("organisations", 0, ("DE",), {"en": "all from DE"}, everyone=True))
    pool = pool_of([[0.9], [0.2]], ["AT", "DE"])
    assert choose(pool, Plan(needs(1), 1, rules=home))[1].members == {1: (0,)}


def test_countries_that_are_not_known_do_not_count():
    pool = pool_of([[0.9, 0], [0, 0.8], [0, 0.1]], [None, None, "AT"])
    assert choose(pool, Plan(needs(2), 2, per_country=1))[1].members == {0: (0,), 1: (1,)}
    with pytest.raises(NotComputableError, match="two countries"):
        choose(pool, Plan(needs(2), 2, rules=COUNTRIES))


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        (Plan((*needs(2), Need((("f9",),), "sme")), 3), {"the need f9:sme"}),
        (Plan(needs(2), 1, rules=COUNTRIES, most_needs=2), {"1 partners", "two countries"}),
        (
            Plan(needs(2), 2, fixed=("o0", "o1"), per_country=1),
            {"o0 as a partner", "o1 as a partner", "at most 1 from one country"},
        ),
        (Plan(needs(2), 2, home="FR"), {"a partner from FR"}),
        (Plan(needs(2), 1), {"1 partners", "the need f0", "the need f1", "at most 1 need(s) a partner"}),
    ],
)
def test_demands_that_cannot_hold_together_are_named(plan, named):
    pool = POOL if len(plan.needs) == 2 else replace(POOL, fit=np.column_stack([POOL.fit, np.zeros(4)]))
    selection = Selection(pool, plan)
    assert selection.best() is None
    assert set(selection.conflict()) == named
    with pytest.raises(NotComputableError) as refusal:
        choose(pool, plan)
    assert all(name in refusal.value.message for name in named)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Plan(needs(1), 1, prefer="best"), "no preference 'best'"),
        (Plan(needs(1), 0), "Found 0 partners"),
        (Plan(needs(1), 1, per_country=0), "0 per country"),
        (Plan(needs(1), 1, rules=rule_set("c3")), "both sides of an interface, and none is given"),
    ],
)
def test_plans_that_contradict_themselves(plan, message):
    with pytest.raises(ConfigError, match=message):
        choose(POOL, plan)


def test_a_pool_without_candidates():
    with pytest.raises(NotComputableError, match="covers any of the needs: f0, f1"):
        choose(pool_of(np.zeros((0, 2)), []), Plan(needs(2), 2, per_country=1, rules=COUNTRIES))


def test_the_gap_is_a_share_of_the_score():
    assert Choice({}, 2.0, 2.5).gap == 0.25
    assert Choice({}, 2.0, 1.9999999).gap == 0
    assert preference(np.array([8.0]), "known").tolist() == [0.2]


def brute_force(pool, plan):
    """Best score over all choices and all ways to cover, each partner covering 1 to ``most_needs`` needs."""
    best = None
    for chosen in combinations(range(len(pool)), plan.partners):
        countries = [pool.countries[place] for place in chosen]
        if plan.per_country and max(map(countries.count, countries)) > plan.per_country:
            continue
        if plan.rules and len(set(countries)) < plan.rules.requirements[0].at_least:
            continue
        for covering in product(chosen, repeat=len(plan.needs)):
            counts = [covering.count(place) for place in chosen]
            fits = [pool.fit[place, need] for need, place in enumerate(covering)]
            if min(fits) > 0 and min(counts) >= 1 and max(counts) <= plan.most_needs:
                score = sum(fits) + sum(preference(pool.ties, plan.prefer)[list(chosen)])
                best = score if best is None else max(best, score)
    return best


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["fit", "known", "new"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([(3, 1), (2, 2)]),
)
def test_no_choice_is_better_and_leaving_out_whom_others_match_changes_nothing(seed, prefer, per_country, shape):
    random = np.random.default_rng(seed)
    partners, most = shape
    fit = random.integers(0, 4, (7, 3)) / 4
    pool = pool_of(fit, random.choice(["DE", "AT", "CZ"], 7).tolist(), ties=random.integers(0, 3, 7))
    plan = Plan(needs(3), partners, most_needs=most, per_country=per_country, rules=COUNTRIES, prefer=prefer)
    found, expected = Selection(pool, plan).best(), brute_force(pool, plan)
    assert (found is None) == (expected is None)
    if found is not None:
        assert found.score == pytest.approx(expected)
        assert found.gap < 1e-6
        assert sorted(need for covers in found.members.values() for need in covers) == [0, 1, 2]
