"""``crossfield profile`` in both languages and as JSON; rows that a lake may hold, as people see them."""

import json

import pytest
from typer.testing import CliRunner

from crossfield.cli.app import app
from crossfield.cli.profile_view import print_profile

RUN = CliRunner()
FIGURE = {"value": 0.75, "low": 0.65, "high": 0.83, "support": 86, "note": None}
FOUND = {
    "region": {"region": "DED", "name": "Sachsen"},
    "years": [2014, 2019],
    "structure": [FIGURE | {"indicator": "complexity", "part": "rank", "value": 5.0, "low": 3.0, "high": 80.15}],
    "peers": [{"peer": "NL4", "name": "Zuid", "distance": 0.2, "size": 0.1, "structure": 0.2, "specialisation": 0.3}],
    "dynamics": [
        dict.fromkeys(FIGURE) | {"indicator": "dynamics", "part": "entry", "support": 7, "note": "coverage changed"}
    ],
    "validity": [FIGURE | {"indicator": "validity", "part": "regions", "about": "patents: NR, 2012"}],
    "strategy": {
        "fields": [FIGURE | {"field_a": "ict", "field_b": None, "side": "declared only"}],
        "interfaces": [FIGURE | {"field_a": "bio", "field_b": "ict", "side": "declared and revealed"}],
        "agreement": [
            {"kind": "field", "measure": "order", "value": None, "note": "all or none are declared: no order to judge"},
            {"kind": "interface", "measure": "declared that is revealed", "value": 0.5, "note": None},
        ],
    },
}


@pytest.fixture
def command(small_lake):
    with small_lake.open() as frames:
        code = frames.read("region_figure", scheme="saxony", level=0)[0]["region"]
    return ["profile", code, "--lake", str(small_lake.path)]


def test_it_answers_in_both_languages(command, monkeypatch):
    english = RUN.invoke(app, command)
    assert english.exit_code == 0
    assert "EU-funded projects are not all activity" in english.stdout
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    assert "EU-geförderte Projekte sind nicht die ganze Aktivität" in RUN.invoke(app, command).stdout


def test_json_has_every_part(command):
    found = json.loads(RUN.invoke(app, [*command, "--format", "json"]).stdout)
    assert list(found) == ["region", "years", "structure", "peers", "dynamics", "validity", "strategy"]


def test_every_part_is_printed_with_words_for_people(capsys):
    print_profile(FOUND, {"ict": "IKT", "bio": "Bio"}, "de", "Quelle.")
    said = capsys.readouterr().out
    for text in ("Bio × IKT", "erklärt und belegt", "5 [3; 80]", "0,75 [0,65; 0,83]", "Abdeckung hat sich verändert"):
        assert text in said
    assert "Stehen erklärte Felder höher? alle oder keine sind erklärt" in said
    assert "Von den erklärten Schnittstellen belegt: 0,50." in said
