"""What the engine refuses is told on German pages in German and on English ones in English."""

import html as entities

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from tests.web.test_pages import ENGLISH, GERMAN

from crossfield.lake import grid
from crossfield.web.evidence.actions.load import begin_receiving, receive_file
from crossfield.web.evidence.models import Upload
from crossfield.web.evidence.tasks.load import run_load

FOREIGN = {"de": ENGLISH, "en": GERMAN}
SENT = b"Region;Feld;Wert\nSachsen;Chips;300\nSachsen;Autos;100\nBayern;Chips;100\n"
EXPECTED = (
    "Erwartet wird CSV oder XLSX: eine Kopfzeile und darunter eine Zeile je Eintrag. "
    "Speichern Sie die Tabelle daraus so, oder bitten Sie um sie in dieser Form."
)
PDF = {
    "de": f"x.pdf ist keine Tabelle, sondern ein PDF. {EXPECTED}",
    "en": "x.pdf is a PDF, no table. Expected CSV or XLSX: a header line, and one row per entry below it. "
    "Save its table as one of these, or ask for it so.",
}
SPLIT = "Teilen Sie die Datei auf, oder fassen Sie die Zeilen vorher nach Region, Feld und Jahr zusammen."
LONG = {
    "de": f"big.csv hat mehr als 2 Zeilen. {SPLIT}",
    "en": "big.csv has more than 2 rows. Split it, or add the rows up by region, field and year first.",
}
DAMAGED = {
    "de": "cordis-h2020.zip ist keine vollständige Zip-Datei: Sie ist nicht wie eine Zip-Datei aufgebaut.",
    "en": "cordis-h2020.zip is no complete zip file: File is not a zip file.",
}
UNKNOWN = {
    "de": "Nicht bekannt – Region: „Bajern“. Meinten Sie Bayern",
    "en": "Unknown region: 'Bajern'. Did you mean Bayern",
}


def told(answer, path: str) -> str:
    return " ".join(html.fromstring(answer.content.decode()).xpath(f"string({path})").split())


def sent(client, language: str, name: str, data: bytes) -> str:
    answer = client.post(f"/{language}/tables/send/", {"file": SimpleUploadedFile(name, data)}, follow=True)
    return told(answer, "//p[@class='message']")


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_pdf_is_refused_in_the_language_of_the_page(desk, language):
    assert sent(desk, language, "x.pdf", b"%PDF-1.4") == PDF[language]


@pytest.mark.parametrize("language", ["de", "en"])
def test_too_many_rows_are_refused_in_the_language_of_the_page(desk, language, monkeypatch):
    monkeypatch.setattr(grid, "MOST_ROWS", 2)

    assert sent(desk, language, "big.csv", SENT) == LONG[language]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_load_that_failed_says_why_in_the_language_of_the_page(desk, make_user, language):
    chief = make_user("chief", is_staff=True)
    load = begin_receiving("cordis-h2020.zip", size=6, source="", by=chief)
    receive_file(load, [b"no zip"], by=chief)
    run_load(load)
    load.refresh_from_db()

    answer = desk.get(f"/{language}/data/load/{load.public_id}/")
    warning = told(answer, "//*[@class='warning']")

    assert load.message == DAMAGED["en"]
    assert warning.startswith(DAMAGED[language])
    assert FOREIGN[language].findall(warning) == []
    assert not html.fromstring(answer.content.decode()).xpath("//*[@class='warning']//*[@lang]")


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_unknown_region_is_told_in_the_language_of_the_page(desk, language):
    answer = desk.get(f"/{language}/region/Bajern/")
    reported = told(answer, "//details[@class='reported']")

    assert answer.status_code == 404
    assert UNKNOWN[language] in reported
    assert FOREIGN[language].findall(told(answer, "//main")) == []


@pytest.mark.parametrize(
    "address",
    ["partners/?for=999995602&who=regions&field=ict&field=health", "partners/?for=DED&field=none", "region/DED11/",
     "interface/DED/ict/ict/", "compare/DED,Bajern/", "europe/?field=none", "vocabulary/none/", "method/none/"],
)  # fmt: skip
def test_what_the_data_cannot_answer_is_said_without_english(desk, address):
    page = html.fromstring(desk.get(f"/de/{address}").content.decode())

    assert page.xpath("//main//*[@lang='en']") == []
    for part in page.xpath("//main//*[@class='citation'] | //main//tbody | //main//select | //main//fieldset"):
        part.drop_tree()
    assert ENGLISH.findall(page.xpath("string(//main)")) == []


def test_a_name_that_was_sent_stays_text(desk):
    said = desk.post(
        "/de/tables/send/", {"file": SimpleUploadedFile("<b>x.pdf", b"%PDF")}, follow=True
    ).content.decode()

    assert entities.escape("<b>x.pdf ist keine Tabelle") in said


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Keine von 2 Zeilen ist verwendbar. P: „“, erwartet wird ein Text (Zeile 2)."),
     ("en", "None of 2 rows can be used. P: '', expected a text (row 2).")],
)  # fmt: skip
def test_a_table_without_a_usable_row_says_why_whoever_has_read_it(desk, language, said):
    file = SimpleUploadedFile("p.csv", b"P;Titel\n;a\n;b\n")
    desk.post(f"/{language}/tables/send/", {"file": file})
    form = {"kind": "projects", "project": "P", "title": "Titel"}

    answer = desk.post(f"/{language}/tables/{Upload.objects.get().public_id}/columns/", form)

    assert told(answer, "//p[@class='message']").startswith(said)
