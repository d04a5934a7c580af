"""The whole workspace as a download, for the one user at a desk."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.http import require_POST

from crossfield.web.accounts.actions.backup import write_backup

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def backup(request: HttpRequest) -> FileResponse:  # noqa: ARG001 -- as all pages take it
    """Write a backup and give it out; on a server, where others' sheets are in it, whoever keeps the server does so."""
    if not settings.DESK:
        raise Http404
    folder = settings.FILE_UPLOAD_TEMP_DIR / "backup"
    shutil.rmtree(folder, ignore_errors=True)  # of one that broke off
    folder.mkdir(parents=True)
    made = write_backup(folder)
    answer = FileResponse(made.path.open("rb"), as_attachment=True, filename=made.path.name)
    with suppress(PermissionError):  # Windows takes away no file that is read; the next backup does
        made.path.unlink()
    answer["Cache-Control"] = "no-store"
    return answer
