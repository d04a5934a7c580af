"""How the register bears many rows and many people at once; each part on SQLite and, with --database, on PostgreSQL.

    python -m benchmarks.register take-over [--rows 50000] [--database postgresql://…]

    python -m benchmarks.register pages --database postgresql://… [--seconds 60] [--rate 10]
    python -m benchmarks.register writers [--sessions 50] [--changes 100] [--database postgresql://…]

``take-over`` brings a list in while another process saves one value after the other: seconds of each step, how long the
one transaction lasted, and how long the others waited. ``pages`` fills 100,000 organisations, 5,000 clusters (ten of
them with 5,000 members), 1,000,000 memberships of 50 institutions, half of them public, and what one of them wrote
(20,000 contacts and sheets, 5,000 people and cooperations, 2,000 events, 1,000 calls), says what each kind of page
costs, and asks in open arrivals. ``writers`` lets people over HTTP change things at once, each in a session of its own,
and counts what is there afterwards. The database has to be empty. Whoever misses a bar ends with 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from benchmarks.workbench import ask, quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MILLI = 1000
WHOLE, HELD, WAITING = 120.0, 3.0, 4.0
"""Bars in seconds of a list of 50,000 rows: all of it, SQLite's one write lock, 99 of 100 others who save."""
PAGE = 0.15
"""Bar in seconds of 95 of 100 pages."""
TOKEN = "t" * 32
PASSWORD = "correct horse staple"  # noqa: S105 -- of accounts that end with the benchmark
COUNTED_BY = ("cooperations", "countries", "interfaces", "partners")
FILL = (
    """INSERT INTO accounts_institution (public_id, name, contact, created)
    SELECT 'inst' || lpad(n::text, 12, '0'), 'Institution ' || n, '', now() FROM generate_series(1, 50) n""",
    """INSERT INTO registry_organisation (public_id, name, folded, region, created)
    SELECT 'orga' || lpad(n::text, 12, '0'), initcap(said), said, 'DED2', now() FROM (SELECT n, concat_ws(' ',
    (ARRAY['muster','beispiel','probe','modell','werk','labor','klinik','institut'])[1 + n % 8],
    (ARRAY['optik','energie','biotechnik','robotik','software','werkstoffe','sensorik'])[1 + n % 7],
    md5(n::text)) AS said FROM generate_series(1, 105000) n) named""",
    """INSERT INTO registry_cluster (organisation_id) SELECT id FROM registry_organisation ORDER BY id LIMIT 5000""",
    """INSERT INTO registry_organisationvalue (organisation_id, key, value, language, source, as_of)
    SELECT id, key, 'said', '', 'a source', '2024' FROM registry_organisation, unnest(ARRAY['city', 'website']) key""",
    """INSERT INTO registry_organisationidentifier (organisation_id, scheme, value, source)
    SELECT id, 'pic', (900000000 + id)::text, 'a source' FROM registry_organisation""",
    """INSERT INTO registry_membership (public_id, cluster_id, member_id, valid_from, ended, source, release,
    institution_id, created) SELECT 'memb' || lpad(n::text, 12, '0'), clusters[CASE WHEN n <= 50000 THEN 1 + n % 10
    ELSE 11 + n % (array_length(clusters, 1) - 10) END], organisations[5001 + (n::bigint * 7919) % 100000],
    date '2000-01-01' + n % 9000, '', 'a list', CASE WHEN n % 2 = 0 THEN 'public' ELSE 'institution' END,
    institutions[1 + (n / 2) % 50], now() FROM generate_series(1, 1000000) n,
    (SELECT array_agg(id ORDER BY id) clusters FROM registry_cluster) c,
    (SELECT array_agg(id ORDER BY id) organisations FROM registry_organisation) o,
    (SELECT array_agg(id ORDER BY id) institutions FROM accounts_institution) i""",
)
OWN = (
    """INSERT INTO registry_contact (public_id, institution_id, organisation_id, kind, day, text, language, function,
    next_step, due, outcome, release, created, version) SELECT 'cont' || lpad(n::text, 12, '0'), %(own)s,
    organisations[1 + n * 31 % 100000], 'call', date '2020-01-01' + n % 2400, initcap(said), 'de', 'Leitung Einkauf',
    CASE WHEN n % 4 = 0 THEN 'Angebot senden zu ' || said ELSE '' END,
    CASE WHEN n % 4 = 0 THEN date '2026-01-01' + n % 600 END, '', 'institution', now(), 1 FROM (SELECT n, concat_ws(' ',
    'gespräch über', (ARRAY['optik','energie','biotechnik','robotik','software','werkstoffe','sensorik'])[1 + n % 7],
    'für die fertigung von', md5(n::text)) AS said FROM generate_series(1, 20000) n) told,
    (SELECT array_agg(id ORDER BY id) organisations FROM registry_organisation) o""",
    """INSERT INTO registry_organisationsheet (public_id, institution_id, organisation_id, member_number,
    contribution_class, contacts, text, tags, assessment, next_step, language, version, release, created)
    SELECT 'shee' || lpad(n::text, 12, '0'), %(own)s, organisations[n], 'M' || n, 'II', '', CASE WHEN n % 4 = 0 THEN
    said ELSE '' END, CASE WHEN n % 4 = 0 THEN 'messe, förderung' ELSE '' END, '', '', 'de', 1, 'own', now() FROM
    (SELECT n, repeat(concat_ws(' ', 'baut', (ARRAY['optik','energie','robotik','sensorik'])[1 + n / 4 % 4],
    md5(n::text), 'und sucht partner für größere anlagen. '), 5) AS said FROM generate_series(1, 20000) n) told,
    (SELECT array_agg(id ORDER BY id) organisations FROM registry_organisation) o""",
    """INSERT INTO registry_person (public_id, institution_id, name, language, version, release, created)
    SELECT 'pers' || lpad(n::text, 12, '0'), %(own)s, 'Person ' || md5(n::text), 'de', 1, 'institution', now()
    FROM generate_series(1, 5000) n""",
    """INSERT INTO registry_personfunction (person_id, organisation_id, function) SELECT person.id, organisations[n],
    (ARRAY['Leitung Einkauf','Technik Optik','Vertrieb','Forschung'])[1 + n % 4] FROM
    (SELECT id, row_number() OVER (ORDER BY id) * 7 n FROM registry_person) person,
    (SELECT array_agg(id ORDER BY id) organisations FROM registry_organisation) o""",
    """INSERT INTO registry_cooperation (public_id, institution_id, title, language, text, kind, status, standing,
    began, ended, others, version, release, created) SELECT 'coop' || lpad(n::text, 12, '0'), %(own)s, concat_ws(' ',
    'Vorhaben', (ARRAY['optik','energie','robotik','sensorik'])[1 + n % 4], md5(n::text)), 'de', '',
    (ARRAY['project','agreement','supply'])[1 + n % 3], 'running', 'stated', (2000 + n % 26)::text, '', 0, 1,
    'institution', now() FROM generate_series(1, 5000) n""",
    """INSERT INTO registry_cooperationpartner (cooperation_id, organisation_id, role, part, position, why)
    SELECT id, organisations[1 + (n * 17 + place * 4999) % 100000], 'partner', '', place, '' FROM
    (SELECT id, row_number() OVER (ORDER BY id) n FROM registry_cooperation) made, generate_series(1, 3) place,
    (SELECT array_agg(id ORDER BY id) organisations FROM registry_organisation) o""",
    """INSERT INTO registry_event (public_id, institution_id, title, language, kind, day, place, text, followed,
    address, version, code, release, created) SELECT 'even' || lpad(n::text, 12, '0'), %(own)s,
    concat_ws(' ', 'Treffen', (ARRAY['optik','energie','robotik','sensorik'])[1 + n % 4], md5(n::text)), 'de',
    'workshop', date '2010-01-01' + n * 3, 'Dresden', '', '', '', 1, '', 'institution', now()
    FROM generate_series(1, 2000) n""",
    """INSERT INTO registry_eventguest (event_id, organisation_id, name, state, people, kind, listed, listed_kind)
    SELECT id, organisations[1 + (n * 23 + place * 1999) % 100000], 'Gast ' || place, 'attended', 1 + place % 3,
    'company', '', '' FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM registry_event) made,
    generate_series(1, 20) place, (SELECT array_agg(id ORDER BY id) organisations FROM registry_organisation) o""",
    """INSERT INTO registry_fundingcall (public_id, institution_id, title, language, programme, opens, deadline, who,
    address, release, created) SELECT 'call' || lpad(n::text, 12, '0'), %(own)s, concat_ws(' ', 'Aufruf',
    (ARRAY['optik','energie','robotik','sensorik'])[1 + n % 4], md5(n::text)), 'de', 'Programm', date '2020-01-01' + n,
    date '2020-04-01' + n * 3, 'kleine Unternehmen', '', 'institution', now() FROM generate_series(1, 1000) n""",
    """INSERT INTO registry_persondetail (public_id, person_id, kind, value, value_hash, purpose, basis, seen, expires)
    SELECT 'deta' || lpad(id::text, 12, '0'), id, 'phone', '+49 351 / ' || 1000000 + id, '', 'contact', 'consent',
    'readers', current_date + 300 FROM registry_person""",
)
"""What the own institution wrote: 20,000 contacts, as many sheets, a quarter of both with words, 5,000 people and
cooperations, 2,000 events with 40,000 guests, 1,000 calls."""
SAVER = """
import sys, time
import django
django.setup()
from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.organisation import add_value
from crossfield.web.registry.models import Organisation
by, one = User.objects.get(email="saver@example.org"), Organisation.objects.order_by("pk").first()
print("ready", flush=True)
while True:
    began = time.perf_counter()
    add_value(one, by=by, key="remark", value="x", source="saver")
    print(time.perf_counter() - began, flush=True)
    time.sleep(0.02)
"""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say how long a step took, by the clock and in CPU seconds."""
    clock, used = time.perf_counter(), time.process_time()
    yield
    print(f"{name:<44}{time.perf_counter() - clock:8.2f} s {time.process_time() - used:8.2f} CPU s", flush=True)


def people(count: int, handle: str = "user") -> list[Any]:
    """Cluster managers, each of an institution of its own."""
    from crossfield.web.accounts.models import Institution, User  # noqa: PLC0415 -- after setup

    made = []
    for number in range(count):
        institution = Institution.objects.create(name=f"Institution of {handle} {number}")
        name = f"{handle}{number if count > 1 else ''}@example.org"
        made.append(User.objects.create_user(name, PASSWORD, institution=institution, role="manager"))
    return made


def list_of(rows: int) -> bytes:
    """A list of members that are not in the register yet, as CSV."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow(
        ["Name", "PLZ", "Ort", "Land", "Webseite", "USt-ID", "Mitgliedsnummer", "Beitragsklasse", "Mitglied seit"]
    )
    for number in range(rows):
        site = f"https://firm{number}.example.org"
        named, postcode = f"Musterfirma {number:06} GmbH", f"01{number % 1000:03}"
        words = (named, postcode, "Dresden", "DE", site, f"DE{number:09}", number, "II", "14.7.2014")
        lines.writerow(words)
    return out.getvalue().encode()


