"""Counting over records: one lazy expression each, equal on every engine.

For project p with its organisations, unknown region included: v_pr = organisations of p in r / organisations of p;
u_pf and w_pab are the shares that the tables tag and pair hold. Whole counting takes v, u, w as 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from crossfield.lake.regions import level_expr
from crossfield.tables.figures import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.lake.engine import Frame, Session
    from crossfield.lake.store import Frames

GUESSED = ["coordinates", "city"]
ALL = "all"
CODED = ("euroscivoc", "programme")  # schemes given project by project, not by call topic


@dataclass(frozen=True, slots=True)
class Records:
    """The records that figures are counted from.

    Parameters
    ----------
    projects
        Table project (columns project, year, topic are used).
    participations
        Table participation (project, organisation, region, contribution_cents).
    tags, pairs
        Tables tag and pair, of any number of schemes.
    """

    projects: Frame
    participations: Frame
    tags: Frame
    pairs: Frame

    @classmethod
    def of(
        cls, frames: Mapping[str, Frame] | Frames, *, tags: Frame | None = None, pairs: Frame | None = None
    ) -> Records:
        """Records of a data version, with its own tags or others.

        A region told from the nearest points or from the city's name finds an organisation on a list; figures count it
        in its country only, so that no figure rests on a guess.
        """
        people = frames["participation"]
        region = (
            nw.when(nw.col("region_how").is_in(GUESSED))
            .then(nw.col("region").str.slice(0, 2))
            .otherwise(nw.col("region"))
        )
        people = people.with_columns(region=region)
        return cls(
            frames["project"],
            people,
            frames["tag"] if tags is None else tags,
            frames["pair"] if pairs is None else pairs,
        )

    def within(self, year_from: int, year_to: int) -> Records:
        """Only the projects that start in these years."""
        inside = self.projects.filter((nw.col("year") >= year_from) & (nw.col("year") <= year_to))
        keys = inside.select("project")
        parts = (frame.join(keys, on="project", how="semi") for frame in (self.participations, self.tags, self.pairs))
        return Records(inside, *parts)

    def held(self, session: Session) -> Records:
        """Compute the records once and hold their rows for the session."""
        frames = (self.projects, self.participations, self.tags, self.pairs)
        return Records(*(session.keep(frame) for frame in frames))


def numbered(session: Session, records: Records) -> tuple[Records, Frame]:
    """Put numbers in the place of projects and organisations, in the order of their ids: the engine counts them faster.

    Returns
    -------
    tuple
        The columns that figures are counted from, held by the session; and organisation, number.
    """
    wanted = records.projects.select("project", "year", "topic", "contribution_cents")
    projects = session.keep(wanted.with_row_index("number", order_by="project"))
    ids = _distinct(records.participations.select("organisation"))
    organisations = session.keep(ids.with_row_index("number", order_by="organisation"))
    people = records.participations.select("project", "organisation", "region", "contribution_cents")
    people = _with_numbers(people, organisations, "organisation")
    tags = records.tags.select("project", "scheme", "field", "share")
    pairs = records.pairs.select("project", "scheme", "field_a", "field_b", "weight")
    parts = (_with_numbers(frame, projects, "project") for frame in (projects.drop("number"), people, tags, pairs))
    return Records(*parts).held(session), organisations


def without_scheme(records: Records, *schemes: str) -> Records:
    """Records without the tags and pairs of some schemes."""
    other = ~nw.col("scheme").is_in(list(schemes))
    return Records(records.projects, records.participations, records.tags.filter(other), records.pairs.filter(other))


def _distinct(frame: Frame) -> Frame:
    """Every row once; grouped, because the engines number all rows for what is called unique."""
    names = frame.collect_schema().names()
    return frame.group_by(*names).agg(times=nw.len()).select(*names)


def _with_numbers(frame: Frame, numbers: Frame, name: str) -> Frame:
    """Numbers in the place of a column's values."""
    joined = frame.join(numbers.select(name, "number"), on=name, how="inner")
    return joined.drop(name).rename({"number": name})


def incidence(participations: Frame, level: int) -> Frame:
    """Project × region with v, organisations and contribution.

    Parameters
    ----------
    participations
        Table participation.
    level
        NUTS level; what is known less finely is ``unknown``.

    Returns
    -------
    Frame
        project, region, organisations, v (share of the project's organisations), cents (null: none stated).
    """
    rows = participations.select("project", "organisation", "contribution_cents", region=level_expr("region", level))
    cents = nw.when(nw.col("contribution_cents") > 0).then(nw.col("contribution_cents"))
    rows = rows.with_columns(cents=cents.cast(nw.Float64()))
    found = rows.group_by("project", "region").agg(
        organisations=nw.len(), cents=nw.col("cents").sum(), stated=(~nw.col("cents").is_null()).cast(nw.Int64()).sum()
    )
    v = nw.col("organisations").cast(nw.Float64()) / nw.col("organisations").sum().over("project").cast(nw.Float64())
    return found.with_columns(v=v, cents=nw.when(nw.col("stated") > 0).then(nw.col("cents"))).drop("stated")


