"""Bringing in a list on its pages: file, columns, preview, decisions, taking over, undo."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from lxml import html
from openpyxl import Workbook, load_workbook

from crossfield.web.evidence.tasks.intake import work_lists
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.models import Intake, IntakeRow, Membership, Organisation

pytestmark = pytest.mark.django_db
HERE = "/de/register/lists/"


def tree(answer):
    return html.fromstring(answer.content.decode())


def said(answer):
    return tree(answer).xpath("string(//p[@class='answer'])")


def send(desk, text, cluster=None, name="m.csv"):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return desk.post(HERE, {"file": file, "source": "CRM", "cluster": cluster.pk if cluster else ""})


def test_a_form_that_is_sent_twice_makes_one_list_and_with_another_file_another(desk):
    form = tree(desk.get(HERE)).xpath("//input[@name='once']/@value")[0]

    def sent(text, name="m.csv"):
        file = SimpleUploadedFile(name, text.encode())
        return desk.post(HERE, {"file": file, "source": "CRM", "once": form})["Location"]

    first = sent("Firma;Ort\nA;B\n")
    assert sent("Firma;Ort\nA;B\n") == first == f"{HERE}{form}/columns/"
    assert (Intake.objects.count(), IntakeRow.objects.count()) == (1, 1)
    other = sent("Firma;Ort\nA;B\nC;D\n")
    assert (other != first, Intake.objects.count(), IntakeRow.objects.count()) == (True, 2, 3)


def test_who_goes_back_to_put_a_list_right_gets_another_one(desk, make_organisation):
    form = tree(desk.get(HERE)).xpath("//input[@name='once']/@value")[0]
    clusters = [make_cluster(make_organisation(name), by=None) for name in "AB"]

    def sent(cluster, text="Firma;Ort\nA;B\n", source="CRM"):
        file = SimpleUploadedFile("m.csv", text.encode())
        return desk.post(HERE, {"file": file, "source": source, "cluster": cluster.pk, "once": form})["Location"]

    made = [sent(clusters[0]), sent(clusters[0])]
    made += [sent(clusters[1]), sent(clusters[0], "Firma;Ort\nA;C\n"), sent(clusters[0], source="ERP")]

    assert made[0] == made[1]
    assert (len(set(made)), Intake.objects.count()) == (4, 4)
    again = [sent(clusters[1]), sent(clusters[0], "Firma;Ort\nA;C\n"), sent(clusters[0], source="ERP")]
    assert again == made[2:]  # the corrected one sent twice is one list, too
    Intake.objects.get(public_id=form).rows.all().delete()  # as where the first sending is still at it
    assert sent(clusters[0]) == made[0]
    assert sorted(Intake.objects.values_list("cluster", "source")) == sorted(
        [(clusters[0].pk, "CRM"), (clusters[1].pk, "CRM"), (clusters[0].pk, "CRM"), (clusters[0].pk, "ERP")]
    )


def test_columns_are_chosen_when_all_rows_are_put_aside(desk):
    where = send(desk, "Firma;Ort\nA;B\nC;D\n")["Location"]
    Intake.objects.update(total=3)  # the first sending of the same form is still at it
    answer = chosen(desk, where)

    assert (answer.status_code, Intake.objects.get().state) == (422, "columns")
    assert "werden noch gelesen" in tree(answer).text_content()


def chosen(desk, where, **columns):
    return desk.post(where, columns or {"name": "Firma", "city": "Ort"})


def test_from_the_file_to_the_register_and_back(desk, make_organisation):
    cluster = make_cluster(make_organisation("Cluster"), by=None)
    answer = send(desk, "Firma;Ort\nNeu <b>;Dresden\n;Leer\n", cluster)
    columns = desk.get(answer["Location"])
    assert tree(columns).xpath("//select[@name='name']/option[@selected]/@value") == ["Firma"]
    preview = desk.get(chosen(desk, answer["Location"])["Location"])
    assert said(preview) == (
        "2 Zeilen: 0 schon im Register, 0 in den Daten gefunden, 1 neu, 0 zweifelhaft, 1 nicht übernehmbar."
    )
    assert "kein Name" in tree(preview).xpath("string(//section[@id='error'])")
    where = f"{HERE}{Intake.objects.get().public_id}/"
    done = desk.post(f"{where}take/", follow=True)
    assert "Übernommen; 1 Organisation ist neu." in tree(done).xpath("string(//p[@class='message'])")
    assert Membership.objects.get().member.name == "Neu <b>"
    again = desk.post(f"{where}take/", follow=True)
    assert "Noch sind nicht alle Zeilen" in tree(again).xpath("string(//p[@class='message'])")
    assert b"<b>" not in again.content
    undone = desk.post(f"{where}undo/", follow=True)
    assert (Membership.objects.count(), Organisation.objects.count()) == (0, 1)
    assert said(undone).endswith("Die Übernahme wurde rückgängig gemacht.")


def test_of_a_second_list_the_changed_rows_stand_apart_and_decided_ones_are_counted(desk, make_organisation):
    cluster = make_cluster(make_organisation("Cluster"), by=None)
    for city in ("Dresden", "Jena"):
        sent = send(desk, f"Firma;Ort;Ausgetreten am\nStays;Leipzig;\nMoves;{city};\nGone;Jena;31.12.2020\n", cluster)
        form = tree(desk.get(sent["Location"]))
        assert form.xpath("//select[@name='until']/option[@selected]/@value") == ["Ausgetreten am"]
        chosen(desk, sent["Location"], name="Firma", city="Ort", until="Ausgetreten am")
        where = sent["Location"].removesuffix("columns/")
        preview = tree(desk.get(where))
        done = tree(desk.post(f"{where}take/", follow=True))

    rows = {name: f"//section[@id='{name}']//tbody//th" for name in ("register", "unchanged", "new")}
    assert {name: [one.text_content().strip() for one in preview.xpath(path)] for name, path in rows.items()} == {
        "register": ["Moves"], "unchanged": ["Stays", "Gone"], "new": [],
    }  # fmt: skip
    assert [one.text_content() for one in preview.xpath("//h1")] == ["Was würde die Liste ändern?"]
    assert [one.text_content() for one in done.xpath("//h1")] == ["Was hat die Liste geändert?"]
    assert done.xpath("//a[text()='Zu den Mitgliedern']/@href") == [
        f"/de/register/clusters/{cluster.organisation.public_id}/"
    ]


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "m.csv"), (b"PK\x03\x04x", "m.xlsx"), (b"Firma\n", "m.csv"), (b"\x00\x00\x00", "m.xls")]
)
def test_what_is_no_list_is_told_and_nothing_is_staged(desk, content, name):
    answer = send(desk, content, name=name)

    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert tree(answer).xpath("//ul[contains(@class, 'errorlist')]")


def test_a_file_that_is_too_large_is_refused_unread(desk, monkeypatch):
    monkeypatch.setattr("crossfield.web.evidence.pages.intake.LARGEST", 3)

    assert "größer, als eine Liste sein kann" in tree(send(desk, "Firma\nA\n")).text_content()


def test_without_a_name_the_columns_are_asked_again(desk):
    where = send(desk, "X;Y\nA;B\n")["Location"]

    assert [chosen(desk, where, name=heading).status_code for heading in ("", "Z", "X")] == [422, 422, 302]


def test_a_row_is_left_out_and_taken_in_again_on_its_page(desk):
    where = chosen(desk, send(desk, "Firma;Ort\nA;B\n")["Location"])["Location"]
    seen = []
    for _ in range(3):
        page = tree(desk.get(f"{where}rows/2/link/"))
        [form] = page.xpath("//form[contains(@action, '/rows/2/')]")
        [button] = form.xpath(".//button")
        seen.append((button.text, IntakeRow.objects.get().choice))
        answer = desk.post(form.get("action"), {"choice": button.get("value")}, follow=True)
        assert "Gespeichert." in tree(answer).text_content()

    assert seen == [("weglassen", ""), ("doch übernehmen", "leave"), ("weglassen", "")]


def test_a_doubtful_row_that_was_left_out_is_decided_again(desk):
    chosen(desk, send(desk, "Firma;Ort\nA;B\n")["Location"])
    IntakeRow.objects.update(answer="review", choice="leave", found="pic:999999999", found_name="Found GmbH")
    where = f"{HERE}{Intake.objects.get().public_id}/"
    button = tree(desk.get(f"{where}rows/2/link/")).xpath("string(//form[contains(@action, '/rows/2/')]//button)")
    desk.post(f"{where}rows/2/", {"choice": ""})

    assert button == "noch einmal entscheiden"
    assert "1 Zeile wartet auf Sie." in said(desk.get(where))


@pytest.mark.parametrize("state", ["cancelled", "undone"])
def test_what_was_given_up_or_undone_is_brought_in_anew_and_once(desk, state):
    form = tree(desk.get(HERE)).xpath("//input[@name='once']/@value")[0]

    def sent():
        file = SimpleUploadedFile("m.csv", b"Firma;Ort\nA;B\n")
        return desk.post(HERE, {"file": file, "source": "CRM", "once": form})["Location"]

    sent()
    Intake.objects.update(state=state)
    again = [sent(), sent()]
    Intake.objects.update(state="preview")  # of the same list both: to its rows, as its columns are chosen

    assert again[0] == again[1] != f"{HERE}{form}/columns/"
    assert Intake.objects.count() == 2
    assert sent() in {f"{HERE}{form}/", again[0].removesuffix("columns/")}


def test_a_doubtful_row_is_decided_on_the_page(desk):
    chosen(desk, send(desk, "Firma;Ort\nA;B\n")["Location"])
    intake = Intake.objects.get()
    intake.rows.update(answer="review", found="pic:999999999", found_name="Found GmbH", score=0.61, reason="same city")
    where = f"{HERE}{intake.public_id}/"
    page = tree(desk.get(where))

    assert "1 Zeile wartet auf Sie." in said(desk.get(where))
    assert "Found GmbH" in page.xpath("string(//article)")
    assert "0,61" in page.xpath("string(//article)")
    desk.post(f"{where}rows/2/", {"choice": "same"})
    assert desk.post(f"{where}rows/9/", {"choice": "same"}).status_code == 404
    decided = tree(desk.get(where))
    assert "es ist diese" in decided.xpath("string(//legend)")
    take = "//form[contains(@action, '/take/')]/button/text()"
    assert (page.xpath(take), decided.xpath(take)) == (["0 Zeilen übernehmen"], ["1 Zeile übernehmen"])
    bad = desk.post(f"{where}rows/2/", {"choice": "maybe"}, follow=True)
    assert "Nicht gespeichert" in tree(bad).text_content()


def test_of_more_doubtful_rows_than_a_page_has_each_is_reached_and_open_ones_stand_first(desk):
    firms = "".join(f"Firma {number};Ort\n" for number in range(2, 252))
    chosen(desk, send(desk, f"Firma;Ort\n{firms}")["Location"])
    intake = Intake.objects.get()
    intake.rows.update(answer="review", found="pic:999999999", found_name="Found GmbH", score=0.61)
    where = f"{HERE}{intake.public_id}/"

    def shown(address):
        page = tree(desk.get(address))
        found = page.xpath("//section[@id='doubtful']//form/@action")
        return page, [int(one.split("/rows/")[1].split("/")[0]) for one in found]

    first, numbers = shown(where)
    assert numbers == list(range(2, 102))
    assert "250 von 250 sind nicht entschieden" in first.xpath("string(//section[@id='doubtful'])")
    seen, page = set(numbers), first
    while following := page.xpath("//nav[@class='pages']/a[contains(., 'nächsten')]/@href"):
        page, numbers = shown(f"{where}{following[0]}")
        seen |= set(numbers)
    assert seen == set(range(2, 252))

    answer = desk.post(f"{where}rows/3/?rows=2", {"choice": "same"})
    assert answer["Location"] == f"{where}?rows=2#doubtful"
    intake.rows.filter(number__lt=202).update(choice="other")
    page, numbers = shown(where)
    assert (numbers[:50], numbers[50:]) == (list(range(202, 252)), list(range(2, 52)))
    assert "50 Zeilen bleiben zurück, da niemand entschieden hat." in page.xpath("string(//main)")
    done = desk.post(f"{where}take/", follow=True)
    assert said(done).endswith("50 Zeilen blieben zurück, da niemand entschieden hatte.")
    assert Organisation.objects.count() == 200


def test_seats_are_grouped_before_a_page_is_cut_and_each_is_reached(desk):
    firms = "".join(f"Firma {number};Ort\n" for number in range(2, 402))
    chosen(desk, send(desk, f"Firma;Ort\n{firms}")["Location"])
    intake = Intake.objects.get()
    rows = list(intake.rows.order_by("number"))
    for row in rows:  # one place of 250 rows, then 150 others
        place = "Halle" if row.number < 252 else f"Ort {row.number}"
        row.values = row.values | {"city": place}
        row.seat = {"among": [["DEE02", "one"], ["DEA45", "other"]], "key": f"/{place}/DE"}
    IntakeRow.objects.bulk_update(rows, ["values", "seat"])
    where = f"{HERE}{intake.public_id}/"

    def told(address):
        page = tree(desk.get(address))
        return page, [one.strip() for one in page.xpath("//section[@id='seats']//dd/text()")]

    page, first = told(where)
    assert (first[0], len(first)) == ("Halle", 100)
    assert "151 von 151 sind offen" in page.xpath("string(//section[@id='seats'])")
    assert "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …" in page.xpath("string(//section[@id='seats']//dt)")
    _page, second = told(f"{where}?seats=2")
    assert {*first, *second} == {"Halle", *(f"Ort {number}" for number in range(252, 402))}
    saved = desk.post(f"{where}seats/2/?seats=1", {"region": "DEE02"}, follow=True)
    assert "Für 250 Zeilen gespeichert." in tree(saved).xpath("string(//p[@class='message'])")
    page, first = told(where)
    assert first[0] == "Ort 252"
    assert told(f"{where}?seats=2")[1][-1] == "Halle"
    assert "150 von 151 sind offen" in page.xpath("string(//section[@id='seats'])")


def test_a_long_list_goes_on_until_it_is_looked_up(desk, monkeypatch):
    monkeypatch.setattr("crossfield.web.evidence.pages.intake.look_up", _few)
    chosen(desk, send(desk, "Firma;Ort\nA;\nB;\nC;\n")["Location"])
    where = f"{HERE}{Intake.objects.get().public_id}/"
    first = desk.get(where)
    part = desk.post(f"{where}look/", headers={"hx-request": "true"})
    last = desk.post(f"{where}look/", headers={"hx-request": "true"})

    assert said(first) == "1 von 3 Zeilen sind nachgeschlagen."
    assert tree(part).xpath("//progress/@value") == ["2"]
    assert (last.status_code, last["HX-Redirect"]) == (200, where)
    assert desk.post(f"{where}look/")["Location"] == where
    assert said(desk.get(where)).startswith("3 Zeilen: ")


def test_a_long_list_is_worked_on_apart_and_the_page_tells_how_far_it_is(desk, monkeypatch):
    monkeypatch.setattr("crossfield.web.registry.queries.intake.AT_ONCE", 2)
    chosen(desk, send(desk, "Firma;Ort\nA;\nB;\nC;\n")["Location"])
    where = f"{HERE}{Intake.objects.get().public_id}/"
    waits = desk.post(f"{where}look/", headers={"hx-request": "true"})
    assert tree(waits).xpath("//form/@hx-trigger") == ["load delay:1s"]
    assert said(desk.get(where)) == "0 von 3 Zeilen sind nachgeschlagen."
    work_lists()
    assert desk.post(f"{where}look/", headers={"hx-request": "true"})["HX-Redirect"] == where
    asked = desk.post(f"{where}take/", follow=True)
    assert "Sie können diese Seite schließen" in tree(asked).xpath("string(//p[@class='message'])")
    assert said(asked).startswith("0 von 3 Zeilen sind vorbereitet; das Register bleibt, wie es ist")
    assert tree(asked).xpath("string(//progress/../p)") == "0 von 3 Zeilen sind zur Übernahme vorbereitet."
    assert desk.post(f"{where}look/")["Location"] == where
    work_lists()
    assert said(desk.get(where)).endswith("Die Liste ist übernommen.")
    assert Organisation.objects.count() == 3


def test_a_list_that_is_being_taken_over_is_given_up_on_the_page(desk, monkeypatch):
    monkeypatch.setattr("crossfield.web.registry.queries.intake.AT_ONCE", 0)
    chosen(desk, send(desk, "Firma;Ort\nA;\n")["Location"])
    work_lists()
    where = f"{HERE}{Intake.objects.get().public_id}/"
    page = desk.post(f"{where}take/", follow=True)
    assert tree(page).xpath(f"//form[@action='{where}cancel/']")
    desk.post(f"{where}cancel/")
    work_lists()

    assert (Organisation.objects.count(), Intake.objects.get().state) == (0, "cancelled")


def _few(intake, *, by):
    from crossfield.web.evidence.actions.intake import look_up

    return look_up(intake, by=by, most=1)


def test_a_list_is_given_up(desk):
    chosen(desk, send(desk, "Firma;Ort\nA;\n")["Location"])
    where = f"{HERE}{Intake.objects.get().public_id}/"
    desk.post(f"{where}cancel/")

    assert said(desk.get(where)) == "Diese Liste wurde verworfen; nichts davon steht im Register."
    assert "verworfen" in tree(desk.get(HERE)).xpath("string(//section[@class='kept'])")


def test_the_file_holds_all_rows_with_what_was_found(desk):
    chosen(desk, send(desk, "Firma;Ort\n=A;\n;B\n")["Location"])
    where = f"{HERE}{Intake.objects.get().public_id}/"
    sheet = load_workbook(io.BytesIO(desk.get(f"{where}rows.xlsx").content)).worksheets[0]

    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["neu", "nicht übernehmbar"]
    assert b"'=A" in desk.get(f"{where}rows.csv").content


def test_a_preview_of_many_rows_costs_as_many_queries_as_one_of_few(desk):
    def asked(count):
        text = "Firma;Ort\n" + "".join(f"Beispielfirma {count} {number};\n" for number in range(count))
        where = chosen(desk, send(desk, text)["Location"])["Location"]
        desk.get(where)
        with CaptureQueriesContext(connection) as found:
            desk.get(where)
        return len(found)

    assert asked(3) == asked(60)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "gleicher Name; anderer Ort; so entschieden; new"),
        ("en", "same name; other city; decided by a person; new"),
    ],
)
def test_reasons_are_told_in_the_pages_language(language, told):
    from crossfield.web.evidence.queries.intake import reason_said

    with translation.override(language):
        assert reason_said("same name; other city; decided; new") == told


@pytest.mark.parametrize(
    ("language", "told", "kept"),
    [
        ("de", "Rückgängig gemacht bis auf 1 Zeile", "die Mitgliedschaft: Sie wurde seitdem geändert"),
        ("en", "Undone, but for 1 row", "the membership: it was changed since"),
    ],
)
def test_undo_lists_which_rows_stayed_and_why(desk, make_organisation, language, told, kept):
    chosen(desk, send(desk, "Firma;Ort\nA;\nB;\n", make_cluster(make_organisation("Cluster"), by=None))["Location"])
    where = f"{HERE}{Intake.objects.get().public_id}/".replace("/de/", f"/{language}/")
    desk.post(f"{where}take/")
    Membership.objects.filter(member__name="A").update(valid_to="2016-01-31", ended="left")
    page = tree(desk.post(f"{where}undo/", follow=True))

    assert told in " ".join(page.xpath("//p[@class='message']/text()"))
    rows = page.xpath("//section[@id='stayed']//tbody/tr")
    assert [row.xpath("string(th)").strip() for row in rows] == ["A"]
    assert kept in rows[0].xpath("string()")
    assert kept in desk.get(f"{where}stayed.csv").content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ("m.xlsm enthält Makros.", "hat mehr als 50.000 Zeilen.", "keine vollständige XLSX", "sind beschädigt")),
        ("en", ("m.xlsm holds macros.", "has more than 50,000 rows.", "no complete XLSX", "are damaged")),
    ],
)
def test_bad_files_are_told_in_the_pages_language_and_nothing_is_staged(desk, language, told):
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["Name"])
    book.save(out)
    whole = out.getvalue()
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    files = (
        ("m.xlsm", out.getvalue()),
        ("m.csv", b"Name\n" + b"Firm\n" * 200_000),
        ("m.xlsx", whole[:-300]),
        ("m.csv", "Name\nMÃ¼ller\n".encode()),
    )
    for (name, data), sentence in zip(files, told, strict=True):
        answer = desk.post(f"/{language}/register/lists/", {"file": SimpleUploadedFile(name, data), "source": "CRM"})
        assert answer.status_code == 422
        assert sentence in tree(answer).xpath("string(//ul[contains(@class, 'errorlist')])")
    assert Intake.objects.count() == 0


def test_what_is_wrong_with_single_rows_is_listed_and_the_others_come_in(desk, make_organisation):
    make_organisation("One", identifiers={"pic": "111111111"})
    make_organisation("Two", identifiers={"vat": "DE2"})
    lines = [
        "Name;Ort;PIC;USt-ID",
        "Good <script>alert(1)</script>;Jena;;",
        "Shifted;a;b;c;d",
        "Torn;;111111111;DE2",
        "Twice;;222222222;",
        "Again;;222222222;",
    ]
    where = send(desk, "\n".join(lines))["Location"]
    desk.post(where, {"name": "Name", "city": "Ort", "pic": "PIC", "vat": "USt-ID"})
    page = tree(desk.get(where.replace("columns/", "")))

    said_of = {
        row.xpath("string(th)").strip(): row.xpath("string()") for row in page.xpath("//section[@id='error']//tr")
    }
    assert "mehr Zellen als Überschriften" in said_of["Shifted"]
    assert "ihre Nummern gehören zu mehreren Organisationen: One; Two" in said_of["Torn"]
    assert "steht schon in Zeile 5" in said_of["Again"]
    assert not page.xpath("//main//script[contains(text(), 'alert')]")
    desk.post(where.replace("columns/", "take/"))
    assert sorted(Organisation.objects.values_list("name", flat=True)) == [
        "Good <script>alert(1)</script>", "One", "Twice", "Two",
    ]  # fmt: skip


def test_a_list_that_the_database_refuses_is_there_again_and_says_why(desk, make_organisation):
    cluster = make_cluster(make_organisation("Cluster"), by=None)
    desk.get(chosen(desk, send(desk, "Firma;Ort\nNeu;Dresden\n", cluster)["Location"])["Location"])
    intake = Intake.objects.get()
    intake.rows.update(values={"name": "Neu", "since": "2020-01-01", "until": "2019-01-01"})
    done = desk.post(f"{HERE}{intake.public_id}/take/", follow=True)

    assert "Die Datenbank hat diese Liste nicht angenommen" in tree(done).xpath("string(//p[@class='message'])")
    assert said(done).startswith("Die Datenbank hat diese Liste nicht angenommen: ")
    assert tree(done).xpath("boolean(//form[contains(@action, '/take/')])")
    assert not Organisation.objects.filter(name="Neu").exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="written for SQLite")
def test_a_list_whose_rows_the_database_refuses_asks_for_its_columns_again_and_says_why(desk):
    where = send(desk, "Firma;Ort\nNeu;Dresden\n")["Location"]
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TRIGGER full BEFORE UPDATE OF "values" ON registry_intakerow '
            "BEGIN SELECT RAISE(ABORT, 'no room left'); END"
        )
    answer = chosen(desk, where)
    assert (answer.status_code, Intake.objects.get().state) == (422, "columns")
    assert "no room left" in tree(answer).text_content()

    Intake.objects.update(state="looking", trouble="")
    page = f"{HERE}{Intake.objects.get().public_id}/"
    answer = desk.post(f"{page}look/", headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == page
    assert said(desk.get(page)).startswith("Die Datenbank hat diese Liste nicht angenommen: no room left.")