def take_over_a_list(rows: int) -> bool:
    """Bring a list in, step by step, while another process saves; whether it kept its bars."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    from crossfield.web.registry.actions.cluster import make_cluster  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.organisation import add_organisation  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.take_back import undo_intake  # noqa: PLC0415 -- after setup

    [by], _saver = people(1, "manager"), people(1, "saver")
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    with subprocess.Popen([sys.executable, "-c", SAVER], stdout=subprocess.PIPE, encoding="utf-8") as saver:
        assert saver.stdout is not None  # noqa: S101 -- it is a pipe
        saver.stdout.readline()
        began = time.perf_counter()
        intake, held = bring_in(rows, by, cluster)
        took = time.perf_counter() - began
        print(f"whole: {took:.1f} s; {intake.restore}")
        with step("undo: the transaction"):
            undo_intake(intake, by=by)
        saver.kill()
        waits = [float(line) for line in saver.stdout.read().split()]
    said = ", ".join(f"{share:.0%} {MILLI * quantile(waits, share):,.0f} ms" for share in (0.5, 0.95, 0.99, 1))
    print(f"meanwhile {len(waits):,} saves: {said}")
    # PostgreSQL has no one lock for all who write: there the waits of the others say what the transaction holds up.
    is_short = held <= HELD or connection.vendor == "postgresql"
    return took <= WHOLE and is_short and quantile(waits, 0.99) <= WAITING


def bring_in(rows: int, by: Any, cluster: Any) -> tuple[Any, float]:
    """A list that is taken over, and how many seconds the one transaction took."""
    from crossfield.web.evidence.actions.intake import look_up  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.intake import choose_columns, stage_list  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.take_over import (  # noqa: PLC0415 -- after setup
        ask_take_over,
        keep_findable,
        make_ready,
        write_items,
    )
    from crossfield.web.registry.queries.intake import NAMES, guessed_mapping  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.queries.list_file import read_list  # noqa: PLC0415 -- after setup

    with step("reading the file"):
        headings, cells = read_list("m.csv", list_of(rows), NAMES)
    with step("putting its rows aside"):
        mapping = guessed_mapping(headings, by, "CRM")
        given = {"headings": headings, "rows": cells, "mapping": mapping, "cluster": cluster}
        intake = stage_list("m.csv", by=by, source="CRM", **given)
    with step("looking them up"):
        choose_columns(intake, by=by, mapping=mapping)
        while intake.state == "looking":
            look_up(intake, by=by)
    with step("making them ready"):
        ask_take_over(intake, by=by)
        while make_ready(intake, by=by):
            pass
    began = time.perf_counter()
    with step("writing them: the transaction"):
        write_items(intake, by=by)
    held = time.perf_counter() - began
    with step("bringing them into the search"):
        while keep_findable(intake):
            pass
    return intake, held


def addresses(count: int) -> list[tuple[str, str]]:
    """Kind and address of each request: kinds in equal shares, each address once."""
    rng = random.Random(7)
    words = [f"{word} {part:x}" for word in ("optik", "energie", "robotik", "sensorik") for part in range(256)]

    def number() -> int:
        return rng.randint(0, 10**6)

    kinds: dict[str, Callable[[], str]] = {
        "organisations": lambda: f"register/organisations/?q={rng.choice('abcdefghij')}{number()}",
        "search in them": lambda: f"register/organisations/?q={quote(rng.choice(words))}",
        "organisation": lambda: f"register/organisations/orga{rng.randint(5001, 105000):012}/",
        "clusters": lambda: f"register/clusters/?{number()}",
        "search in clusters": lambda: f"register/clusters/?q={quote(rng.choice(words))}",
        "cluster": lambda: f"register/clusters/orga{rng.randint(11, 5000):012}/",
        "large cluster": lambda: f"register/clusters/orga{rng.randint(1, 10):012}/?on=20{rng.randint(10, 26)}-01-01",
        "names": lambda: f"register/organisations/names/?q={quote(rng.choice(words))}",
        "contacts": lambda: f"register/contacts/?{rng.choice(('', 'open&'))}{number()}",
        "search in contacts": lambda: f"register/contacts/?q={quote(rng.choice(words))}&{number()}",
        "people": lambda: f"register/people/?q={quote(rng.choice(('', 'a', 'person b')))}&{number()}",
        "cooperations": lambda: f"register/cooperations/?by={rng.choice(COUNTED_BY)}&{number()}",
        "cooperation": lambda: f"register/cooperations/coop{rng.randint(1, 5000):012}/",
        "events": lambda: f"register/events/?{number()}",
        "event": lambda: f"register/events/even{rng.randint(1, 2000):012}/",
        "calls": lambda: f"register/calls/?{number()}",
        "inbox": lambda: f"inbox/?{number()}",
        "search": lambda: f"search/?q={quote(rng.choice(words))}",
    }
    found = [
        (kind, f"/{'de' if place % 2 else 'en'}/{made()}")
        for kind, made in kinds.items()
        for place in range(-(-count // len(kinds)))
    ]
    rng.shuffle(found)
    return found[:count]


def fill() -> None:
    """Put many rows into the register, and into the search."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    from crossfield.web.accounts.actions.account import ensure_desk_user  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.search import fill_register_search  # noqa: PLC0415 -- after setup

    own = ensure_desk_user().institution_id
    with step("filling"), connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement)
        for statement in OWN:
            cursor.execute(statement.replace("%(own)s", str(own)))
        cursor.execute("ANALYZE")
    with step("filling the search"):
        fill_register_search()


