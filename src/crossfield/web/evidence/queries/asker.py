"""Who looks for partners: a region, an organisation, a cluster, or an idea alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.matching.cluster_match import cluster_profiles
from crossfield.matching.partners import Asker
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.organisation_index import folded, is_shown, organisation_index
from crossfield.web.evidence.queries.region import find_region

if TYPE_CHECKING:
    from crossfield.matching.cluster_match import Profile


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: region, organisation, cluster or idea; its name, and for the search its organisations and region.

    ``fields`` are those that a cluster is about; ``region`` is empty where none is known; ``given`` finds it again.
    """

    kind: str
    code: str
    label: str
    region: str
    members: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    given: str = ""

    @property
    def asker(self) -> Asker:
        """Who asks, as the search takes it."""
        return Asker(self.code or "idea", self.members)


@lru_cache(maxsize=4)
def clusters_of(version: str) -> tuple[Profile, ...]:
    """Clusters of a data version with the fields they are about, by id; none where it lists none."""
    with open_data(version) as frames:
        if "cluster" not in frames:
            return ()
        try:
            return tuple(cluster_profiles(frames, own_settings().scheme))
        except NotComputableError:  # the table is there and empty
            return ()


def find_cluster(version: str, given: str) -> Profile:
    """The cluster that an id, a name or a part of its name means.

    Raises
    ------
    UnknownNameError
        None or several do; the closest names are in the error.
    """
    found = _clusters_named(version, given)
    if len(found) == 1:
        return found[0]
    raise UnknownNameError("cluster", given, [one.name for one in found or clusters_of(version)])


def _clusters_named(version: str, given: str) -> list[Profile]:
    wanted = folded(given)
    same = [one for one in clusters_of(version) if wanted and wanted in {folded(one.cluster), folded(one.name)}]
    return same or [one for one in clusters_of(version) if wanted and wanted in folded(one.name)]


def find_asker(version: str, given: str) -> Who:
    """Who is meant by a name or a code: a region before a cluster before an organisation.

    Raises
    ------
    UnknownNameError
        Nobody, or several; the closest names are in the error.
    NotComputableError
        Nobody of the region is listed.
    """
    return _asker(version, given, get_language() or "en")


@kept_in_language(maxsize=256)
def _asker(version: str, given: str, language: str) -> Who:  # noqa: ARG001 -- names of countries are in it
    if not given:
        return Who("idea", "", "", "")
    try:
        place = find_region(version, given)
    except UnknownNameError as error:
        close = error.closest
    else:
        code = str(place["region"])
        members = organisation_index(version).members_of(code)
        return Who("region", code, str(place["label"]), code, members, given=str(place["name"]))
    clusters = _clusters_named(version, given)
    if len(clusters) == 1:
        return _as_cluster(clusters[0])
    index = organisation_index(version)
    found = index.named(given)
    if len(found) == 1 or (found and folded(given) == folded(str(found[0]["name"]))):
        row = found[0]
        region = "" if row["region"] == "unknown" else str(row["region"])
        return Who(
            "organisation",
            row["organisation"],
            readable_name(row["name"]),
            region,
            (row["organisation"],),
            given=readable_name(row["name"]),
        )
    near = (
        [readable_name(row["name"]) for row in found[:3]] or [one.name for one in clusters[:3]] or index.closest(given)
    )
    raise UnknownNameError("region, organisation or cluster", given, [*near, *close])


def _as_cluster(cluster: Profile) -> Who:
    region = "" if cluster.region == "unknown" else cluster.region
    return Who("cluster", cluster.cluster, cluster.name, region, cluster.members, cluster.fields, cluster.name)


def at_home(who: Who, version: str) -> Who:
    """Who asks, with the organisations of the seat's region where no own ones are known: a cluster without members."""
    if who.members or not who.region:
        return who
    index = organisation_index(version)
    members = tuple(code for code in index.members_of(who.region) if is_shown(index.rows[code]))
    return replace(who, members=members)
