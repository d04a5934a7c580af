"""Tables of one's own: sending one, saying what its columns mean, looking at it, taking it away, bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import CrossfieldError, NotAllowedError
from crossfield.sources.owntable import FORMS
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.evidence.actions.upload import confirm_columns, remove_upload, restore_upload, store_upload
from crossfield.web.evidence.models import Upload
from crossfield.web.evidence.pages.download import check_picture, listing_file, picture_answer
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.region import default_region
from crossfield.web.evidence.queries.sheet import upload_sheet
from crossfield.web.evidence.queries.upload import mapping_view, removed_uploads, uploads_for
from crossfield.web.evidence.queries.upload_view import UploadView, upload_drawing, upload_map, upload_view
from crossfield.web.evidence.tasks.worker import start_worker

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 200


@require_safe
def uploads(request: HttpRequest) -> HttpResponse:
    """Tables of one's own institution, and a form to send one."""
    user = reader_of(request)
    return render(
        request, "evidence/uploads.html", {"uploads": uploads_for(user), "removed": removed_uploads(user)[:5]}
    )


@require_POST
def upload_send(request: HttpRequest) -> HttpResponse:
    """Store a table; its columns are confirmed next."""
    file = request.FILES.get("file")
    if not isinstance(file, TemporaryUploadedFile):
        messages.error(request, _("Choose a file first."))
        return redirect("uploads")
    try:
        stored = store_upload(file, by=reader_of(request))
    except CrossfieldError as error:
        messages.error(request, error_in_html(error))
        return redirect("uploads")
    return redirect("upload_columns", stored.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_columns(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the columns mean: guessed, with the first rows; confirmed by sending the form."""
    user, found = reader_of(request), _upload(request, public_id)
    if found.owner_id != user.pk:
        raise NotAllowedError(_("Only who sent a table changes it."), "")
    kind = (request.POST.get("kind") or request.GET.get("kind", ""))[:20]
    if request.method == "POST":
        mapping = {name: request.POST.get(name, "")[:LONGEST] for name in FORMS.get(kind, {})}
        try:
            load = confirm_columns(found, kind, mapping, by=user)
        except CrossfieldError as error:
            messages.error(request, error_in_html(error))
        else:
            if load:
                start_worker()
                return redirect("load", load.public_id)
            return redirect("upload", public_id)
    view = mapping_view(found, user, kind)
    return render(request, "evidence/upload_columns.html", {"view": view, "kinds": Upload.Kind.choices})


@require_safe
def upload(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a table says."""
    found = _upload(request, public_id)
    if found.state != Upload.State.READY:
        return redirect("upload_columns", public_id)
    view = _view(request, found)
    shown = {
        "view": view,
        "listings": view.listings,
        "is_own": found.owner_id == reader_of(request).pk,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "evidence/upload.html", shown)


@require_safe
def upload_data(request: HttpRequest, public_id: str) -> JsonResponse:
    """The map as a specification that the page's script draws."""
    return JsonResponse(upload_drawing(_mapped(request, public_id), _language()))


@require_safe
def upload_picture(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The map as a file of 16 : 9; inside a page (``?size=``) without title."""
    check_picture(form)
    view, size = _mapped(request, public_id), request.GET.get("size", "framed")
    chart = upload_map(view, _language(), form=size if size in {"small", "page"} else "framed")
    return picture_answer(chart.to_dict(validate=False), form)


@require_safe
def upload_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """One of its tables as a file."""
    view = _view(request, _upload(request, public_id))
    return listing_file(view.listings, name, form, "own-table")


@require_POST
def upload_pin(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Pin one of its tables."""
    view = _view(request, _upload(request, public_id))
    asked = {"page": "upload", "upload": public_id, "region": view.region, "table": name, "language": _language()}
    said = (f"{_('Own table')} {view.upload.title}", view.answer)
    return pin(request, view.listings, version=current_version(), said=said, asked=asked)


@require_safe
def upload_a4(request: HttpRequest, public_id: str) -> HttpResponse:
    """It on one sheet of paper."""
    view = _view(request, _upload(request, public_id))
    return render(request, "evidence/a4.html", {"sheet": upload_sheet(view, request.GET.urlencode())})


@require_POST
def upload_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it away; the list offers to bring it back."""
    remove_upload(_upload(request, public_id), by=reader_of(request))
    messages.success(request, _("Removed. It can be brought back below."))
    return redirect("uploads")


@require_POST
def upload_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it back."""
    user = reader_of(request)
    restore_upload(get_object_or_404(removed_uploads(user), public_id=public_id), by=user)
    return redirect("upload", public_id)


def _mapped(request: HttpRequest, public_id: str) -> UploadView:
    view = _view(request, _upload(request, public_id))
    if not view.mapped:
        raise Http404
    return view


def _view(request: HttpRequest, found: Upload) -> UploadView:
    if found.state != Upload.State.READY:
        raise Http404
    asked = {"region": request.GET.get("region", "")[:LONGEST], "wanted": request.GET.get("field", "")[:LONGEST]}
    return upload_view(found, _language(), **asked, own=default_region(reader_of(request).region))


def _upload(request: HttpRequest, public_id: str) -> Upload:
    return get_object_or_404(uploads_for(reader_of(request)), public_id=public_id)


def _language() -> str:
    return get_language() or "en"