def cost_of_pages(plan: list[tuple[str, str]], each: int = 8) -> None:
    """Ask each kind of page in this process: processor time and queries, here and in the database."""
    from django.db import connection  # noqa: PLC0415 -- after setup
    from django.test import Client  # noqa: PLC0415 -- after setup
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- after setup

    client = Client(headers={"host": "localhost"}, REMOTE_ADDR="127.0.0.1")
    for kind in sorted({kind for kind, _path in plan}):
        paths = [path for one, path in plan if one == kind][: each + 1]
        clocks, used, asked, slow, size = [], [], set(), 0.0, 0
        for number, path in enumerate(paths):
            with CaptureQueriesContext(connection) as queries:
                clock, cpu = time.perf_counter(), time.process_time()
                answer = client.get(path)
                taken = time.perf_counter() - clock, time.process_time() - cpu
            assert answer.status_code == 200, (path, answer.status_code)  # noqa: S101 -- a benchmark
            if number:
                clocks.append(taken[0])
                used.append(taken[1])
                asked.add(len(queries))
                slow = max(slow, *(float(one["time"]) for one in queries.captured_queries))
                size = max(size, len(answer.content))
        said = f"{MILLI * quantile(clocks, 0.5):6.0f} ms, {MILLI * quantile(used, 0.5):6.0f} ms CPU here"
        print(f"{kind:<20} {said}; queries {sorted(asked)}, slowest {MILLI * slow:.0f} ms; {size:,} bytes", flush=True)


