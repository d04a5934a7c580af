"""Addresses of all that has to do with accounts; allauth's own names, since it looks its pages up by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as by_password
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import URLPattern, path, re_path

from crossfield.web.accounts.pages.account import account, sessions, sessions_end
from crossfield.web.accounts.pages.mail import digest
from crossfield.web.accounts.pages.off_desk import before_sign_in, off_desk
from crossfield.web.accounts.pages.people import contact_change, invitation, invitation_withdraw, people, person_change
from crossfield.web.accounts.pages.provider import provider_start

if TYPE_CHECKING:
    from crossfield.web.accounts.pages.off_desk import View


def _open(address: str, view: View, name: str) -> URLPattern:
    return path(address, before_sign_in(view), name=name)


def _own(address: str, view: View, name: str) -> URLPattern:
    return path(address, off_desk(view), name=name)


ROUTES = [
    _open("sign-in/", by_password.login, "account_login"),
    _open("sign-in/second-step/", second_step.authenticate, "mfa_authenticate"),
    _open("sign-in/passkey/", passkey.login_webauthn, "mfa_login_webauthn"),
    _open("sign-in/no-account/", by_password.signup, "account_signup"),
    _open("sign-in/closed/", by_password.account_inactive, "account_inactive"),
    _open("sign-in/refused/", provider.login_error, "socialaccount_login_error"),
    _open("sign-in/stopped/", provider.login_cancelled, "socialaccount_login_cancelled"),
    _open("sign-in/provider/", provider.signup, "socialaccount_signup"),
    _open("sign-out/", by_password.logout, "account_logout"),
    _open("new-password/", by_password.password_reset, "account_reset_password"),
    _open("new-password/sent/", by_password.password_reset_done, "account_reset_password_done"),
    _open("new-password/done/", by_password.password_reset_from_key_done, "account_reset_password_from_key_done"),
    re_path(
        "^new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        before_sign_in(by_password.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _open("invitation/<str:token>/", invitation, "invitation"),
    _own("account/", account, "account"),
    _own("account/digest/", digest, "account_digest"),
    _own("account/confirm/", by_password.reauthenticate, "account_reauthenticate"),
    _own("account/confirm/code/", second_step.reauthenticate, "mfa_reauthenticate"),
    _own("account/confirm/passkey/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _own("account/password/", by_password.password_change, "account_change_password"),
    _own("account/password/first/", by_password.password_set, "account_set_password"),
    _own("account/second-step/", second_step.index, "mfa_index"),
    _own("account/app/", app.activate_totp, "mfa_activate_totp"),
    _own("account/app/remove/", app.deactivate_totp, "mfa_deactivate_totp"),
    _own("account/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _own("account/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _own("account/codes/file/", codes.download_recovery_codes, "mfa_download_recovery_codes"),
    _own("account/passkeys/", passkey.list_webauthn, "mfa_list_webauthn"),
    _own("account/passkeys/add/", passkey.add_webauthn, "mfa_add_webauthn"),
    _own("account/passkeys/<int:pk>/remove/", passkey.remove_webauthn, "mfa_remove_webauthn"),
    _own("account/passkeys/<int:pk>/name/", passkey.edit_webauthn, "mfa_edit_webauthn"),
    _own("account/provider/", provider.connections, "socialaccount_connections"),
    _own("account/sessions/", sessions, "sessions"),
    _own("account/sessions/end/", sessions_end, "sessions_end"),
    _own("account/people/", people, "people"),
    _own("account/contact/", contact_change, "contact_change"),
    _own("account/people/<slug:public_id>/", person_change, "person_change"),
    _own("account/invitations/<slug:public_id>/withdraw/", invitation_withdraw, "invitation_withdraw"),
]
PROVIDER_ROUTES = [
    _open("openid/<slug:provider_id>/", provider_start, "openid_connect_login"),
    _open("openid/<slug:provider_id>/answer/", openid.callback, "openid_connect_callback"),
]
"""Without a language in front: a provider is told one address to send people back to."""
