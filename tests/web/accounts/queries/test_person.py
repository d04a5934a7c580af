"""The people of an institution, and what browsers say of themselves."""

import pytest

from crossfield.web.accounts.models import Institution
from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.queries.person import browser_name, people_for

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (WINDOWS, "Chrome, Windows"),
        (f"{WINDOWS} Edg/140.0", "Edge, Windows"),
        (f"{WINDOWS} OPR/120.0", "Opera, Windows"),
        (PHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0", "Linux"),
        ("curl/8.0", ""),
        ("<script>Chrome/", "Chrome"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(said, shown):
    assert browser_name(said) == shown


@pytest.mark.parametrize("role", Role.values)
def test_people_are_seen_at_home_by_those_who_may(make_user, role):
    home = Institution.objects.create(name="Home")
    user, colleague = make_user("ann", home, role=role), make_user("bob", home)
    make_user("stranger")

    seen = [colleague, user] if role in {"manager", "administrator"} else []

    assert sorted(people_for(user), key=str, reverse=True) == seen
