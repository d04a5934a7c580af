"""Questions that the search answers by a page: a noun, a time, perhaps who or where, and nothing else.

The grammar is plain: of the words typed, one or more are a noun of one topic, some say when, some are small words that
say nothing, and what is left is the name of one cluster, organisation or country. Whatever has a word more is no
question, and what is called so is looked for as ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.models.partial_date import dates_within, earliest, latest

MARK = "\ue000"
"""Stands in a text where a date stood."""
SHORTEST_NAME = 3


class Topic(StrEnum):
    """What is asked after."""

    MEMBERS = "members"
    JOINED = "joined"
    LEFT = "left"
    COOPERATIONS = "cooperations"
    MUTUAL = "mutual"
    EVENTS = "events"
    CONTACTS = "contacts"
    CALLS = "calls"
    PEOPLE = "people"
    TASKS = "tasks"


_NOUNS = {
    Topic.MEMBERS: "mitglied, mitglieder, mitgliedern, mitgliederliste, mitgliedsliste, mitgliederzahl, "
    "mitgliedschaft, mitgliedschaften, member, members, membership, memberships",
    Topic.JOINED: "beigetreten, eingetreten, beitritt, beitritte, eintritt, eintritte, neumitglied, neumitglieder, "
    "neue mitglieder, neuen mitglieder, joined, joining, new members, new member",
    Topic.LEFT: "ausgetreten, ausgeschieden, austritt, austritte, left, leavers",
    Topic.COOPERATIONS: "kooperation, kooperationen, kooperiert, kooperieren, zusammenarbeit, cooperation, "
    "cooperations, cooperates, co operation, co operations, collaboration, collaborations",
    Topic.MUTUAL: "wechselseitige mitgliedschaft, wechselseitige mitgliedschaften, wechselseitigen mitgliedschaften, "
    "mutual membership, mutual memberships",
    Topic.EVENTS: "veranstaltung, veranstaltungen, termin, termine, workshop, workshops, event, events",
    Topic.CONTACTS: "kontakt, kontakte, kontakten, gespraech, gespraeche, besuche, contact, contacts, visits",
    Topic.CALLS: "aufruf, aufrufe, foerderaufruf, foerderaufrufe, ausschreibung, ausschreibungen, funding call, "
    "funding calls, open calls, deadlines, einreichfristen",
    Topic.PEOPLE: "ansprechpartner, ansprechpersonen, ansprechperson, personen, people, contact persons, "
    "contact person",
    Topic.TASKS: "aufgabe, aufgaben, offene aufgaben, meine aufgaben, to do, to dos, todo, todos, task, tasks, "
    "open tasks, my tasks, inbox, eingang, was steht, was ist zu tun, what needs me, naechste schritte, next steps",
}
NOUNS = {searched(noun): topic for topic, nouns in _NOUNS.items() for noun in nouns.split(", ")}
"""Noun as it is searched → topic."""
_SMALL = (
    "a, alle, all, als, an, am, and, are, aus, at, bei, beim, by, das, dem, den, der, des, die, du, ein, eine, es, "
    "for, from, gab, gibt, had, has, hat, haben, have, how, i, ich, im, in, is, it, ist, list, liste, many, me, mein, "
    "meine, mit, my, of, on, our, show, since, the, there, to, und, uns, unsere, unserer, us, vom, von, war, waren, "
    "was, welche, welchen, welcher, wem, wen, wer, were, what, when, which, who, whom, wie, viele, wieviele, wir, "
    "with, within, zeige, zu, zum, zur"
)
SMALL = frozenset(_SMALL.split(", "))
"""Words that say nothing of their own at the edge of a name."""
SINCE = frozenset({"seit", "since", "ab", "from", "von", "between", "zwischen"})
AFTER = frozenset({"nach", "after"})
UNTIL = frozenset({"bis", "until", "till", "to", "through", "and", "und"})
BEFORE = frozenset({"vor", "before"})
_RELATIVE = re.compile(
    r"\b(?:(heute|today)|(gestern|yesterday)|(morgen|tomorrow)|"
    r"(?:in\s|im\s)?(?:(dies|this)|(letzt|vorig|vergangen|last)|(nächst|naechst|kommend|next))(?:e[nrsm]?)?\s"
    r"(?:(jahr|year)(?:es)?|(monat|month)(?:s)?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: after what, when, and of whom or where.

    Parameters
    ----------
    topic
        What is asked after.
    today
        The day on which it is asked.
    began, ended
        From when until when, as partial dates; both "" where no time is said, the same where one is.
    name
        Of a cluster, an organisation or a country, as it was typed; "" where none is said.
    """

    topic: Topic
    today: date
    began: str = ""
    ended: str = ""
    name: str = ""


