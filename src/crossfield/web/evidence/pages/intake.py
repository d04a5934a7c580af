"""Bringing a list in: choose the file, the columns, look at what was found, take it over, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import SourceError, WrongStateError
from crossfield.web.accounts.models.public_id import public_id_of
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.evidence.actions.intake_link import decide_and_compare
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.intake import (
    SHOWN,
    behind_said,
    intake_answer,
    places_said,
    row_said,
    rows_listing,
    seats_to_choose,
    stayed_listing,
)
from crossfield.web.evidence.queries.link import countries_said
from crossfield.web.evidence.queries.listing import FORMS
from crossfield.web.evidence.queries.suggestion import rows_suggested
from crossfield.web.evidence.tasks.worker import start_worker
from crossfield.web.registry.actions.intake import (
    cancel_intake,
    choose_columns,
    decide_seat,
    ground_kept,
    leave_fields_out,
    stage_list,
)
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, take_over
from crossfield.web.registry.forms.intake import ColumnsForm, DecisionForm, ListForm
from crossfield.web.registry.forms.person import CardsForm
from crossfield.web.registry.models import Intake, IntakeRow
from crossfield.web.registry.pages.form import attempt, make_once, once, refuse, tell
from crossfield.web.registry.queries.cluster import registered_clusters
from crossfield.web.registry.queries.intake import (
    ENTERED,
    LINKED,
    NAMES_OF,
    TAKEN,
    corrected_rows,
    counts_of,
    doubtful_rows,
    guessed_mapping,
    home_of_list,
    intakes_for,
    is_long,
    list_fingerprint,
    lists_after,
    rows_asked,
    seats_told,
    undecided,
    undecided_seats,
)
from crossfield.web.registry.queries.legal_basis import wording
from crossfield.web.registry.queries.list_file import LARGEST, read_list
from crossfield.web.registry.queries.week import events_for
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.listing import Listing

SAMPLE = 3
LONGEST_ASKED = 300


@require_http_methods(["GET", "HEAD", "POST"])
def intakes(request: HttpRequest) -> HttpResponse:
    """Lists so far, and a new one."""
    user = reader_of(request)
    check_writes(user)
    files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    start = {"cluster": request.GET.get("cluster", ""), "kind": request.GET.get("kind", Intake.Kind.MEMBERS)}
    start["event"] = request.GET.get("event", "")
    events = events_for(user).filter(institution=user.institution_id).prefetch_related(None)
    form = ListForm(*files, initial=start, clusters=registered_clusters().prefetch_related(None), events=events)
    public_id = once(request)
    if form.is_bound and form.is_valid():
        try:
            made = _stage(form, user, public_id)
        except SourceError as error:
            refuse(form, error)
        else:
            return _to_list(user, made)
    shown = {"form": form, "once": public_id, "intakes": intakes_for(user)[:SHOWN]}
    return render(request, "evidence/intakes.html", shown, status=422 if form.errors else 200)


def _stage(form: ListForm, user: User, public_id: str) -> str:
    given = form.cleaned_data
    file = given["file"]
    if file.size > LARGEST:
        raise SourceError(
            _("%(name)s is larger than a list can be.") % {"name": file.name}, _("Split it, or check that this is it.")
        )
    kind = given["kind"]
    headings, rows = read_list(file.name, file.read(), NAMES_OF[kind])
    source = given["source"].strip()
    mapping = guessed_mapping(headings, user, source, kind)
    about = {
        "kind": kind,
        "cluster": given["cluster"] if kind == Intake.Kind.MEMBERS else None,
        "event": given["event"] if kind == Intake.Kind.GUESTS else None,
    }
    of = [getattr(about[name], "pk", None) for name in ("cluster", "event")]
    fingerprint = list_fingerprint(rows, kind, *of, source, file.name, headings)

    def stage(free: str) -> None:
        stage_list(
            file.name,
            by=user,
            source=source,
            headings=headings,
            rows=rows,
            mapping=mapping,
            public_id=free,
            fingerprint=fingerprint,
            **about,
        )

    return _make_list_once(user, public_id, fingerprint, stage)


def _make_list_once(user: User, public_id: str, fingerprint: str, stage: Callable[[str], object]) -> str:
    """Put the list of a form aside unless it is there, and tell its public id.

    Who goes back to put something right sends the same form with another list. That one has an id that follows from
    what it brings: it is one, too, however often it is sent. What was given up or undone is brought in anew.
    """
    own = intakes_for(user)
    same = own.filter(fingerprint=fingerprint).exclude(state__in=(Intake.State.CANCELLED, Intake.State.UNDONE))
    while own.filter(public_id=public_id).exists() and not same.filter(public_id=public_id).exists():
        public_id = public_id_of(f"{public_id} {fingerprint}")
    return make_once(same, public_id, stage)


def _to_list(user: User, public_id: str) -> HttpResponse:
    """To the choice of its columns, or where that is done to its rows."""
    is_open = intakes_for(user).filter(public_id=public_id, state=Intake.State.COLUMNS).exists()
    return redirect("register_intake_columns" if is_open else "register_intake", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def people_bring(request: HttpRequest) -> HttpResponse:
    """Bring people in from cards or a list, on what ground: looked at first, nothing is saved before that."""
    user = reader_of(request)
    check_writes(user)
    form = CardsForm(request.POST if request.method == "POST" else None, request.FILES or None)
    public_id = once(request)
    if form.is_bound and form.is_valid():
        try:
            made = _stage_people(form, user, public_id)
        except WrongStateError as error:
            refuse(form, error)
        else:
            return _to_list(user, made)
    shown = {"form": form, "once": public_id, "wording": wording(get_language() or "en")}
    return render(request, "evidence/people_bring.html", shown, status=422 if form.errors else 200)


def _stage_people(form: CardsForm, user: User, public_id: str) -> str:
    """Put a list of people aside; what the columns of cards mean is known, so that they are looked up at once."""
    given = dict(form.cleaned_data)
    listed, source = given.pop("listed"), given.pop("source").strip()
    mapping = listed.mapping or guessed_mapping(listed.headings, user, source, Intake.Kind.PEOPLE)
    told = (Intake.Kind.PEOPLE, source, listed.name, listed.headings, ground_kept(given))
    fingerprint = list_fingerprint(listed.rows, *told)

    def stage(free: str) -> None:
        made = stage_list(
            listed.name,
            by=user,
            source=source,
            headings=listed.headings,
            rows=listed.rows,
            mapping=mapping,
            kind=Intake.Kind.PEOPLE,
            ground=given,
            public_id=free,
            fingerprint=fingerprint,
        )
        if listed.mapping:
            _go_on(choose_columns(made, by=user, mapping=mapping), user)

    return _make_list_once(user, public_id, fingerprint, stage)


@require_http_methods(["GET", "HEAD", "POST"])
def intake_columns(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which heading means what, with the first rows beside."""
    user, found = reader_of(request), _intake(request, public_id)
    check_writes(user)
    sent = request.POST if request.method == "POST" else None
    start = {**found.mapping, "home": found.home or home_of_list(found)}
    countries = countries_said(get_language() or "en")
    form = ColumnsForm(sent, kind=found.kind, headings=found.headings, initial=start, countries=countries)
    if form.is_bound and form.is_valid():
        try:
            chosen = {column: heading for column, heading in form.cleaned_data.items() if heading}
            home = chosen.pop("home", "")
            found = choose_columns(found, by=user, mapping=chosen, home=home)
            _go_on(found, user)
        except WrongStateError as error:
            refuse(form, error)
        else:
            return redirect("register_intake", public_id)
    sample = list(found.rows.order_by("number")[:SAMPLE])
    shown = {"form": form, "intake": found, "sample": sample}
    return render(request, "evidence/intake_columns.html", shown, status=422 if form.errors else 200)


