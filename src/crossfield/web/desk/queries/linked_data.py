"""Organisations and their memberships as linked data, in the terms of the W3C's Organization Ontology.

References
----------
The Organization Ontology, W3C Recommendation, 16 January 2014, https://www.w3.org/TR/vocab-org/.
vCard Ontology, W3C Interest Group Note, 22 May 2014, https://www.w3.org/TR/vcard-rdf/.
Time Ontology in OWL, W3C Candidate Recommendation, https://www.w3.org/TR/owl-time/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse

from crossfield.web.evidence.queries.listing import web_address
from crossfield.web.registry.models import OrganisationIdentifier, OrganisationRelation
from crossfield.web.registry.queries.cluster import memberships_for, memberships_of
from crossfield.web.registry.queries.organisation import newest_values, relations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Field, Membership, Organisation

Node = dict[str, Any]
CONTEXT = {
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
REGION = "http://data.europa.eu/nuts/code/"
"""Addresses under which the European Union publishes the codes of regions."""
NUMBERED = {
    OrganisationIdentifier.Scheme.ROR: "https://ror.org/",
    OrganisationIdentifier.Scheme.WIKIDATA: "http://www.wikidata.org/entity/",
}
SUBORDINATE = {OrganisationRelation.Kind.PARENT, OrganisationRelation.Kind.MAJORITY}


def organisation_document(found: Organisation, user: User | None, absolute: Callable[[str], str]) -> Node:
    """An organisation with its relations and memberships, a cluster with its members; never a sheet or a person.

    Parameters
    ----------
    found
        The organisation.
    user
        Who reads: memberships are those of which this user may know.
    absolute
        Makes an address of this workbench whole.

    Returns
    -------
    dict
        A JSON-LD document: its context and one node for each thing.
    """

    def name_of(one: Organisation) -> str:
        return absolute(reverse("register_organisation", args=[one.public_id]))

    memberships = list(memberships_of(found, user))
    if hasattr(found, "cluster"):
        members = memberships_for(user).filter(cluster=found.cluster)
        memberships += members.order_by("member__name", "valid_from", "pk")
    known = {found.pk: found}
    for one in memberships:
        known |= {one.member_id: one.member, one.cluster.organisation_id: one.cluster.organisation}
    relations = relations_of(found)
    for relation in relations:
        known |= {relation.organisation_id: relation.organisation, relation.other_id: relation.other}
    nodes = _organisations(list(known.values()), name_of)
    for relation in relations:
        _relate(nodes, relation, name_of)
    if hasattr(found, "cluster"):
        fields = [_concept(field) for field in found.cluster.fields.all()]
        nodes[found.pk] |= {"org:classification": fields} if fields else {}
    graph = [*nodes.values(), *(_membership(one, name_of) for one in memberships)]
    return {"@context": CONTEXT, "@graph": graph}


def _organisations(organisations: list[Organisation], name_of: Callable[[Organisation], str]) -> dict[int, Node]:
    keys = [one.pk for one in organisations]
    values, numbers = newest_values(keys), _numbers(keys)
    nodes = {}
    for one in organisations:
        node: Node = {"@id": name_of(one), "@type": "org:FormalOrganization", "skos:prefLabel": one.name}
        if one.region:
            node["dcterms:spatial"] = {"@id": f"{REGION}{quote(one.region)}"}
        told = values.get(one.pk, {})
        lines = {"vcard:locality": told.get("city", ""), "vcard:postal-code": told.get("postcode", "")}
        if any(lines.values()):
            address = {"@type": "vcard:Address"} | {term: text for term, text in lines.items() if text}
            node["org:hasPrimarySite"] = {"@type": "org:Site", "org:siteAddress": address}
        if website := web_address(told.get("website", "")):
            node["foaf:homepage"] = {"@id": website}
        numbered = numbers.get(one.pk, [])
        if numbered:
            node["org:identifier"] = [f"{scheme}:{number}" for scheme, number in numbered]
        if same := [{"@id": f"{NUMBERED[scheme]}{quote(number)}"} for scheme, number in numbered if scheme in NUMBERED]:
            node["skos:exactMatch"] = same
        nodes[one.pk] = node
    return nodes


def _concept(field: Field) -> Node:
    """A field as a concept of its vocabulary, with its titles."""
    titles = {"en": field.title_en, "de": field.title_de}
    labels = [{"@language": language, "@value": title} for language, title in titles.items() if title]
    return {"@type": "skos:Concept", "skos:notation": f"{field.scheme}:{field.code}", "skos:prefLabel": labels}


def _numbers(keys: Iterable[int]) -> dict[int, list[tuple[Any, str]]]:
    """Public numbers of each organisation; those of the lists that ship mean nothing elsewhere."""
    found: dict[int, list[tuple[Any, str]]] = {}
    rows = OrganisationIdentifier.objects.filter(organisation__in=list(keys)).exclude(scheme="crossfield")
    for key, scheme, number in rows.order_by("scheme", "value").values_list("organisation", "scheme", "value"):
        found.setdefault(key, []).append((scheme, number))
    return found


def _relate(nodes: dict[int, Node], relation: OrganisationRelation, name_of: Callable[[Organisation], str]) -> None:
    """Write a relation where the ontology has a term: above and below; else that both are linked."""
    one, other = relation.organisation, relation.other
    if relation.kind in SUBORDINATE:
        nodes[one.pk].setdefault("org:hasSubOrganization", []).append({"@id": name_of(other)})
    elif relation.kind == OrganisationRelation.Kind.INSTITUTE:
        nodes[one.pk].setdefault("org:subOrganizationOf", []).append({"@id": name_of(other)})
    else:
        nodes[one.pk].setdefault("org:linkedTo", []).append({"@id": name_of(other)})


def _membership(one: Membership, name_of: Callable[[Organisation], str]) -> Node:
    cluster = name_of(one.cluster.organisation)
    node: Node = {
        "@id": f"{cluster}#{one.public_id}",
        "@type": "org:Membership",
        "org:member": {"@id": name_of(one.member)},
        "org:organization": {"@id": cluster},
    }
    ends = {"time:hasBeginning": one.valid_from, "time:hasEnd": one.valid_to}
    if any(ends.values()):
        known = {end: _instant(day) for end, day in ends.items() if day}
        node["org:memberDuring"] = {"@type": "time:Interval"} | known
    if one.source:
        node["dcterms:source"] = one.source
    return node


def _instant(day: date) -> Node:
    return {"@type": "time:Instant", "time:inXSDDate": {"@type": "xsd:date", "@value": day.isoformat()}}
