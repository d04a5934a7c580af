"""Partners: organisations that suit a region, a group, an organisation or an idea, with reasons and introductions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import narwhals as nw
import numpy as np
from scipy import sparse

from crossfield.config import YES, Settings
from crossfield.errors import ConfigError, NotComputableError, UnknownNameError
from crossfield.indicators.lookup import find_field, find_region
from crossfield.lake.regions import UNKNOWN
from crossfield.lake.rows import organisation_rows
from crossfield.lake.tagging import tag_text
from crossfield.matching.closest import closest_organisations
from crossfield.matching.embedder import checked_idea, embedder_of
from crossfield.matching.features import Features
from crossfield.matching.model import stored_factors, stored_proof, stored_rankers, stored_trees
from crossfield.matching.network import FEW_PROJECTS, network_of
from crossfield.matching.programmes import AREAS, PROGRAMMES, WIDENING, Area
from crossfield.matching.ranker import best, scaled
from crossfield.matching.suggestion import Reason, Suggestion, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from crossfield.lake.store import Frames
    from crossfield.matching.model import Proof
    from crossfield.matching.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bits = NDArray[np.bool_]

DEFAULTS = Settings()
LISTED_RECORDS = 5
NO_TREES = "this data version was built without the setting boost, it is used from the next fetch on"
Ranked = TypeVar("Ranked")
KINDS = ("SME", "HES", "REC", "PRC", "PUB", "OTH")
FAMILIES = {
    "shared-partners": ("shared-partners", "recent-partners", "small-consortia"),
    "collaboration-pattern": ("collaboration-factors",),
    "field-activity": ("parts-in-common", "activity-in-part", "partners-in-part", "topic-family"),
    "subject": ("subjects-in-common", "subject-share", "subject-projects", "subject-near"),
    "activity": ("activity",),
    "country": ("country-affinity",),
    "near": ("nearness",),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What suggestions must be.

    Parameters
    ----------
    new_only
        Only organisations with which there is no joint project yet.
    countries, kinds
        Country codes; HES, REC, PRC, PUB, OTH or SME. Empty: any.
    widening
        Only countries and regions that Horizon Europe calls widening countries.
    programme
        Only where organisations are eligible: a name of `PROGRAMMES`; empty: anywhere.
    since
        Only organisations with a project that starts in this year or later; None: any.
    newcomers
        Only organisations with at most two projects: the view that counters size and past funding.
    per_country
        At most so many of one country, the best ones of each; 0: any number.
    region
        Only there: code of a country or a NUTS unit with all below it; empty: anywhere.
    """

    new_only: bool = False
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    widening: bool = False
    programme: str = ""
    since: int | None = None
    newcomers: bool = False
    per_country: int = 0
    region: str = ""

    @property
    def areas(self) -> tuple[Area, ...]:
        """Areas in all of which organisations must sit."""
        names = (WIDENING if self.widening else "", self.programme)
        return tuple(AREAS[name] for name in names if name)

    def __post_init__(self) -> None:
        """Refuse kinds and programmes that are not known.

        Raises
        ------
        UnknownNameError
            No such kind or programme.
        """
        for kind in self.kinds:
            if kind not in KINDS:
                raise UnknownNameError("kind of organisation", kind, KINDS, f"Known: {', '.join(KINDS)}.")
        if self.programme and self.programme not in PROGRAMMES:
            raise UnknownNameError("programme", self.programme, PROGRAMMES, f"Known: {', '.join(PROGRAMMES)}.")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks for partners.

    Parameters
    ----------
    name
        Id of an organisation or region, `members` or `idea`.
    members
        Ids of the organisations that ask as one; empty for an idea alone.
    """

    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Suggestions, best first, and what is to be said about them.

    Parameters
    ----------
    suggestions
        The best ones that pass the filters and have a name to show.
    without_name
        Organisations that would stand among them and have no name, or look like a natural person.
    notes
        What weakens the answer.
    proof
        How the ranker behind it fared on earlier years; None where no ranker or no back-test stands behind it.
    elsewhere
        Where nobody passes in the region that the filters name: how many pass all other filters, by region or country.
    """

    suggestions: tuple[Suggestion, ...]
    without_name: int = 0
    notes: tuple[str, ...] = ()
    proof: Proof | None = None
    elsewhere: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Idea:
    """What partners are wanted for.

    Parameters
    ----------
    scheme, fields
        Fields by code; none: for anything.
    text
        Idea in German or English; empty: none.
    """

    scheme: str = "saxony"
    fields: tuple[str, ...] = ()
    text: str = ""