def field_years(records: Records, level: int) -> Frame:
    """Table field_year for one level: region × field × year, whole, fractional and in euro cents."""
    dated = records.projects.filter(~nw.col("year").is_null()).select("project", "year")
    rows = _places(records, level).join(dated, on="project", how="inner")
    rows = rows.join(records.tags.select("project", "scheme", "field", "share"), on="project", how="inner")
    rows = rows.with_columns(part=nw.col("v") * nw.col("share"), money=nw.col("cents") * nw.col("share"))
    rows = rows.with_columns(square=nw.col("part") * nw.col("part"))
    counted = rows.group_by("scheme", "region", "field", "year").agg(**_sums())
    return counted.with_columns(level=nw.lit(level), **_money())


def interface_years(records: Records, level: int) -> Frame:
    """Table interface_year for one level: region × field × field × year."""
    dated = records.projects.filter(~nw.col("year").is_null()).select("project", "year")
    rows = _places(records, level).join(dated, on="project", how="inner")
    rows = rows.join(records.pairs, on="project", how="inner")
    rows = rows.with_columns(part=nw.col("v") * nw.col("weight"), money=nw.col("cents") * nw.col("weight"))
    rows = rows.with_columns(square=nw.col("part") * nw.col("part"))
    counted = rows.group_by("scheme", "region", "field_a", "field_b", "year").agg(**_sums())
    return counted.with_columns(level=nw.lit(level), **_money())


def exposures(records: Records, level: int) -> Frame:
    """Table exposure for one level: tagged projects of a region by start year."""
    tagged = _distinct(records.tags.select("project", "scheme"))
    dated = records.projects.filter(~nw.col("year").is_null()).select("project", "year")
    rows = _places(records, level).join(dated, on="project", how="inner").join(tagged, on="project", how="inner")
    counted = rows.group_by("scheme", "region", "year").agg(projects=nw.len(), fractional=nw.col("v").sum())
    region = nw.lit(ALL) if level == EVERYWHERE else level_expr("region", level)
    people = records.participations.select("project", "organisation", region=region)
    people = people.join(dated, on="project", how="inner").join(tagged, on="project", how="inner")
    people = _distinct(people.select("scheme", "region", "year", "organisation"))
    people = people.group_by("scheme", "region", "year").agg(organisations=nw.len())
    found = counted.join(people, on=["scheme", "region", "year"], how="left")
    return found.with_columns(nw.col("organisations").fill_null(0), level=nw.lit(level))


def active_organisations(records: Records, level: int) -> Frame:
    """O: distinct organisations in tagged projects, by scheme and region."""
    tagged = _distinct(records.tags.select("project", "scheme"))
    rows = records.participations.select("project", "organisation", region=level_expr("region", level))
    rows = _distinct(rows.join(tagged, on="project", how="inner").select("scheme", "region", "organisation"))
    return rows.group_by("scheme", "region").agg(organisations=nw.len())


def bridging_organisations(records: Records, level: int | None) -> Frame:
    """Organisations active in both fields: in different projects, or in one where each field has evidence of its own.

    ``level`` None keeps each organisation's finest region.

    Returns
    -------
    Frame
        scheme, field_a, field_b, region, organisation, projects_a, projects_b, joint (with evidence of their own).
    """
    key = ["organisation", "region", "scheme"]
    place = nw.col("region") if level is None else level_expr("region", level)
    part = _distinct(records.participations.select("project", "organisation", region=place))
    tags = records.tags.select("project", "scheme", "field")
    fields = part.join(tags, on="project", how="inner").group_by(*key, "field")
    active = fields.agg(projects=nw.len(), first=nw.col("project").min())
    a = active.select(*key, field_a="field", projects_a="projects", first_a="first")
    b = active.select(*key, field_b="field", projects_b="projects", first_b="first")
    both = a.join(b, on=key, how="inner").filter(nw.col("field_a") < nw.col("field_b"))
    joint = _joint(part, records.pairs.select("project", "scheme", "field_a", "field_b"), key)
    rows = both.join(joint, on=[*key, "field_a", "field_b"], how="left").with_columns(nw.col("joint").fill_null(0))
    one_project = (nw.col("projects_a") == 1) & (nw.col("projects_b") == 1) & (nw.col("first_a") == nw.col("first_b"))
    return rows.filter((nw.col("joint") > 0) | ~one_project).drop("first_a", "first_b")


