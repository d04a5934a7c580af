"""Candidates for a consortium: which organisations could cover which needs, and how well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import ConfigError, UnknownNameError
from crossfield.indicators.lookup import default_years, find_field
from crossfield.indicators.matrix import Axis, axis_of, matrix
from crossfield.lake.ties import all_ties
from crossfield.matching.closest import closest_organisations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crossfield.lake.store import Frames

    Floats = NDArray[np.float64]

ROLES = {"university": "HES", "research": "REC", "company": "PRC", "public": "PUB", "other": "OTH"}
SME = "sme"
_GERMAN = {
    "hochschule": "university",
    "forschung": "research",
    "unternehmen": "company",
    "kmu": SME,
    "öffentlich": "public",
    "sonstige": "other",
}
HALF = 3  # projects in a field at which experience is one half
EXPERIENCE, FOCUS = 0.75, 0.25
SIZE_UNKNOWN = "size not stated: any company counts as SME"
_ANY, _ALL = "+", " × "


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody in the consortium shall bring.

    Parameters
    ----------
    sides
        Codes of fields: one of each side is asked for. One side is a field, or several of which any will do; two sides
        are an interface, which takes an organisation active on both.
    role
        university, research, company, sme, public or other; empty: any.
    """

    sides: tuple[tuple[str, ...], ...]
    role: str = ""

    @property
    def label(self) -> str:
        """How the need is written.

        Examples
        --------
        >>> Need((("ict", "microelectronics"),), "sme").label, Need((("ict",), ("health",))).label
        ('ict+microelectronics:sme', 'ict × health')
        """
        fields = _ALL.join(_ANY.join(side) for side in self.sides)
        return f"{fields}:{self.role}" if self.role else fields


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates in the order of their ids, as columns of one length.

    Parameters
    ----------
    ids, names, countries, regions, kinds
        As in the table organisation; country and region may be null.
    projects
        Projects in each need's fields, shape (candidates, needs).
    fit
        How well each covers each need, 0 (not at all) to 1, shape (candidates, needs).
    ties
        Joint projects with the organisations of the home region or with the partners that are set, shape (candidates,).
    notes
        What the data do not say.
    """

    ids: list[str]
    names: list[str]
    countries: list[str | None]
    regions: list[str | None]
    kinds: list[str | None]
    projects: Floats
    fit: Floats
    ties: Floats
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the candidates."""
        return len(self.ids)


def read_need(frames: Frames, scheme: str, given: str) -> Need:
    """Read ``FIELD``, ``FIELD:ROLE`` or ``A+B:ROLE`` (one of these fields).

    Raises
    ------
    UnknownNameError
        No such field or role.
    """
    fields, _, role = given.partition(":")
    role = role.strip().casefold()
    role = _GERMAN.get(role, role)
    if role and role not in {*ROLES, SME}:
        known = (*ROLES, SME)
        raise UnknownNameError("role", role, (*known, *_GERMAN), f"Known: {', '.join(known)}.")
    codes = (str(find_field(frames, scheme, part)["field"]) for part in fields.split(_ANY))
    return Need((tuple(dict.fromkeys(codes)),), role)


def find_organisation(frames: Frames, given: str) -> dict[str, Any]:
    """Find an organisation by its id, name or short name; persons are not found.

    Raises
    ------
    UnknownNameError
        No organisation has this id or name; the closest three names are in the hint.
    """
    rows = [row for row in frames.read("organisation") if row["name"] and not row["person"]]
    wanted = given.strip().casefold()
    for key in ("organisation", "name", "short_name") if wanted else ():  # what is empty is nobody's name
        for row in rows:
            if str(row[key] or "").casefold() == wanted:
                return row
    close = closest_organisations(given, [(str(row["name"]), int(row["participations"])) for row in rows])
    hint = f"Closest: {'; '.join(close)}." if close else "Give its name or its id."
    raise UnknownNameError("organisation", given, [], hint)


