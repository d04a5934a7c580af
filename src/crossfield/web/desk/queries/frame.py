"""What every page has around it: menu, region, language, data line, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.notice import NoticeKind
from crossfield.web.accounts.queries.kept_form import TAKEN_UP, kept_form_for, texts_kept
from crossfield.web.accounts.queries.notice import empty_notices
from crossfield.web.accounts.queries.second_step import why_no_passkeys
from crossfield.web.accounts.rules import can_administer, is_allowed_at_home
from crossfield.web.evidence.queries.region import default_region
from crossfield.web.evidence.queries.source import data_shown
from crossfield.web.registry.rules import can_write

if TYPE_CHECKING:
    from django.http import HttpRequest


def own_region(request: HttpRequest) -> str:
    """Code of the region a reader has chosen, else the example region."""
    user = getattr(request, "user", None)
    chosen = user.region if isinstance(user, User) else ""
    return default_region(chosen)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; lazy, so that a page that shows none of it reads nothing."""
    return {"frame": Frame(request)}


class Frame:
    """Read by the base template, once per page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def menu(self) -> list[dict[str, str]]:
        """At most five entries, in the words of the three questions."""
        try:
            code = own_region(self._request)
        except CrossfieldError:  # without data there is nothing to lead to
            return []
        path = self._request.path
        entries = [
            (_("Where?"), _("Region"), reverse("region", args=[code]), "/region/"),
            (_("Where?"), _("Interfaces"), reverse("interfaces", args=[code]), "/interface"),
            (_("With whom?"), _("Partners"), reverse("partners"), "/partners/"),
            (_("What came of it?"), _("Cooperations"), reverse("register_cooperations"), "/register/"),
            ("", _("Pinned"), reverse("findings"), "/findings/"),
        ]
        return [
            {"question": question, "label": label, "address": address, "current": "page" if part in path else ""}
            for question, label, address, part in entries
        ]

    @property
    def languages(self) -> list[dict[str, str]]:
        """The same page in the other language."""
        here, path = get_language() or "en", self._request.get_full_path()
        rest = path.removeprefix(f"/{here}/")
        if rest == path:
            return []
        return [
            {"code": code, "label": label, "address": f"/{code}/{rest}"}
            for code, label in (("de", "Deutsch"), ("en", "English"))
            if code != here
        ]

    @property
    def data(self) -> str:
        """One line on the data."""
        return data_shown()

    @property
    def notices(self) -> list[dict[str, str]]:
        """Pages of the footer."""
        return [{"label": str(kind.label), "address": reverse("notice", args=[kind.value])} for kind in NoticeKind]

    @property
    def missing_notices(self) -> list[str]:
        """Pages of the footer that are empty, told to those who can write them, where others can read them."""
        user = getattr(self._request, "user", None)
        return empty_notices() if not settings.DESK and isinstance(user, User) and can_administer(user) else []

    @property
    def writes(self) -> bool:
        """True for those who keep the register: they note contacts from any page."""
        user = getattr(self._request, "user", None)
        return isinstance(user, User) and can_write(user)

    @property
    def answers(self) -> bool:
        """True for those who answer for a member organisation: they confirm its profile."""
        user = getattr(self._request, "user", None)
        return isinstance(user, User) and is_allowed_at_home(user, "profile.confirm")

    @property
    def kept(self) -> dict[str, Any] | None:
        """What a reader had typed when the session ended, where this page is the one that shows it again."""
        user, asked = getattr(self._request, "user", None), self._request.GET.get(TAKEN_UP, "")
        found = kept_form_for(user, asked) if isinstance(user, User) else None
        return {"texts": texts_kept(found), "had_files": found.had_files} if found else None

    @property
    def is_desk(self) -> bool:
        """True where nobody signs in or out."""
        return bool(settings.DESK)

    @property
    def is_demo(self) -> bool:
        """True where every page says that this is a demonstration."""
        return bool(settings.DEMO)

    @property
    def why_no_passkeys(self) -> str:
        """What keeps browsers from making passkeys for this address; empty: nothing."""
        return why_no_passkeys(self._request)

    @property
    def providers(self) -> list[dict[str, str]]:
        """Providers of institutions through whom people sign in."""
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        return [
            {"name": one["name"], "address": reverse("openid_connect_login", args=[one["provider_id"]])} for one in apps
        ]
