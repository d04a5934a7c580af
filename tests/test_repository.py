"""What the repository may not hold: hosts of package registries, paths of one machine, versions that disagree."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import crossfield

ROOT = Path(__file__).resolve().parents[1]

# Letters in brackets, so that this file is none of its own findings.
FORBIDDEN = re.compile(
    r"p[y]pi\.(org|io)|p[y]thonhosted\.|registry\.(n[p]mjs|y[a]rnpkg)|deb\.d[e]bian\.org|p[r]oxy\.golang|c[r]ates\.io"
    r"|/wor[k]/|/opt/(p[y]pi|w[h]eels)|/r[o]ot/|/tm[p]/bash_jobs|[A-Z]:\\U[s]ers\\",
    re.IGNORECASE,
)


def committed_files() -> list[Path]:
    """Files that are tracked or would be with the next commit."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("no git repository here: an unpacked archive")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The text of a file; empty for a binary one."""
    content = path.read_bytes()
    return "" if b"\0" in content[:8192] else content.decode("utf-8", errors="replace")


def test_no_file_names_a_registry_host_or_a_path_of_this_machine():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in committed_files()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://p" + "ypi.org/simple",
        "https://files.p" + "ythonhosted.org/packages/a.whl",
        '"resolved": "https://registry.n' + 'pmjs.org/a.tgz"',
        "path = '/wor" + "k/main'",
        "--find-links /opt/w" + "heels",
    ],
)
def test_the_pattern_sees_what_it_should(line: str):
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize("line", ["a framework/in this network", "from ../shared/data", "workflow/1", "crates of beer"])
def test_the_pattern_leaves_ordinary_words_alone(line: str):
    assert not FORBIDDEN.search(line)


def test_no_file_is_a_symbolic_link():
    """Windows checks them out as text."""
    assert [path for path in committed_files() if path.is_symlink()] == []


def test_no_two_names_differ_by_case_alone():
    """Windows and macOS keep one of them."""
    names = [path.relative_to(ROOT).as_posix().lower() for path in committed_files()]

    assert sorted(names) == sorted(set(names))


def test_the_citation_names_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [crossfield.__version__]


def test_the_licence_is_said_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert project["license"] == "Apache-2.0"
    assert "\nlicense: Apache-2.0\n" in citation
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf-8")
