"""What all forms of the register share: told errors, and one record however often a form is sent."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import IntegrityError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.models.public_id import ALPHABET, LENGTH, new_public_id
from crossfield.web.accounts.queries.engine_words import error_in_html, error_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from django import forms
    from django.db.models import QuerySet
    from django.http import HttpRequest, QueryDict

    from crossfield.errors import CrossfieldError

ID = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def once(request: HttpRequest) -> str:
    """The public id that the record of a form will have: the one the form was opened with, else a new one.

    A form that is sent twice carries it twice, so that the second sending finds the record of the first.
    """
    given = request.POST.get("once", "")
    return given if ID.fullmatch(given) else new_public_id()


def make_once(seen: QuerySet[Any], public_id: str, make: Callable[[str], object]) -> str:
    """Make the record of a form unless it is there, and tell its public id.

    Parameters
    ----------
    seen
        Records of this kind that the user sees.
    public_id
        The one that came with the form. Where a record has it that the user does not see, the new one gets another:
        whoever guesses an id learns nothing.
    make
        Public id → the record.
    """
    if seen.filter(public_id=public_id).exists():
        return public_id
    if seen.model._default_manager.filter(public_id=public_id).exists():
        public_id = new_public_id()
    try:
        make(public_id)
    except IntegrityError:  # the same form at the same moment: the other sending has made it
        if not seen.filter(public_id=public_id).exists():
            raise
    return public_id


def refuse(form: forms.Form, error: CrossfieldError) -> None:
    """Show an action's refusal above the form, with what was typed."""
    form.add_error(None, error_in_html(error))


def tell(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Act on a small form of a page; say on the next page what came of it, as the act tells, or what is wrong."""
    if not form.is_valid():
        wrong = "; ".join(
            " ".join(map(str, [f"{form.fields[name].label}:", *errors] if name in form.fields else errors))
            for name, errors in form.errors.items()  # what is wrong with the whole form has no label
        )
        messages.error(request, _("Not saved. %(wrong)s") % {"wrong": wrong})
        return False
    try:
        said = act(form.cleaned_data)
    except WrongStateError as error:
        messages.error(request, _("Not saved. %(wrong)s") % {"wrong": error_in_words(error)})
        return False
    messages.success(request, said if isinstance(said, str) else _("Saved."))
    return True


def sent(request: HttpRequest) -> Any:  # noqa: ANN401 -- what a form takes
    """What was sent of a form; None where it is opened."""
    return request.POST if request.method == "POST" else None


def onto(request: HttpRequest, **seen: object) -> QueryDict:
    """What was typed, to be saved upon what somebody else has saved meanwhile, which these hidden fields name."""
    data = request.POST.copy()
    for name, value in seen.items():
        data[name] = str(value)
    return data


def saved_meanwhile(form: forms.Form, saved: Mapping[str, object]) -> list[tuple[str, str]]:
    """What stands there now and is not what was typed: the field's label and the saved value, as it is read."""
    told = []
    for name, value in saved.items():
        if name in form.fields and form.cleaned_data.get(name) != value:
            choices = dict(getattr(form.fields[name], "choices", ())) if isinstance(value, str) else {}
            shown = date_format(value, "DATE_FORMAT") if isinstance(value, date) else choices.get(value, value)
            told.append((str(form.fields[name].label), str(shown or "–")))
    return told


def attempt(request: HttpRequest, act: Callable[[], str]) -> None:
    """Do what a button says; say on the next page what came of it, or why it cannot be done now."""
    try:
        messages.success(request, act())
    except WrongStateError as error:
        messages.error(request, error_in_html(error))
