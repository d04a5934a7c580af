"""Links of profiles: open until they are used or late; one profile per organisation and institution."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from crossfield.web.registry.models import Profile, ProfileLink
from crossfield.web.registry.models.profile import VALID_FOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(two_institutions):
    return Profile.objects.create(
        organisation=two_institutions.shared[0], institution=two_institutions.silicon.institution
    )


def test_a_link_is_open_for_a_month_until_it_is_used(profile):
    now = timezone.now()
    link = ProfileLink.objects.create(profile=profile, email="a@example.org", language="de")

    assert timedelta() <= link.expires - VALID_FOR - now < timedelta(minutes=5)
    assert link.is_open is True
    link.used = now
    assert link.is_open is False
    link.used, link.expires = None, now - timedelta(seconds=1)
    assert link.is_open is False


def test_an_institution_has_one_profile_of_an_organisation(profile, two_institutions):
    Profile.objects.create(organisation=profile.organisation, institution=two_institutions.bio.institution)
    with pytest.raises(IntegrityError):
        Profile.objects.create(organisation=profile.organisation, institution=profile.institution)
