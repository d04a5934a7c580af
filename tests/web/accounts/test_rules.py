"""Who may see what: every release level against every reader, with data that could leak."""

import pytest

from crossfield.web.accounts.models import Document, Institution
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.queries.document import documents_for

LEVELS = [str(level.value) for level in Release]


@pytest.fixture
def people(make_user):
    """An owner, a colleague, somebody of a partner institution, somebody of another, and nobody."""
    home, partner = Institution.objects.create(name="Home"), Institution.objects.create(name="Partner")
    home.partners.add(partner)
    return {
        "owner": make_user("owner", home),
        "colleague": make_user("colleague", home),
        "partner": make_user("partner", partner),
        "stranger": make_user("stranger"),
        "nobody": None,
    }


@pytest.fixture
def documents(people):
    owner = people["owner"]
    for level in LEVELS:
        Document.objects.create(
            owner=owner, institution=owner.institution, release=level, title=level, filename=level, size=1,
            media_type="text/plain", sha256="0" * 64, file=f"{level}.txt",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("owner", ["own", "institution", "partners", "public"]),
        ("colleague", ["institution", "partners", "public"]),
        ("partner", ["partners", "public"]),
        ("stranger", ["public"]),
        ("nobody", ["public"]),
    ],
)
def test_each_level_is_seen_by_those_it_is_released_to(people, documents, reader, seen):
    found = documents_for(people[reader]).values_list("title", flat=True)

    assert sorted(found, key=LEVELS.index) == seen


def test_an_account_that_is_closed_sees_what_nobody_sees(people, documents):
    owner = people["owner"]
    owner.is_active = False

    assert list(documents_for(owner).values_list("title", flat=True)) == ["public"]


def test_partners_of_two_institutions_see_a_document_once(people, documents):
    home, other = people["owner"].institution, people["stranger"].institution
    home.partners.add(other)

    assert documents_for(people["stranger"]).filter(title="partners").count() == 1