@require_safe
def intake(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was found, row by row, before anything is taken over."""
    found = _intake(request, public_id)
    counts, waiting = counts_of(found), undecided(found)
    doubtful = Paginator(doubtful_rows(found).select_related("organisation"), SHOWN).get_page(request.GET.get("rows"))
    seats = Paginator(seats_told(found), SHOWN).get_page(request.GET.get("seats"))
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_ASKED]
    listings = _listings(found, asked)
    stayed = stayed_listing(found, SHOWN)
    if stayed.rows:
        listings.insert(0, stayed)
    shown = {
        **_progress(found),
        "answer": intake_answer(found, counts, waiting),
        "behind": behind_said(waiting, is_done=False),
        "waiting": waiting,
        "doubtful": [(row, row_said(row)) for row in doubtful],
        "doubtful_page": doubtful,
        "choices": [one for one in IntakeRow.Choice if one.value],
        "seats": seats_to_choose(found, seats, places_said()),
        "seats_page": seats,
        "open_seats": undecided_seats(found),
        "listings": listings,
        "later": lists_after(found, reader_of(request)) if found.state == Intake.State.TAKEN else [],
        "suggested": _suggested(found),
        "taken": found.rows.filter(TAKEN).count(),
        "titled": found.kind in ENTERED and found.kind not in LINKED,
        "shown": SHOWN,
        "asked": asked,
        "forms": FORMS,
    }
    return render(request, "evidence/intake.html", shown)


def _suggested(found: Intake) -> list[tuple[IntakeRow, str]]:
    """Rows that would become calls with fields that were suggested from their text, and these in words."""
    if found.kind != Intake.Kind.CALLS or found.state != Intake.State.PREVIEW:
        return []
    made = Q(answer=IntakeRow.Answer.NEW, choice="") | Q(choice=IntakeRow.Choice.OTHER)
    rows = list(found.rows.filter(made, values__has_key="suggested").order_by("number")[:SHOWN])
    told = rows_suggested(rows, get_language() or "en")
    return [(row, told[row.number]) for row in rows]


def _listings(found: Intake, asked: str) -> list[Listing]:
    """Rows by what was found, those that are asked for; what would change stands before what stays as it is.

    What a person corrected stands first.
    """
    rows = rows_asked(found.rows.select_related("organisation").order_by("number"), asked)
    corrected = rows.filter(pk__in=corrected_rows(found).values("pk"))
    rows = rows.exclude(pk__in=corrected_rows(found).values("pk"))
    there = rows.filter(answer=IntakeRow.Answer.REGISTER)
    said = {answer.value: str(answer.label) for answer in IntakeRow.Answer}
    parts = [("decided", _("Corrected or left out"), corrected)]
    parts.append(("error", said["error"], rows.filter(answer="error")))
    parts.append(("register", _("In the register, with changes"), there.exclude(changes=[])))
    parts += [(answer, said[answer], rows.filter(answer=answer)) for answer in ("new", "evidence")]
    parts.append(("unchanged", _("In the register, unchanged"), there.filter(changes=[])))
    counted = [(name, caption, some, some.count()) for name, caption, some in parts]
    return [
        rows_listing(some[:SHOWN], name, f"{caption} ({count})", found.kind)
        for name, caption, some, count in counted
        if count
    ]


def _go_on(found: Intake, user: User) -> None:
    """Look up the next rows of a short list; a long one is worked on apart."""
    if is_long(found):
        start_worker("lists")
    else:
        look_up(found, by=user)


@require_POST
def intake_look(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look up the next rows, or how far the worker is with a long list; the page asks for it until all are."""
    found, asks = _intake(request, public_id), bool(getattr(request, "htmx", False))
    if not (asks and is_long(found)):  # a person who presses the button starts a worker that has ended
        try:
            _go_on(found, reader_of(request))
        except WrongStateError as error:
            messages.error(request, str(error))
    if asks and found.state in {Intake.State.LOOKING, Intake.State.TAKING}:
        return render(request, "evidence/intake_progress.html", _progress(found))
    answer = redirect("register_intake", public_id)
    if asks:
        answer.status_code = 200
        answer["HX-Redirect"] = answer["Location"]
    return answer


def _progress(found: Intake) -> dict[str, Any]:
    """How far a list is, and how soon the page asks again."""
    is_taken = found.state == Intake.State.TAKING
    return {"intake": found, "is_taken": is_taken, "delay": "1s" if is_long(found) else "50ms"}


@require_POST
def intake_decide(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Decide a doubtful row."""
    user = reader_of(request)
    row = get_object_or_404(_intake(request, public_id).rows.select_related("intake"), number=number)
    tell(request, DecisionForm(request.POST), lambda given: decide_and_compare(row, by=user, **given))
    return _back(request, public_id, "doubtful" if row.answer == IntakeRow.Answer.REVIEW else "decided")


@require_POST
def intake_seat(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Say in which region a seat lies that may lie in several."""
    user = reader_of(request)
    row = get_object_or_404(_intake(request, public_id).rows.select_related("intake"), number=number)
    attempt(request, lambda: _seat_said(decide_seat(row, by=user, region=request.POST.get("region", ""))))
    return _back(request, public_id, "seats")


def _back(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    """To the part of the list's page where somebody decides, on the page of rows that was open."""
    opened = urlencode({name: request.GET[name] for name in ("rows", "seats", "q") if name in request.GET})
    where = reverse("register_intake", args=[public_id])
    return redirect(f"{where}{'?' if opened else ''}{opened}#{part}")


def _seat_said(count: int) -> str:
    return ngettext("Saved for %(count)s row.", "Saved for %(count)s rows.", count) % {"count": count}


@require_POST
def intake_take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the list over."""
    found, user = _intake(request, public_id), reader_of(request)

    def take() -> str:
        unticked = set(request.POST.getlist("offered")) - set(request.POST.getlist("suggested"))
        if unticked:
            leave_fields_out(found, by=user, numbers=[int(one) for one in unticked if one.isdecimal()])
        if is_long(found):
            ask_take_over(found, by=user)
            start_worker("lists")
            return _("The list is being taken over; you may close this page.")
        brought = take_over(found, by=user).restore
        if found.kind in ENTERED:
            said = {"new": brought[found.kind], "changed": brought[f"{found.kind}_changed"]}
            return _("Taken over: %(new)s new, %(changed)s changed.") % said
        count = brought["organisations"]
        text = ngettext(
            "Taken over; %(count)s organisation is new.", "Taken over; %(count)s organisations are new.", count
        )
        return text % {"count": count}

    attempt(request, take)
    return redirect("register_intake", public_id)


@require_POST
def intake_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undo it."""
    found, user = _intake(request, public_id), reader_of(request)

    def undo() -> str:
        stayed = undo_intake(found, by=user)
        if is_long(found):
            start_worker("lists")  # takes what was undone out of the search
        text = ngettext(
            "Undone, but for %(count)s row: it was changed since, or something else refers to it. See below.",
            "Undone, but for %(count)s rows: they were changed since, or something else refers to them. See below.",
            stayed,
        )
        return text % {"count": stayed} if stayed else _("Undone.")

    attempt(request, undo)
    return redirect("register_intake", public_id)


@require_POST
def intake_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it up."""
    found, user = _intake(request, public_id), reader_of(request)

    def cancel() -> str:
        cancel_intake(found, by=user)
        return _("Given up; the register is as it was.")

    attempt(request, cancel)
    return redirect("register_intakes")


@require_safe
def intake_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """All rows with what was found, as a file."""
    found = _intake(request, public_id)
    rows = found.rows.select_related("organisation").order_by("number")
    listings = {"rows": rows_listing(rows, "rows", _("Rows"), found.kind), "stayed": stayed_listing(found)}
    return listing_file(listings, name, form, "list")


def _intake(request: HttpRequest, public_id: str) -> Intake:
    return get_object_or_404(intakes_for(reader_of(request)), public_id=public_id)
