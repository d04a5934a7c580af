"""The icon is one address away, for everybody, and nothing is sent to it."""

import pytest


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_browser_is_led_to_the_icon(desk, method):
    answer = getattr(desk, method)("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (302, "/static/crossfield/icon.svg")


def test_the_icon_needs_no_account(served):
    assert served.get("/favicon.ico")["Location"] == "/static/crossfield/icon.svg"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_sent_to_it(desk, method):
    assert getattr(desk, method)("/favicon.ico").status_code == 405
