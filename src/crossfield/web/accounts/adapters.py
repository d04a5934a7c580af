"""Where allauth asks us: who may sign in, what is said to people, what is logged and sent."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.mail import send_mail
from crossfield.web.accounts.models import User

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 -- stands for an address that is not known; nothing listens there
CHANGES = {
    "password_changed": _("The password was changed."),
    "password_reset": _("The password was set anew by a link that was sent to this address."),
    "password_set": _("A password was set."),
    "totp_activated": _("An authenticator app was set up as second step."),
    "totp_deactivated": _("The authenticator app is no longer asked for."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
    "account_connected": _("Signing in through your institution was connected with this account."),
    "account_disconnected": _("Signing in through your institution is no longer connected with this account."),
    "recovery_codes_generated": _("New recovery codes were made; the old ones are void."),
}
"""What allauth tells people of, by the name of its mail; each change is logged, and its owner hears of it."""


class OpenAccounts(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Who signs in with a password, and whose session holds at each request."""

    def user_can_authenticate(self, user: User | None) -> bool:
        """Tell whether an account is open; sessions of a demonstration end with it."""
        return bool(user and user.may_sign_in)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Signing in by password."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Mail address and password do not match."),
        "account_inactive": _("Mail address and password do not match."),
        "invalid_login": _("Mail address and password do not match."),
        "enter_current_password": _("Please enter your current password."),
        "incorrect_password": _("This is not your password."),
        "password_mismatch": _("The two passwords differ."),
        "invalid_password_reset": _("This link is no longer valid."),
        "rate_limited": _("That was too often. Please wait a moment."),
        "too_many_login_attempts": _("Too many attempts. Please wait five minutes, or set a new password."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:  # noqa: ANN401 -- allauth's signature
        """Nobody learns that an account is closed: to a closed one, password and address do not match."""
        user = super().authenticate(request, **credentials)
        return user if isinstance(user, User) and user.may_sign_in else None

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in, by whatever way; an account of a demonstration that is over gets a wrong password's answer.

        A passkey asks for no password, and a code may be typed after the demonstration has ended.
        """
        if not user.may_sign_in:
            clear_login(request)
            messages.error(request, self.error_messages["email_password_mismatch"])
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Nobody signs up: people are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from; a server without an address of the asker (a socket file) counts as one."""
        return super().get_client_ip(request) if request.META.get("REMOTE_ADDR") else NOWHERE

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to a new password, in the user's language."""
        write_log(user, verb="ask_for_new_password", by=None)
        with override(user.language):
            address = self.get_reset_password_from_key_url(f"{context['uid']}-{context['key']}")
            send_mail("account/mail/new_password.txt", to=email, shown={"address": address, "user": user})

    def send_notification_mail(self, template_prefix: str, user: User, *_: Any, **__: Any) -> None:  # noqa: ANN401 -- allauth's signature
        """Log a change of how somebody signs in, and tell the owner of the account."""
        change = template_prefix.rpartition("/")[2]
        write_log(user, verb=change, by=user)
        with override(user.language):
            send_mail(
                "account/mail/changed.txt", to=user.email, shown={"change": CHANGES.get(change, ""), "user": user}
            )


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Authenticator apps, passkeys and recovery codes."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or no longer."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Keep secrets of authenticator apps unreadable to who gets hold of the database alone."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read them again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Signing in through the provider of an institution."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- allauth's signature
        """Nobody signs up: people are invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let those in who have an account at the provider's own institution, found by the address it has confirmed.

        Everybody else gets one and the same answer.
        """
        institution = sociallogin.account.get_provider().app.settings.get("institution")
        if not institution:
            _turn_away(request)
        if sociallogin.is_existing:
            if not _belongs(sociallogin.user, institution):
                _turn_away(request)
            return
        confirmed = [one.email.strip().casefold() for one in sociallogin.email_addresses if one.verified]
        user = User.objects.select_related("institution").filter(email__in=confirmed).first()
        if user is None or not _belongs(user, institution):
            _turn_away(request)
        sociallogin.connect(request, user)
        write_log(user, verb="connect_provider", by=user)


def _belongs(user: User, institution: str) -> bool:
    """An open account at an institution that is named so."""
    home = user.institution
    return user.may_sign_in and home is not None and institution in {home.name, home.public_id}


def _turn_away(request: HttpRequest) -> NoReturn:  # noqa: ARG001 -- says whose sign-in ends
    raise ImmediateHttpResponse(redirect("socialaccount_login_error"))


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"second step {settings.SECRET_KEY}".encode()).digest()))