class PartnerSearch:
    """A data version, ready to be asked for partners many times.

    Parameters
    ----------
    frames
        A data version with records; it is read once, and answers need it no more.
    settings
        Whether trees correct the ranking (boost), and where the language model is that the version was built with.

    Returns
    -------
    PartnerSearch
        `suggest` answers for one who asks: suggestions with reasons, best first.

    Raises
    ------
    TableMissingError
        It holds no participations or no partner model: take `reduced_partners`.
    NotComputableError
        Its records were too few to learn from.
    ConfigError
        What the settings ask for is not installed.
    """

    def __init__(self, frames: Frames, settings: Settings = DEFAULTS) -> None:
        self.network = network_of(frames)
        self.rankers = stored_rankers(frames)
        if not self.rankers:
            message = f"The data version {frames.manifest.version} holds too few projects to learn partners from."
            raise NotComputableError(message, "Fetch a dump of several years: crossfield fetch cordis-h2020")
        boost = settings.boost == YES
        self.trees = stored_trees(frames, self.rankers) if boost else {}
        self.proofs = {given: stored_proof(frames, given, boost=given in self.trees) for given in self.rankers}
        embedder, told = embedder_of(frames, settings.text_model)
        self.notes = tuple(note for note in (told, NO_TREES if boost and not self.trees else "") if note)
        self.features = Features(self.network, embedder, stored_factors(frames, self.network))
        self.rows = organisation_rows(frames)
        self._projects_of = _projects_by_field(frames, self.network)
        self._place = {name: place for place, name in enumerate(self.network.organisations.names)}

    @cached_property
    def _last_year(self) -> Ints:
        rows = self.network.member.tocoo()
        found = np.zeros(self.network.member.shape[0], dtype=np.int64)
        np.maximum.at(found, rows.row, self.network.year[rows.col])
        return found

    def get_ready(self) -> None:
        """Work out now what the first question would wait for, a second or two on all of Horizon 2020."""
        someone = self.network.organisations.names[0]
        self.suggest(Asker(someone, (someone,)), Idea(text="-"), Filters(), top=1)

    def suggest(self, asker: Asker, idea: Idea, filters: Filters, *, top: int = 20) -> Answer:
        """Suggest organisations.

        Parameters
        ----------
        asker, idea, filters
            Who asks, for what, and what suggestions must be.
        top
            How many to give.

        Raises
        ------
        NotComputableError
            None of the members is in a project of 2 to 60 organisations.
        """
        places = np.array(sorted(self._place[one] for one in asker.members if one in self._place), dtype=np.int64)
        if asker.members and not len(places):
            message = f"{asker.name}: none of {len(asker.members)} organisation(s) is in a project with partners."
            raise NotComputableError(message, "Take the region above it, or give an idea with --text.")
        count = len(self._place)
        group = sparse.csr_array((np.ones(len(places)), (np.zeros(len(places), int), places)), shape=(1, count))
        sides = [self._side(idea.scheme, name) for name in idea.fields]
        given = "topic" if (idea.fields or idea.text) and "topic" in self.rankers else "organisation"
        given = given if given in self.rankers else next(iter(self.rankers))
        ranker = self.rankers[given]
        known = self.features.known_to(group).toarray() > 0
        itself = np.zeros((1, count), bool)
        itself[0, places] = True
        block = scaled(self.features.of_idea(group, sides, idea.text), known | itself)
        parts = {name: values[0] for name, values in ranker.parts({n: block[n] for n in ranker.features}).items()}
        never = itself[0] | (known[0] & filters.new_only)
        hidden = never | ~self._allowed(filters)
        if given in self.trees:
            added = self.trees[given].parts(block, hidden[None, :])
            parts = {name: values + added[name][0] for name, values in parts.items()}
        score = np.sum(list(parts.values()), axis=0)
        shown, without = self._first(score, hidden, top, filters.per_country)
        proof = _Proof(self, places, known[0], sides)
        return Answer(
            tuple(self._suggestion(asker, one, float(score[one]), parts, proof) for one in shown),
            without,
            self.notes + ((self.features.embedder.note("en"),) if idea.text else ()),
            self.proofs[given],
            {} if shown or not filters.region else self._elsewhere(never, replace(filters, region="")),
        )

    def _first(self, score: Floats, hidden: Bits, top: int, per_country: int) -> tuple[list[int], int]:
        """The best that have a name to show, and how many of those passed on the way have none."""
        able = int((~hidden).sum())
        count = min(4 * top, able)
        while True:
            order = best(score[None, :], hidden[None, :], count)[0].tolist() if count else []
            named = (one for one in order if self._shown[one])
            shown = spread(named, self._row_of, per_country)[:top]
            if len(shown) == top or count == able:
                last = order.index(shown[-1]) + 1 if len(shown) == top else len(order)
                return shown, last - len(shown)
            count = min(8 * count, able)

    def _elsewhere(self, never: Bits, filters: Filters) -> dict[str, int]:
        """How many could be shown, by region or country."""
        kinds, which = self._alike
        counts = np.bincount(which[self._shown & self._allowed(filters) & ~never], minlength=len(kinds))
        return homes(zip(kinds, counts.tolist(), strict=True))

    @cached_property
    def _shown(self) -> Bits:
        rows = map(self._row_of, range(len(self._place)))
        return np.array([bool(row["name"]) and not row["person"] for row in rows], dtype=bool)

    @cached_property
    def _alike(self) -> tuple[list[dict[str, Any]], Ints]:
        """One row of each kind of organisation that filters tell apart, and which one is each organisation's."""
        kinds: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
        which = np.empty(len(self._place), dtype=np.int64)
        for place, row in enumerate(map(self._row_of, range(len(self._place)))):
            key = (row["country"], row["region"], row["kind"], row["sme"], row["participations"] <= FEW_PROJECTS)
            which[place] = kinds.setdefault(key, (len(kinds), row))[0]
        return [row for _place, row in kinds.values()], which

    def _row_of(self, place: int) -> dict[str, Any]:
        return self.rows[self.network.organisations.names[place]]

    def _side(self, scheme: str, name: str) -> Bits:
        found = np.zeros(len(self.network.year), bool)
        found[self._projects_of.get((scheme, name), np.zeros(0, dtype=np.int64))] = True
        return found

    def _allowed(self, filters: Filters) -> Bits:
        found = np.ones(len(self._place), bool)
        if filters.since is not None:
            found &= self._last_year >= filters.since
        # Whoever is known already and years are told elsewhere; all other filters ask the row.
        if filters != Filters(filters.new_only, since=filters.since, per_country=filters.per_country):
            kinds, which = self._alike
            found &= np.array([is_allowed(row, filters) for row in kinds], dtype=bool)[which]
        return found

    def _suggestion(
        self, asker: Asker, place: int, score: float, parts: dict[str, Floats], proof: _Proof
    ) -> Suggestion:
        row = self._row_of(place)
        reasons = []
        for name, features in FAMILIES.items():
            weight = sum(float(parts[feature][place]) for feature in features if feature in parts)
            value, records = proof.of(name, place)
            if value or weight:
                reasons.append(Reason(name, value, rounded(weight), records))
        reasons.sort(key=lambda reason: (-(reason.weight or 0), reason.name))
        known = bool(proof.known[place])
        return Suggestion(
            str(row["organisation"]),
            asker.name,
            "organisation",
            known=known,
            score=rounded(score),
            reasons=tuple(reasons),
            name=str(row["name"]),
            place=str(row["region"] if row["region"] != "unknown" else row["country"] or ""),
            through=() if known else self._through(place, proof),
        )

    def _through(self, place: int, proof: _Proof) -> tuple[str, ...]:
        """The path of at most two introductions: partners shared, else a partner's partner; the busiest tie first."""
        ties, names = self.features.ties, self.network.organisations.names
        near = _row(ties, place)
        shared = near[proof.known[near]]
        if len(shared):
            return (names[self._busiest(shared)],)
        if not proof.known.any():
            return ()
        second = near[ties[near] @ proof.known.astype(float) > 0]
        if not len(second):
            return ()
        last = self._busiest(second)
        met = _row(ties, last)
        return names[self._busiest(met[proof.known[met]])], names[last]

    def _busiest(self, places: Ints) -> int:
        """The one of some organisations that can show its name, with the fewest partners: it knows these best."""
        able = places[self._shown[places]] if self._shown[places].any() else places
        return int(able[np.lexsort((able, self.features.partners[able]))[0]])


