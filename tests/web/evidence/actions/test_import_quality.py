"""How well rows are linked where they are brought in: the labelled queries of the linker, through `look_up`."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from pyarrow import parquet

from crossfield.web.accounts.actions.rows import write_objects
from crossfield.web.accounts.models.search import searched
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.intake import choose_columns, stage_list
from crossfield.web.registry.models import Membership, Organisation, OrganisationIdentifier, OrganisationSheet

pytestmark = [pytest.mark.django_db, pytest.mark.shared, pytest.mark.slow]
ROOT = Path(__file__).parents[4]
MEASURE = ROOT / "tests" / "link_quality" / "measure.py"
PAGE = ROOT / "docs" / "explanation" / "linking.md"
PRECISION, VERSION = 0.99, "h2020-inside"
SAID = {
    "data": "the data know it",
    "register": "the register and the data know it",
    "numbers": "they know it, and rows have member numbers",
}
HEADINGS = ["Name", "City", "Country", "Number"]
MAPPING = {"name": "Name", "city": "City", "country": "Country", "member_number": "Number"}
WITHOUT_A_PERSON = {"register", "evidence"}


@pytest.fixture(scope="module")
def measure():
    """The script of the linker's measures: test folders are no packages."""
    spec = importlib.util.spec_from_file_location("import_quality_measure", MEASURE)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def asked(measure, h2020_lake):
    """All organisations, those that are not held out, and the queries of the test half."""
    rows = measure.read_organisations(h2020_lake.path)
    inside, queries = measure.queries(rows, "test")
    return SimpleNamespace(rows=rows, inside=inside, queries=queries, measure=measure)


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def show_data(h2020_lake, settings):
    """Shows the lake of Horizon 2020, but for organisations that are held out, as the workbench's own."""

    def shown(out=()):
        version = f"{VERSION}-{len(out)}"  # pages keep what they read by the version's name
        lake = settings.WORKSPACE / "lake"
        folder = lake / "versions" / version
        shutil.copytree(h2020_lake.path / "versions" / h2020_lake.current(), folder)
        (lake / "CURRENT").write_text(version, encoding="utf-8")
        table = parquet.read_table(folder / "organisation.parquet")
        kept = [organisation not in out for organisation in table["organisation"].to_pylist()]
        parquet.write_table(table.filter(pa.array(kept)), folder / "organisation.parquet")

    return shown


@pytest.fixture
def bring(manager):
    """Brings rows of name, city, country and member number up to their preview; the rows as they were linked."""

    def brought(told, cluster=None):
        rows = [(number, list(cells)) for number, cells in enumerate(told, start=2)]
        intake = stage_list(
            "m.csv", by=manager, source="x", headings=HEADINGS, rows=rows, mapping=MAPPING, cluster=cluster
        )
        choose_columns(intake, by=manager, mapping=MAPPING)
        while intake.state != "preview":
            look_up(intake, by=manager)
        return list(intake.rows.select_related("organisation").order_by("number"))

    return brought


def register(rows, manager):
    """All organisations with a name, as members of one cluster, each with its place in the list as its number."""
    cluster = make_cluster(Organisation.objects.create(name="The cluster of them all"), by=None)
    write_objects([
        Organisation(name=row["name"], folded=searched(row["name"]), region=row["region"] or row["country"])
        for row in rows
    ])  # fmt: skip
    known = list(Organisation.objects.exclude(pk=cluster.organisation_id).order_by("pk"))
    owned = {"owner": manager, "institution": manager.institution}
    write_objects([
        OrganisationIdentifier(organisation=one, scheme="pic", value=row["organisation"].removeprefix("pic:"))
        for one, row in zip(known, rows, strict=True)
    ])  # fmt: skip
    write_objects([Membership(cluster=cluster, member=one, **owned) for one in known])
    write_objects([
        OrganisationSheet(organisation=one, member_number=str(number), **owned) for number, one in enumerate(known)
    ])  # fmt: skip
    return cluster, {row["organisation"]: str(number) for number, row in enumerate(rows)}


def linked_to(row):
    """What a row was linked to without a person; None: a person decides, it is new, or it stands in the list twice."""
    if row.answer not in WITHOUT_A_PERSON:
        return None
    if row.organisation is None:
        return row.found
    return f"pic:{row.organisation.identifiers.get(scheme='pic').value}"


def outcomes(queries, linked):
    """As the measures of the linker tell them: right, wrong, or the answer where nothing was linked."""
    found = []
    for query, row in zip(queries, linked, strict=True):
        to = linked_to(row)
        found.append((query, row.answer if to is None else "right" if to == query.truth else "wrong"))
    return found


@pytest.mark.parametrize("knows", ["data", "register", "numbers"])
def test_what_the_import_links_without_a_person_is_right(asked, show_data, bring, manager, knows):
    queries, measure = asked.queries, asked.measure
    show_data({row["organisation"] for row in asked.rows} - {row["organisation"] for row in asked.inside})
    cluster, numbers = register(asked.inside, manager) if knows != "data" else (None, {})
    # Numbers are given anew: those from outside have one that is somebody's.
    told = [numbers.get(query.truth, str(place)) if knows == "numbers" else "" for place, query in enumerate(queries)]
    cells = [(query.name, query.city, query.country, number) for query, number in zip(queries, told, strict=True)]
    found = outcomes(queries, bring(cells, cluster))
    precision, recall = measure.precision_recall(found)
    line = f"| {SAID[knows]} | {measure._told(precision)} | {measure._told(recall)} |"

    assert precision[0] >= PRECISION, [query for query, outcome in found if outcome == "wrong"]
    assert line in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("knows", ["data", "register"])
def test_pairs_judged_by_hand_are_linked_rightly_where_they_are_brought_in(asked, show_data, bring, manager, knows):
    show_data()
    cluster = register(asked.rows, manager)[0] if knows == "register" else None
    measure, texts = asked.measure, asked.measure._texts(asked.rows)
    # A pair of two organisations of the register would find itself.
    labels = [one for one in measure.read_labels() if one["left"] in texts and not one["left"].startswith("pic:")]
    cells = [[*(texts[one["left"]][key] or "" for key in ("name", "city", "country")), ""] for one in labels]
    told = [(one, to) for one, row in zip(labels, bring(cells, cluster), strict=True) if (to := linked_to(row))]
    # As in the linker's measures: who is linked to somebody else is counted apart, as some have two PICs.
    hits = [one["label"] == "same" for one, to in told if to == one["right"]]
    precision = measure.wilson(sum(hits), len(hits))
    line = f"| {SAID[knows]} | {measure._told(precision)} | {len(hits)} | {len(told) - len(hits)} |"

    assert precision[0] >= PRECISION
    assert line in PAGE.read_text(encoding="utf-8")
