"""Writing funding calls, whose fields are suggested from their text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crossfield.errors import WrongStateError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.queries.suggestion import fields_with_words, suggested_fields
from crossfield.web.registry.actions.event import add_funding_call, change_funding_call
from crossfield.web.registry.forms.week import CallChangeForm, CallForm
from crossfield.web.registry.pages.form import make_once, once, onto, refuse, saved_meanwhile, sent
from crossfield.web.registry.queries.interface import fields_to_choose, interface_asked
from crossfield.web.registry.queries.week import call_fingerprint, calls_for
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def call_new(request: HttpRequest) -> HttpResponse:
    """Note a funding call of somebody else; one without fields is shown once more with those that its text names."""
    user = reader_of(request)
    check_writes(user)
    asked = interface_asked(request.GET.dict(), user)
    sides = [asked[side] for side in ("side_a", "side_b") if side in asked]
    form = CallForm(sent(request), initial={"fields_of": sides}, fields=fields_to_choose())
    start, said = _suggested(request, form, at_once=True)
    if said:
        form = CallForm(initial=start, fields=fields_to_choose())
    public_id = once(request)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data | {"by": user, "language": get_language() or "en"}
        given["fields"] = given.pop("fields_of")
        del given["looked"]
        try:
            made = make_once(calls_for(user), public_id, lambda free: add_funding_call(**given, public_id=free))
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("register_call", made)
    words = {"title": _("Note a funding call"), "button": _("Note it down"), "back": "register_calls"}
    shown = {**words, "form": form, "once": public_id, "suggests_fields": True, "lead": said}
    return render(request, "registry/form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a funding call; where somebody else has saved meanwhile, both texts are shown."""
    user = reader_of(request)
    found = get_object_or_404(calls_for(user), public_id=public_id)
    check_changes(user, found)

    def make(data: Any, **start: Any) -> CallChangeForm:  # noqa: ANN401 -- what a form takes
        return CallChangeForm(data, call=found, seen=call_fingerprint(found), fields=fields_to_choose(), **start)

    form, saved = make(sent(request)), []
    start, said = _suggested(request, form, at_once=False)
    if said:
        form = make(None, initial=start)
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        seen, fields = given.pop("seen"), given.pop("fields_of")
        del given["looked"]
        try:
            change_funding_call(found, by=user, seen=seen, given=given, fields=fields)
        except WrongStateError as error:
            now = call_fingerprint(found)
            saved = saved_meanwhile(form, {name: getattr(found, name) for name in given}) if now != seen else []
            form = make(onto(request, seen=now))
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("register_call", public_id)
    shown = {"form": form, "saved": saved, "title": found.title, "language": found.language, "lead": said}
    shown |= {"back": reverse("register_call", args=[public_id]), "suggests_fields": True}
    return render(request, "registry/change.html", shown, status=422 if form.errors else 200)


def _suggested(request: HttpRequest, form: CallForm, *, at_once: bool) -> tuple[dict[str, Any], str]:
    """What the form begins with instead of being saved, and what is said of it; the latter is "" where it is saved.

    Fields are suggested where somebody asks for it, and, at once, where a form comes without fields for the first time.
    """
    asks = "suggest" in request.POST
    if not asks and not (at_once and _comes_without_fields(form)):
        return {}, ""
    typed = {name: request.POST.get(name, "") for name in form.fields}
    found = suggested_fields([f"{typed['title']}\n{typed['who']}"])[0]
    if not found and not asks:
        return {}, ""
    chosen = [*request.POST.getlist("fields_of"), *(str(field.pk) for field, _words in found)]
    said = _("The text names no field of the vocabulary.")
    if found:
        said = _("Suggested from the text: %(fields)s. They are chosen below; take out what does not fit, then save.")
        said %= {"fields": fields_with_words(found, get_language() or "en")}
    return typed | {"fields_of": list(dict.fromkeys(chosen)), "looked": "1"}, said


def _comes_without_fields(form: CallForm) -> bool:
    return form.is_bound and form.is_valid() and not (form.cleaned_data["fields_of"] or form.cleaned_data["looked"])
