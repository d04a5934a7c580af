"""Tables of one's own, as people send them, and lists up to their preview."""

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import translation

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


@pytest.fixture
def bring_list():
    """Brings a list of a kind in up to its preview."""
    from crossfield.web.evidence.actions.intake import look_up
    from crossfield.web.registry.actions.intake import choose_columns, stage_list
    from crossfield.web.registry.queries.intake import NAMES_OF, guessed_mapping
    from crossfield.web.registry.queries.list_file import read_list

    def brought(kind, text, *, by, source="list", name="l.csv", most=1_000, **rest):
        data = text.encode() if isinstance(text, str) else text
        headings, rows = read_list(name, data, NAMES_OF[kind])
        mapping = guessed_mapping(headings, by, source, kind)
        intake = stage_list(
            name, by=by, source=source, headings=headings, rows=rows, mapping=mapping, kind=kind, **rest
        )
        with translation.override("en"):
            choose_columns(intake, by=by, mapping=mapping)
            while intake.state != "preview":
                look_up(intake, by=by, most=most)
        return intake

    return brought
