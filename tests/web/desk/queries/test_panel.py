"""The panels of an interface's page: every room's, each with a table that is whole."""

from pkgutil import resolve_name

import pytest

from crossfield.web.desk.queries.panel import PANELS, panels_at
from crossfield.web.registry.queries.panel import AskedInterface

ASKED = AskedInterface("DED", "saxony", ("biotechnology",), ("ict",), "ICT × Biotechnology", "en")


def test_every_panel_is_stated_once_and_can_be_loaded():
    names = [name for name, _path in PANELS]

    assert len(names) == len(set(names))
    assert all(callable(resolve_name(path)) for _name, path in PANELS)


@pytest.mark.django_db
def test_a_panel_is_a_table_whose_rows_have_its_columns(two_institutions):
    shown = panels_at(two_institutions.silicon.users["manager"], ASKED, "CORDIS 2020")

    assert {one.listing.name for one in shown} >= {"members", "gaps", "cooperations", "calls"}
    for one in shown:
        assert one.listing.empty
        assert all({column.key for column in one.listing.columns} <= set(row) for row in one.listing.rows)


@pytest.mark.django_db
def test_what_joins_register_and_data_cites_both(two_institutions):
    shown = panels_at(two_institutions.silicon.users["manager"], ASKED, "CORDIS 2020")
    cites = {one.listing.name: "CORDIS 2020" in one.listing.citation for one in shown}

    assert (cites["members"], cites["gaps"], cites["cooperations"]) == (True, True, False)
    assert all(one.listing.citation.startswith("Register of this workbench") for one in shown)


@pytest.mark.django_db
def test_who_does_not_read_the_register_sees_public_cooperations_only(two_institutions):
    shown = panels_at(two_institutions.silicon.users["visitor"], ASKED, "")

    assert [(one.listing.name, one.listing.rows) for one in shown if one.listing.name != "offers"] == [
        ("cooperations", [])
    ]
