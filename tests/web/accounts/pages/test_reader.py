"""Who asks: a user, or there is no page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from crossfield.web.accounts.pages.reader import reader_of, reader_or_none


@pytest.mark.django_db
def test_a_signed_in_user_is_the_reader(make_user):
    request = RequestFactory().get("/")
    request.user = make_user("ann")

    assert reader_of(request) is request.user


def test_for_anybody_else_there_is_no_page():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    with pytest.raises(Http404):
        reader_of(request)


@pytest.mark.django_db
def test_where_everybody_reads_the_reader_may_be_nobody(make_user):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert reader_or_none(request) is None

    request.user = make_user("ann")
    assert reader_or_none(request) is request.user