def question_in(text: str, today: date) -> Question | None:
    """Read a question; None where a text is none.

    Parameters
    ----------
    text
        What was typed, in German or English.
    today
        What "today" and "last year" are told from.

    Examples
    --------
    >>> asked = question_in("Silicon Saxony Mitglied am 14.07.2014", date(2026, 1, 1))
    >>> asked.topic.value, asked.began, asked.ended, asked.name
    ('members', '2014-07-14', '2014-07-14', 'Silicon Saxony')
    >>> question_in("Veranstaltungen im Juli 2014", date(2026, 1, 1)).ended
    '2014-07'
    >>> question_in("May Mobility", date(2026, 1, 1)), question_in("2014 GmbH", date(2026, 1, 1))
    (None, None)
    """
    try:
        days, marked = dates_within(_told_from(text, today), MARK)
    except ValueError:
        return None
    words = re.findall(rf"{MARK}|[^\s{MARK}?!„“”\"]+", marked)
    topic, parts = _without_noun(words)
    if topic is None or len(days) > 2:  # noqa: PLR2004 -- from and until
        return None
    began, ended, parts = _span(days, parts)
    names = [name for part in parts if (name := _bare(part))]
    if len(names) > 1 or (names and len(searched(names[0])) < SHORTEST_NAME):
        return None
    return _sensible(Question(topic, today, began, ended, names[0].strip(" ,:") if names else ""))


def _sensible(asked: Question) -> Question | None:
    """The question, where its topic and time go together."""
    if asked.topic == Topic.MEMBERS and asked.began and not asked.ended:
        return replace(asked, topic=Topic.JOINED)
    if asked.topic in {Topic.JOINED, Topic.LEFT} and not (asked.began or asked.ended):
        return None
    return asked


def _told_from(text: str, today: date) -> str:
    """A text with the dates in the place of words that tell them from today."""

    def written(match: re.Match[str]) -> str:
        for place, days in enumerate((0, -1, 1), start=1):
            if match[place]:
                return (today + timedelta(days)).isoformat()
        step = 0 if match[4] else -1 if match[5] else 1
        if match[7]:
            return str(today.year + step)
        month = today.year * 12 + today.month - 1 + step
        return f"{month // 12}-{month % 12 + 1:02d}"

    return _RELATIVE.sub(written, text)


def _without_noun(words: list[str]) -> tuple[Topic | None, list[list[str]]]:
    """The topic, and the words before, between and after its nouns; None where there is no topic or several are."""
    topics: set[Topic] = set()
    parts: list[list[str]] = [[]]
    place = 0
    while place < len(words):
        for length in (4, 3, 2, 1):
            said = words[place : place + length]
            noun = searched(" ".join(said))
            if noun in NOUNS and MARK not in said:
                topics.add(NOUNS[noun])
                parts.append([])
                place += len(said)
                break
        else:
            parts[-1].append(words[place])
            place += 1
    if topics in ({Topic.MEMBERS, Topic.JOINED}, {Topic.MEMBERS, Topic.LEFT}):
        topics.discard(Topic.MEMBERS)  # "which members joined in 2014"
    return (topics.pop() if len(topics) == 1 else None), parts


def _span(days: list[str], parts: list[list[str]]) -> tuple[str, str, list[list[str]]]:
    """From when until when, and the parts again, cut where a date stood."""
    cut: list[list[str]] = []
    before: list[str] = []
    for part in parts:
        cut.append([])
        for word in part:
            if word == MARK:
                before.append(cut[-1].pop().lower() if cut[-1] and _says_when(cut[-1][-1]) else "")
                cut.append([])
            else:
                cut[-1].append(word)
    if len(days) > 1:
        return days[0], days[1], cut
    if not days:
        return "", "", cut
    if before[0] in BEFORE:
        return "", (earliest(days[0]) - timedelta(1)).isoformat(), cut
    if before[0] in AFTER:
        return (latest(days[0]) + timedelta(1)).isoformat(), "", cut
    # "from 2014" begins then; "of 2014" and "von 2014" mean that year.
    if before[0] in SINCE - {"von"}:
        return days[0], "", cut
    return ("" if before[0] in UNTIL else days[0]), days[0], cut


def _says_when(word: str) -> bool:
    return word.lower() in SINCE | AFTER | UNTIL | BEFORE


def _bare(words: list[str]) -> str:
    """The words of a part without small ones at its edges."""
    first, last = 0, len(words)
    while first < last and searched(words[first]) in SMALL | {""}:
        first += 1
    while last > first and searched(words[last - 1]) in SMALL | {""}:
        last -= 1
    return " ".join(words[first:last])
