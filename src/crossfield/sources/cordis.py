"""CORDIS: EU projects of FP7, Horizon 2020 and Horizon Europe in the official dump format.

``;`` between columns, UTF-8, all values quoted, an empty value is no value. Columns are read by name, never by
position. Money in ``project.csv`` has a decimal comma, in ``organization.csv`` a point; both are read in both.
A total cost of 0 means not declared. Topics of the European Research Council and of Marie Skłodowska-Curie
actions name a kind of grant and no subject, so their titles are no text to search.

Source: https://data.europa.eu/data/datasets/cordis-eu-research-projects-under-horizon-europe-2021-2027
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import pyarrow as pa

from crossfield.errors import SourceError
from crossfield.lake.checks import Checked, sort_rows
from crossfield.lake.csvfile import read_csv
from crossfield.lake.delivery import Delivery, arrow_schema, nothing, null
from crossfield.parts import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from crossfield.lake.csvfile import CsvFile
    from crossfield.lake.engine import DuckSession, Frame

COLUMNS = {
    "project.csv": (
        ("id", "startDate"),
        (
            *("acronym", "status", "title", "endDate", "totalCost", "ecMaxContribution", "legalBasis", "topics"),
            *("frameworkProgramme", "masterCall", "fundingScheme", "objective", "rcn"),
        ),
    ),
    "organization.csv": (
        ("projectID", "organisationID", "country"),
        (
            *("vatNumber", "name", "shortName", "SME", "activityType", "postCode", "city", "nutsCode", "geolocation"),
            *(
                "organizationURL",
                "contentUpdateDate",
                "order",
                "role",
                "ecContribution",
                "totalCost",
                "endOfParticipation",
            ),
        ),
    ),
    "topics.csv": (("projectID", "topic", "title"), ()),
    "euroSciVoc.csv": (("projectID", "euroSciVocCode"), ("euroSciVocPath", "euroSciVocTitle")),
    "legalBasis.csv": (("projectID", "legalBasis"), ("title",)),
}
INTO = {"project.csv": "project", "organization.csv": "participation"}
ROLES = ["coordinator", "participant", "partner", "thirdParty", "associatedPartner", "internationalPartner"]
KINDS = ["HES", "PRC", "REC", "PUB", "OTH"]
CODES = {
    "topics.csv": ("topic", "topic", "title"),
    "legalBasis.csv": ("programme", "legalBasis", "title"),
    "euroSciVoc.csv": ("euroscivoc", "euroSciVocCode", "euroSciVocPath"),
}
# A dump without the file of these codes has them in project.csv: the main one of each project, without its title.
IN_PROJECTS = {"topics.csv": "topics", "legalBasis.csv": "legalBasis"}
SCIENCE_CODE = r"^(/[0-9]+)+$"
FEWEST_STRANGE = 100
WITHOUT_SUBJECT = "ERC|MSCA"
CALL_YEAR = r"^.*?-(20[0-9]{2})([-_].*)?$"
TOPIC_FAMILY = re.compile(r"(?!\d+[a-z]?-)[^-]+-")


@dataclass(frozen=True, slots=True)
class Cordis:
    """A reader of one framework programme's dump."""

    name: str
    origin: Origin

    def read(self, session: DuckSession, files: dict[str, Path]) -> Delivery:
        """Read the files of a dump into frames.

        Returns
        -------
        Delivery
            Frames project, participation_given, organisation_given, project_text, project_code, field_given; a dump
            without ``project.csv`` gives projects with no more than their id and call year.

        Raises
        ------
        SourceError
            None of the dump's files is there, or one cannot be read.
        SchemaError
            A file lacks a column that cannot be done without.
        """
        delivery = Delivery()
        csvs = _read_files(session, files, delivery)
        known = _project_rows(session, delivery, csvs["project.csv"]) if "project.csv" in csvs else None
        coded = _code_rows(session, delivery, csvs, known)
        delivery.frames["project_code"] = codes = session.keep(_codes(session, coded))
        projects = _projects_from_codes(codes) if known is None else _projects(known)
        delivery.frames["project"] = session.keep(projects.with_columns(source=nw.lit(self.name)))
        delivery.frames["project_text"] = _texts(session, coded, known)
        delivery.frames["field_given"] = _fields(session, coded)
        if "organization.csv" in csvs:
            rows = session.keep(
                _participations(session, delivery, csvs["organization.csv"], delivery.frames["project"])
            )
            delivery.frames["participation_given"] = rows.with_columns(source=nw.lit(self.name))
            delivery.frames["organisation_given"] = _organisations(rows)
            delivery.rows["organization.csv"] = rows.select("project", value=nw.col("organisation"))
        if known:
            delivery.rows["project.csv"] = known.frame.select(project=nw.col("id"), value=nw.col("acronym"))
        for name, frame in coded.items():
            if name not in csvs:
                continue
            delivery.rows[name] = frame.select(project=nw.col("projectID"), value=nw.col(CODES[name][1]))
        _refuse_strange(delivery)
        return delivery


