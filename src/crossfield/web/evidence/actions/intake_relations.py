"""Lists of relations of organisations: both ends are looked up, circles are refused, and what would change is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.tables.headings import fold
from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.evidence.queries.meant import organisations_meant
from crossfield.web.registry.actions.relations_brought import ATTRIBUTES
from crossfield.web.registry.models import IntakeRow, OrganisationRelation
from crossfield.web.registry.models.partial_date import earliest, latest, read_partial_date
from crossfield.web.registry.queries.intake import COLUMNS, cells_told, in_both_languages, in_portions, surplus
from crossfield.web.registry.queries.proposal import used_by_others
from crossfield.web.registry.queries.relation import Edges, chain_said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.meant import Meant
    from crossfield.web.registry.models import Intake

    Ends = tuple[int, int, str]

LONGEST_SOURCE = 300
ALSO = {
    "mutter": "parent", "muttergesellschaft": "parent", "parent company": "parent", "mehrheit": "majority",
    "mehrheitseigner": "majority", "mehrheitsbeteiligung": "majority", "beherrschung": "control",
    "beherrschungsvertrag": "control", "control by contract": "control", "institut": "institute",
    "institut von": "institute", "nachfolger": "successor", "nachfolger von": "successor",
    "rechtsnachfolger": "successor", "rechtsnachfolgerin": "successor",
}  # fmt: skip
"""How lists call relations, beside the register's own words."""
SHARE = re.compile(r"(\d{1,3})(?:[.,](\d+))?\s*%?")
BOUNDS: tuple[tuple[str, Callable[[str], Any]], ...] = (("valid_from", earliest), ("valid_to", latest))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says of relations, and words for their kinds."""

    kinds: dict[str, str]
    relations: dict[Ends, list[OrganisationRelation]]
    edges: Edges
    shared: set[int]
    """Organisations that another institution uses, too."""


def look_up_relations(intake: Intake, rows: Sequence[IntakeRow], *, by: User) -> None:
    """Read rows of relations and find both organisations of each.

    Who may: `look_up`, which has checked. The register stays as it is, so that it is not logged.
    """
    told = cells_told(intake, rows)
    ones, others = _meant(told, "organisation", "id"), _meant(told, "other", "other_id")
    known = _known(intake, [*ones, *others], by)
    for row, cells, one, other in zip(rows, told, ones, others, strict=True):
        _read(row, cells, intake, known)
        if row.answer != IntakeRow.Answer.ERROR:
            _link(row, cells, (one, other))
    _mark_doubles(intake, rows)
    for row in rows:
        if row.answer != IntakeRow.Answer.ERROR:
            _compare(row, known)


def _meant(told: Sequence[Mapping[str, str]], column: str, number: str) -> list[Meant]:
    return organisations_meant([{"name": one.get(column, ""), "id": one.get(number, "")} for one in told])


def _known(intake: Intake, meant: Sequence[Meant], by: User) -> _Known:
    keys = sorted({one.organisation.pk for one in meant if one.organisation})
    relations: dict[Ends, list[OrganisationRelation]] = {}
    for some in in_portions(keys):
        for one in OrganisationRelation.objects.filter(organisation__in=some).order_by("pk"):
            relations.setdefault((one.organisation_id, one.other_id, one.kind), []).append(one)
    edges = Edges.of_register()
    for values in intake.rows.filter(answer="new").values_list("values", flat=True):
        edges.add(values["one"], values["two"], values["relation"])
    return _Known(in_both_languages(OrganisationRelation.Kind) | ALSO, relations, edges, used_by_others(keys, by))


def _read(row: IntakeRow, told: Mapping[str, str], intake: Intake, known: _Known) -> None:
    """Values of a row, and what is wrong with them."""
    values: dict[str, Any] = {"relation": known.kinds.get(fold(told.get("relation", "")), "")}
    values["name"] = f"{told.get('organisation', '')}: {told.get('relation', '')} → {told.get('other', '')}"
    values["source"] = (told.get("origin") or intake.source)[:LONGEST_SOURCE]
    problems = [*surplus(row.cells, intake.headings), *_unnamed(told)]
    if told.get("relation") and not values["relation"]:
        said = {"column": COLUMNS["relation"], "text": told["relation"]}
        problems.append(_("%(column)s: “%(text)s” is none") % said)
    problems += [*_read_share(values, told), *_read_days(values, told)]
    row.values, row.problems, row.organisation, row.changes = values, problems, None, []
    row.found, row.found_name, row.found_region, row.score, row.reason, row.key = "", "", "", None, "", ""
    row.answer = IntakeRow.Answer.ERROR if problems else IntakeRow.Answer.NEW


def _unnamed(told: Mapping[str, str]) -> Iterator[str]:
    for column, number in (("organisation", "id"), ("other", "other_id"), ("relation", "relation")):
        if not (told.get(column) or told.get(number)):
            yield _("%(column)s: empty") % {"column": COLUMNS[column]}


def _read_share(values: dict[str, Any], told: Mapping[str, str]) -> Iterator[str]:
    """A share in per cent, with at most two decimals, as the register keeps it."""
    found = SHARE.fullmatch(told.get("share", ""))
    share = Decimal(f"{found[1]}.{found[2] or 0}").quantize(Decimal("0.01")) if found else Decimal(-1)
    if told.get("share") and not 0 <= share <= 100:  # noqa: PLR2004 -- per cent
        yield _("“%(text)s” is no share in per cent") % {"text": told["share"]}
    elif found:
        values["share"] = str(share)


def _read_days(values: dict[str, Any], told: Mapping[str, str]) -> Iterator[str]:
    for column, whole in BOUNDS:
        if told.get(column):
            try:
                values[column] = whole(read_partial_date(told[column])).isoformat()
            except ValueError:
                yield _("“%(text)s” is no date") % {"text": told[column]}
    if values.get("valid_from", "") > values.get("valid_to", "9999"):
        yield _("it would end before it begins")


def _link(row: IntakeRow, told: Mapping[str, str], meant: tuple[Meant, Meant]) -> None:
    """Both ends; where one of them is doubtful, somebody looks, and where both are, ids are needed."""
    first, second = (one.organisation for one in meant)
    if first is None or second is None:
        row.problems, row.answer = list(_unknown(told, meant)), IntakeRow.Answer.ERROR
        return
    doubtful = [one for one in meant if not one.is_sure]
    if first == second:
        row.problems = [_("an organisation has no relation to itself")]
    elif len(doubtful) > 1:
        row.problems = [_("both organisations are doubtful: add their ids in the register")]
    shown = doubtful[0] if doubtful else meant[0]
    row.organisation, row.score, row.reason = shown.organisation, shown.score, shown.reason[:300]
    row.values |= {"one": first.pk, "two": second.pk}
    row.key = f"{first.pk}/{second.pk}/{row.values['relation']}/{row.values.get('valid_from', '')}"
    row.answer = IntakeRow.Answer.REVIEW if doubtful else IntakeRow.Answer.NEW
    if row.problems:
        row.answer = IntakeRow.Answer.ERROR


def _unknown(told: Mapping[str, str], meant: tuple[Meant, Meant]) -> Iterator[str]:
    for one, (column, number) in zip(meant, (("organisation", "id"), ("other", "other_id")), strict=True):
        if one.organisation is None:
            text = told.get(column) or told.get(number, "")
            yield _("no organisation of the register is called “%(text)s”") % {"text": text}


def _mark_doubles(intake: Intake, rows: Sequence[IntakeRow]) -> None:
    """A relation that stands twice is taken once; one that ended and began anew has a row for each time."""
    seen = dict(intake.rows.exclude(answer__in=("", "error")).values_list("key", "number"))
    for row in rows:
        if row.answer == IntakeRow.Answer.ERROR:
            continue
        if row.key in seen:
            line = seen[row.key]
            row.problems, row.answer = [_("stands in line %(line)s already") % {"line": line}], "error"
        else:
            seen[row.key] = row.number


def _compare(row: IntakeRow, known: _Known) -> None:
    """Whether the relation is there, what would change about it, or whether it would stand in a circle."""
    ends = (row.values["one"], row.values["two"], row.values["relation"])
    there = _same(row, known.relations.get(ends, []))
    if there is None:
        circle = known.edges.circle(*ends)
        if circle is not None:
            row.problems = [_("it would stand in a circle: %(chain)s") % {"chain": chain_said(circle)}]
            row.answer = IntakeRow.Answer.ERROR
        elif row.answer == IntakeRow.Answer.NEW:
            known.edges.add(*ends)
        row.changes = [
            {"column": column, "before": "", "after": row.values[column], "was": None}
            for column in ATTRIBUTES
            if row.values.get(column)
        ]
        return
    row.found = str(there.pk)
    row.answer = IntakeRow.Answer.REGISTER if row.answer == IntakeRow.Answer.NEW else row.answer
    row.changes = list(_differences(row, there))
    if row.changes and known.shared & {*ends[:2]}:
        row.changes, row.answer = [], IntakeRow.Answer.ERROR
        row.problems = [_("other institutions use these organisations, too: the relation stays as it is")]


def _same(row: IntakeRow, there: Sequence[OrganisationRelation]) -> OrganisationRelation | None:
    """The relation of these ends whose days overlap those of the row."""
    first, last = row.values.get("valid_from", ""), row.values.get("valid_to", "9999")
    for one in there:
        since, until = as_stored(one.valid_from) or "", as_stored(one.valid_to) or "9999"
        if since <= last and first <= until:
            return one
    return None


def _differences(row: IntakeRow, there: OrganisationRelation) -> Iterator[dict[str, Any]]:
    """What a list says otherwise; an empty cell changes nothing."""
    for column in ATTRIBUTES:
        was, told = as_stored(getattr(there, column)), row.values.get(column)
        if told and told != was:
            yield {"column": column, "before": was or "", "after": told, "was": was}