def load_pages(plan: list[tuple[str, str]], rate: int) -> bool:
    """Ask a workbench of its own for the pages as they are due, and say how long each kind took; whether in time."""
    command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None  # noqa: S101 -- it is a pipe
        base = next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
        results: list[tuple[str, float, str]] = []
        threads, begin = [], time.perf_counter() + 3
        for number, (kind, path) in enumerate(plan):
            due = begin + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            threads.append(threading.Thread(target=ask, args=(base, kind, path, due, results)))
            threads[-1].start()
        for thread in threads:
            thread.join()
        process.send_signal(signal.SIGINT)
    for kind in (*sorted({kind for kind, _path in plan}), "all"):
        times = [seconds for name, seconds, _error in results if kind in {name, "all"}]
        said = " ".join(f"{MILLI * quantile(times, share):>8,.0f}" for share in (0.5, 0.95, 0.99, 1))
        print(f"{kind:<20} {len(times):>5} {said} ms")
    errors = [error for _kind, _seconds, error in results if error]
    print(f"errors: {len(errors)} {errors[:3]}")
    return not errors and quantile([seconds for _kind, seconds, _error in results], 0.95) <= PAGE


def cookies_of(user: Any) -> str:
    """What a browser of this user sends: a session that has begun, and what keeps forms from being sent by others."""
    from django.conf import settings  # noqa: PLC0415 -- after setup
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 -- after setup

    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return f"crossfield_session={session.session_key}; crossfield_csrf={TOKEN}"


