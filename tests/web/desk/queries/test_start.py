"""What the start page shows is what the highlights of the region are."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.web.desk.queries.start import start_view
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.highlights import region_highlights


@pytest.mark.parametrize(
    ("language", "code", "label"),
    [
        ("de", "DED", "Sachsen"),
        ("en", "DED", "Sachsen"),
        ("en", "DE2", "Bayern"),
        ("de", "LU", "Luxemburg"),
        ("en", "LU", "Luxembourg"),
    ],
)
def test_the_view_of_a_region(language, code, label):
    with translation.override(language):
        view = start_view(current_version(), code, language)
        expected = region_highlights(current_version(), code, language)

    assert (view.region, view.label, view.maps) == (code, label, f"/{language}/interfaces/{code}/")
    assert (view.label, view.highlights) == expected
    assert len(view.highlights) == 3


def test_an_unknown_region_is_told():
    with pytest.raises(UnknownNameError):
        start_view(current_version(), "nowhere", "en")
