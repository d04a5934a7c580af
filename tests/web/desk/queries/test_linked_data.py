"""Organisations as linked data: each node by hand, nothing that the reader may not know, and it reads back."""

import json
from datetime import date

import pytest

from crossfield.web.desk.queries.linked_data import CONTEXT, organisation_document
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.organisation import add_value, write_sheet
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import Field

pytestmark = pytest.mark.django_db
HOME = "http://bench"


def document(organisation, user=None):
    return organisation_document(organisation, user, lambda path: f"{HOME}{path}")


def address(organisation):
    return f"{HOME}/en/register/organisations/{organisation.public_id}/"


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


def test_an_organisation_has_its_numbers_seat_and_website(make_organisation, manager):
    one = make_organisation("Müller <b> GmbH", identifiers={"pic": "999999999", "ror": "0abcdef12", "crossfield": "x"})
    add_value(one, by=manager, key="website", value="https://example.org", source="s")

    assert document(one) == {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": address(one),
                "@type": "org:FormalOrganization",
                "skos:prefLabel": "Müller <b> GmbH",
                "dcterms:spatial": {"@id": "http://data.europa.eu/nuts/code/DED21"},
                "foaf:homepage": {"@id": "https://example.org"},
                "org:identifier": ["pic:999999999", "ror:0abcdef12"],
                "skos:exactMatch": [{"@id": "https://ror.org/0abcdef12"}],
            }
        ],
    }


def test_a_cluster_has_its_city_and_its_fields_as_concepts(make_organisation, manager):
    fields = [
        Field.objects.create(scheme="s", code=code, title_de=de, title_en=en)
        for code, de, en in (("a", "Optik", "Optics"), ("b", "", ""))
    ]
    cluster = make_cluster(make_organisation("Cluster", values={"city": "Dresden"}), by=None, fields=fields)
    node = document(cluster.organisation)["@graph"][0]

    assert node["org:hasPrimarySite"] == {
        "@type": "org:Site",
        "org:siteAddress": {"@type": "vcard:Address", "vcard:locality": "Dresden"},
    }
    labels = [{"@language": "en", "@value": "Optics"}, {"@language": "de", "@value": "Optik"}]
    assert node["org:classification"] == [
        {"@type": "skos:Concept", "skos:notation": "s:a", "skos:prefLabel": labels},
        {"@type": "skos:Concept", "skos:notation": "s:b", "skos:prefLabel": []},
    ]


def test_what_is_not_known_is_left_out(make_organisation, manager):
    one = make_organisation("One", region="")
    add_value(one, by=manager, key="website", value="javascript:alert(1)", source="s")

    assert document(one)["@graph"] == [
        {"@id": address(one), "@type": "org:FormalOrganization", "skos:prefLabel": "One"}
    ]


def test_a_membership_has_its_days_on_the_members_and_on_the_clusters_document(make_organisation, manager):
    member, cluster = make_organisation("Member"), make_cluster(make_organisation("Cluster"), by=None)
    kept = begin_membership(cluster, member=member, by=manager, valid_from=date(2014, 7, 14), source="press")
    expected = {
        "@id": f"{address(cluster.organisation)}#{kept.public_id}",
        "@type": "org:Membership",
        "org:member": {"@id": address(member)},
        "org:organization": {"@id": address(cluster.organisation)},
        "org:memberDuring": {
            "@type": "time:Interval",
            "time:hasBeginning": {
                "@type": "time:Instant",
                "time:inXSDDate": {"@type": "xsd:date", "@value": "2014-07-14"},
            },
        },
        "dcterms:source": "press",
    }

    for one in (member, cluster.organisation):
        graph = document(one, manager)["@graph"]
        assert graph[-1] == expected
        assert {node["skos:prefLabel"] for node in graph[:-1]} == {"Member", "Cluster"}


def test_unknown_days_are_left_out(make_organisation, manager):
    member, cluster = make_organisation("Member"), make_cluster(make_organisation("Cluster"), by=None)
    begin_membership(cluster, member=member, by=manager)

    assert not {"org:memberDuring", "dcterms:source"} & set(document(member, manager)["@graph"][-1])


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        ("parent", "org:hasSubOrganization"),
        ("majority", "org:hasSubOrganization"),
        ("institute", "org:subOrganizationOf"),
        ("control", "org:linkedTo"),
        ("successor", "org:linkedTo"),
    ],
)
def test_relations_stand_with_the_first_of_both(make_organisation, manager, kind, term):
    one, other = make_organisation("One"), make_organisation("Other")
    relate_organisations(one, other=other, kind=kind, by=manager)

    for read in (one, other):
        nodes = {node["@id"]: node for node in document(read)["@graph"]}
        assert nodes[address(one)][term] == [{"@id": address(other)}]
        assert term not in nodes[address(other)]


def test_no_sheet_and_no_foreign_membership_is_in_it(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    write_sheet(silicon.cluster.organisation, by=silicon.users["manager"], given={"text": "secret of silicon"})
    said = json.dumps(
        [
            document(one, silicon.users[role])
            for one in (*two_institutions.shared, silicon.cluster.organisation, bio.cluster.organisation)
            for role in ("manager", "administrator")
        ]
    )

    assert "secret note" not in said
    assert "secret of silicon" not in said
    assert "secret list of silicon" in said
    assert "bio" not in said.replace("Cluster bio", "")


def test_it_reads_back_as_what_it_was_written_from(make_organisation, manager):
    cluster = make_cluster(make_organisation("Cluster"), by=None)
    days = {"A": (None, None), "B": (date(2000, 2, 29), None), "C": (date(2000, 1, 1), date(2014, 12, 31))}
    for name, (first, last) in days.items():
        begin_membership(cluster, member=make_organisation(name), by=manager, valid_from=first, valid_to=last)
    graph = json.loads(json.dumps(document(cluster.organisation, manager)))["@graph"]
    names = {node["@id"]: node["skos:prefLabel"] for node in graph if node["@type"] == "org:FormalOrganization"}

    read = {}
    for node in graph:
        if node["@type"] == "org:Membership":
            during = node.get("org:memberDuring", {})
            ends = [during.get(end, {}).get("time:inXSDDate", {}) for end in ("time:hasBeginning", "time:hasEnd")]
            read[names[node["org:member"]["@id"]]] = tuple(
                date.fromisoformat(one["@value"]) if one else None for one in ends
            )
    assert read == days
