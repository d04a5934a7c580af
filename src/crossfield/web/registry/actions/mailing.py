"""Mailings: written, changed, let out, stopped. They go to people who have confirmed their consent, to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.mail import forget_letters
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Mailing
from crossfield.web.registry.queries.mailing import letters_to_erased, reach_of
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Event

TEXTS = ("subject_de", "text_de", "subject_en", "text_en")


@transaction.atomic
def write_mailing(
    purpose: str, *, by: User, texts: Mapping[str, str], event: Event | None = None, public_id: str = ""
) -> Mailing:
    """Write a letter to all who agreed to be sent mail for a purpose. It is a draft until it is let out.

    Who may: cluster management and administrators, for the own institution. Logged; nothing is sent.

    Parameters
    ----------
    purpose
        One of `Mailing.Purpose`.
    by
        Who writes it.
    texts
        subject_de, text_de, subject_en, text_en: subject and text of one language at least.
    event
        Which one it invites to; an event of the own institution, for an invitation only.
    public_id
        The one its form was opened with; empty for a new one.

    Raises
    ------
    NotAllowedError
        The user may not write, or the event belongs to another institution.
    WrongStateError
        A language has a subject without a text or a text without a subject, or there is none.
    """
    check_writes(by)
    if event is not None:
        check_changes(by, event)
    made = Mailing.objects.create(
        purpose=Mailing.Purpose(purpose),
        event=event,
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        public_id=public_id or new_public_id(),
        **_whole(texts),
    )
    write_log(made, verb="write_mailing", by=by, fields=TEXTS)
    return made


@transaction.atomic
def change_mailing(mailing: Mailing, *, by: User, version: int, texts: Mapping[str, str]) -> Mailing:
    """Change the texts of a draft.

    Who may: cluster management and administrators of the institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        It belongs to another institution.
    WrongStateError
        It is no draft any more, somebody else has saved since the form was opened, or a language is half there.
    """
    check_changes(by, mailing)
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.state != Mailing.State.DRAFT:
        raise WrongStateError(_("This letter is no draft any more."), _("Write a new one."))
    if locked.version != version:
        raise WrongStateError(
            _("Somebody else has saved this letter since you opened the form."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    for name, value in _whole(texts).items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    write_log(locked, verb="change_mailing", by=by, fields=TEXTS)
    return locked


def _whole(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts without blanks around; each language that is there has a subject and a text."""
    clean = {name: texts.get(name, "").strip() for name in TEXTS}
    clean |= {name: " ".join(clean[name].split())[:200] for name in ("subject_de", "subject_en")}
    halves = [bool(clean[f"subject_{one}"]) != bool(clean[f"text_{one}"]) for one in ("de", "en")]
    if any(halves) or not (clean["text_de"] or clean["text_en"]):
        raise WrongStateError(
            _("A letter needs a subject and a text, in German, in English, or in both."), _("Fill in what is missing.")
        )
    return clean


@transaction.atomic
def let_mailing_out(mailing: Mailing, *, by: User, version: int | None = None) -> Mailing:
    """Let a draft go out. The recurring work sends it, to each address once, within the limit of the day.

    To whom is asked again for each mail: who takes the consent back or unsubscribes meanwhile gets none.

    Who may: cluster management and administrators of the institution. Logged. Mails go to people with a confirmed
    consent for its purpose.

    Parameters
    ----------
    mailing
        Which one.
    by
        Who lets it out.
    version
        The one that was looked at; None: as it is handed over.

    Raises
    ------
    NotAllowedError
        It belongs to another institution.
    WrongStateError
        It is no draft any more, somebody else has saved since it was looked at, nobody has confirmed a consent for its
        purpose, or the workbench is at a desk.
    """
    check_changes(by, mailing)
    if settings.DESK:
        raise WrongStateError(
            _("A workbench at a desk sends nothing to other people: nobody could unsubscribe there."),
            _("Send it from your own mailbox."),
        )
    if not reach_of(mailing, timezone.localdate()).waiting:
        raise WrongStateError(
            _("Nobody has confirmed a consent for this purpose."), _("Ask people by a link, on their pages.")
        )
    seen = mailing.version if version is None else version
    if Mailing.objects.select_for_update().get(pk=mailing.pk).version != seen:
        raise WrongStateError(
            _("Somebody else has saved this letter since you looked at it."),
            _("Read it again first."),
        )
    _move(mailing, Mailing.State.DRAFT, Mailing.State.GOING)
    mailing.begun = timezone.now()
    mailing.save(update_fields=["begun"])
    write_log(mailing, verb="let_mailing_out", by=by, fields=("state",))
    return mailing


@transaction.atomic
def stop_mailing(mailing: Mailing, *, by: User) -> Mailing:
    """Send no more of a letter that is going out; what was sent is sent.

    Who may: cluster management and administrators of the institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        It belongs to another institution.
    WrongStateError
        It is not going out.
    """
    check_changes(by, mailing)
    _move(mailing, Mailing.State.GOING, Mailing.State.STOPPED)
    forget_letters(letters_to_erased(mailing))
    write_log(mailing, verb="stop_mailing", by=by, fields=("state",))
    return mailing


@transaction.atomic
def end_mailing(mailing: Mailing) -> None:
    """Say that a letter has gone out, and forget to whom it went where people were erased meanwhile.

    Who may: the recurring work. Not logged: its state says it.
    """
    if Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.GOING).update(state=Mailing.State.DONE):
        forget_letters(letters_to_erased(mailing))


def _move(mailing: Mailing, before: str, after: str) -> None:
    """Move it on; of several who try, one succeeds."""
    if Mailing.objects.filter(pk=mailing.pk, state=before).update(state=after) != 1:
        raise WrongStateError(_("This letter is at another point by now."), _("Look at its page again."))
    mailing.state = after