def save_over_http(base: str, cookies: str, plan: list[tuple[str, dict[str, str]]], answers: list[Any]) -> None:
    """Send one form after the other over a connection that is kept; what came and how long it took."""
    host = base.removeprefix("http://")
    connection = HTTPConnection(host, timeout=120)
    headers = {"Cookie": cookies, "Host": host, "Content-Type": "application/x-www-form-urlencoded"}
    for path, form in plan:
        began = time.perf_counter()
        connection.request("POST", path, urlencode(form), headers | {"X-CSRFToken": TOKEN})
        answer = connection.getresponse()
        text = answer.read().decode()
        answers.append((answer.status, time.perf_counter() - began, text if answer.status != 302 else ""))
    connection.close()


def write_at_once(sessions: int, changes: int) -> bool:
    """Let people change things at once: half of the changes values of one organisation, half the own sheet of another.

    Returns
    -------
    bool
        Whether every change was answered well and is there once, with its line of the log.
    """
    from crossfield.web.accounts.models import LogEntry  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.organisation import add_organisation  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.models import OrganisationSheet, OrganisationValue  # noqa: PLC0415 -- after setup

    users = people(sessions)
    shared = add_organisation("Shared", by=None)
    own = [add_organisation(f"Own {number}", by=None) for number in range(sessions)]
    plans = []
    for number, one in enumerate(own):
        plan: list[tuple[str, dict[str, str]]] = []
        for change in range(changes // 2):
            told = {"key": "remark", "value": f"{number} {change}", "source": "writers"}
            plan.append((f"/en/register/organisations/{shared.public_id}/value/", told))
            sheet = {"text": f"{number} {change}", "version": str(change)}
            plan.append((f"/en/register/organisations/{one.public_id}/sheet/", sheet))
        plans.append(plan)
    command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--port", "0"]
    command += ["--host", "0.0.0.0"]  # noqa: S104 -- so that people sign in
    env = os.environ | {"CROSSFIELD_HOSTS": "localhost"}
    answers: list[tuple[int, float, str]] = []
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None  # noqa: S101 -- it is a pipe
        base = next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
        cookies = [cookies_of(user) for user in users]
        began = time.perf_counter()
        threads = [
            threading.Thread(target=save_over_http, args=(base, one, plan, answers))
            for one, plan in zip(cookies, plans, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        process.send_signal(signal.SIGINT)
    half, times = sessions * (changes // 2), [seconds for _status, seconds, _text in answers]
    bad = [(status, text[:300]) for status, _seconds, text in answers if status != 302]
    counts = {
        "answers": len(answers) - len(bad),
        "values": OrganisationValue.objects.filter(source="writers").values("value").distinct().count(),
        "value lines": LogEntry.objects.filter(verb="add_value").count(),
        "sheet versions": sum(OrganisationSheet.objects.values_list("version", flat=True)),
        "sheet lines": LogEntry.objects.filter(verb="write_sheet").count(),
    }
    locked = sum("locked" in text for _status, _seconds, text in answers)
    said = ", ".join(f"{share:.0%} {MILLI * quantile(times, share):,.0f} ms" for share in (0.5, 0.95, 0.99, 1))
    print(f"{sessions} sessions, {len(times):,} changes in {took:.1f} s: {said}")
    print(f"counts: {counts}; answered badly: {len(bad)} {bad[:2]}; said to be locked: {locked}")
    return not bad and counts == dict.fromkeys(counts, half) | {"answers": 2 * half}


def main() -> int:
    """Set a workspace up, and run the part that was asked for; 1: something was lost, or a bar was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=("take-over", "pages", "writers"))
    parser.add_argument("--database", default="")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=10)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--changes", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CROSSFIELD_WORKSPACE": folder, "CROSSFIELD_DATABASE": given.database}
        from crossfield.web.server import prepare  # noqa: PLC0415 -- after the environment is set

        prepare()
        if given.part == "take-over":
            is_kept = take_over_a_list(given.rows)
        elif given.part == "pages":
            plan = addresses(given.rate * given.seconds)
            fill()
            cost_of_pages(plan)
            is_kept = load_pages(plan, given.rate)
        else:
            is_kept = write_at_once(given.sessions, given.changes)
    return 0 if is_kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
