"""Mail that the workbench writes and a person sends: from her own mail program, with her own name."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.text import MIMEText
from email.policy import SMTP, SMTPUTF8
from typing import TYPE_CHECKING
from urllib.parse import quote

import idna

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that goes along with a mail as a file, such as an event for calendars.

    Parameters
    ----------
    name
        Of the file.
    subtype
        Of text, such as ``calendar``.
    text
        What it says.
    parameters
        Of its content type, such as the method of a calendar.
    """

    name: str
    subtype: str
    text: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def part(self) -> MIMEText:
        """It as a part of a mail, with the ends of its lines as they are."""
        made = MIMEText(self.text, self.subtype, "utf-8")
        for name, value in self.parameters:
            made.set_param(name, value)
        made.add_header("Content-Disposition", "attachment", filename=self.name)
        return made


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
    reply_to
        Address to which answers go, in the file alone: a link cannot say so; empty: to the sender.
    attached
        What goes along with it, in the file alone.
    """

    to: str
    subject: str
    text: str
    sender: tuple[str, str] | None = None
    reply_to: str = ""
    attached: tuple[Attachment, ...] = ()

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
        people = {"To": ("", self.to), "From": self.sender or ("", ""), "Reply-To": ("", self.reply_to)}
        addresses = {header: _address(*one) for header, one in people.items() if one[1]}
        is_plain = all(one.addr_spec.isascii() for one in addresses.values())
        made = EmailMessage(policy=SMTP if is_plain else SMTPUTF8)
        for header, one in addresses.items():
            made[header] = one
        made["Subject"] = " ".join(self.subject.split())
        made["X-Unsent"] = "1"  # by which some programs open it as a draft and not as received
        made.set_content(self.text, cte="quoted-printable")  # what is sent over any server
        for file in self.attached:
            parameters = {"charset": "utf-8", **dict(file.parameters)}
            made.add_attachment(
                file.text.encode(), maintype="text", subtype=file.subtype, filename=file.name, params=parameters
            )
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


def as_written(address: str) -> str:
    """A mail address with its domain as people write it; what is no address stays as it is.

    Examples
    --------
    >>> as_written("info@xn--strae-oqa.example"), as_written(" info@straße.example"), as_written("nobody")
    ('info@straße.example', 'info@straße.example', 'nobody')
    """
    local, sign, domain = address.strip().rpartition("@")
    try:
        return f"{local}{sign}{idna.decode(domain.lower())}" if sign and "xn--" in domain.lower() else address.strip()
    except idna.IDNAError:
        return address.strip()


def _address(name: str, address: str) -> Address:
    written = sendable(address)
    local, _sign, domain = written.rpartition("@")
    return Address(" ".join(name.split()), local, domain) if local else Address(username=written)