def _projects_by_field(frames: Frames, network: Network) -> dict[tuple[str, str], Ints]:
    """Places of the projects of each scheme and field."""
    tags = frames["tag"].select("project", "scheme", "field")
    table = frames.session.arrow(tags.filter(nw.col("scheme") != "programme"))
    found: dict[tuple[str, str], list[int]] = {}
    pairs = zip(table["scheme"].to_pylist(), table["field"].to_pylist(), strict=True)
    for place, pair in zip(network.projects.places(table["project"]).tolist(), pairs, strict=True):
        if place >= 0:
            found.setdefault(pair, []).append(place)
    return {pair: np.array(sorted(rows)) for pair, rows in found.items()}


def _row(matrix: sparse.csr_array, place: int) -> Ints:
    """Where a row has entries; SciPy's own way makes a matrix of it first."""
    found: Ints = matrix.indices[matrix.indptr[place] : matrix.indptr[place + 1]]
    return found


def is_allowed(row: dict[str, Any], filters: Filters) -> bool:
    """Tell whether country, region, kind, size and projects of an organisation pass the filters; years are not asked.

    Examples
    --------
    >>> is_allowed({"country": "CZ", "region": "CZ06", "kind": "HES", "sme": None}, Filters(widening=True))
    True
    """
    country, region = str(row["country"] or ""), str(row["region"])
    return (
        home_of(row).startswith(filters.region)
        and (not filters.countries or country in filters.countries)
        and all(area.has(country, region) for area in filters.areas)
        and (not filters.newcomers or row.get("participations", 0) <= FEW_PROJECTS)
        and (not filters.kinds or row["kind"] in filters.kinds or ("SME" in filters.kinds and bool(row["sme"])))
    )


