"""Mail that the workbench writes and a person sends: from her own mail program, with her own name."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import TYPE_CHECKING
from urllib.parse import quote

import idna

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that nobody has sent.

    Parameters
    ----------
    to
        Mail address.
    subject
        One line.
    text
        Plain text.
    sender
        Name and address of who sends it; None: the mail program puts them in.
    """

    to: str
    subject: str
    text: str
    sender: tuple[str, str] | None = None

    @property
    def link(self) -> str:
        r"""What opens it in a mail program (RFC 6068).

        Examples
        --------
        >>> Draft("a@example.org", "One & two", "Good day,\nbye").link
        'mailto:a@example.org?subject=One%20%26%20two&body=Good%20day%2C%0D%0Abye'
        """
        text = "\r\n".join(self.text.splitlines())
        return f"mailto:{quote(sendable(self.to), safe='@')}?subject={quote(self.subject)}&body={quote(text)}"

    @property
    def file(self) -> bytes:
        """It as a file (RFC 5322) that mail programs open for sending.

        An address with an umlaut before the @ makes it a file in UTF-8 (RFC 6532): there is no other way to write it.

        Examples
        --------
        >>> Draft("a@example.org", "Grüße", "Good day,").file.decode().splitlines()[:3]
        ['To: a@example.org', 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'X-Unsent: 1']
        """
        people = [("", self.to), *([self.sender] if self.sender else [])]
        addresses = [_address(*one) for one in people]
        is_plain = all(one.addr_spec.isascii() for one in addresses)
        made = EmailMessage(policy=SMTP if is_plain else SMTPUTF8)
        for header, one in zip(("To", "From"), addresses, strict=False):
            made[header] = one
        made["Subject"] = " ".join(self.subject.split())
        made["X-Unsent"] = "1"  # by which some programs open it as a draft and not as received
        made.set_content(self.text, cte="quoted-printable")  # what is sent over any server
        return bytes(made)


def sender_of(user: User) -> tuple[str, str] | None:
    """Name and address from which a user sends; the user of a desk has no address here.

    Parameters
    ----------
    user
        Who is signed in.
    """
    return None if user.is_desk else (user.name, user.email)


def sendable(address: str) -> str:
    """A mail address with its domain as the net knows it; what is no address stays as it is.

    Examples
    --------
    >>> sendable("info@straße.example"), sendable("jürgen@example.org"), sendable("nobody")
    ('info@xn--strae-oqa.example', 'jürgen@example.org', 'nobody')
    """
    local, sign, domain = " ".join(address.split()).rpartition("@")
    try:
        return f"{local}{sign}{idna.encode(domain, uts46=True).decode()}" if sign else domain
    except idna.IDNAError:
        return f"{local}{sign}{domain}"


def _address(name: str, address: str) -> Address:
    written = sendable(address)
    local, _sign, domain = written.rpartition("@")
    return Address(" ".join(name.split()), local, domain) if local else Address(username=written)
