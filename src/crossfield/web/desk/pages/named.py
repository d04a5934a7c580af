"""Named interfaces: the list, one in a region like the page of a pair, and the form that makes or changes one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from crossfield.errors import TableMissingError, WrongStateError
from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.pages.reader import reader_of, reader_or_none
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.desk.queries.frame import own_region
from crossfield.web.desk.queries.panel import panels_at
from crossfield.web.evidence.actions.named import compute_named
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.named import named_view
from crossfield.web.evidence.queries.region import find_region
from crossfield.web.evidence.queries.sheet import named_sheet
from crossfield.web.registry.actions.interface import (
    Sides,
    change_interface,
    name_interface,
    release_interface,
    remove_interface,
    restore_interface,
)
from crossfield.web.registry.models import NamedInterface
from crossfield.web.registry.pages.form import make_once, once
from crossfield.web.registry.queries.interface import fields_to_choose, interfaces_for, removed_interfaces_for
from crossfield.web.registry.queries.panel import AskedInterface

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.desk.queries.panel import ShownPanel
    from crossfield.web.evidence.queries.named import NamedView

LONGEST = 2_000
VERSION = re.compile("[0-9]{1,9}")


@require_safe
def named_list(request: HttpRequest) -> HttpResponse:
    """All named interfaces a reader may see, and how to make one."""
    user, language = reader_of(request), get_language() or "en"
    found = [{"public_id": one.public_id, "shown": one, "said": _sides(one, language)} for one in interfaces_for(user)]
    shown = {"interfaces": found, "removed": removed_interfaces_for(user)[:5], "region": _region(request)}
    return render(request, "desk/named_list.html", shown)


@require_safe
def named(request: HttpRequest, public_id: str) -> HttpResponse:
    """A named interface in a region."""
    interface, view = _asked(request, public_id)
    shown: dict[str, Any] = {"view": view, "interface": interface, "listings": view.listings}
    shown |= {"here": view.place["region"], "query": f"?region={view.place['region']}"}
    for name, side in (("one_side", "side_a"), ("other_side", "side_b"), ("aims", "aims")):
        shown[name] = [one.title(get_language() or "en") for one in getattr(interface, side).all()]
    shown["panels"] = _panels(request, view)
    shown["levels"] = [] if settings.DESK else Release.choices
    shown["is_own"] = isinstance(request.user, User) and interface.owner_id == request.user.pk
    return render(request, "desk/named.html", shown)


@require_POST
def named_compute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compute its figures on the data version shown, then show them."""
    interface, version = _find(request, public_id), current_version()
    place = find_region(version, _region(request))
    try:
        compute_named(interface, version=version, level=int(place["level"]))
    except TableMissingError:
        messages.info(request, _("This data version holds no single records to count. Load Horizon 2020 first."))
    address = f"{reverse('named', args=[public_id])}?region={place['region']}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


@require_safe
def named_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    _interface, view = _asked(request, public_id)
    known = {one.listing.name: one.listing for one in _panels(request, view)} | view.listings
    return listing_file(known, name, form, f"{view.place['region']}-{public_id}")


