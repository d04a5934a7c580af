"""Deciding what becomes of what hangs on a field that its vocabulary gave up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.rules import can_administer
from crossfield.web.registry.models import FieldDecision
from crossfield.web.registry.queries.field import holders

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Field


@transaction.atomic
def move_field(field: Field, *, to: Field, by: User, reason: str, language: str = "de") -> FieldDecision:
    """Let everything that hangs on an ended field hang on another one, and keep who decided it and why.

    Who may: those who administer the workbench. Logged with the decision and the field; nothing is sent. Findings keep
    the rows they stored.

    Raises
    ------
    NotAllowedError
        Somebody else asks.
    WrongStateError
        The field has not ended, the other one has, both are one, or no reason is given.
    """
    if not can_administer(by):
        raise NotAllowedError(
            _("Only who administers the workbench decides about fields."), _("Ask the people who run this workbench.")
        )
    if field.valid_to is None or to.valid_to is not None or field == to:
        message = _(
            "Only what hangs on an ended field moves, to a valid one; that does not hold for %(one)s and %(other)s."
        )
        said = {"one": field.title(get_language() or "en"), "other": to.title(get_language() or "en")}
        raise WrongStateError(message % said, _("Take a field of the vocabulary that is in force."))
    if not reason.strip():
        raise WrongStateError(_("A decision needs a reason."), _("Write why this field follows the other."))
    moved = 0
    for model, name, holds_several in holders():
        for one in model._default_manager.filter(**{name: field}):
            if holds_several:
                fields = getattr(one, name)
                fields.remove(field)
                fields.add(to)
            else:
                setattr(one, name, to)
                one.save(update_fields=[name])
            moved += 1
    field.successor = to
    field.save(update_fields=["successor"])
    made = FieldDecision.objects.create(
        field=field, successor=to, reason=reason.strip(), language=language, decided_by=by, moved=moved
    )
    write_log(made, verb="move_field", by=by, fields=("field", "successor", "reason"))
    write_log(field, verb="move_field", by=by, fields=("successor",))
    return made
