"""Choosing in one's account whether the digest comes."""

from crossfield.web.accounts.queries.mail import is_blocked


def test_an_account_chooses_whether_it_gets_the_digest(served, make_user):
    user = make_user("ann", language="en")
    served.force_login(user)

    for wanted, blocked, said in (("no", True, b"You get no digest"), ("yes", False, b"comes by mail once a week")):
        assert served.post("/en/account/digest/", {"wanted": wanted}).status_code == 302
        assert is_blocked("ann@example.org", "digest", user.institution) is blocked
        assert is_blocked("ann@example.org", "digest") is False
        assert said in served.get("/en/account/").content