@require_POST
def named_pin(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    _interface, view = _asked(request, public_id)
    language = get_language() or "en"
    asked = {"page": "named", "region": str(view.place["region"]), "table": name, "language": language}
    asked["interface"] = public_id
    said = (f"{view.named.title} · {view.place['label']}", view.answer)
    if name in view.listings:
        return pin(request, view.listings, version=current_version(), said=said, asked=asked)
    known = {one.listing.name: one for one in _panels(request, view)}
    said = (said[0], known[name].says if name in known else "")
    listings = {key: one.listing for key, one in known.items()}
    return pin(request, listings, version=REGISTER, said=said, asked=asked | {"page": "named_register"})


@require_safe
def named_a4(request: HttpRequest, public_id: str) -> HttpResponse:
    """A named interface on one sheet of paper."""
    _interface, view = _asked(request, public_id)
    return render(request, "evidence/a4.html", {"sheet": named_sheet(view)})


@require_http_methods(["GET", "HEAD", "POST"])
def named_new(request: HttpRequest) -> HttpResponse:
    """Name an interface."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def named_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a named interface of one's own."""
    interface = _find(request, public_id)
    if interface.owner_id != reader_of(request).pk:
        raise Http404
    return _form(request, interface)


@require_POST
def named_release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who may see it."""
    release = request.POST.get("release", "")[:20]
    release_interface(_find(request, public_id), by=reader_of(request), release=release)
    messages.success(request, _("Saved."))
    return redirect("named", public_id)


@require_POST
def named_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it away; the list offers to bring it back."""
    remove_interface(_find(request, public_id), by=reader_of(request))
    messages.success(request, _("Removed. It can be brought back below."))
    return redirect("named_list")


@require_POST
def named_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it back."""
    user = reader_of(request)
    restore_interface(get_object_or_404(removed_interfaces_for(user), public_id=public_id), by=user)
    return redirect("named", public_id)


def _sides(interface: NamedInterface, language: str) -> str:
    """Both sides in words."""
    sides = (interface.side_a, interface.side_b)
    return " × ".join(", ".join(one.title(language) for one in side.all()) for side in sides)


def _form(request: HttpRequest, interface: NamedInterface | None) -> HttpResponse:
    fields, language = list(fields_to_choose().filter(scheme=own_settings().scheme)), get_language() or "en"
    wrong, saved, public_id = "", None, once(request)
    given = _given(request) if request.method == "POST" else _kept(interface)
    if request.method == "POST":
        user = reader_of(request)
        sides = Sides(*(tuple(given[side]) for side in ("side_a", "side_b", "aims")))
        try:
            if interface is None:
                told: dict[str, Any] = {"sides": sides, "language": language, "by": user}
                told |= {name: given[name] for name in ("name", "other_name", "remark")}
                own = NamedInterface.objects.filter(owner=user)
                made = make_once(own, public_id, lambda free: name_interface(**told, public_id=free))
            else:
                made = interface.public_id
                change_interface(
                    interface,
                    by=user,
                    version=given["version"],
                    name=given["name"],
                    other_name=given["other_name"],
                    sides=sides,
                    remark=given["remark"],
                )
            return redirect("named", made)
        except WrongStateError as error:
            wrong = error_in_html(error)
            if interface is not None and interface.version != given["version"]:
                saved = _kept(interface) | {"sides": _sides(interface, language)}
                given["version"] = interface.version
    choices = [
        {"public_id": one.public_id, "title": one.title(language), "future": one.kind == "future"}
        | {side: one.public_id in given[side] for side in ("side_a", "side_b", "aims")}
        for one in fields
    ]
    shown = {"interface": interface, "given": given, "choices": choices, "wrong": wrong, "saved": saved}
    shown |= {"own": interface.language if interface else language, "once": "" if interface else public_id}
    return render(request, "desk/named_form.html", shown, status=422 if wrong else 200)


def _given(request: HttpRequest) -> dict[str, Any]:
    texts: dict[str, Any] = {
        key: request.POST.get(key, "").replace("\0", "")[:LONGEST].strip() for key in ("name", "other_name", "remark")
    }
    version = request.POST.get("version", "")
    texts["version"] = int(version) if VERSION.fullmatch(version) else 0
    return texts | {side: request.POST.getlist(side)[:100] for side in ("side_a", "side_b", "aims")}


def _kept(interface: NamedInterface | None) -> dict[str, Any]:
    if interface is None:
        return {"name": "", "other_name": "", "remark": "", "version": 0, "side_a": [], "side_b": [], "aims": []}
    sides = {side: [one.public_id for one in getattr(interface, side).all()] for side in ("side_a", "side_b", "aims")}
    columns = ("name", "other_name", "remark", "version")
    return {column: getattr(interface, column) for column in columns} | sides


def _asked(request: HttpRequest, public_id: str) -> tuple[NamedInterface, NamedView]:
    interface = _find(request, public_id)
    return interface, named_view(interface, current_version(), _region(request), get_language() or "en")


def _panels(request: HttpRequest, view: NamedView) -> list[ShownPanel]:
    """What the rooms know about it, for who asks."""
    one, language = view.named, get_language() or "en"
    asked = AskedInterface(
        str(view.place["region"]), own_settings().scheme, one.side_a, one.side_b, one.title, language, one.public_id
    )
    return panels_at(reader_or_none(request), asked, view.citation)


def _find(request: HttpRequest, public_id: str) -> NamedInterface:
    user = reader_or_none(request)
    return get_object_or_404(interfaces_for(user), public_id=public_id)


def _region(request: HttpRequest) -> str:
    asked = request.GET.get("region", "") or request.POST.get("region", "")
    return asked.replace("\0", "")[:200] or own_region(request)
