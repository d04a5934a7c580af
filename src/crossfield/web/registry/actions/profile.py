"""Asking members for their profile by a signed link, and what they confirm with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.mail import Letter, send_once
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.queries.mail import link_to
from crossfield.web.registry.actions.core import correct_own_core
from crossfield.web.registry.actions.organisation import keep_said
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import Offer, Organisation, Profile, ProfileLink
from crossfield.web.registry.models.proposal import CORE
from crossfield.web.registry.queries.delegate import organisations_answered_for
from crossfield.web.registry.queries.profile import may_be_sent, profile_token
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Field

TEMPLATE = "registry/mail/profile.txt"
AGAIN_AFTER = timedelta(minutes=10)
"""How soon a link that is late or used sends another one."""
SEEN = (Release.INSTITUTION, Release.PARTNERS, Release.PUBLIC)
"""How far a member may release its profile."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a member offers or needs, as it wrote it down.

    Parameters
    ----------
    kind
        One of `Offer.Kind`.
    text
        What.
    field_a, field_b
        The fields that meet in it.
    """

    kind: str
    text: str
    field_a: Field
    field_b: Field


@dataclass(frozen=True, slots=True)
class Known:
    """What an organisation says of its core: what is right as it stands, and what it corrects, by `ValueKey`."""

    right: Mapping[str, str] = field(default_factory=dict)
    corrected: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is confirmed at once: fields, offers and needs, who may see it, the language of the texts, and the core."""

    fields: Iterable[Field]
    offers: Sequence[Offered]
    release: str
    language: str
    known: Known


NOTHING_SAID = Known()


def ask_for_profile(
    organisation: Organisation, *, by: User, email: str, language: str, public_id: str = ""
) -> ProfileLink:
    """Make a link by which an organisation confirms its profile, and send it where there is a ground to.

    That is a recorded membership, or a consent confirmed from that address. Without it nothing is sent: the page shows
    a draft for the user's own mailbox. Links that were made before end.

    Who may: cluster management and administrators. Logged without the address. One mail is sent, or none.

    Parameters
    ----------
    organisation
        Who is asked.
    by
        Who asks, for the own institution.
    email
        Where to.
    language
        Of mail and page: de or en.
    public_id
        The one its form was opened with, so that a form that is sent twice makes one link; empty for a new one.

    Raises
    ------
    NotAllowedError
        The user may not write.
    """
    check_writes(by)
    with transaction.atomic():
        profile, _is_new = Profile.objects.get_or_create(
            organisation=organisation,
            institution=by.institution,
            defaults={"owner": by, "release": Release.INSTITUTION},
        )
        link = _make_link(profile, email=email.strip().casefold(), language=language, by=by, public_id=public_id)
        write_log(profile, verb="ask_for_profile", by=by, fields=("email", "language"))
    if may_be_sent(link, timezone.localdate()):
        send_link(link)
    return link


def _make_link(profile: Profile, *, email: str, language: str, by: User | None, public_id: str = "") -> ProfileLink:
    now = timezone.now()
    profile.links.filter(used=None, expires__gt=now).update(expires=now)
    made = ProfileLink(profile=profile, email=email, language=language, asked_by=by, created=now)
    made.public_id = public_id or made.public_id
    made.save()
    return made


def send_link(link: ProfileLink) -> bool:
    """Mail a link to the address it is for. Who may: other actions and recurring work. Not logged here.

    Returns
    -------
    bool
        True if it went out; False where the address wants no such mail, or it was sent before.
    """
    address = link_to("profile", profile_token(link), language=link.language)
    shown = {"profile": link.profile, "address": address, "until": link.expires}
    key = f"profile:{link.public_id}"
    asker = link.profile.institution
    answers_to = asker.contact if asker else ""
    if not send_once(Letter(key, MailKind.UPDATE, link.email, link.language, TEMPLATE, shown, asker, answers_to)):
        return False
    link.sent = timezone.now()
    link.save(update_fields=["sent"])
    return True


@transaction.atomic
def confirm_profile(
    link: ProfileLink,
    *,
    fields: Iterable[Field],
    offers: Sequence[Offered],
    release: str,
    language: str,
    known: Known = NOTHING_SAID,
) -> Profile:
    """Keep what a member confirms, in place of what it confirmed before, and use the link up.

    What it says of its core is kept beside what others say, with itself as the source and the day. A name or a seat
    that it corrects is changed at once, or proposed where others than who asked use the entry, too.

    Who may: whoever has the signed link. Logged as the program's, without values; nothing is sent.

    Parameters
    ----------
    link
        An open one.
    fields
        In which it works.
    offers
        What it offers and needs.
    release
        Who may see it: institution, partners or public.
    language
        In which it wrote.
    known
        What it says of name, seat, city, website and type.

    Raises
    ------
    WrongStateError
        The link was used or has expired, or nobody may be shown it that way.
    """
    now = timezone.now()
    if release not in SEEN:
        raise WrongStateError(_("There is no such choice of who may see it."), _("Choose who may see it."))
    if ProfileLink.objects.filter(pk=link.pk, used=None, expires__gt=now).update(used=now) != 1:
        raise WrongStateError(_("This link is no longer valid."), _("Have a new one sent to the same address."))
    return _keep_answers(link.profile, by=None, answers=Answers(fields, offers, release, language, known))


