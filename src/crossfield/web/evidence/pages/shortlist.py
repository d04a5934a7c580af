"""The shortlist: putting partners on it and taking them off, notes, order, files, paper, and pinning it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.actions.shortlist import (
    drop_entry,
    move_entry,
    note_entry,
    restore_entry,
    shortlist_partner,
)
from crossfield.web.evidence.pages.download import chart_answer, drawing_answer, listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.listing import readable_names
from crossfield.web.evidence.queries.organisation import organisation_view
from crossfield.web.evidence.queries.partner_charts import FRAMED, PAGE, SMALL, kept_drawing, shortlist_chart
from crossfield.web.evidence.queries.partner_question import LONGEST_TEXT, question_of
from crossfield.web.evidence.queries.partner_sheet import shortlist_sheet
from crossfield.web.evidence.queries.partners import partners_view
from crossfield.web.evidence.queries.shortlist import (
    Asked,
    dropped_by,
    offered_again,
    shortlist_answer,
    shortlist_listing,
    shortlist_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt
    from django.http import HttpRequest

    from crossfield.web.evidence.models import ShortlistEntry


@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """Whom one wants to talk to, and why."""
    user = reader_of(request)
    entries = list(shortlist_of(user))
    shown = {"entries": entries, "answer": shortlist_answer(entries), "listing": shortlist_listing(entries)}
    return render(request, "evidence/shortlist.html", shown | {"dropped": offered_again(user, entries)})


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Put a suggestion on the list; what is kept of it is what the search says, never what the form says."""
    user, version, language = reader_of(request), current_version(), get_language() or "en"
    query, code = request.POST.get("asked", "")[: 4 * LONGEST_TEXT], request.POST.get("code", "")
    question = question_of(QueryDict(query), "")
    view = partners_view(version, question, language)
    row = next((row for row in view.listing.rows if row["code"] == code), None)
    if row is None:
        raise Http404
    shortlist_partner(row, by=user, asked=Asked(view.question, question.query, version, view.citation, language))
    return _answered(request, code, query, who=row["name"], is_kept=True)


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Take a suggestion off the list again; if another window did, the button is named by what it took off."""
    user, code = reader_of(request), request.POST.get("code", "")
    for entry in shortlist_of(user).filter(code=code):
        drop_entry(entry, by=user)
    latest = dropped_by(user).filter(code=code).first()
    who = latest.name if latest else ""
    return _answered(request, code, request.POST.get("asked", "")[: 4 * LONGEST_TEXT], who=who, is_kept=False)


@require_POST
def keep_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Put an organisation on the list from its own page; nobody searched, so it is what its page says of it."""
    user, version, language = reader_of(request), current_version(), get_language() or "en"
    view = organisation_view(version, code, language)
    told = {"about": "organisation", "code": view.code, "name": view.name, "place": view.place, "why": view.answer}
    entry = told | {"status": "", "through": "", "records": ""}
    shortlist_partner(entry, by=user, asked=Asked(view.question, "", version, view.citation, language))
    messages.success(request, _("On the shortlist."))
    return redirect("organisation", view.code)


@require_POST
def leave_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Take an organisation off the list from its own page."""
    user, view = reader_of(request), organisation_view(current_version(), code, get_language() or "en")
    for entry in shortlist_of(user).filter(kind="organisation", code=view.code):
        drop_entry(entry, by=user)
    messages.success(request, _("Taken off the shortlist."))
    return redirect("organisation", view.code)


def _answered(request: HttpRequest, code: str, query: str, *, who: str, is_kept: bool) -> HttpResponse:
    """The button in its new state where the page's script asks, else the page one came from."""
    if getattr(request, "htmx", False):
        shown = {"code": code, "asked": query, "kept": {code} if is_kept else set(), "changed": True}
        shown["who"] = readable_names(who)
        return render(request, "evidence/keep.html", shown)
    said = _("On the shortlist.") if is_kept else _("Taken off the shortlist.")
    messages.success(request, said)
    return redirect(f"{reverse('partners')}?{query}" if query else reverse("shortlist"))


@require_POST
def shortlist_note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what to do about an entry."""
    user = reader_of(request)
    entry = get_object_or_404(shortlist_of(user), public_id=public_id)
    note_entry(entry, by=user, note=request.POST.get("note", "")[:LONGEST_TEXT].strip())
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('shortlist')}#{public_id}")


@require_POST
def shortlist_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move an entry up or down by one."""
    user = reader_of(request)
    entry = get_object_or_404(shortlist_of(user), public_id=public_id)
    move_entry(entry, by=user, up=request.POST.get("to") == "up")
    return redirect(f"{reverse('shortlist')}#{public_id}")


@require_POST
def shortlist_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an entry off the list; the page offers to bring it back."""
    user = reader_of(request)
    drop_entry(get_object_or_404(shortlist_of(user), public_id=public_id), by=user)
    messages.success(request, _("Taken off the shortlist. It can be brought back below."))
    return redirect("shortlist")


@require_POST
def shortlist_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring an entry back."""
    user = reader_of(request)
    restore_entry(get_object_or_404(dropped_by(user), public_id=public_id), by=user)
    return redirect(f"{reverse('shortlist')}#{public_id}")


@require_safe
def shortlist_file(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file."""
    listing = shortlist_listing(list(shortlist_of(reader_of(request))))
    return listing_file({"shortlist": listing}, "shortlist", form, "partners")


@require_safe
def shortlist_data(request: HttpRequest) -> HttpResponse:
    """One's own list by country, as a specification that the page's script draws."""
    return drawing_answer(_chart(list(shortlist_of(reader_of(request))), PAGE))


@require_safe
def shortlist_image(request: HttpRequest, form: str) -> HttpResponse:
    """The picture as a file, with question, answer and sources."""
    return chart_answer(_chart(list(shortlist_of(reader_of(request))), FRAMED), form, "shortlist")


@require_safe
def shortlist_inline(request: HttpRequest) -> HttpResponse:
    """The picture inside a page where no script draws it: small on narrow screens."""
    form = SMALL if request.GET.get("size") == SMALL else PAGE
    return chart_answer(_chart(list(shortlist_of(reader_of(request))), form))


def _chart(entries: Sequence[ShortlistEntry], form: str) -> alt.LayerChart | None:
    return shortlist_chart(entries, current_version(), get_language() or "en", form, shortlist_answer(entries))


@require_POST
def shortlist_pin(request: HttpRequest) -> HttpResponse:
    """Pin the list as it is today."""
    entries = list(shortlist_of(reader_of(request)))
    asked = {"page": "shortlist", "table": "shortlist", "language": get_language() or "en"}
    said = (_("Shortlist"), shortlist_answer(entries))
    listings, chart = (
        {"shortlist": shortlist_listing(entries)},
        kept_drawing(_chart(entries, PAGE), _chart(entries, FRAMED)),
    )
    return pin(request, listings, version=current_version(), said=said, asked=asked, chart=chart)


@require_safe
def shortlist_a4(request: HttpRequest) -> HttpResponse:
    """The list on paper."""
    return render(request, "evidence/a4.html", {"sheet": shortlist_sheet(list(shortlist_of(reader_of(request))))})
