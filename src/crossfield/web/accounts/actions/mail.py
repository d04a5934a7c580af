"""Sending mail: plain text, without tracking, only to people who are known or were invited."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import TYPE_CHECKING, Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from crossfield.web.accounts.actions.smtp import UnsureError
from crossfield.web.accounts.models import BlockedAddress, Mail
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.draft import sendable
from crossfield.web.accounts.queries.mail import (
    address_hash,
    blocked,
    can_be_sent_to,
    is_blocked,
    link_to,
    sent_since,
    unsubscribe_token,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.web.accounts.models import Institution
    from crossfield.web.accounts.queries.draft import Attachment

MOST_A_DAY = 2_000
"""Mails that go out by themselves in 24 hours; what is above waits for the next run."""
PERMANENT = 500
"""Lowest code by which a mail server says that trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that the workbench sends by itself.

    Parameters
    ----------
    key
        What it is, such as ``digest:2026-W48:`` and a public id; sent once. It holds no personal value.
    kind
        One of `MailKind`.
    to
        Mail address of somebody with a recorded basis: an account, a membership, a consent.
    language
        de or en.
    template
        Text template; first line the subject, then an empty line, then the text.
    shown
        What it shows.
    institution
        Whose mail it is, and who is left by its link.
    reply_to
        Mail address to which answers go; empty: to the sender.
    attached
        What goes along with it.
    """

    key: str
    kind: str
    to: str
    language: str
    template: str
    shown: Mapping[str, Any]
    institution: Institution | None = None
    reply_to: str = ""
    attached: tuple[Attachment, ...] = ()


def send_mail(
    template: str,
    *,
    to: str,
    shown: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    reply_to: str = "",
    attached: Iterable[Attachment] = (),
) -> None:
    """Send a mail in the language that is active: the first line of the template is its subject.

    To an address that no mail server takes nothing is sent; the log says that, without the address.

    Who may: other actions only. Not logged here: the action that sends it is.

    Parameters
    ----------
    template
        Text template; first line the subject, then an empty line, then the text.
    to
        Mail address.
    shown
        What the template shows.
    headers
        Such as how to unsubscribe.
    reply_to
        Mail address to which answers go; empty: to the sender.
    attached
        What goes along with it.
    """
    if not can_be_sent_to(to):
        logging.getLogger("django").error("A mail was not sent: the address has no form that a mail server takes.")
        return
    subject, text = mail_text(template, shown)
    answers = [sendable(reply_to)] if reply_to else []
    made = EmailMessage(subject, text, to=[sendable(to)], reply_to=answers, headers=dict(headers or {}))
    for file in attached:
        made.attach(file.part)
    made.send()


def mail_text(template: str, shown: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail in the language that is active, as they are sent or looked at before."""
    subject, _, text = render_to_string(template, dict(shown)).strip().partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"


def send_once(letter: Letter) -> bool:
    """Send a letter unless it was sent before, its reader wants none, or enough went out today.

    Who may: recurring work and other actions. Kept in the outbox without address and text; the letter says how to get
    no more of its kind. A letter whose sending broke off, here or after the mail server had it, is not sent again:
    nobody knows whether it went out.

    Returns
    -------
    bool
        True if it went out now; one that the mail server refused is tried again at the next turn, unless it said that
        there is no such mailbox.
    """
    if is_blocked(letter.to, letter.kind, letter.institution) or not _claim(letter):
        return False
    token = unsubscribe_token(letter.to, letter.kind, letter.institution)
    leave = link_to("unsubscribe", token, language=letter.language)
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    state = Mail.State.SENT if can_be_sent_to(letter.to) else Mail.State.REFUSED
    try:
        with override(letter.language):
            send_mail(
                letter.template,
                to=letter.to,
                shown={**letter.shown, "leave": leave},
                headers=headers,
                reply_to=letter.reply_to,
                attached=letter.attached,
            )
    except UnsureError:
        logging.getLogger("django").exception("Whether a mail was taken is not known: %s", letter.key)
        return False
    except (OSError, ValueError) as error:  # of the mail server, and of a header that can be in no mail
        # Without the traceback, which repeats the reader's address.
        logging.getLogger("django").error("A mail was refused: %s (%s)", letter.key, _told(error))  # noqa: TRY400 -- see above
        state = Mail.State.REFUSED if _is_for_good(error) else Mail.State.FAILED
    Mail.objects.filter(key=letter.key).update(state=state)
    return state == Mail.State.SENT


