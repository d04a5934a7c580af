"""How the register bears many rows and many people at once; each part on SQLite and, with --database, on PostgreSQL.

    python -m benchmarks.register take-over [--rows 50000] [--database postgresql://…]

``take-over`` brings a list in while another process saves one value after the other: seconds of each step, how long the
one transaction lasted, and how long the others waited. The database has to be empty.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MILLI = 1000
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


def quantile(times: list[float], share: float) -> float:
    """Smallest time that at least this share does not exceed."""
    return sorted(times)[max(0, -(-int(len(times) * share * 1000) // 1000) - 1)]


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
        made.append(User.objects.create_user(name, "correct horse staple", institution=institution, role="manager"))
    return made


def list_of(rows: int) -> bytes:
    """A list of members that are not in the register yet, as CSV."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow(["Name", "Ort", "Land", "Webseite", "USt-ID", "Mitgliedsnummer", "Beitragsklasse", "Mitglied seit"])
    for number in range(rows):
        site = f"https://firm{number}.example.org"
        words = (f"Musterfirma {number:06} GmbH", "Dresden", "DE", site, f"DE{number:09}", number, "II", "14.7.2014")
        lines.writerow(words)
    return out.getvalue().encode()


def take_over_a_list(rows: int) -> None:
    """Bring a list in, step by step, while another process saves."""
    from crossfield.web.evidence.actions.intake import look_up  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.cluster import make_cluster  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.intake import choose_columns, stage_list  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.organisation import add_organisation  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.actions.take_over import (  # noqa: PLC0415 -- after setup
        ask_take_over,
        keep_findable,
        make_ready,
        undo_intake,
        write_items,
    )
    from crossfield.web.registry.queries.intake import NAMES, guessed_mapping  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.queries.list_file import read_list  # noqa: PLC0415 -- after setup

    [by], _saver = people(1, "manager"), people(1, "saver")
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    with subprocess.Popen([sys.executable, "-c", SAVER], stdout=subprocess.PIPE, encoding="utf-8") as saver:
        assert saver.stdout is not None  # noqa: S101 -- it is a pipe
        saver.stdout.readline()
        whole = time.perf_counter()
        with step("reading the file"):
            headings, cells = read_list("m.csv", list_of(rows), NAMES)
        with step("putting its rows aside"):
            mapping = guessed_mapping(headings, by, "CRM")
            intake = stage_list(
                "m.csv",
                by=by,
                source="CRM",
                headings=headings,
                rows=cells,
                mapping=mapping,
                cluster=cluster,
            )
        with step("looking them up"):
            choose_columns(intake, by=by, mapping=mapping)
            while intake.state == "looking":
                look_up(intake, by=by)
        with step("making them ready"):
            ask_take_over(intake, by=by)
            while make_ready(intake, by=by):
                pass
        with step("writing them: the transaction"):
            write_items(intake, by=by)
        with step("bringing them into the search"):
            while keep_findable(intake):
                pass
        print(f"whole: {time.perf_counter() - whole:.1f} s; {intake.restore}")
        with step("undo: the transaction"):
            undo_intake(intake, by=by)
        saver.kill()
        waits = [float(line) for line in saver.stdout.read().split()]
    said = ", ".join(f"{share:.0%} {MILLI * quantile(waits, share):,.0f} ms" for share in (0.5, 0.95, 0.99, 1))
    print(f"meanwhile {len(waits):,} saves: {said}")


def main() -> None:
    """Set a workspace up, and run the part that was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=("take-over",))
    parser.add_argument("--database", default="")
    parser.add_argument("--rows", type=int, default=50_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CROSSFIELD_WORKSPACE": folder, "CROSSFIELD_DATABASE": given.database}
        from crossfield.web.server import prepare  # noqa: PLC0415 -- after the environment is set

        prepare()
        if given.part == "take-over":
            take_over_a_list(given.rows)


if __name__ == "__main__":
    main()
