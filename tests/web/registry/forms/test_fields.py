"""Fields of forms: organisations by name, days and partial dates as Germans and computers write them."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.registry.forms.fields import (
    AddressField,
    FieldChoice,
    FieldsChoice,
    OrganisationField,
    PartialDateField,
    SeatField,
    day_field,
    found_organisation,
)
from crossfield.web.registry.models import Field


def refused(field, value):
    with pytest.raises(ValidationError) as error:
        field.clean(value)
    return error.value.messages


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("www.example.org/a", "https://www.example.org/a"), ("http://example.org", "http://example.org")],
)
def test_an_address_may_be_written_without_its_scheme(typed, kept):
    field = AddressField(max_length=300)

    assert field.clean(typed) == kept
    assert 'type="text"' in field.widget.render("address", typed)
    assert refused(field, "no address") == ["Enter a valid URL."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Mehrere heißen „Limburg“. Schreiben Sie den Code: Limburg (BE22), Limburg (NL42)"),
        ("en", "Several are called “Limburg”. Write the code: Limburg (BE22), Limburg (NL42)"),
    ],
)
def test_a_seat_of_which_there_are_several_is_told_with_their_codes(language, told):
    for code in ("BE22", "NL42"):
        SearchEntry.objects.create(kind="region", public_id=code, text="Limburg", folded="limburg", title="Limburg")

    with translation.override(language):
        assert (SeatField().clean(""), SeatField().clean("nl42")) == ("", "NL42")
        assert refused(SeatField(), "limburg") == [
            told.replace("„Limburg“", "„limburg“").replace("“Limburg”", "“limburg”")
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Beispiel AG", "  beispiel ag ", "BEISPIEL AG"])
def test_an_organisation_is_found_however_its_name_is_written(make_organisation, typed):
    known = make_organisation("Beispiel AG")

    assert OrganisationField().clean(typed) == found_organisation(typed) == known


@pytest.mark.django_db
def test_an_organisation_is_found_by_its_public_id_where_two_have_the_name(make_organisation):
    one, other = make_organisation("Twice"), make_organisation("Twice", "FR101")

    assert [OrganisationField().clean(known.public_id) for known in (one, other)] == [one, other]
    assert refused(OrganisationField(), "Twice") == ["“Twice” is not in the register. Closest: Twice"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("de", "Beispeil AG", "„Beispeil AG“ steht nicht im Register. Am ähnlichsten: Beispiel AG"),
        ("en", "Beispeil AG", "“Beispeil AG” is not in the register. Closest: Beispiel AG"),
        ("de", "Qxy", "„Qxy“ steht nicht im Register; nehmen Sie die Organisation zuerst auf."),
        ("en", "Qxy", "“Qxy” is not in the register; add it first."),
    ],
)
def test_who_is_not_there_is_told_with_the_closest_name(make_organisation, language, typed, said):
    make_organisation("Beispiel AG")

    with translation.override(language):
        assert refused(OrganisationField(), typed) == [said]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["' OR 1=1 --", "%", "_", "<b>Beispiel AG</b>"])
def test_what_looks_like_a_query_or_markup_is_a_name_that_nobody_has(make_organisation, typed):
    make_organisation("Beispiel AG")

    assert len(refused(OrganisationField(), typed)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("empty", ["", "   ", None])
def test_an_empty_name_is_nobody_where_it_may_be_empty(empty):
    assert OrganisationField(required=False).clean(empty) is None
    assert refused(OrganisationField(), empty) == ["This field is required."]


def test_a_name_that_is_too_long_or_holds_a_null_is_refused_before_anything_is_asked():
    assert refused(OrganisationField(), "x" * 301) == ["Ensure this value has at most 300 characters (it has 301)."]
    assert refused(OrganisationField(), "a\x00b") == ["Null characters are not allowed."]


def test_names_are_suggested_while_one_types():
    with translation.override("en"):
        html = OrganisationField().widget.render("other", '"><script>')

    assert 'list="names"' in html
    assert 'hx-get="/en/register/organisations/names/"' in html
    assert "<script>" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "titles"), [("de", ["Eins", "Two"]), ("en", ["One", "Two"])])
@pytest.mark.parametrize("kind", [FieldChoice, FieldsChoice])
def test_fields_are_offered_by_their_title_in_the_language_of_the_page(kind, language, titles):
    Field.objects.create(scheme="s", code="a", title_de="Eins", title_en="One", position=1)
    Field.objects.create(scheme="s", code="b", title_en="Two", position=2)
    with translation.override(language):
        offered = [label for value, label in kind(queryset=Field.objects.all()).choices if value]

    assert offered == titles


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("14.7.2014", "2014-07-14"),
        ("14.07.2014", "2014-07-14"),
        ("14. 7. 2014", "2014-07-14"),
        ("14. 07. 2014", "2014-07-14"),
        ("7/2014", "2014-07"),
        ("07.2014", "2014-07"),
        ("2014-07-14", "2014-07-14"),
        ("2014-07", "2014-07"),
        (" 2014 ", "2014"),
        ("29.2.2016", "2016-02-29"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_is_stored_as_exactly_as_it_is_known(typed, stored):
    assert PartialDateField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["29.2.2015", "31.6.2014", "13/2014", "0.7.2014", "2014-7", "gestern", "14", "0000"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Schreiben Sie einen Tag, einen Monat oder ein Jahr: 14.7.2014, 7/2014 oder 2014."),
        ("en", "Write a day, a month or a year: 2014-07-14, 2014-07 or 2014."),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(typed, language, said):
    with translation.override(language):
        assert refused(PartialDateField(), typed) == [said]


def test_digits_of_other_scripts_are_no_date_as_they_would_not_sort():
    assert len(refused(PartialDateField(), "٢٠١٤")) == 1


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y-%m", "%m/%Y", "%Y"]))
def test_every_day_in_every_writing_comes_back_as_its_iso_form(day, writing):
    length = 4 + 3 * ("%m" in writing) + 3 * ("%d" in writing)

    assert PartialDateField().clean(day.strftime(writing)) == day.isoformat()[:length]


@given(st.text(max_size=30))
def test_whatever_is_typed_is_refused_or_fits_the_column(text):
    try:
        stored = PartialDateField().clean(text)
    except ValidationError:
        return
    assert (len(stored) in {0, 4, 7, 10}, stored.isascii()) == (True, True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2014-07-14", date(2014, 7, 14)), ("14.07.2014", date(2014, 7, 14)), ("14.7.2014", date(2014, 7, 14))],
)
def test_a_day_is_read_from_the_browsers_calendar_and_from_german_writing(typed, day):
    assert day_field("On").clean(typed) == day


@pytest.mark.parametrize("typed", ["2014", "07/14/2014", "30.02.2014", "2014-07-14T10:00", "<b>", "99999-01-01"])
def test_a_day_is_a_whole_day_that_exists(typed):
    assert refused(day_field("On"), typed) == ["Enter a valid date."]


def test_a_day_may_be_empty_unless_it_is_required():
    assert day_field("On").clean("") is None
    assert refused(day_field("On", required=True), "") == ["This field is required."]


def test_a_day_that_is_shown_again_is_one_the_browser_understands():
    class Form(forms.Form):
        day = day_field("On")

    shown = str(Form(initial={"day": date(2014, 7, 14)})["day"])

    assert 'type="date"' in shown
    assert 'value="2014-07-14"' in shown