def _origin(title: str, address: str) -> Origin:
    return Origin("Publications Office of the European Union (CORDIS)", title, address, "CC-BY-4.0")


_DUMPS = "https://cordis.europa.eu/data/cordis-{}projects-csv.zip"
FP7 = Cordis("cordis-fp7", _origin("CORDIS - EU research projects under FP7 (2007-2013)", _DUMPS.format("fp7")))
H2020 = Cordis(
    "cordis-h2020", _origin("CORDIS - EU research projects under Horizon 2020 (2014-2020)", _DUMPS.format("h2020"))
)
HORIZON = Cordis(
    "cordis-horizon",
    _origin("CORDIS - EU research projects under Horizon Europe (2021-2027)", _DUMPS.format("HORIZON")),
)
ANY = Cordis("cordis", _origin("CORDIS - EU research projects", ""))


def _read_files(session: DuckSession, files: dict[str, Path], delivery: Delivery) -> dict[str, CsvFile]:
    known = {name.lower(): name for name in COLUMNS}
    found = {known[name.lower()]: path for name, path in files.items() if name.lower() in known}
    if not found:
        message = f"No file of a CORDIS dump is there; found {', '.join(sorted(files)[:8]) or 'nothing'}."
        raise SourceError(message, f"Expected {', '.join(COLUMNS)} (CSV, not XML or XLSX).")
    csvs = {}
    for name, (needed, wanted) in COLUMNS.items():
        if name not in found:
            delivery.absent.append(f"{name} is missing")
            continue
        csvs[name] = csv = read_csv(session, found[name], needed=needed, wanted=wanted)
        if not csv.rows:
            delivery.absent.append(f"{name} has no rows")
        delivery.add_file(name, csv.rows + csv.problems.num_rows, INTO.get(name, "project_code"))
        delivery.add_problems(name, csv.problems, kept=False)
    empty = [name for name, csv in csvs.items() if not csv.rows]
    if "project.csv" in empty or len(empty) == len(csvs):
        message = f"{empty[0]} has a header line and no rows; expected projects."
        raise SourceError(message, "Download it again.")
    return csvs


def _refuse_strange(delivery: Delivery) -> None:
    """Single rows are put aside; a file most of whose rows are has been mixed up with another."""
    for name, rows in delivery.files.items():
        lost = [
            table for table in delivery.problems if table["file"][0].as_py() == name and not table["kept"][0].as_py()
        ]
        count = sum(table.num_rows for table in lost)
        if count > max(FEWEST_STRANGE, rows / 2):
            reason = max(lost, key=lambda table: table.num_rows)["reason"][0].as_py()
            message = f"{name}: {count:,} of {rows:,} rows cannot be used ({reason})."
            raise SourceError(message, "Check that all files are of the same dump.")


def _project_rows(session: DuckSession, delivery: Delivery, csv: CsvFile) -> Checked:
    rows = Checked(session, delivery, "project.csv", csv.frame, nw.col("id"))
    rows.leave_out(nw.col("id").is_null(), "no project id", value="acronym")
    rows.leave_out((nw.col("id") == "id") & (nw.col("startDate") == "startDate"), "header repeated", value="id")
    rows.leave_out_repeated(["id"], ["startDate", "endDate", "title"], "project id again", value="acronym")
    return rows


def _projects(rows: Checked) -> Frame:
    rows.frame = rows.frame.with_columns(start=rows.date("startDate"), end=rows.date("endDate"))
    rows.report(nw.col("end") < nw.col("start"), "endDate", "ends before it starts")
    turned = (nw.col("end") < nw.col("start")).fill_null(value=False)
    return rows.frame.select(
        project=nw.col("id"),
        framework=nw.col("frameworkProgramme"),
        acronym=nw.col("acronym"),
        status=nw.col("status"),
        start=nw.col("start"),
        end=nw.when(~turned).then(nw.col("end")),
        year=nw.col("start").dt.year().cast(nw.Int64()),
        year_basis=nw.when(~nw.col("start").is_null()).then(nw.lit("start")).otherwise(nw.lit(None)),
        cost_cents=rows.money("totalCost", zero_is_missing=True),
        contribution_cents=rows.money("ecMaxContribution", zero_is_missing=True),
        programme=nw.col("legalBasis"),
        topic=nw.col("topics"),
        call=nw.col("masterCall"),
        funding=nw.col("fundingScheme"),
        title=nw.col("title"),
        rcn=nw.col("rcn"),
    )


