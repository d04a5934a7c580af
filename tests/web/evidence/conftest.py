"""Tables of one's own, as people send them."""

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

HEADER = "Bundesland;Branche;Beschäftigte\n"
ROWS = "Sachsen;Chips;300\nSachsen;Autos;100\nBayern;Chips;100\nBayern;Autos;300\n"
ACTIVITY = (HEADER + ROWS).encode("cp1252")
"""Sachsen in chips: (300/400) / (400/800) = 1.5."""


@pytest.fixture
def make_file(settings, tmp_path):
    """Files as Django hands them over: on disk."""
    settings.FILE_UPLOAD_TEMP_DIR, opened = tmp_path, []

    def made(data: bytes, name: str = "table.csv") -> TemporaryUploadedFile:
        file = TemporaryUploadedFile(name, "text/csv", len(data), None)
        file.write(data)
        file.flush()
        file.seek(0)
        opened.append(file)
        return file

    yield made
    for file in opened:
        file.close()


@pytest.fixture
def make_upload(make_file):
    """Tables whose columns are confirmed as they were guessed."""
    from crossfield.web.evidence.actions.upload import confirm_columns, store_upload
    from crossfield.web.evidence.models import Upload
    from crossfield.web.evidence.queries.upload import mapping_view

    def made(by, data: bytes = ACTIVITY, name: str = "table.csv") -> Upload:
        upload = store_upload(make_file(data, name), by=by)
        view = mapping_view(upload, by)
        confirm_columns(upload, view.kind, {one.name: one.heading for one in view.choices}, by=by)
        return upload

    return made
