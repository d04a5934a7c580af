"""The documentation says what the code does: generated pages are fresh, commands parse, links resolve."""

import importlib.util
import json
import re
import shlex
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main

from crossfield.cli.app import app
from crossfield.config import Settings
from crossfield.indicators import INDICATORS
from crossfield.sources import SOURCES
from crossfield.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *DOCS.rglob("*.md")])
CLI: Any = typer.main.get_command(app)
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!`)\[(?:[^\[\]]|!?\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)")
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = load_generator()


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def prose(text: str) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", text)


def anchor(heading: str) -> str:
    """A heading's address, as Python-Markdown makes it."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def anchors(path: Path) -> set[str]:
    return {anchor(found) for found in re.findall(r"^#+ (.+)$", prose(path.read_text(encoding="utf-8")), re.MULTILINE)}


def every_command() -> dict[str, Any]:
    """Name → command, groups with their own and those below."""
    found = dict(CLI.commands)
    for name, command in CLI.commands.items():
        found |= {f"{name} {below}": one for below, one in getattr(command, "commands", {}).items()}
    return found


COMMANDS = every_command()


def documented_lines() -> list[tuple[str, str]]:
    """Page and line of each command that a block shows, up to a pipe or the next command."""
    lines = []
    for page in PAGES:
        for language, block in FENCE.findall(read(page)):
            for line in block.replace("\\\n", " ").splitlines():
                shown = line.removeprefix("$ ")
                is_typed = language in {"console", "sh"} and (language == "sh" or line.startswith("$ "))
                for part in re.split(r"&&|\|", shown) if is_typed else ():
                    words = part.strip().removeprefix(".venv/bin/")
                    if words.startswith("crossfield "):
                        lines.append((page, words))
    return lines


LINES = documented_lines()


@pytest.mark.parametrize("name", sorted(REFERENCE.pages()))
def test_a_reference_page_is_as_a_fresh_generation_makes_it(name: str):
    fresh = REFERENCE.pages()[name]

    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == fresh, "run: python tools/reference.py"


def test_the_reference_holds_no_page_that_is_not_generated():
    there = [path.relative_to(DOCS / "reference").as_posix() for path in (DOCS / "reference").rglob("*.md")]
    assert sorted(there) == sorted(REFERENCE.pages())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_its_parameters_have_help_and_stand_in_the_reference(name: str):
    command, page = COMMANDS[name], read("docs/reference/commands.md")
    without_help = [one.name for one in command.params if not (one.help or "").strip()]

    assert (command.help or "").strip()
    assert without_help == []
    assert page.count(f"## crossfield {name}\n") == 1


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"lake"}))
def test_every_command_is_shown_outside_the_reference_or_is_a_mere_list(name: str):
    told = [line for page, line in LINES if "/reference/" not in page]
    mentioned = any(f"`crossfield {name}" in read(page) for page in PAGES if "/reference/" not in page)

    assert mentioned or any(line.startswith(f"crossfield {name}") for line in told) or name == "indicators"


@pytest.mark.parametrize("part", SOURCES, ids=lambda part: part.name)
def test_every_source_has_its_section(part: Any):
    page = read("docs/reference/sources.md")

    assert page.count(f"## {part.name}\n") == 1
    assert part.summary in page


@pytest.mark.parametrize("part", INDICATORS, ids=lambda part: part.name)
def test_every_indicator_has_its_page_under_the_headings_readers_look_for(part: Any):
    page = read(f"docs/reference/indicators/{part.name}.md")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    example = ["An example by hand"] if part.columns else []

    assert page.startswith(f"# {part.name}\n")
    assert part.summary in page
    assert [
        name for name in ("What goes in", "Reading it", "What limits it", "Source", *example) if name not in headings
    ] == []
    assert f"(indicators/{part.name}.md)" in read("docs/reference/indicators.md")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_and_column_is_documented(table: Any):
    section = read("docs/reference/tables.md").split(f"\n## {table.name}\n")[1].split("\n## ")[0]

    assert re.findall(r"^\| `(\w+)` \| \w+ \|", section, re.MULTILINE) == table.names
    assert [column.name for column in table.columns if not column.doc] == []


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_variable(setting: Any):
    row = next(
        line for line in read("docs/reference/settings.md").splitlines() if line.startswith(f"| `{setting.name}` |")
    )
    _, _, meaning, *_, variable, _ = [cell.strip() for cell in row.split("|")]

    assert meaning
    assert variable == f"`CROSSFIELD_{setting.name.upper()}`"