def bridge_counts(records: Records, level: int) -> Frame:
    """B: bridging organisations of every pair, by scheme and region."""
    keys = ("scheme", "region", "field_a", "field_b")
    return bridging_organisations(records, level).group_by(*keys).agg(organisations=nw.len())


def joint_topics(records: Records, level: int) -> Frame:
    """Distinct call topics of joint projects; a project without topic is a topic of its own."""
    topics = project_topics(records)
    regions = _distinct(records.participations.select("project", region=level_expr("region", level)))
    rows = records.pairs.join(topics, on="project", how="inner").join(regions, on="project", how="inner")
    rows = _distinct(rows.select("scheme", "region", "field_a", "field_b", "topic"))
    return rows.group_by("scheme", "region", "field_a", "field_b").agg(topics=nw.len())


def region_ties(records: Records, level: int) -> Frame:
    """Table region_tie for one level: joint projects of two regions, by field and for all."""
    regions = records.participations.select("project", region=level_expr("region", level))
    regions = regions.filter(nw.col("region") != "unknown")
    tags = records.tags.select("project", "scheme", "field")
    tags = nw.concat([tags, _distinct(tags.select("project", "scheme")).with_columns(field=nw.lit(ALL))])
    # Millions of rows are counted, so by numbers; each number's rows are grouped, which keeps the engine from giving
    # the numbers only after it has multiplied the rows.
    places = _distinct(regions.select("region")).with_row_index("number", order_by="region")
    fields = _distinct(tags.select("scheme", "field")).with_row_index("at", order_by=["scheme", "field"])
    numbers = _distinct(_with_numbers(regions, places, "region"))
    rows = _distinct(tags.join(fields, on=["scheme", "field"], how="inner").select("project", "at"))
    for side in ("a", "b"):
        rows = rows.join(numbers.select("project", nw.col("region").alias(side)), on="project", how="inner")
    counted = rows.filter(nw.col("a") < nw.col("b")).group_by("at", "a", "b").agg(projects=nw.len())
    for side in ("a", "b"):
        names = places.select(nw.col("number").alias(side), nw.col("region").alias(f"region_{side}"))
        counted = counted.join(names, on=side, how="inner")
    return counted.join(fields, on="at", how="inner").drop("at", "a", "b").with_columns(level=nw.lit(level))


def interface_ties(records: Records, level: int) -> Frame:
    """Joint projects of two regions at an interface, by scheme and pair of fields.

    Returns
    -------
    Frame
        scheme, field_a, field_b, region_a, region_b (in code order, neither unknown), projects.
    """
    pairs = records.pairs.select("project", "scheme", "field_a", "field_b")
    regions = _distinct(records.participations.select("project", region=level_expr("region", level)))
    regions = regions.filter(nw.col("region") != "unknown")
    a, b = (regions.select("project", nw.col("region").alias(f"region_{side}")) for side in ("a", "b"))
    both = a.join(b, on="project", how="inner").filter(nw.col("region_a") < nw.col("region_b"))
    rows = both.join(pairs, on="project", how="inner")
    return rows.group_by("scheme", "field_a", "field_b", "region_a", "region_b").agg(projects=nw.len())


def known_share(records: Records, level: int) -> Frame:
    """Part of the participations in tagged projects whose region is known at a level, by scheme."""
    tagged = _distinct(records.tags.select("project", "scheme"))
    rows = records.participations.select("project", region=level_expr("region", level)).join(
        tagged, on="project", how="inner"
    )
    return rows.group_by("scheme").agg(rows=nw.len(), known=(nw.col("region") != "unknown").cast(nw.Int64()).sum())


def organisation_fields(records: Records) -> Frame:
    """Table organisation_field: projects of an organisation by field and start year."""
    dated = records.projects.filter(~nw.col("year").is_null()).select("project", "year")
    rows = records.participations.select("project", "organisation").join(dated, on="project", how="inner")
    rows = rows.join(records.tags.select("project", "scheme", "field"), on="project", how="inner")
    return rows.group_by("organisation", "scheme", "field", "year").agg(projects=nw.len())


def organisation_ties(records: Records) -> Frame:
    """Table organisation_tie: joint projects of two organisations."""
    a = records.participations.select("project", organisation_a="organisation")
    b = records.participations.select("project", organisation_b="organisation")
    rows = a.join(b, on="project", how="inner").filter(nw.col("organisation_a") < nw.col("organisation_b"))
    return rows.group_by("organisation_a", "organisation_b").agg(projects=nw.len())


def _places(records: Records, level: int) -> Frame:
    """Project × region with v and contribution; for all of Europe every project once, whoever takes part."""
    if level != EVERYWHERE:
        return incidence(records.participations, level)
    cents = nw.when(nw.col("contribution_cents") > 0).then(nw.col("contribution_cents")).cast(nw.Float64())
    return records.projects.select("project", region=nw.lit(ALL), v=nw.lit(1.0), cents=cents)