def _told(error: Exception) -> str:
    """What the log says of a refusal: servers repeat the reader's address in their words, which no log is to hold."""
    if isinstance(error, SMTPException | ValueError):
        answered = getattr(error, "recipients", {}).values()
        codes = [code for code, _said in answered] or [getattr(error, "smtp_code", "")]
        return " ".join([type(error).__name__, *map(str, codes)]).strip()
    return f"{type(error).__name__}: {error}"


def _is_for_good(error: Exception) -> bool:
    """Tell whether the mail server has refused the address itself, and not only for now (RFC 5321, 4.2.1)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    codes = [code for code, _said in error.recipients.values()]
    return bool(codes) and min(codes) >= PERMANENT


@transaction.atomic
def _claim(letter: Letter) -> bool:
    """Put a letter into the outbox; of several who try, one succeeds."""
    now = timezone.now()
    if sent_since(now - timedelta(days=1)) >= MOST_A_DAY:
        return False
    values = {"kind": letter.kind, "to_hash": address_hash(letter.to), "at": now}
    _mail, is_new = Mail.objects.get_or_create(key=letter.key, defaults=values)
    again = Mail.objects.filter(key=letter.key, state=Mail.State.FAILED)
    return is_new or again.update(state=Mail.State.SENDING, at=now) == 1


def block_address(to_hash: str, *, kind: str, institution: Institution | None = None) -> None:
    """Send no more mail of a kind to an address. Who may: whoever has the signed link. Not logged: it is its own entry.

    Parameters
    ----------
    to_hash
        The address as `address_hash` writes it.
    kind
        One of `MailKind`.
    institution
        Whose mail; None: nobody's in this workbench.
    """
    BlockedAddress.objects.get_or_create(kind=kind, to_hash=to_hash, institution=institution)


def block_all_mail(to_hash: str) -> None:
    """Send no mail of any kind to an address, whoever in this workbench would write.

    Who may: whoever has the signed link. Not logged: it is its own entry.
    """
    for kind in MailKind.values:
        block_address(to_hash, kind=kind)


def unblock_address(to_hash: str, *, kind: str, institution: Institution | None) -> None:
    """Send mail of a kind from an institution again; that nobody writes ends for this kind, too.

    Who may: whose address it is, signed in or by the signed link of a mail. Not logged.
    """
    blocked(kind, institution).filter(to_hash=to_hash).delete()


def forget_address(address: str, *, going: Iterable[str] = ()) -> int:
    """Take an address out of the outbox, where somebody is erased; that it wants no mail stays known, as a hash.

    Who may: other actions only, which log it.

    Parameters
    ----------
    address
        Mail address.
    going
        How keys of letters to many begin that are going out: by the hash the same mailbox gets them once, and whoever
        ends them forgets it by `forget_letters`.

    Returns
    -------
    int
        Rows of the outbox that no longer say to whom they went.
    """
    return forget_hash(address_hash(address), going=going)


def forget_hash(to_hash: str, *, going: Iterable[str] = ()) -> int:
    """Take an address out of the outbox that is known as a hash alone, as `forget_address` does.

    Who may: other actions only, which log it.
    """
    found = Mail.objects.filter(to_hash=to_hash)
    for key in going:
        found = found.exclude(key__startswith=key)
    return found.update(to_hash="")


def forget_letters(keys: Iterable[str]) -> int:
    """Take out of the outbox to whom letters went.

    Who may: other actions only, which log it.

    Returns
    -------
    int
        Rows of the outbox that no longer say to whom they went.
    """
    return sum(Mail.objects.filter(key=key).exclude(to_hash="").update(to_hash="") for key in keys)
