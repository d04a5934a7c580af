"""Loading from pages: the queue, pieces and whole files, the part that is asked for again, refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from crossfield.lake.store import Lake
from crossfield.web.evidence.models import Load
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.tasks.load import run_load


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def load(desk):
    desk.post("/de/data/load/", {"source": "cordis-h2020"})
    return Load.objects.get()


def test_a_source_is_asked_for_and_its_page_says_so(desk, load):
    page = tree(desk.get(f"/de/data/load/{load.public_id}/"))

    assert "Horizont 2020" in page.xpath("string(//h1)")
    assert page.xpath("//*[@role='status']/@hx-get") == [f"/de/data/load/{load.public_id}/progress/"]
    assert "Anhalten" in page.xpath("string(//main)")
    listed = tree(desk.get("/de/data/")).xpath("//ul[@class='loads']//a/@href")
    assert listed == [f"/de/data/load/{load.public_id}/"]


def test_an_unknown_source_names_those_there_are(desk):
    answer = desk.post("/de/data/load/", {"source": "cordis-h2021"})

    assert answer.status_code == 404
    assert "cordis-h2020" in answer.content.decode()


def test_the_part_that_changes_is_asked_for_until_the_load_is_over(desk, load):
    address = f"/de/data/load/{load.public_id}/progress/"
    running = desk.get(address)
    Load.objects.update(state="done", before="a", after="b")
    done = desk.get(address)

    assert (running.status_code, done.status_code) == (200, 286)
    assert b"<html" not in done.content
    assert tree(done).xpath("//a/@href") == ["/de/data/changes/?before=a&after=b"]


def test_a_load_is_stopped_and_gone_on_with(desk, load):
    Load.objects.update(state="failed", message="Found nothing.", hint="Try again.")
    page = tree(desk.get(f"/de/data/load/{load.public_id}/"))
    assert "Found nothing." in page.xpath("string(//*[@class='warning'])")

    assert desk.post(f"/de/data/load/{load.public_id}/continue/").status_code == 302
    assert Load.objects.get().state == "waiting"
    assert desk.post(f"/de/data/load/{load.public_id}/cancel/").status_code == 302
    assert Load.objects.get().state == "cancelled"
    assert desk.post(f"/de/data/load/{load.public_id}/cancel/").status_code == 404


def test_a_file_comes_in_pieces(desk, make_dump):
    data = make_dump().read_bytes()
    asked = {"name": "cordis-h2020.zip", "size": str(len(data)), "source": ""}
    begun = desk.post("/en/data/load/begin/", asked).json()
    half = len(data) // 2

    def send(at, part):
        address = f"{begun['pieces']}?at={at}"
        return desk.post(address, part, content_type="application/octet-stream")

    assert begun["at"] == 0
    assert send(0, data[:half]).json() == {"at": half}
    wrong = send(0, data[:half])
    assert (wrong.status_code, wrong.json()["at"]) == (409, half)
    assert send("x", data[half:]).status_code == 409
    assert desk.post("/en/data/load/begin/", asked).json()["at"] == half
    assert send(half, data[half:]).json() == {"at": len(data)}
    run_load(Load.objects.get())
    assert Load.objects.get().state == "done"
    assert current_version() != Lake().current()
    page = tree(desk.get("/en/data/changes/"))
    assert page.xpath("string(//h1)") == "What has changed for Sachsen?"


@pytest.mark.parametrize(("name", "size"), [("a.exe", "5"), ("a.zip", "0"), ("a.zip", "-5"), ("a.zip", "x"), ("", "5")])
def test_a_file_that_cannot_be_loaded_is_refused_at_once(desk, name, size):
    answer = desk.post("/de/data/load/begin/", {"name": name, "size": size, "source": ""})

    assert answer.status_code == 409
    assert answer.json()["message"]
    assert not Load.objects.exists()


def test_a_file_comes_whole_where_no_script_runs(desk):
    file = SimpleUploadedFile("cordis-h2020.zip", b"no zip")
    answer = desk.post("/de/data/load/file/", {"file": file, "source": ""})

    load = Load.objects.get()
    assert answer["Location"] == f"/de/data/load/{load.public_id}/"
    assert load.state == "waiting"


def test_a_form_without_a_file_says_so(desk):
    answer = desk.post("/de/data/load/file/", {"source": ""}, follow=True)

    assert "Wählen Sie zuerst eine Datei" in answer.content.decode()
    assert not Load.objects.exists()


def test_another_version_is_shown_and_the_data_line_follows(desk, loaded):
    starter = Lake().current()
    assert "geladen" in tree(desk.get("/de/data/")).xpath("string(//footer)")

    answer = desk.post("/de/data/version/", {"version": starter}, follow=True)

    assert current_version() == starter
    assert "Alle Seiten zeigen jetzt diesen Datenstand" in answer.content.decode()
    assert "Stand 2020-12" in tree(desk.get("/de/region/DED/")).xpath("string(//footer)")
    assert desk.post("/de/data/version/", {"version": "gone"}).status_code == 404


@pytest.mark.parametrize(
    "address", ["data/load/", "data/load/file/", "data/load/begin/", "data/version/", "data/load/ID/cancel/",
                "data/load/ID/continue/", "data/load/ID/piece/"],
)  # fmt: skip
def test_who_does_not_administer_changes_nothing(served, make_user, address):
    chief, other = make_user("chief", is_staff=True), make_user("other")
    load = Load.objects.create(source="cordis-h2020", owner=chief, state="receiving", filename="a.zip", size=5)
    served.force_login(other)
    given = {"source": "cordis-h2020", "name": "b.zip", "size": "3", "version": Lake().current()}
    given |= {"file": SimpleUploadedFile("b.zip", b"abc")}

    answer = served.post(f"/de/{address.replace('ID', load.public_id)}", given)

    assert answer.status_code in {403, 409}
    assert list(Load.objects.values_list("state", "filename")) == [("receiving", "a.zip")]


def test_who_does_not_administer_sees_no_forms(served, make_user):
    served.force_login(make_user("other"))
    page = tree(served.get("/de/data/"))

    assert page.xpath("//main//form") == []
    assert "Daten lädt, wer diese Arbeitsumgebung verwaltet" in page.xpath("string(//main)")


def test_nobody_loads_without_signing_in(served):
    assert served.post("/de/data/load/", {"source": "cordis-h2020"}).status_code == 302
    assert not Load.objects.exists()


@pytest.mark.parametrize("address", ["data/load/abc/", "data/load/abc/progress/"])
def test_a_load_that_is_not_there_is_a_clear_page(desk, address):
    assert desk.get(f"/de/{address}").status_code == 404
    assert desk.post(f"/de/{address}").status_code == 405


SMALL = ("", "region/DED/", "region/DED/a4/", "interfaces/DED/", "interfaces/DED/a4/", "regions/", "data/", "findings/")
SMALL += ("interface/DED/energy/photonics/", "interface/DED/energy/photonics/a4/", "europe/DED/energy,photonics/")
SMALL += (
    "network/DED/energy/photonics/",
    "partners/",
    "consortium/",
    "clusters/",
    "compare/",
    "vocabulary/",
    "method/",
)


@pytest.mark.parametrize("address", SMALL)
def test_pages_answer_on_a_small_dump_without_money_and_science_fields(desk, loaded, address):
    answer = desk.get(f"/de/{address}", follow=True)

    assert answer.status_code in {200, 404}
    assert len(tree(answer).xpath("//h1")) == 1
