"""What an institution says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.rules import is_allowed

if TYPE_CHECKING:
    from crossfield.web.accounts.models import Institution, User


@transaction.atomic
def change_contact(institution: Institution, *, by: User, contact: str) -> Institution:
    """Say to which address answers go to mail that the workbench sends for an institution; empty: to none.

    Who may: administrators of the institution. Logged without the address; nothing is sent.

    Parameters
    ----------
    institution
        Whose.
    by
        Who says so.
    contact
        Mail address.

    Raises
    ------
    NotAllowedError
        The user is no administrator there.
    """
    if not is_allowed(by, "institution.change", institution=institution.pk):
        raise NotAllowedError(
            _("Only administrators of an institution say where answers to its mail go."),
            _("Ask an administrator of your institution."),
        )
    institution.contact = contact.strip()
    institution.save(update_fields=["contact"])
    write_log(institution, verb="change_contact", by=by, fields=("contact",))
    return institution