def _projects_from_codes(codes: Frame) -> Frame:
    topics = codes.filter(nw.col("scheme") == "topic").group_by("project").agg(topic=nw.col("code").min())
    rows = codes.select("project").unique().join(topics, on="project", how="left")
    has_year = nw.col("topic").str.contains(CALL_YEAR).fill_null(value=False)
    year = (
        nw.when(has_year)
        .then(nw.col("topic").str.replace_all(CALL_YEAR, r"\1"))
        .otherwise(nw.lit(None))
        .cast(nw.Int64())
    )
    texts = ("framework", "acronym", "status", "programme", "call", "funding", "title", "rcn")
    return rows.select(
        "project",
        "topic",
        year=year,
        year_basis=nw.when(has_year).then(nw.lit("call")).otherwise(nw.lit(None)),
        start=null("date"),
        end=null("date"),
        cost_cents=null("int"),
        contribution_cents=null("int"),
        **{name: null("string") for name in texts},
    )


def _participations(session: DuckSession, delivery: Delivery, csv: CsvFile, projects: Frame) -> Frame:
    name = nw.concat_str([nw.col("projectID"), nw.col("organisationID")], separator="/", ignore_nulls=True)
    rows = Checked(session, delivery, "organization.csv", csv.frame, name)
    rows.leave_out(
        (nw.col("projectID") == "projectID") & (nw.col("country") == "country"), "header repeated", value="projectID"
    )
    rows.leave_out(
        nw.col("projectID").is_null() | nw.col("organisationID").is_null(),
        "no project or organisation id",
        value="name",
    )
    rows.leave_out_strangers(projects.select(projectID=nw.col("project")), "projectID", "its project is missing")
    key = ["projectID", "organisationID"]
    rows.leave_out_repeated(
        key, ["order", "role", "ecContribution"], "same organisation again in the project", value="role"
    )
    return rows.frame.select(
        project=nw.col("projectID"),
        organisation=nw.concat_str([nw.lit("pic:"), nw.col("organisationID")]),
        role=rows.one_of("role", ROLES, "unknown role"),
        position=rows.integer("order"),
        country=nw.col("country"),
        given=nw.col("nutsCode"),
        postcode=nw.col("postCode"),
        coordinates=nw.col("geolocation"),
        city=nw.col("city"),
        contribution_cents=rows.money("ecContribution"),
        cost_cents=rows.money("totalCost", zero_is_missing=True),
        ended=rows.truth("endOfParticipation"),
        name=nw.col("name"),
        short_name=nw.col("shortName"),
        kind=rows.one_of("activityType", KINDS, "unknown kind of organisation"),
        sme=rows.truth("SME"),
        vat=nw.col("vatNumber"),
        address=nw.col("organizationURL"),
        pic=nw.col("organisationID"),
        updated=nw.col("contentUpdateDate"),
    )


def _organisations(rows: Frame) -> Frame:
    """Each organisation as its newest participation has it; of equally new ones, the last by project."""
    moment = nw.concat_str([nw.col("updated").fill_null(""), nw.col("project")], separator="\t")
    moments = rows.select("organisation", moment=moment).group_by("organisation").agg(moment=nw.col("moment").max())
    return (
        rows.with_columns(moment=moment)
        .join(moments, on=["organisation", "moment"], how="semi")
        .select(
            *("organisation", "name", "short_name", "kind", "sme", "vat", "city", "postcode"),
            *("country", "given", "coordinates", "address", "pic", "updated"),
        )
    )


def _texts(session: DuckSession, coded: dict[str, Frame], known: Checked | None) -> Frame:
    parts = []
    if "topics.csv" in coded:
        topics = coded["topics.csv"].filter(~nw.col("topic").str.contains(WITHOUT_SUBJECT))
        columns = {"project": nw.col("projectID"), "part": nw.col("topic"), "text": nw.col("title")}
        parts.append(topics.select(kind=nw.lit("topic"), **columns))
    if known:
        for kind in ("title", "objective"):
            columns = {"project": nw.col("id"), "part": nw.lit(""), "text": nw.col(kind)}
            parts.append(known.frame.select(kind=nw.lit(kind), **columns))
    if not parts:
        return nothing(session, "project_text")
    return nw.concat([part.filter(~nw.col("text").is_null()) for part in parts])


