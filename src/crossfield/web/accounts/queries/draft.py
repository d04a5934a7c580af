"""Mail that the workbench writes and a person sends: from her own mail program, with her own name."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote


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
    """

    to: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """What opens it in a mail program.

        Examples
        --------
        >>> Draft("a@example.org", "One & two", "Good day,").link
        'mailto:a%40example.org?subject=One%20%26%20two&body=Good%20day%2C'
        """
        return f"mailto:{quote(self.to)}?subject={quote(self.subject)}&body={quote(self.text)}"

    @property
    def file(self) -> bytes:
        """It as a file (RFC 5322) that mail programs open for sending: without a sender, which they put in.

        Examples
        --------
        >>> Draft("a@example.org", "Grüße", "Good day,").file.decode().splitlines()[:3]
        ['To: a@example.org', 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'X-Unsent: 1']
        """
        made = EmailMessage(policy=SMTP)
        made["To"], made["Subject"] = self.to, " ".join(self.subject.split())
        made["X-Unsent"] = "1"  # by which some programs open it as a draft and not as received
        made.set_content(self.text)
        return bytes(made)
