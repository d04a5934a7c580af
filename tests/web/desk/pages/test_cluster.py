"""Pages of clusters: a name leads to the id, tables and the list are pinned, files hold the rows."""

import json

import pytest

from crossfield.web.evidence.models import Finding


def test_a_name_leads_to_the_id(desk):
    assert desk.get("/de/cluster/Silicon%20Saxony/")["Location"] == "/de/cluster/silicon-saxony-de/"


@pytest.mark.parametrize(
    "address", ["cluster/silicon-saxony-de/fields", "cluster/silicon-saxony-de/matches", "clusters/clusters"]
)
def test_a_table_is_pinned_with_the_rows_of_its_file(desk, address):
    rows = json.loads(desk.get(f"/de/{address}.json").content)
    made = desk.post(f"/de/{address}/pin/")["Location"]

    assert desk.get(made).status_code == 200
    assert Finding.objects.get().rows == rows


def test_every_cluster_of_the_list_has_an_address(desk):
    page = desk.get("/de/clusters/").content.decode()

    assert page.count('href="/de/cluster/') > 40