def _code_rows(
    session: DuckSession, delivery: Delivery, csvs: dict[str, CsvFile], known: Checked | None
) -> dict[str, Frame]:
    """Rows of the files of codes that can be used; where the projects are known, those of other projects cannot.

    Codes whose file is missing are those that stand in the projects.
    """
    coded = {}
    for name, (scheme, column, title) in CODES.items():
        if name in csvs:
            rows = Checked(session, delivery, name, csvs[name].frame, nw.col("projectID"))
            rows.leave_out(
                (nw.col("projectID") == "projectID") & (nw.col(column) == column), "header repeated", value=column
            )
            rows.leave_out(
                nw.col("projectID").is_null() | nw.col(column).is_null(), "no project id or no code", value=column
            )
            if scheme == "euroscivoc":
                rows.leave_out(~nw.col(column).str.contains(SCIENCE_CODE), "not a EuroSciVoc code", value=column)
            if known:
                rows.leave_out_strangers(
                    known.frame.select(projectID=nw.col("id")), "projectID", "its project is missing"
                )
            order = sorted(set(rows.frame.collect_schema().names()) - {"projectID", column})
            rows.leave_out_repeated(["projectID", column], order, "same code again in the project", value=column)
            coded[name] = rows.frame
        elif known and name in IN_PROJECTS:
            named = known.frame.filter(~nw.col(IN_PROJECTS[name]).is_null())
            codes = {"projectID": nw.col("id"), column: nw.col(IN_PROJECTS[name]), title: null("string")}
            coded[name] = session.keep(named.select(**codes))
    return coded


def _codes(session: DuckSession, coded: dict[str, Frame]) -> Frame:
    parts = []
    for name, frame in coded.items():
        scheme, column, _ = CODES[name]
        parts.append(frame.select(project=nw.col("projectID"), scheme=nw.lit(scheme), code=nw.col(column)))
    return nw.concat(parts) if parts else nothing(session, "project_code")


def _fields(session: DuckSession, coded: dict[str, Frame]) -> Frame:
    rows: list[dict[str, object]] = []
    for name, frame in coded.items():
        scheme, code, title = CODES[name]
        found = session.arrow(
            frame.group_by(code).agg(title=nw.col(title).max()).select(code=nw.col(code), title="title")
        )
        titles = {row["code"]: row["title"] or "" for row in sort_rows(found).to_pylist()}
        rows += _hierarchy(scheme, titles)
    return session.register(pa.Table.from_pylist(rows, schema=arrow_schema("field")))


def _hierarchy(scheme: str, titles: dict[str, str]) -> list[dict[str, object]]:
    """Rows of the table field, with the ancestors that the codes themselves name."""
    rows: dict[str, dict[str, object]] = {}
    for code, title in titles.items():
        ancestors = _ancestors(scheme, code)
        words = title.strip("/").split("/") if scheme == "euroscivoc" else []
        for level, part in enumerate(ancestors, start=1):
            own = words[level - 1] if len(words) == len(ancestors) else title if part == code else titles.get(part, "")
            parent = ancestors[level - 2] if level > 1 else None
            if part not in rows or part == code:
                rows[part] = {
                    "scheme": scheme,
                    "field": part,
                    "parent": parent,
                    "level": level,
                    "title_en": own or part,
                }
    kind = "science" if scheme == "euroscivoc" else scheme
    ordered = sorted(rows)
    return [rows[code] | {"kind": kind, "position": position} for position, code in enumerate(ordered)]


def _ancestors(scheme: str, code: str) -> list[str]:
    """Code and its ancestors from the top: ``/21``, ``/21/33`` for ``/21/33``.

    Examples
    --------
    >>> _ancestors("programme", "H2020-EU.2.1.")
    ['H2020-EU.2.', 'H2020-EU.2.1.']
    >>> _ancestors("programme", "HORIZON.1.1")
    ['HORIZON.1', 'HORIZON.1.1']
    >>> _ancestors("topic", "SC1-BHC-18-2018")
    ['SC1', 'SC1-BHC', 'SC1-BHC-18-2018']
    """
    if scheme == "topic":
        return [*_families(code), code]
    sign = "/" if scheme == "euroscivoc" else "."
    closing = sign if scheme == "programme" and code.endswith(sign) else ""
    parts = code.strip(sign).split(sign)
    first = 1 if scheme == "euroscivoc" or len(parts) == 1 else 2
    opening = sign if scheme == "euroscivoc" else ""
    return [opening + sign.join(parts[:end]) + closing for end in range(first, len(parts) + 1)]


def _families(topic: str) -> list[str]:
    """Families of call topics: what stands before a topic's first number, word by word."""
    found, end = [], 0
    while family := TOPIC_FAMILY.match(topic, end):
        end = family.end()
        found.append(topic[: end - 1])
    return found