def test_the_json_examples_have_the_documented_keys_in_their_order():
    interface, lake = json.loads(REFERENCE.INTERFACE_EXAMPLE), json.loads(REFERENCE.LAKE_EXAMPLE)

    assert list(interface[0]) == list(REFERENCE.INTERFACE_KEYS)
    assert list(lake) == ["version", "path", "tables", "sources"]
    assert list(lake["tables"][0]) == ["name", "rows", "quarantined"]
    assert list(lake["sources"][0]) == [one.name for one in fields(REFERENCE.SourceEntry)]


def test_the_pages_show_commands_at_all():
    assert len(LINES) > 20
    assert {page for page, _ in LINES} >= {"README.md", "docs/tutorial/first-interface-map.md"}


@pytest.mark.parametrize(("page", "line"), LINES, ids=lambda value: value.replace("docs/", "")[:60])
def test_a_shown_command_parses(page: str, line: str):
    """Arguments and options are those of the command; nothing is run."""
    words = shlex.split(line, comments=True)[1:]
    command = CLI
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]

    assert command is not CLI, f"{page} shows an unknown command: {line}"
    command.make_context("crossfield", words)


@pytest.mark.parametrize(
    "words", [["DED", "--no-such-option"], ["DED", "too", "many"], ["DED", "--top", "many"], ["DED", "--format"]]
)
def test_a_command_that_does_not_exist_like_that_would_be_seen(words: list[str]):
    with pytest.raises(Exception, match=r"(?i)no such option|unexpected extra|valid integer|requires an argument"):
        CLI.commands["interfaces"].make_context("crossfield", words)


@pytest.mark.parametrize("page", PAGES)
def test_links_and_images_lead_to_files_and_headings_that_are_there(page: str):
    text, broken = prose(read(page)), []
    for target in {*LINK.findall(text), *IMAGE.findall(text)}:
        if re.match(r"https?:", target):
            continue
        name, _, heading = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        if not path.is_file() or (heading and heading not in anchors(path)):
            broken.append(target)

    assert broken == []


def test_the_navigation_holds_every_page_once():
    listed = re.findall(r"^\s+- .*: (\S+\.md)$", read("mkdocs.yml"), re.MULTILINE)

    assert sorted(listed) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def test_no_page_loads_anything_from_another_host():
    settings = read("mkdocs.yml")
    foreign = [
        page for page in PAGES if re.search(r"!\[[^\]]*\]\(https?:|<(script|link|img|iframe)\b", prose(read(page)))
    ]
    pictures = [
        path.name
        for path in DOCS.rglob("*.svg")
        if re.search(r"(href|src)=[\"']https?:|@import|url\(https?:", path.read_text("utf-8"))
    ]

    assert foreign == []
    assert pictures == []
    assert re.search(r"^  font: false$", settings, re.MULTILINE)
    assert not re.search(r"https?://|//cdn|extra_javascript|mermaid", settings)


@pytest.mark.parametrize("page", PAGES)
def test_prose_does_without_words_that_belittle_or_praise(page: str):
    found = re.findall(
        r"\b(simply|just|obviously|easily|of course|powerful|seamless\w*|robust|leverag\w+)\b",
        prose(read(page)),
        re.IGNORECASE,
    )

    assert found == []


def test_pictures_are_small():
    sizes = {path.name: path.stat().st_size for path in (DOCS / "images").iterdir()}

    assert {name: size for name, size in sizes.items() if size > 300_000} == {}
