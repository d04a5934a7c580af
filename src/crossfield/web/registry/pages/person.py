"""Writing people: a new one, functions, details with their legal basis, what is taken back, cards, and erasure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crossfield.errors import WrongStateError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.mail import can_be_sent_to
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.person import (
    add_detail,
    add_function,
    add_person,
    end_function,
    rename_person,
    withdraw_detail,
)
from crossfield.web.registry.forms.person import (
    DetailForm,
    EraseForm,
    FunctionEndForm,
    FunctionForm,
    PersonForm,
    PersonNameForm,
    WithdrawForm,
)
from crossfield.web.registry.models import Organisation, PersonDetail
from crossfield.web.registry.models.proposal import CORE
from crossfield.web.registry.pages.form import attempt, make_once, once, refuse, tell
from crossfield.web.registry.queries.detail_check import UNSENDABLE
from crossfield.web.registry.queries.history import changes_for, is_own_history, parts_of, thing_of
from crossfield.web.registry.queries.legal_basis import wording
from crossfield.web.registry.queries.organisation import sheet_for
from crossfield.web.registry.queries.person import details_for_writing, people_for
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.registry.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Add a person; what the own sheet says of contacts at the organisation stands beside the form."""
    user = reader_of(request)
    check_writes(user)
    named = request.GET.get("organisation", "")[:300]
    sent = request.POST if request.method == "POST" else None
    form = PersonForm(sent, initial={"organisation": named, "language": get_language() or "en"})
    public_id = once(request)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = make_once(
            people_for(user),
            public_id,
            lambda free: add_person(
                given["name"],
                by=user,
                functions=[(given["organisation"], given["function"])],
                language=given["language"],
                public_id=free,
            ),
        )
        messages.success(request, _("Saved. Say below how the person is reached, and on what ground."))
        return redirect("register_person", made)
    place = Organisation.objects.filter(name=named).first() if named else None
    sheet = sheet_for(user, place) if place else None
    shown = {"form": form, "once": public_id, "noted": sheet.contacts if sheet else "", "place": place}
    return render(request, "registry/person.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change name or language; where somebody else has saved meanwhile, both are shown."""
    user, found = reader_of(request), _person(request, public_id)
    check_writes(user)
    start = {"name": found.name, "language": found.language, "version": found.version}
    form = PersonNameForm(request.POST if request.method == "POST" else None, initial=start)
    saved = None
    if form.is_bound and form.is_valid():
        try:
            rename_person(found, by=user, **form.cleaned_data)
        except WrongStateError as error:
            form = PersonNameForm({**form.cleaned_data, "version": found.version})
            refuse(form, error)
            saved = found
        else:
            messages.success(request, _("Saved."))
            return redirect("register_person", public_id)
    shown = {"form": form, "person": found, "saved": saved}
    return render(request, "registry/person_name.html", shown, status=422 if form.errors else 200)


@require_POST
def person_function(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what the person does where."""
    user, found = reader_of(request), _person(request, public_id)
    check_writes(user)
    tell(request, FunctionForm(request.POST), lambda given: add_function(found, by=user, **given))
    return redirect("register_person", public_id)


@require_POST
def person_function_end(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Say until when the person had a function; it is the number-th of the person."""
    user, found = reader_of(request), _person(request, public_id)
    check_writes(user)
    functions = list(found.functions.all())
    if not 1 <= number <= len(functions):
        raise Http404
    form = FunctionEndForm(request.POST)
    tell(request, form, lambda given: end_function(functions[number - 1], by=user, **given))
    return redirect("register_person", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def person_detail_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note how the person is reached: for what, on which basis, who sees it and until when."""
    user, found = reader_of(request), _person(request, public_id)
    check_writes(user)
    form = DetailForm(request.POST if request.method == "POST" else None)
    detail_id = once(request)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def make(free: str) -> object:
            return add_detail(found, by=user, public_id=free, **given)

        try:
            make_once(details_for_writing(user).filter(person=found), detail_id, make)
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            if given["kind"] == PersonDetail.Kind.MAIL and not can_be_sent_to(given["value"]):
                messages.warning(request, UNSENDABLE)
            return redirect("register_person", public_id)
    shown = {"form": form, "person": found, "wording": wording(get_language() or "en"), "once": detail_id}
    return render(request, "registry/person_detail.html", shown, status=422 if form.errors else 200)


@require_POST
def person_detail_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that a person took a consent back, or objects."""
    user = reader_of(request)
    found = get_object_or_404(details_for_writing(user), public_id=public_id)
    check_writes(user)
    tell(request, WithdrawForm(request.POST), lambda given: withdraw_detail(found, by=user, **given))
    return redirect("register_person", found.person.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: HttpRequest, public_id: str) -> HttpResponse:
    """Erase the person, once somebody has said to be sure."""
    user, found = reader_of(request), _person(request, public_id)
    check_writes(user)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        count = erase_person(found, by=user)
        text = ngettext(
            "Erased, also from %(count)s text of your institution.",
            "Erased, also from %(count)s texts of your institution.",
            count,
        )
        messages.success(request, text % {"count": count})
        return redirect("register_people")
    shown = {"form": form, "person": found}
    return render(request, "registry/person_erase.html", shown, status=422 if form.errors else 200)


@require_POST
def history_restore(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Take one change of a thing back."""
    user, thing = reader_of(request), thing_of(kind, public_id)
    if thing is None or not is_own_history(user, kind, thing):
        raise Http404
    given = request.POST.get("change", "")
    number = int(given) if re.fullmatch("[0-9]{1,18}", given) else 0
    found = get_object_or_404(changes_for(user, parts_of(kind, public_id, user)), pk=number)

    def restore() -> str:
        restore_change(found, by=user)
        is_core = kind == "organisation" and found.field in CORE
        if is_core and getattr(thing_of(kind, public_id), found.field) == found.new:
            return _("Proposed: other institutions use this entry, too, and decide.")
        return _("Taken back: the earlier value stands there again.")

    attempt(request, restore)
    return redirect("register_history", kind, public_id)


def _person(request: HttpRequest, public_id: str) -> Person:
    return get_object_or_404(people_for(reader_of(request)), public_id=public_id)