def _sums() -> dict[str, nw.Expr]:
    stated = (~nw.col("money").is_null()).cast(nw.Int64()).sum()
    sums = {"fractional": nw.col("part").sum(), "squares": nw.col("square").sum(), "euro": nw.col("money").sum()}
    return {"whole": nw.len(), **sums, "stated": stated}


def _money() -> dict[str, nw.Expr]:
    return {"eur_cents": nw.when(nw.col("stated") > 0).then(nw.col("euro"))}


def _joint(part: Frame, pairs: Frame, key: list[str]) -> Frame:
    rows = part.join(pairs, on="project", how="inner")
    return rows.group_by(*key, "field_a", "field_b").agg(joint=nw.len())


def topic_joints(records: Records, level: int) -> Frame:
    """Joint projects by call topic, region and pair: whole, and fractional (sum of v w)."""
    rows = incidence(records.participations, level).join(project_topics(records), on="project", how="inner")
    rows = rows.join(
        records.pairs.select("project", "scheme", "field_a", "field_b", "weight"), on="project", how="inner"
    )
    rows = rows.with_columns(part=nw.col("v") * nw.col("weight"))
    keys = ("scheme", "topic", "region", "field_a", "field_b")
    return rows.group_by(*keys).agg(whole=nw.len(), fractional=nw.col("part").sum())


def topic_fields(records: Records, level: int) -> Frame:
    """Projects by call topic, region and field: whole, and fractional (sum of v u)."""
    rows = incidence(records.participations, level).join(project_topics(records), on="project", how="inner")
    rows = rows.join(records.tags.select("project", "scheme", "field", "share"), on="project", how="inner")
    rows = rows.with_columns(part=nw.col("v") * nw.col("share"))
    return rows.group_by("scheme", "topic", "region", "field").agg(whole=nw.len(), fractional=nw.col("part").sum())


def topic_sizes(records: Records, level: int) -> Frame:
    """Tagged projects by call topic and region: whole, and fractional (sum of v)."""
    tagged = _distinct(records.tags.select("project", "scheme"))
    rows = incidence(records.participations, level).join(project_topics(records), on="project", how="inner")
    rows = rows.join(tagged, on="project", how="inner")
    return rows.group_by("scheme", "topic", "region").agg(whole=nw.len(), fractional=nw.col("v").sum())


def topic_bridges(records: Records, level: int) -> Frame:
    """Bridging organisations spread over the call topics of their projects in either field; sums to their number."""
    key = ["scheme", "region", "organisation"]
    part = _distinct(records.participations.select("project", "organisation", region=level_expr("region", level)))
    tags = records.tags.select("project", "scheme", "field")
    rows = part.join(tags, on="project", how="inner").join(project_topics(records), on="project", how="inner")
    active = rows.group_by(*key, "field", "topic").agg(projects=nw.len())
    bridging = bridging_organisations(records, level).with_columns(of=nw.col("projects_a") + nw.col("projects_b"))
    bridging = bridging.select(*key, "field_a", "field_b", "of")
    keys, sides = ("scheme", "topic", "region", "field_a", "field_b"), []
    for side in ("field_a", "field_b"):
        joined = bridging.join(active.rename({"field": side}), on=[*key, side], how="inner")
        sides.append(
            joined.select("scheme", "topic", "region", "field_a", "field_b", share=nw.col("projects") / nw.col("of"))
        )
    keys = ("scheme", "topic", "region", "field_a", "field_b")
    return nw.concat(sides).group_by(*keys).agg(organisations=nw.col("share").sum())


def topic_active(records: Records, level: int) -> Frame:
    """Active organisations spread over the call topics of their tagged projects; sums to their number."""
    tagged = _distinct(records.tags.select("project", "scheme"))
    part = _distinct(records.participations.select("project", "organisation", region=level_expr("region", level)))
    rows = part.join(tagged, on="project", how="inner").join(project_topics(records), on="project", how="inner")
    counted = rows.group_by("scheme", "region", "organisation", "topic").agg(projects=nw.len())
    of = nw.col("projects").sum().over("scheme", "region", "organisation")
    counted = counted.with_columns(share=nw.col("projects") / of)
    return counted.group_by("scheme", "topic", "region").agg(organisations=nw.col("share").sum())


def project_topics(records: Records) -> Frame:
    """Call topic of every project; a project without one is a topic of its own."""
    own = nw.col("project").cast(nw.String())
    return records.projects.select(
        "project", topic=nw.when(nw.col("topic").is_null()).then(own).otherwise(nw.col("topic"))
    )