@transaction.atomic
def confirm_own_profile(
    organisation: Organisation,
    *,
    by: User,
    fields: Iterable[Field],
    offers: Sequence[Offered],
    release: str,
    language: str,
    known: Known = NOTHING_SAID,
) -> Profile:
    """Keep what somebody who answers for an organisation confirms with an account of her own.

    Who may: accounts of member organisations, for those that a ground is recorded for. Logged without values; nothing
    is sent.

    Parameters
    ----------
    organisation
        Whose profile.
    by
        Who answers for it.
    fields, offers, release, language, known
        As `confirm_profile` takes them.

    Raises
    ------
    NotAllowedError
        No ground is recorded that the user answers for it.
    WrongStateError
        Nobody may be shown it that way.
    """
    if not organisations_answered_for(by).filter(pk=organisation.pk).exists():
        raise NotAllowedError(
            _("It is not recorded that you answer for this organisation."), _("Ask your cluster management.")
        )
    if release not in SEEN:
        raise WrongStateError(_("There is no such choice of who may see it."), _("Choose who may see it."))
    profile, _is_new = Profile.objects.get_or_create(
        organisation=organisation, institution=by.institution, defaults={"owner": by, "release": Release.INSTITUTION}
    )
    return _keep_answers(profile, by=by, answers=Answers(fields, offers, release, language, known))


def _keep_answers(profile: Profile, *, by: User | None, answers: Answers) -> Profile:
    now, language = timezone.now(), answers.language
    profile = Profile.objects.select_for_update().get(pk=profile.pk)  # of two answers at once the second one stands
    profile.fields.set(answers.fields)
    profile.offers.all().delete()
    Offer.objects.bulk_create(
        Offer(
            profile=profile,
            kind=one.kind,
            text=one.text.strip()[:300],
            language=language,
            field_a=one.field_a,
            field_b=one.field_b,
        )
        for one in answers.offers
    )
    profile.confirmed, profile.release, profile.released_at = now, answers.release, now
    profile.save(update_fields=["confirmed", "release", "released_at"])
    write_log(profile, verb="confirm_profile", by=by, fields=("fields", "offers", "release"))
    _keep_known(profile, by, answers.known)
    return profile


def _keep_known(profile: Profile, by: User | None, known: Known) -> None:
    """Keep what the organisation says of its core as its own word, beside what others say."""
    said = {**known.right, **known.corrected}
    if not said:
        return
    organisation = Organisation.every.select_for_update().get(pk=profile.organisation_id)
    while organisation.merged_into_id is not None:  # it means the entry that was kept
        organisation = Organisation.every.select_for_update().get(pk=organisation.merged_into_id)
    source, today, asker = _("the organisation itself"), timezone.localdate().isoformat(), profile.institution
    for key, value in said.items():
        if key in CORE and key in known.corrected:
            correct_own_core(organisation, by=by, asker=asker, key=key, value=value, source=source)
        keep_said(organisation, key, value, source=source, as_of=today, said_by=asker)
    make_organisations_findable([organisation])
    told = {key: f"{value} ({source})" for key, value in known.corrected.items() if key not in CORE}
    write_log(organisation, verb="confirm_core", by=by, fields=sorted(said), told=told)


def send_new_link(link: ProfileLink) -> bool:
    """Send a new link to the address of one that is late or used; more often than every ten minutes, nothing.

    As with the first one, nothing is sent without a recorded ground: a draft that somebody asked for and used up
    is no ground to write to its address.

    Who may: whoever has the signed link; only the address it was for learns the new one. Logged; one mail is sent.

    Returns
    -------
    bool
        True if it went out.
    """
    now = timezone.now()
    with transaction.atomic():
        newest = Profile.objects.select_for_update().get(pk=link.profile_id).links.first()
        soon = newest is not None and newest.created > now - AGAIN_AFTER and newest.pk != link.pk
        if link.is_open or soon or "@" not in link.email:  # an erased address leads nowhere
            return False
        if not may_be_sent(link, timezone.localdate(now)):
            return False
        made = _make_link(link.profile, email=link.email, language=link.language, by=None)
        write_log(link.profile, verb="send_new_link", by=None)
    return send_link(made)
