"""``crossfield compare-packages`` without any package: rows that say what to install, in both languages."""

from typer.testing import CliRunner

from crossfield.cli.app import app
from crossfield.cli.compare import _short
from crossfield.indicators.packages import PACKAGES

RUN = CliRunner()


def test_what_is_missing_says_how_to_get_it(tmp_path, monkeypatch):
    path = tmp_path / "mine.csv"
    path.write_text("region,field,amount\nA,f,3\nA,g,1\nB,f,1\nB,g,3\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", "")
    english = RUN.invoke(app, ["compare-packages", "--table", str(path)])
    assert english.exit_code == 0
    assert "fermi-cref" in english.stdout
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    german = RUN.invoke(app, ["compare-packages", "--table", str(path)])
    assert "Was anders ist" in german.stdout
    as_csv = RUN.invoke(app, ["compare-packages", "--table", str(path), "--format", "csv"])
    assert [line.split(",")[0] for line in as_csv.stdout.splitlines()][1:5] == [*PACKAGES]


def test_a_difference_is_short():
    assert [_short(value) for value in (None, 0.0, 0.5, 1.26e-15)] == ["", "0", "0.5", "1.3e-15"]
