"""Without network and a lake of one's own every command answers from the starter lake: in full, reduced or not."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from typer.main import get_command

from crossfield.cli import main
from crossfield.cli.app import app
from crossfield.lake.store import STARTER

NEEDS = "needs: crossfield fetch cordis-h2020"
CONSTANT = "ships with the package and is never changed"
FULL, REDUCED, REFUSED, ALWAYS = "full", "reduced", "refused", "needs no lake"

ANSWERS = [
    ("lake", FULL, ""),
    ("lake versions", FULL, ""),
    ("lake verify", FULL, ""),
    ("lake prune --lake STARTER", REFUSED, CONSTANT),
    ("fetch cordis --from tags.csv --lake STARTER", REFUSED, CONSTANT),
    ("coverage", FULL, ""),
    ("fields", FULL, ""),
    ("fields --scheme euroscivoc", FULL, ""),
    ("tags Laserschweißen", FULL, ""),
    ("region DED", FULL, ""),
    ("region DED --years 2015-2018", FULL, ""),
    ("region DED --counting eur", FULL, ""),
    ("interfaces DED", FULL, ""),
    ("interfaces DED --counting whole", FULL, ""),
    ("interfaces DED --years 2015-2018", REDUCED, "no organisations outside the default window"),
    ("interfaces DED --counting eur", REDUCED, "no organisations outside the default window"),
    ("interfaces DED --tags tags.csv", REFUSED, NEEDS),
    ("interfaces DED --scheme euroscivoc", REFUSED, NEEDS),
    ("interface DED ict health", REDUCED, "projects without titles"),
    ("interface DED ict health --years 2015-2018", REDUCED, "bridges need the organisations"),
    ("clusters", FULL, ""),
    ("clusters match biosaxony", FULL, ""),
    ("consortium --need ict --rules horizon", REDUCED, "organisations from three participations on"),
    ("partners DED2 --interface ict biotechnology", REDUCED, "without the learned ranker"),
    ("backtest interfaces", REFUSED, NEEDS),
    ("backtest partners", REFUSED, NEEDS),
    ("complementarity DED", FULL, "Which regions complement Sachsen"),
    ("complementarity DED --interface ict biotechnology", REDUCED, "the three best partners at an interface"),
    ("complementarity DE2 --scheme none", REFUSED, "Unknown scheme"),
    ("profile DED", FULL, "Does Sachsen (DED) declare"),
    ("map DED --output map.html", FULL, ""),
    ("map DED --output map.svg", FULL, ""),
    ("link list.csv", REDUCED, "without their cities"),
    ("organisations review", REFUSED, NEEDS),
    ("lake rebuild --lake STARTER", REFUSED, CONSTANT),
    ("indicators", ALWAYS, ""),
    ("indicator krugman --table mine.csv", ALWAYS, "computed on mine.csv"),
    ("compare-packages --table mine.csv", ALWAYS, "computed on mine.csv"),
]


@pytest.fixture(autouse=True)
def nothing_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A user who has neither settings nor a lake, in an empty folder with a file of tags and a table."""
    for name in list(os.environ):
        if name.startswith("CROSSFIELD_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text("region,field,amount\nA,f,3\nA,g,1\nB,f,1\nB,g,3\n", encoding="utf-8")
    Path("list.csv").write_text("name,country\nTechnische Universitaet Dresden,DE\n", encoding="utf-8")
    Path("tags.csv").write_text("project,field,spans\n643555,ict,0-3\n643555,health,4-9\n", encoding="utf-8")


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command, run in this process."""
    words = [str(STARTER) if word == "STARTER" else word for word in command.split()]
    monkeypatch.setattr(sys, "argv", ["crossfield", *words])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


@pytest.mark.parametrize(("command", "answer", "words"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_a_command_says_how_far_it_gets_on_the_starter_lake(command, answer, words, monkeypatch, capsys):
    code, out, err = run(monkeypatch, capsys, command)

    if answer == REFUSED:
        assert (code, out) == (2, "")
        assert words in err
        return
    assert (code, err) == (0, "")
    assert words in out
    assert ("Starter lake: full." in out) == (answer == FULL)
    assert (f"; {NEEDS}." in out and "Starter lake: reduced, " in out) == (answer == REDUCED)


def test_the_workbench_runs_on_the_starter_lake(tmp_path: Path):
    command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--port", "0"]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        assert started.stdout is not None
        reach, place = started.stdout.readline(), started.stdout.readline()
        address = next(word for word in place.split() if word.startswith("http://localhost:"))
        with urlopen(address, timeout=60) as answer:  # noqa: S310 -- this computer
            page = answer.read().decode()
    finally:
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=30)

    assert reach == "Starter lake: full.\n"
    assert "Sachsen" in page


def test_every_command_is_in_the_list():
    group = get_command(app)
    names = {
        name
        for name in group.commands
        if name not in {"account", "backup", "demo", "lake", "reindex", "restore", "work"}
    }
    names |= {"lake", *(f"lake {name}" for name in group.commands["lake"].commands)}
    listed = {" ".join(command.split()[: 2 if command.startswith("lake ") else 1]) for command, _, _ in ANSWERS}

    assert listed | {"up"} == names


def test_json_of_the_starter_lake_is_json_alone(monkeypatch, capsys):
    code, out, err = run(monkeypatch, capsys, "interfaces DED --format json --top 5")

    assert (code, err) == (0, "")
    assert [row["region"] for row in json.loads(out)] == ["DED"] * 5


def test_an_interface_names_organisations_with_a_name_and_counts_the_others(monkeypatch, capsys):
    _, out, _ = run(monkeypatch, capsys, "interface DED ict health --format json")
    answer = json.loads(out)

    assert {row["organisation"].partition(":")[0] for row in answer["organisations"]} == {"pic"}
    assert all(row["name"] for row in answer["organisations"])
    assert len(answer["organisations"]) + answer["without_name"] == answer["figures"]["bridging_organisations"]
    assert answer["figures"]["support"] == len(answer["projects"])
    assert {row["title"] for row in answer["projects"]} == {None}
    assert all(row["address"].endswith(f"/project/id/{row['project']}") for row in answer["projects"])
