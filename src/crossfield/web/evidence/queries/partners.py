"""With whom in Europe: the answer to a search for partners, with reasons in words and the records behind them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.charts.words import note_in, number
from crossfield.errors import UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.question import Question
from crossfield.lake.tagging import Tagger
from crossfield.matching.embedder import NO_MODEL
from crossfield.matching.partners import Idea
from crossfield.matching.reduced import WITHOUT_RECORDS
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.area import Near, Within, areas_near, find_within
from crossfield.web.evidence.queries.asker import Who, find_asker
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.explanation import Explained, suggestion_in_words
from crossfield.web.evidence.queries.interfaces import field_titles, pair_title
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import ARROW, NAME, Column, Listing, readable_names
from crossfield.web.evidence.queries.organisation_index import (
    all_region_labels,
    kind_in_words,
    organisation_index,
    place_in_words,
)
from crossfield.web.evidence.queries.partner_search import suggestions
from crossfield.web.evidence.queries.reasons import Told, proofs_of, reasons_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.matching.model import Proof
    from crossfield.matching.partners import Answer
    from crossfield.matching.suggestion import Suggestion
    from crossfield.web.evidence.queries.partner_question import PartnerQuestion

    Row = dict[str, Any]

AT_FIRST, MOST_FIELDS = 10, 3
NOTE_FIELDS = "no expression of a field of the scheme stands in the text"


@dataclass(frozen=True, slots=True)
class PartnersView:
    """What the page of a search shows."""

    who: Who
    fields: tuple[str, ...]
    title: str
    question: str
    answer: str
    new: str
    listing: Listing
    notes: tuple[str, ...]
    is_reduced: bool
    citation: str
    explained: tuple[Explained, ...] = ()
    within: Within | None = None
    """The area in which partners shall sit."""
    near: tuple[Near, ...] = ()
    """Where others pass, when nobody does in it."""

    @property
    def has_picture(self) -> bool:
        """True where reasons can be drawn."""
        return any(row["parts"] for row in self.listing.rows[:AT_FIRST])


@kept_in_language(maxsize=256)
def partners_view(version: str, question: PartnerQuestion, language: str) -> PartnersView:
    """Partners for a question, best first.

    Raises
    ------
    UnknownNameError
        Nobody, no field or no area is called so.
    NotComputableError
        Too little is known of who asks.
    """
    who, (idea, notes) = find_asker(version, question.asker), _idea(version, question)
    within = find_within(version, question.region) if question.region else None
    answer = suggestions(version, replace(question, region=within.code if within else ""), who, idea)
    if who.kind == "cluster" and not who.members and question.who == "organisations":
        notes = (*notes, _("No members of the cluster are loaded: the organisations of its region stand for it."))
    with open_data(version) as frames:
        is_reduced = "participation" not in frames or "partner_model" not in frames
        shows = "records" if question.who == "organisations" else "interfaces"
        citation = lookup.citation(frames, Question(who.region, idea.scheme), language, shows=shows)
        activity = _activity(frames, answer, idea) if is_reduced and question.who == "organisations" else {}
        projects = {} if is_reduced else _projects(frames, answer)
    titles = field_titles(version, language)
    told = Told(organisation_index(version), titles, all_region_labels(version), activity, language)
    rows = [_row(version, one, told, projects) for one in answer.suggestions]
    explained = tuple(
        Explained(_named(row), partner_address(row), suggestion_in_words(one, told, who.label))
        for row, one in zip(rows[:AT_FIRST], answer.suggestions, strict=False)
    )
    title = pair_title(version, idea.fields, language) if idea.fields else ""
    if idea.fields and not question.fields:
        notes = (_("Fields that its words name: %(fields)s.") % {"fields": title.replace(" × ", ", ")}, *notes)
    asks = who.kind != "idea" and (question.who != "clusters" or bool(who.members))
    return PartnersView(
        who=who,
        fields=idea.fields,
        title=title,
        question=_question(question, who, idea, title, within),
        answer=_answer(rows, question, within, asks=asks),
        new=_first_new(rows) if asks else "",
        listing=_listing(rows, question, citation, asks=asks),
        notes=(*_notes(answer, question, language, notes, is_reduced=is_reduced),),
        is_reduced=is_reduced and question.who == "organisations",
        citation=citation,
        explained=tuple(one for one in explained if one.text),
        within=within,
        near=areas_near(version, within.code, answer.elsewhere) if within else (),
    )


def _idea(version: str, question: PartnerQuestion) -> tuple[Idea, tuple[str, ...]]:
    """What partners are wanted for: the fields given, else those of the text."""
    scheme, known = own_settings().scheme, field_titles(version, "en")
    for code in question.fields:
        if code not in known:
            raise UnknownNameError("field", code, known)
    if question.fields or not question.text:
        return Idea(scheme, question.fields, question.text), ()
    found = _fields_of_text(version, question.text)
    return Idea(scheme, found, question.text), () if found else (NOTE_FIELDS,)


@lru_cache(maxsize=2)
def _tagger(version: str) -> Tagger:
    """Finds the expressions of the scheme in texts; read once per data version."""
    with open_data(version) as frames:
        return Tagger(row for row in frames.read("phrase") if row["scheme"] == own_settings().scheme)


def _fields_of_text(version: str, text: str) -> tuple[str, ...]:
    """Codes of the fields that a text speaks of most, sorted."""
    counts = Counter(str(row["field"]) for row in _tagger(version).fields_of(unicodedata.normalize("NFC", text)))
    return tuple(sorted(sorted(counts, key=lambda field: (-counts[field], field))[:MOST_FIELDS]))


def _activity(frames: Any, answer: Answer, idea: Idea) -> dict[str, dict[str, int]]:  # noqa: ANN401 -- the module of frames loads slowly
    """Projects of those who are suggested, by organisation and field, over all years."""
    if not idea.fields:
        return {}
    table = frames.arrow("organisation_field", scheme=idea.scheme)
    table = table.filter(pc.is_in(table.column("organisation"), value_set=_ids(one.who for one in answer.suggestions)))
    found: dict[str, dict[str, int]] = {}
    for row in table.filter(pc.is_in(table.column("field"), value_set=_ids(idea.fields))).to_pylist():
        own = found.setdefault(row["organisation"], {})
        own[row["field"]] = own.get(row["field"], 0) + row["projects"]
    return {code: {field: own[field] for field in idea.fields if field in own} for code, own in found.items()}


def _projects(frames: Any, answer: Answer) -> dict[str, tuple[str, str]]:  # noqa: ANN401 -- as above
    """Projects that prove something: what each is called, and its public record."""
    wanted = _ids(record for one in answer.suggestions for reason in one.reasons for record in reason.records)
    table = frames.arrow("project", ("project", "acronym", "title", "rcn"))
    rows = table.filter(pc.is_in(table.column("project"), value_set=wanted)).to_pylist()
    return {
        row["project"]: (
            str(row["acronym"] or row["title"] or row["project"]),
            lookup.public_address(row["project"], row["rcn"]) or "",
        )
        for row in rows
    }


def _ids(values: Any) -> pa.Array:  # noqa: ANN401 -- any iterable of texts
    return pa.array(sorted(set(values)), pa.string())


def _row(version: str, one: Suggestion, told: Told, projects: Mapping[str, tuple[str, str]]) -> Row:
    proofs = proofs_of(one, told, projects)
    own = told.index.rows.get(one.who, {})
    way = ARROW.join(filter(None, (told.index.name_of(code) for code in one.through)))
    kind, place = kind_in_words(own.get("kind"), is_small=own.get("sme")), place_in_words(version, one.place)
    return {
        "code": one.who,
        "about": one.kind,
        "name": told.regions.get(one.who, one.name) if one.kind == "region" else one.name,
        "name_about": " · ".join(part for part in (kind, place) if part),
        "kind": kind,
        "place": place,
        "status": _status(one),
        "status_about": _("through %(way)s") % {"way": readable_names(way)} if way else "",
        "known": one.known,
        "through": way,
        "why": reasons_in_words(one, told),
        "records": "; ".join(name for name, _address in proofs),
        "records_links": proofs,
        "score": one.score,
        "parts": [(reason.name, reason.weight) for reason in one.reasons if (reason.weight or 0) > 0],
        "keep": one.who,
    }


def _status(one: Suggestion) -> str:
    """Known or new; a region may be new at the interface and share projects elsewhere."""
    if one.known:
        return _("known")
    elsewhere = any(reason.name == "joint-projects" and reason.value for reason in one.reasons)
    return _("new here") if elsewhere else _("new")


def partner_address(row: Row) -> str:
    """Address of the page of a region, a cluster or an organisation."""
    return reverse(row["about"], args=[row["code"]])


def _listing(rows: list[Row], question: PartnerQuestion, citation: str, *, asks: bool) -> Listing:
    organisations = question.who == "organisations"
    name = Column("name", _("Partner"), NAME if organisations else "text")
    why, records = Column("why", _("Why")), Column("records", _("What it rests on"))
    status, keep = Column("status", _("Known or new")), Column("keep", _("Shortlist"), "keep")
    place = Column("place", _("Country") if question.who == "regions" else _("Place"))
    kind, through = Column("kind", _("Kind")), Column("through", _("Through whom"), NAME)
    proof = (records,) if organisations else ()
    return Listing(
        "partners",
        _("Partners, best first"),
        (name, *((status,) if asks else ()), why, *proof, keep),
        rows,
        citation,
        address=lambda row: ("name", partner_address(row)),
        empty=_("Nobody passes these filters. Take one away: region, country, kind, programme, or “only new ones”."),
        at_first=AT_FIRST,
        filed=(name, place, *((kind,) if organisations else ()), *((status, through) if asks else ()), why, *proof),
        stacks=True,
    )


def _asked(wanted: str, who: Who, within: Within | None) -> str:
    """Beginning of a question; the whole one of an idea alone."""
    begin = _asked_there if within else _asked_anywhere
    return begin(wanted if who.label else "") % {"who": who.label, "area": within.label if within else ""}


def _asked_anywhere(who: str) -> str:
    """Beginning of a question for organisations, regions or clusters; empty: the whole one of an idea alone."""
    asked = {
        "organisations": _("Who in Europe suits %(who)s"),
        "regions": _("Which regions complement %(who)s"),
        "clusters": _("Which clusters suit %(who)s"),
    }
    return asked.get(who, _("Who in Europe suits this idea?"))


def _asked_there(who: str) -> str:
    """The same in a region."""
    asked = {
        "organisations": _("Who in %(area)s suits %(who)s"),
        "regions": _("Which regions in %(area)s complement %(who)s"),
        "clusters": _("Which clusters in %(area)s suit %(who)s"),
    }
    return asked.get(who, _("Who in %(area)s suits this idea?"))


def _question(question: PartnerQuestion, who: Who, idea: Idea, title: str, within: Within | None) -> str:
    """What is asked, as a sentence: who looks for whom, where, for what, and whether only for new ones."""
    parts = [_asked(question.who, who, within)]
    if not who.label:
        return parts[0]
    if idea.text and question.who == "organisations":
        parts.append(_("for this idea"))
    elif title:
        about = _("in the field %(title)s") if len(idea.fields) == 1 else _("at the interface %(title)s")
        parts.append(about % {"title": title})
    if question.new:
        parts.append(_("and is no partner yet") if question.who == "organisations" else _("and are no partners yet"))
    return f"{' '.join(parts)}?"


def _answer(rows: Sequence[Row], question: PartnerQuestion, within: Within | None, *, asks: bool) -> str:
    """The first of the list with its reasons, and how many of those shown are new; an idea alone knows nobody."""
    if not rows:
        return _nobody(within)
    parts = [_("First in order: %(name)s. %(why)s.") % {"name": _named(rows[0]), "why": _sentence(rows[0]["why"])[:-1]}]
    if rows[0]["through"]:
        parts.append(_("The way there: through %(through)s.") % {"through": readable_names(rows[0]["through"])})
    new = sum(not row["known"] for row in rows)
    if asks and not question.new:
        count = ngettext(
            "Of %(all)s shown, %(new)s is new: no joint project so far.",
            "Of %(all)s shown, %(new)s are new: no joint project so far.",
            new,
        )
        if question.who == "regions" and question.fields:
            count = ngettext(
                "Of %(all)s shown, %(new)s is new at this interface.",
                "Of %(all)s shown, %(new)s are new at this interface.",
                new,
            )
        parts.append(count % {"all": len(rows), "new": new})
    return " ".join(parts)


def _nobody(within: Within | None) -> str:
    if within:
        return _("Nobody in %(area)s in these data, under these filters.") % {"area": within.place}
    return _("Nobody in these data, under these filters.")


def _first_new(rows: Sequence[Row]) -> str:
    """A sentence on the first one without a joint project, where it is not the first of all."""
    new = next((row for row in rows if not row["known"]), None)
    if new is None or new is rows[0]:
        return ""
    said = {"name": _named(new), "why": new["why"], "through": readable_names(new["through"])}
    if new["through"]:
        text = _("First without a joint project so far: %(name)s. Why: %(why)s. The way there: through %(through)s.")
    else:
        text = _("First without a joint project so far: %(name)s. Why: %(why)s.")
    return text % said


def _named(row: Row) -> str:
    return ", ".join(part for part in dict.fromkeys((readable_name(row["name"]), row["place"])) if part)


def _notes(
    answer: Answer, question: PartnerQuestion, language: str, more: Sequence[str], *, is_reduced: bool
) -> list[str]:
    """What weakens the answer; that a search is reduced is said by the page itself."""
    told = [NO_MODEL[language] if note in NO_MODEL.values() else note_in(note, language) for note in answer.notes]
    found = [*(note_in(note, language) for note in more), *told]
    if question.text and is_reduced:
        found += [_("Of the text, only the expressions of the fields count here."), NO_MODEL[language]]
    if answer.proof:
        found.append(_proof(answer.proof, language))
    for area in question.filters.areas:
        said = {"area": area.title[language], "source": area.source, "date": area.source_date}
        found += [_("%(area)s: list of %(date)s, %(source)s") % said, area.check[language]]
    if answer.without_name:
        text = ngettext(
            "%(n)s more is counted and not shown: it has no name in the data, or the name of a person.",
            "%(n)s more are counted and not shown: they have no name in the data, or the name of a person.",
            answer.without_name,
        )
        found.append(text % {"n": answer.without_name})
    return [_sentence(note) for note in dict.fromkeys(found) if note and note != note_in(WITHOUT_RECORDS, language)]


def _proof(proof: Proof, language: str) -> str:
    """What the back-test says of the ranker behind a list."""
    if proof.given == "topic":
        text = _(
            "Back-test: for %(queries)s later projects on topics in no earlier record, the first 100 suggestions from "
            "the data up to %(until)s held %(found)s%% of the new partners of %(first)s–%(last)s that these data know "
            "(a plain sum of shared partners, field and text: %(simple)s%%)"
        )
    else:
        text = _(
            "Back-test: for %(queries)s organisations, the first 100 suggestions from the data up to %(until)s held "
            "%(found)s%% of the new partners of %(first)s–%(last)s that these data know (shared partners alone: "
            "%(simple)s%%)"
        )
    return text % {
        "queries": number(proof.queries, language, 0),
        "first": proof.until + 1,
        "last": proof.test_until,
        "until": proof.until,
        "found": number(100 * proof.found, language, 0),
        "simple": number(100 * proof.simple, language, 0),
    }


def _sentence(text: str) -> str:
    """A text with a capital and a full stop.

    Examples
    --------
    >>> _sentence("few records")
    'Few records.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
