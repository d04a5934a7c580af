"""Search: typos and spellings, rights in the query, ties by size and language, nothing of a kind not asked for."""

import pytest

from crossfield.web.accounts.actions.search import Text, keep_texts
from crossfield.web.accounts.models import Institution, SearchEntry
from crossfield.web.accounts.queries.search import Reach, _is_common, closeness, search

pytestmark = pytest.mark.django_db
KINDS = ("region", "organisation", "finding")


def fill(*texts, **shared):
    keep_texts(KINDS, [Text(**({"kind": "region", "public_id": text} | shared | {"text": text})) for text in texts])


def found(text, user=None, language="en", kinds=KINDS):
    return [hit.title for hit in search(text, user=user, language=language, kinds=kinds)]


@pytest.mark.parametrize(
    "typed",
    ["Thüringen", "thueringen", "THURINGEN", "thüringn", "thüirngen", "tühringen", "thü", "thuring", "thüringens"],
)
def test_a_name_is_found_with_typos_and_by_its_beginning(typed):
    fill("Thüringen", "Tübingen", "Sachsen")

    assert found(typed)[0] == "Thüringen"


@pytest.mark.parametrize("typed", ["", " ", "-", "x", "qwertz", "\N{SNOWMAN}"])
def test_what_is_nothing_finds_nothing(typed):
    fill("Sachsen")

    assert found(typed) == []


@pytest.mark.parametrize("typed", ["'; DROP TABLE x; --", "%", "sach%", "s" * 10_000, "sachsen \N{NO-BREAK SPACE}"])
def test_signs_of_the_database_are_signs(typed):
    fill("Sachsen")

    assert found(typed) in ([], ["Sachsen"])
    assert SearchEntry.objects.count() == 1


def test_short_words_have_no_typos():
    fill("VDI", "VDE")

    assert found("vdi") == ["VDI"]


def test_words_may_come_in_any_order_and_all_count():
    fill("Technische Universität Dresden", "Universität Leipzig", "Dresden")

    assert found("dresden universität")[0] == "Technische Universität Dresden"


def test_of_equal_hits_the_larger_comes_first_and_each_once():
    keep_texts(
        KINDS,
        [
            Text("organisation", "1", "Institute A", weight=0.1),
            Text("organisation", "2", "Institute B", weight=0.9),
            Text("organisation", "2", "Institute of B", title="Institute B", weight=0.9),
        ],
    )

    assert found("institute") == ["Institute B", "Institute A"]


def test_the_title_is_that_of_the_readers_language():
    keep_texts(
        KINDS,
        [
            Text("region", "f", "Photonik", language="de"),
            Text("region", "f", "Photonic", language="en"),
        ],
    )

    assert (found("photoni", language="de"), found("photoni", language="en")) == (["Photonik"], ["Photonic"])


def test_only_the_kinds_asked_for_are_found():
    fill("Sachsen")

    assert found("sachsen", kinds=("finding",)) == []
    assert found("sachsen", kinds=()) == []


@pytest.mark.parametrize(
    ("release", "who"),
    [
        ("own", ["ann"]),
        ("institution", ["ann", "bob"]),
        ("partners", ["ann", "bob", "pat"]),
        ("public", ["ann", "bob", "pat", "eve", None]),
    ],
)
def test_who_finds_it_is_who_may_see_it(make_user, release, who):
    home, other = Institution.objects.create(name="Home"), Institution.objects.create(name="Partner")
    home.partners.add(other)
    users = {"ann": make_user("ann", home), "bob": make_user("bob", home), "pat": make_user("pat", other)}
    users |= {"eve": make_user("eve"), None: None}
    rights = {"owner": users["ann"].public_id, "institution": home.pk, "release": release}
    keep_texts(["finding"], [Text("finding", "1", "Secret shortlist", **rights)])

    assert [name for name, user in users.items() if found("secret", user)] == who


def test_who_may_not_sign_in_any_more_finds_what_is_public(make_user):
    user = make_user("ann", is_active=False)
    keep_texts(["finding"], [Text("finding", "1", "Secret", owner=user.public_id, release="own")])

    assert found("secret", user) == []