def read_pool(
    frames: Frames,
    scheme: str,
    needs: Sequence[Need],
    *,
    home: str = "",
    partners: Sequence[str] = (),
    within: Sequence[str] = (),
) -> Pool:
    r"""Collect the organisations that cover at least one need.

    .. math:: fit = 0.75 \\frac{n}{n + 3} + 0.25 \\frac{n}{\\sum_f n_f}

    where n is the number of the organisation's projects in the need's field within the last six complete years and the
    sum runs over all its fields. Where one of several fields will do, n is the largest; over two sides the smaller one.

    Parameters
    ----------
    frames, scheme
        A data version, and the scheme of the needs' fields.
    needs
        What shall be covered; a need with a role counts organisations of this type only.
    home
        Code of the region with whose organisations ties are counted; empty: with none.
    partners
        Ids of organisations that are set: ties are counted with them instead, and they are in the pool in any case.
    within
        Country or NUTS codes from which candidates come, each with all below it; empty: from anywhere.

    Returns
    -------
    Pool
        Organisations with a name, without natural persons.

    Raises
    ------
    ConfigError
        There is no need.
    """
    if not needs:
        message = "No need is given."
        raise ConfigError(message, "Say what the partners shall bring: --need FIELD[:ROLE], or --interface A B.")
    known = frames.arrow("organisation")
    named = pc.and_(pc.is_valid(known.column("name")), pc.equal(known.column("person"), pa.scalar(value=False)))
    known = known.filter(named).sort_by("organisation")
    rows, counted = Axis(known.column("organisation").to_pylist()), _counted(frames, scheme)
    fields = axis_of(counted.column("field"))
    by_field = matrix(counted, ("organisation", rows), ("field", fields), "projects")
    roles, notes = _roles(known, needs)
    projects = np.column_stack([_in_fields(by_field, fields, need) for need in needs]) * roles
    focus = projects / np.maximum(by_field.sum(axis=1, keepdims=True), 1)
    fit = EXPERIENCE * projects / (projects + HALF) + FOCUS * focus
    kept = ((projects > 0).any(axis=1) & _within(known, within)) | np.isin(rows.names, list(partners))
    ties = _ties(frames, rows, _near(known, home, partners))[kept]
    found = known.filter(pa.array(kept.tolist(), pa.bool_()))
    said = {name: found.column(name).to_pylist() for name in ("organisation", "name", "country", "region", "kind")}
    ids, names, countries, regions, kinds = said.values()
    return Pool(ids, names, countries, regions, kinds, projects[kept], fit[kept], ties, notes)


def _counted(frames: Frames, scheme: str) -> pa.Table:
    first, last = default_years(frames)
    rows = frames.arrow("organisation_field", scheme=scheme)
    years = rows.column("year")
    return rows.filter(pc.and_(pc.greater_equal(years, first), pc.less_equal(years, last)))


def _in_fields(by_field: Floats, fields: Axis, need: Need) -> Floats:
    """Projects of each organisation in a need's fields; a field without projects has none."""
    column = {name: by_field[:, place] for place, name in enumerate(fields.names)}
    none = np.zeros(len(by_field))
    found: Floats = np.min([np.max([column.get(name, none) for name in side], axis=0) for side in need.sides], axis=0)
    return found


def _roles(known: pa.Table, needs: Sequence[Need]) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Who may cover which need by type, and what the data do not say."""
    kinds, sme = (np.array(known.column(name).to_pylist(), dtype=object) for name in ("kind", "sme"))
    stated = any(value is not None for value in sme)
    notes = (SIZE_UNKNOWN,) if not stated and any(need.role == SME for need in needs) else ()
    allowed = {"": np.ones(len(kinds), bool), SME: sme == True if stated else kinds == ROLES["company"]}  # noqa: E712 -- compared element by element, null is no
    allowed |= {role: kinds == kind for role, kind in ROLES.items()}
    return np.column_stack([allowed[need.role] for need in needs]), notes


def _within(known: pa.Table, codes: Sequence[str]) -> NDArray[np.bool_]:
    """Who sits in an area; where none is given, everybody."""
    area = tuple(codes) or ("",)
    places = zip(known.column("country").to_pylist(), known.column("region").to_pylist(), strict=True)
    inside = [(country or "").startswith(area) or (region or "").startswith(area) for country, region in places]
    return np.array(inside, bool)


def _near(known: pa.Table, home: str, partners: Sequence[str]) -> set[str]:
    """Organisations that ties are counted with: the partners that are set, else those of the home region."""
    if partners:
        return set(partners)
    if not home:
        return set()
    places = zip(known.column("organisation").to_pylist(), known.column("region").to_pylist(), strict=True)
    return {organisation for organisation, region in places if region and region.startswith(home)}


def _ties(frames: Frames, rows: Axis, near: set[str]) -> Floats:
    """Joint projects of each organisation with those near."""
    ties = all_ties(frames)
    met = ties.with_group(near)
    return np.array([ties.at(name, met) for name in rows.names], dtype=np.float64)
