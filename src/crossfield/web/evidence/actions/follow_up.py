"""Following a suggestion up: its organisation comes into the register, a contact is noted, a cooperation is traced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError, WrongStateError
from crossfield.matching.partners import home_of
from crossfield.tables.spelling import readable_name
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.evidence.models import Finding, FollowUp, ShortlistEntry
from crossfield.web.evidence.queries.crosswalk import registered_as
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation_index import UNKNOWN, organisation_index
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.models import Organisation, OrganisationIdentifier
from crossfield.web.registry.queries.organisation import organisations_named
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Contact, Cooperation

Source = ShortlistEntry | Finding


@transaction.atomic
def follow_suggestion(
    source: Source,
    *,
    by: User,
    organisation: Organisation | str | None = None,
    **told: Any,  # noqa: ANN401 -- columns
) -> FollowUp:
    """Note the contact that a suggestion led to; a suggested organisation that is not in the register is added to it.

    Who may: cluster management and administrators, for the own institution, which alone sees contact and origin. Logged
    without names; nothing is sent.

    Parameters
    ----------
    source
        An entry of the user's shortlist, or a pinned finding.
    by
        Who follows it.
    organisation
        With whom, a name being added to the register; None: the organisation or cluster that was suggested.
    told
        As `note_contact` takes it: kind, text, introduced_to, day, next_step, …

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        A region or a finding names no single organisation, or the contact is none.
    """
    check_writes(by)
    contact = note_contact(organisation or register_suggested(source, by=by), by=by, **told)
    return _follow(source, by, contact=contact)


@transaction.atomic
def set_origin(cooperation: Cooperation, *, by: User, source: Source) -> FollowUp:
    """Say from which suggestion a cooperation came; said twice, it is kept once.

    Who may: cluster management and administrators of the institution that the cooperation belongs to. Logged.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    """
    check_changes(by, cooperation)
    same = {"entry": source} if isinstance(source, ShortlistEntry) else {"finding": source}
    known = FollowUp.objects.filter(cooperation=cooperation, institution=by.institution, **same).first()
    return known or _follow(source, by, cooperation=cooperation)


def _follow(
    source: Source, by: User, *, contact: Contact | None = None, cooperation: Cooperation | None = None
) -> FollowUp:
    made = FollowUp.objects.create(
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        language=source.language,
        suggested=timezone.localtime(source.created).date(),
        data_version=source.data_version,
        contact=contact,
        cooperation=cooperation,
        **_kept(source),
    )
    write_log(made, verb="follow_suggestion", by=by, fields=("contact" if contact else "cooperation",))
    return made


def _kept(source: Source) -> dict[str, Any]:
    """What was suggested and why, in the words of its day."""
    if isinstance(source, Finding):
        said = {"name": source.title, "asked": source.answer, "why": source.note}
        return {"kind": FollowUp.Kind.FINDING, "finding": source, **said}
    return {"kind": source.kind, "entry": source, "name": source.name, "asked": source.asked, "why": source.why}


def register_suggested(source: Source, *, by: User) -> Organisation:
    """The organisation of the register that was suggested; it is added where it is not there.

    Who may: cluster management and administrators. Logged where it is added.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        A region or a finding names no single organisation.
    """
    kind = source.kind if isinstance(source, ShortlistEntry) else ""
    if not isinstance(source, ShortlistEntry) or kind not in {FollowUp.Kind.ORGANISATION, FollowUp.Kind.CLUSTER}:
        raise WrongStateError(_("This names no single organisation."), _("Name the organisation you spoke with."))
    if kind == FollowUp.Kind.CLUSTER:
        return _cluster(source) or add_organisation(source.name, by=by, source=source.citation)
    known = registered_as(source.code)
    if known is not None:
        return known
    scheme, _colon, number = source.code.partition(":")
    identifiers = {scheme: number} if scheme in OrganisationIdentifier.Scheme.values else {}
    return add_organisation(
        readable_name(source.name), by=by, region=_seat(source.code), identifiers=identifiers, source=source.citation
    )


def _cluster(entry: ShortlistEntry) -> Organisation | None:
    """The cluster of the register that a list of the data names: by its number there, else by its name."""
    numbered = OrganisationIdentifier.objects.filter(scheme="crossfield", value=entry.code).first()
    if numbered:
        return numbered.organisation
    same = organisations_named([entry.name]).get(entry.name.lower(), [])
    return same[0] if len(same) == 1 else None


def _seat(code: str) -> str:
    """Region of an organisation of the data shown; empty where it is not known (any more)."""
    try:
        row = organisation_index(current_version()).rows.get(code)
    except CrossfieldError:
        return ""
    home = home_of(row) if row else ""
    return "" if home == UNKNOWN else home