def test_a_user_without_institution_finds_own_things(make_user):
    user = make_user("ann")
    user.institution = None
    keep_texts(["finding"], [Text("finding", "1", "Secret", owner=user.public_id, release="own")])

    assert found("secret", user) == ["Secret"]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("dresden", "dresden", "tu dresden"),
        ("dresden", "tu dresden", "dresdner bank"),
        ("mikro elektronik", "mikroelektronik", "mikroskopie und elektronik"),
        ("elektronik", "elektronik werke", "mikroelektronik"),
        ("halbleiter", "halbleiter", "leiter"),
    ],
)
def test_a_closer_text_scores_higher(query, better, worse):
    assert closeness(query, better) > closeness(query, worse)


def test_nothing_in_common_is_nothing():
    assert closeness("sachsen", "") == 0.0
    assert closeness("abc", "xyz") == 0.0


def test_a_reach_narrows_kinds_to_public_ones_and_adds_single_things(make_user):
    ann = make_user("ann")
    shared = {"institution": ann.institution.pk, "release": "institution"}
    texts = [Text("organisation", "1", "Sachsen eins", **shared), Text("organisation", "2", "Sachsen zwei")]
    keep_texts(KINDS, [*texts, Text("finding", "f", "Sachsen drei", owner="somebody", release="own")])

    def reached(reach):
        hits = search("sachsen", user=ann, language="de", kinds=KINDS, reach=reach)
        return sorted(hit.title for hit in hits)

    assert reached(None) == reached(Reach()) == ["Sachsen eins", "Sachsen zwei"]
    assert reached(Reach(["organisation"])) == ["Sachsen zwei"]
    assert reached(Reach(["organisation"], {"finding": ["f", "g"]})) == ["Sachsen drei", "Sachsen zwei"]


@pytest.mark.parametrize("hidden", ["kind", "release"])
def test_what_is_hidden_among_the_first_ones_takes_nothing_from_the_others(hidden, monkeypatch):
    monkeypatch.setattr("crossfield.web.accounts.queries.search.LOOKED_AT", 3)
    kept = {"kind": "finding"} if hidden == "kind" else {"release": "own", "owner": "b" * 16}
    keep_texts(KINDS, [Text(**{"kind": "region", "public_id": f"h{n}", "text": "Dresden"} | kept) for n in range(4)])
    fill("Dresden-Ost")

    assert found("dresden", kinds=("region",)) == ["Dresden-Ost"]


def test_of_common_words_alone_the_exact_name_is_found_however_small(monkeypatch):
    for name, value in {"COMMON": 1, "LOOKED_AT": 3, "ALSO": 2, "CANDIDATES": 3}.items():
        monkeypatch.setattr(f"crossfield.web.accounts.queries.search.{name}", value)
    _is_common.cache_clear()
    names = [*(f"Technik Verein Dresden {number}" for number in range(4)), "Technik Dresden", "Technik Dresden Ost"]
    weights = [0.9] * 4 + [0.1] * 2
    keep_texts(KINDS, [Text("region", name, name, weight=size) for name, size in zip(names, weights, strict=True)])

    assert found("technik dresden")[0] == "Technik Dresden"
    whole = found("technik dresden")
    monkeypatch.setattr("crossfield.web.accounts.queries.search.AT_ONCE", 1)  # looked at one after the other, the same
    assert found("technik dresden") == whole
    assert {"Technik Dresden Ost", "Technik Verein Dresden 0"} <= set(found("technik dresden"))
    _is_common.cache_clear()


def test_a_word_that_one_entry_alone_has_wrong_finds_the_right_ones_too(monkeypatch):
    monkeypatch.setattr("crossfield.web.accounts.queries.search.COMMON", 2)
    _is_common.cache_clear()
    fill("Berln", "Berlin", "Berlin Ost", "Berlin West")

    assert found("berln")[:2] == ["Berln", "Berlin"]
    _is_common.cache_clear()


def test_a_larger_one_of_equals_is_looked_at_first_and_a_changed_size_counts(monkeypatch):
    monkeypatch.setattr("crossfield.web.accounts.queries.search.LOOKED_AT", 2)
    monkeypatch.setattr("crossfield.web.accounts.queries.search.CANDIDATES", 2)

    def sized(**weights):
        keep_texts(
            KINDS, [Text("region", name, f"Institute {name}", weight=weight) for name, weight in weights.items()]
        )

    sized(A=0.1, B=0.2, C=0.3)
    assert found("institute") == ["Institute C", "Institute B"]
    sized(A=0.9, B=0.2, C=0.3)
    assert found("institute") == ["Institute A", "Institute C"]
