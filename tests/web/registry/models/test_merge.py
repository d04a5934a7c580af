"""Merges hold which rows moved, and an organisation that was merged is among the current ones no more."""

import pytest

from crossfield.web.registry.models import Organisation, OrganisationMerge

pytestmark = pytest.mark.django_db


def test_an_entry_that_was_merged_is_kept_for_its_address_alone():
    kept = Organisation.objects.create(name="Kept")
    gone = Organisation.objects.create(name="Gone", merged_into=kept)
    merge = OrganisationMerge.objects.create(kept=kept, gone=gone, reason="r")

    assert (list(Organisation.objects.all()), list(Organisation.every.order_by("name"))) == ([kept], [gone, kept])
    assert list(kept.merged.all()) == []
    assert (str(merge), merge.moved, merge.gone.name) == ("Gone → Kept", {}, "Gone")
