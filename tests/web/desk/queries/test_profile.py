"""What a profile begins with: fields in which the data show the organisation at work, or what it confirmed."""

import pytest

from crossfield.web.desk.queries.profile import evident_fields, profile_choice, profile_start
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.models import Field, Profile

pytestmark = pytest.mark.django_db
DRESDEN = "999897729"


@pytest.fixture
def dresden():
    adopt_vocabularies()
    return add_organisation("Technische Universität Dresden", by=None, region="DED21", identifiers={"pic": DRESDEN})


def test_fields_come_from_the_data_where_nothing_is_confirmed(dresden, two_institutions):
    profile = Profile(organisation=dresden, institution=two_institutions.silicon.institution)
    start, offers, is_evident = profile_start(profile)
    codes = set(Field.objects.filter(pk__in=start["fields_of"]).values_list("code", flat=True))

    assert (offers, is_evident) == ([], True)
    assert codes >= {"ict", "energy", "production"}
    assert codes <= set(profile_choice().values_list("code", flat=True))


def test_who_is_not_in_the_data_begins_with_nothing(make_organisation):
    assert evident_fields(make_organisation("Nobody knows it GmbH")) == []
