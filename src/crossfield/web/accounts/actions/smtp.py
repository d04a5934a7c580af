"""Handing mail to a mail server, and telling what was refused from what may have been taken."""

from __future__ import annotations

from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPServerDisconnected
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class UnsureError(SMTPException):
    """The server was handed the whole mail and has not said whether it took it."""


class _Telling(SMTP):
    """A connection that says whether it broke off after the mail was handed over."""

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 -- a text or whatever holds bytes
        """Hand the mail over.

        Raises
        ------
        UnsureError
            The connection ended, or nothing was answered in time: the mail may be on its way.
        """
        try:
            return super().data(msg)
        except SMTPServerDisconnected as error:
            raise UnsureError(str(error)) from error


class _TellingSecure(SMTP_SSL, _Telling):
    """The same, encrypted from the start."""


class EmailBackend(DjangoBackend):
    """Django's way to a mail server, with a connection that tells what is unsure."""

    @property
    def connection_class(self) -> Any:  # noqa: ANN401 -- as Django's stubs have it
        """What is spoken to the server with."""
        return _TellingSecure if self.use_ssl else _Telling