def home_of(row: Mapping[str, Any]) -> str:
    """Region of an organisation, else its country, else nothing.

    Examples
    --------
    >>> home_of({"region": "DED2", "country": "DE"}), home_of({"region": "unknown", "country": "FR"})
    ('DED2', 'FR')
    """
    region = str(row["region"] or UNKNOWN)
    return str(row["country"] or "") if region == UNKNOWN else region


def homes(counted: Iterable[tuple[Mapping[str, Any], int]]) -> dict[str, int]:
    """How many sit where, by region or country, from rows with their number; who is known to sit nowhere is left out.

    Examples
    --------
    >>> homes([({"region": "CZ06", "country": "CZ"}, 2), ({"region": "unknown", "country": None}, 1)])
    {'CZ06': 2}
    """
    found: Counter[str] = Counter()
    for row, count in counted:
        found[home_of(row)] += count
    return {home: count for home, count in sorted(found.items()) if home and count}


def spread(ordered: Iterable[Ranked], row_of: Callable[[Ranked], Mapping[str, Any]], most: int) -> list[Ranked]:
    """The best of an ordered list with at most so many of one country; those of no known country are kept.

    Parameters
    ----------
    ordered
        Best first.
    row_of
        Gives the organisation's row, of which the country is read.
    most
        Most of one country; 0: any number.

    Examples
    --------
    >>> spread(["AT", "DE", "AT", "", ""], lambda code: {"country": code}, 1)
    ['AT', 'DE', '', '']
    """
    seen: Counter[str] = Counter()
    kept = []
    for one in ordered:
        country = str(row_of(one)["country"] or "")
        seen[country] += bool(country)
        if not most or seen[country] <= most:
            kept.append(one)
    return kept


@dataclass
class _Proof:
    """Values and records behind the reasons of one answer."""

    search: PartnerSearch
    places: Ints
    known: Bits
    sides: Sequence[Bits]

    @cached_property
    def _known_in(self) -> Floats:
        """How many of those known took part in each project."""
        found: Floats = self.known.astype(float) @ self.search.network.member
        return found

    def of(self, name: str, place: int) -> tuple[float | None, tuple[str, ...]]:
        mine = _row(self.search.network.member, place)
        if name == "shared-partners":
            shared = np.count_nonzero(self.known[_row(self.search.features.ties, place)])
            met = self._known_in[mine] > self.known[place]  # somebody known besides the suggested one itself
            return float(shared), self._latest(mine[met])
        if name == "field-activity" and self.sides:
            inside = mine[np.any([side[mine] for side in self.sides], axis=0)]
            return float(len(inside)), self._latest(inside)
        if name == "activity":
            return float(len(mine)), self._latest(mine)
        return None, ()

    def _latest(self, projects: Ints) -> tuple[str, ...]:
        network = self.search.network
        order = np.lexsort((projects, -network.year[projects]))  # projects stand in the order of their names
        return tuple(network.projects.names[one] for one in projects[order[:LISTED_RECORDS]])


def find_organisation(rows: Sequence[dict[str, Any]], given: str) -> dict[str, Any]:
    """Find an organisation by id, PIC, name or short name.

    Raises
    ------
    UnknownNameError
        None has it; the closest three names are in the hint.
    """
    wanted = given.strip().casefold()
    for key in ("organisation", "name", "short_name") if wanted else ():  # what is empty is nobody's name
        found = [row for row in rows if str(row.get(key) or "").casefold() == wanted]
        if key == "organisation":
            found += [row for row in rows if str(row["organisation"]).casefold() == f"pic:{wanted}"]
        if found:
            return max(found, key=lambda row: (row["participations"], row["organisation"]))
    names = {str(row["name"]): int(row["participations"]) for row in rows if row["name"] and not row["person"]}
    within = sorted(
        (name for name in names if wanted and wanted in name.casefold()), key=lambda name: (len(name), name)
    )
    close = list(dict.fromkeys([*within[:3], *closest_organisations(given, names.items())]))[:3]
    hint = f"Closest: {'; '.join(close)}." if close else "Give its name as CORDIS writes it, or its PIC."
    raise UnknownNameError("organisation", given, [], hint)


def asker_of(frames: Frames, given: str) -> Asker:
    """A region by code or name, else an organisation by name or PIC.

    Raises
    ------
    UnknownNameError
        Neither a region nor an organisation.
    NotComputableError
        The region has no organisation.
    """
    rows = frames.read("organisation")
    try:
        region = find_region(frames, given)
    except UnknownNameError as error:
        try:
            found = find_organisation(rows, given)
        except UnknownNameError as other:
            message = f"Unknown region or organisation: {given!r}."
            near = [side.hint.removeprefix("Closest: ") for side in (other, error)]
            hint = f"Closest organisations: {near[0]} Regions: {near[1]}"
            raise UnknownNameError("region or organisation", given, [], hint) from ValueError(message)
        return Asker(str(found["organisation"]), (str(found["organisation"]),))
    code = str(region["region"])
    members = tuple(sorted(str(row["organisation"]) for row in rows if str(row["region"]).startswith(code)))
    if not members:
        message = f"No organisation of the data version sits in {code} ({region['name']})."
        raise NotComputableError(message, f"Take the region above it: {region['parent'] or 'another country'}.")
    return Asker(code, members)


def idea_of(frames: Frames, scheme: str, fields: Sequence[str], text: str) -> tuple[Idea, tuple[str, ...]]:
    """Bring an interface or a text into an idea: fields by code or title; a text's own fields where none are given.

    Returns
    -------
    tuple
        The idea, and notes on it.

    Raises
    ------
    UnknownNameError
        The scheme has no such field.
    ConfigError
        The text is empty or too long, or the same field is given twice.
    """
    codes = tuple(sorted({str(find_field(frames, scheme, name)["field"]) for name in fields}))
    if fields and len(codes) < len(fields):
        message = f"An interface has different fields; found {', '.join(fields)}."
        raise ConfigError(message, "Name two different fields.")
    if not text:
        return Idea(scheme, codes), ()
    text = checked_idea(text)
    if codes:
        return Idea(scheme, codes, text), ()
    found = tuple(str(row["field"]) for row in tag_text(frames, text, scheme)[:3])
    note = () if found else ("no expression of a field of the scheme stands in the text",)
    return Idea(scheme, tuple(sorted(found)), text), note
