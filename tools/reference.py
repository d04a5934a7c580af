"""Write the reference pages of the documentation from what the code itself states.

``python tools/reference.py`` writes docs/reference/*.md; tests/test_docs.py compares them with a fresh generation.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import sys
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import typer.main

from crossfield import config
from crossfield.cli.app import app
from crossfield.cli.show import INTERFACE_KEYS
from crossfield.indicators import INDICATORS
from crossfield.indicators.activity import COLUMNS
from crossfield.lake.manifest import SourceEntry
from crossfield.matching import MATCHERS
from crossfield.matching.suggestion import Reason, Suggestion
from crossfield.sources import SOURCES
from crossfield.sources.nuts import origins
from crossfield.sources.vocabulary import shipped_vocabularies
from crossfield.tables import FIGURES, RECORDS, TABLES, Table

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
SIGNS = {
    "theta": "θ", "alpha": "α", "varepsilon": "ε", "Gamma": "Γ", "sum": "Σ", "sim": "~", "mid": "|", "Rightarrow": "⇒",
    "sigma": "σ", "phi": "φ", "ell": "ℓ", "circ": "∘", "cdot": "·", "quad": "  ", "le": "≤", "ge": "≥", "max": "max",
    "lambda": "λ", "mu": "μ", "times": "×", "in": "∈", "log": "log", "ln": "ln", "ne": "≠", "varphi": "φ",
    "propto": "∝", "rho": "ρ",
}  # fmt: skip
SAID = {
    "nuts": " or ".join(config.NUTS_VERSIONS),
    "language": " or ".join(config.LANGUAGES),
    "engine": " or ".join(config.ENGINES),
}
MADE_OF = (
    "crossfield.indicators.counting",
    "crossfield.indicators.shrinkage",
    "crossfield.indicators.presence",
    "crossfield.indicators.relatedness",
    "crossfield.indicators.density",
    "crossfield.indicators.complexity",
    "crossfield.indicators.complexity_ranks",
    "crossfield.indicators.fitness",
    "crossfield.indicators.bicm",
)
HEADINGS = {
    "Parameters": "What goes in",
    "Returns": "Reading it",
    "Raises": "When there is no value at all",
    "Examples": "An example by hand",
    "Notes": "What limits it",
    "References": "Source",
}
ON_TABLES = (
    "What stands in no row is 0; an empty amount is unknown. How to write the file: "
    "[Run an indicator on your own table](../../how-to/run-an-indicator-on-your-table.md)."
)
STANDS = {
    "location-quotient": "In the table [`field_figure`](../tables.md#field_figure); `crossfield region DED` shows it.",
    "interface": "In the table [`interface_figure`](../tables.md#interface_figure); `crossfield interfaces DED` lists "
    "them. What the three looks are: [Counting and the three looks](../../explanation/counting.md).",
    "complementarity": "In the tables [`complementarity`](../tables.md#complementarity) and "
    "[`field_lack`](../tables.md#field_lack); [Find complementary regions]"
    "(../../how-to/find-complementary-regions.md) shows how to read it.",
}
WITHOUT_LAKE = (
    "Without `--lake`, a command reads the lake that the settings name, else your own lake (`crossfield fetch` builds "
    "it in your user data folder), else the starter lake that ships with the package.\n\n"
    "Errors go to standard error, with exit code 2 and no traceback; on success standard error is empty."
)
READ_TABLES = (
    "Read them with any Parquet reader under `LAKE/versions/VERSION/`, or with `crossfield.lake.store.Lake`. "
    "A column without an entry under “null means” is never null."
)
JSON_FORMS = (
    "The forms of `--format json` that programs may rely on: within a major version keys are added, never renamed "
    "or removed."
)
JSON_GOES = (
    "JSON goes to standard output in UTF-8. A value that is undefined is `null`, with a `note` that says why, never 0. "
    "A list that goes into a file (`--output NAME.json`) has its citation beside it, in `NAME.json.citation.txt`."
)
INTERFACES_GIVE = (
    "`crossfield interfaces REGION --format json` gives a list, one object per pair of fields of the scheme, strength "
    "descending, nulls last, then field codes. Without `--years` the window is the last six complete years."
)
LINK_GIVES = (
    "`crossfield link FILE.csv --format json` gives a list, one object per line of the list that has a value, "
    "in its order."
)
LINK_KEYS = {
    "row": "line of the file; the header is line 1",
    "name": "name as the list has it; null: empty",
    "city": "city as the list has it; null: empty",
    "country": "country code; null: the list has none, or one that is not known (then the note tells it)",
    "answer": "`linked`, `review`, `institute of` or `none`",
    "organisation": "id of the organisation; null: none",
    "organisation_name": "its name; null: none, or it looks like a natural person",
    "organisation_city": "its city; null: none, or the data version has none",
    "organisation_country": "its country; null: none",
    "score": "probability that both are one, 0 to 1; 1 where an identifier or a person says so; null: not compared",
    "reason": "what spoke for and against it, parted by semicolons; null: nothing was found",
    "others": "ids of up to three others that it may be, best first, parted by semicolons; null: none",
    "note": "what else is to be said; null: nothing",
    "key": "what tells this row in `crossfield organisations merge` and `split`",
}
LINK_EXAMPLE = """\
[
 {
  "row": 2, "name": "TU Dresden", "city": "Dresden", "country": "DE",
  "answer": "linked", "organisation": "pic:999897729", "organisation_name": "TECHNISCHE UNIVERSITAET DRESDEN",
  "organisation_city": "DRESDEN", "organisation_country": "DE", "score": 1.0, "reason": "same name; same city",
  "others": null, "note": null, "key": "row:dresden technical_university/dresden/DE"
 }
]"""
SETTINGS_READ = (
    "`crossfield.toml` is read from the folder in which a command runs. A variable of the environment wins over the "
    "file, an option of a command over both. A setting that does not exist or a value that is not allowed is an error."
)
LAKE_EXAMPLE = """\
{
 "version": "2026-11-23T205216Z-58ce1e",
 "path": "my.lake",
 "tables": [
  {"name": "project", "rows": 31451, "quarantined": 0},
  {"name": "participation", "rows": 144726, "quarantined": 0}
 ],
 "sources": [
  {
   "name": "cordis-h2020",
   "producer": "Publications Office of the European Union (CORDIS)",
   "title": "CORDIS - EU research projects under Horizon 2020 (2014-2020)",
   "address": "cordis-h2020projects-csv.zip",
   "licence": "CC-BY-4.0",
   "retrieved": "2026-11-23T20:52:05+00:00",
   "sha256": "(64 hexadecimal digits)",
   "files": {"project.csv": 31451, "organization.csv": 144726, "topics.csv": 15978, "legalBasis.csv": 38036},
   "rows_read": 230191,
   "rows_kept": 230191,
   "rows_quarantined": 0,
   "reasons": {},
   "absent": ["euroSciVoc.csv is missing"],
   "mapping": {},
   "columns": {}
  }
 ]
}"""
INTERFACE_EXAMPLE = """\
[
 {
  "region": "DED", "field_a": "ict", "field_b": "materials", "year_from": 2014, "year_to": 2019,
  "joint": 0.0, "expected": 0.0319435892680447,
  "strength": 0.974126256463572, "strength_low": 0.43804239350373264, "strength_high": 1.681819492048877,
  "bridging_organisations": 6,
  "bridges": 1.0809759589284462, "bridges_low": 0.7492021317422098, "bridges_high": 1.4625832490653297,
  "synergy": 0.9896757769782247, "synergy_low": 0.630385221574101, "synergy_high": 1.4150348406289108,
  "activity": 0.09661790822755136, "activity_low": 0.05121468884172897, "activity_high": 0.15365549393710953,
  "potential": 0.5818501914144132, "potential_low": 0.16198828518390657, "potential_high": 1.0688681721687314,
  "gap": 0.48523228318686185, "gap_low": 0.07184328883886337, "gap_high": 0.9911832064390181,
  "probability": 0.321340964840556,
  "support": 0, "topics": 0, "counting": "fractional", "coverage": 0.8055874051860998, "note": "coverage changed"
 }
]"""


def pages() -> dict[str, str]:
    """All reference pages: file name → text."""
    made = {
        "commands.md": commands(),
        "sources.md": sources(),
        "tables.md": tables(),
        "indicators.md": indicators(),
        "matchers.md": matchers(),
        "json.md": json_forms(),
        "settings.md": settings(),
    }
    made |= {f"indicators/{part.name}.md": indicator(part) for part in INDICATORS}
    return {name: f"{text.strip()}\n" for name, text in made.items()}


def commands() -> str:
    """Every command with its arguments and options."""
    root: Any = typer.main.get_command(app)
    parts = [
        _top(
            "Commands", "All commands of the command line. `crossfield COMMAND --help` says the same in the terminal."
        ),
        WITHOUT_LAKE,
    ]
    for name, command in sorted(root.commands.items()):
        parts.append(_command(f"crossfield {name}", command))
        for below, one in sorted(getattr(command, "commands", {}).items()):
            parts.append(_command(f"crossfield {name} {below}", one))
    return "\n\n".join(parts)


def _command(name: str, command: Any) -> str:  # noqa: ANN401 -- Typer's commands have no public type
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and "--help" not in one.opts]
    words = [name, *("[OPTIONS]" if options else "",), *(_shape(one) for one in arguments)]
    parts = [f"## {name}", _paragraphs(command.help or ""), f"```text\n{' '.join(word for word in words if word)}\n```"]
    if arguments:
        rows = [[f"`{one.name}`", _cell(one.help), "yes" if one.required else "no"] for one in arguments]
        parts.append(_table(["argument", "meaning", "needed"], rows))
    if options:
        rows = [[_spelling(one), _cell(one.help), _default(one)] for one in options]
        parts.append(_table(["option", "meaning", "default"], rows))
    return "\n\n".join(parts)


def _shape(argument: Any) -> str:  # noqa: ANN401
    return str(argument.name).upper() if argument.required else f"[{str(argument.name).upper()}]"


def _spelling(option: Any) -> str:  # noqa: ANN401
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return f"{names} `{option.metavar}`".replace("|", "\\|") if option.metavar else names


def _default(option: Any) -> str:  # noqa: ANN401
    value = option.default
    if isinstance(value, bool):
        return f"`{option.opts[0] if value else (option.secondary_opts or ['off'])[0]}`"
    return "–" if value in (None, "", ()) or callable(value) else f"`{value}`"


def sources() -> str:
    """Every source with its origin and the columns it reads."""
    parts = [
        _top("Sources", "What `crossfield fetch SOURCE` reads, from where, under which licence."),
        _table(["source", "what it is"], [[f"[`{part.name}`](#{part.name})", part.summary] for part in SOURCES]),
    ]
    written: dict[str, str] = {}
    for part in SOURCES:
        reader = part.load()
        origin = reader.origin
        address = f"<{origin.address}>" if origin.address else "none of its own: say `--from PATH` or `--from URL`"
        rows = [
            ["summary", part.summary],
            ["producer", origin.producer],
            ["title", origin.title],
            ["official address", address],
            ["licence", origin.licence],
        ]
        parts += [f"## {part.name}", _table(["", ""], rows)]
        module_name = part.path.partition(":")[0]
        if module_name in written:
            parts.append(
                f"Format, columns and what is done with them: as [`{written[module_name]}`](#{written[module_name]})."
            )
        else:
            written[module_name] = part.name
            parts.append(_module(import_module(module_name)))
    parts += ["## Facts that ship with the package", _table(["title", "producer", "licence"], _facts())]
    said = "Each file in `src/crossfield/starter/facts/` has its origin and how it was reduced in a file beside it."
    rows = [
        [f"`{words.scheme}`", words.title["en"], words.title["de"], str(len(words.fields)), f"<{words.source}>"]
        for words in shipped_vocabularies()
    ]
    parts += [
        said,
        "## Vocabularies that ship with the package",
        _table(["scheme", "English", "German", "fields", "source"], rows),
    ]
    return "\n\n".join(parts)


def _module(module: Any) -> str:  # noqa: ANN401 -- a module
    parts = [_markdown(inspect.getdoc(module) or "")]
    if hasattr(module, "COLUMNS"):
        rows = [[f"`{name}`", _codes(needed), _codes(wanted)] for name, (needed, wanted) in module.COLUMNS.items()]
        parts += [
            "Columns, by the name in the header, in any order:",
            _table(["file", "needed", "read where there"], rows),
        ]
    if hasattr(module, "SYNONYMS"):
        rows = [[f"`{column}`", ", ".join(names)] for column, names in module.SYNONYMS.items()]
        said = "Headings that are recognised; case, umlauts and signs do not count:"
        parts += [said, _table(["column", "headings"], rows)]
    return "\n\n".join(parts)


def _facts() -> list[list[str]]:
    folder = files("crossfield") / "starter" / "facts"
    told = [
        json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir() if path.name.endswith(".origin.json")
    ]
    rows = {(row["title"], row["producer"], row["licence"]) for row in told}
    rows |= {(origin.title, origin.producer, origin.licence) for origin in origins()}
    return [list(row) for row in sorted(rows)]


def tables() -> str:
    """Every table with its key, and every column with type, unit and meaning of null."""
    parts = [
        _top("Tables", "What a data version holds: one Parquet file per table, sorted for reading."),
        READ_TABLES,
    ]
    kinds = (
        ("Records", RECORDS, "What sources deliver, typed and linked."),
        ("Figures", FIGURES, "What is computed once per data version."),
    )
    for title, group, said in kinds:
        rows = [[f"[`{table.name}`](#{table.name})", _cell(table.doc)] for table in group]
        parts += [f"**{title}.** {said}", _table(["table", "one row is"], rows)]
    parts += [_table_page(table) for table in TABLES.values()]
    return "\n\n".join(parts)


def _table_page(table: Table) -> str:
    rows = [[f"`{one.name}`", one.kind, one.unit, _cell(one.doc), _cell(one.null)] for one in table.columns]
    order = "" if list(table.key) == table.sorted_by else f" Sorted by {_codes(table.sorted_by)}."
    listed = _table(["column", "type", "unit", "meaning", "null means"], rows)
    return f"## {table.name}\n\n{_cell(table.doc)}\n\nKey: {_codes(table.key)}.{order}\n\n{listed}"


def indicators() -> str:
    """The list of indicators, each with a page of its own, then the functions they are made of."""
    parts = [
        _top("Indicators", "What is computed, with formula and source. `crossfield indicators` lists them."),
        "How to read them, and what each does not say: [Counting and the three looks](../explanation/counting.md).",
        _table(
            ["indicator", "what it says", "columns of a table of yours"],
            [[f"[{part.name}](indicators/{part.name}.md)", part.summary, _codes(part.columns)] for part in INDICATORS],
        ),
        "## What they are made of",
    ]
    modules = [part.path.partition(":")[0] for part in INDICATORS]
    own = {part.path.partition(":")[2] for part in INDICATORS}
    for name in dict.fromkeys([*modules, *MADE_OF]):
        for function_name, function in _functions(import_module(name)):
            if function_name not in own:
                parts += [
                    f"### {name.rpartition('.')[2]}: {function_name}",
                    f"In the code: `{name}:{function_name}`.",
                    _markdown(inspect.getdoc(function) or ""),
                ]
    return "\n\n".join(parts)


def indicator(part: Any) -> str:  # noqa: ANN401 -- an Indicator
    """The page of one indicator, under headings that say what a reader looks for."""
    doc = _markdown(
        (inspect.getdoc(part.load()) or "").partition("\n\n")[2]
    )  # the tuple's summary stands for its first line
    for section, heading in HEADINGS.items():
        doc = doc.replace(f"**{section}**", f"## {heading}")
    if part.columns:
        columns = _table(["column", "what it holds"], [[f"`{name}`", COLUMNS[name][1]] for name in part.columns])
        run = f"```console\n$ crossfield indicator {part.name} --table mine.csv\n```"
        use = f"## On a table of your own\n\n{columns}\n\n{run}\n\n{ON_TABLES}"
    else:
        use = f"## Where it stands\n\n{STANDS[part.name]}"
    return "\n\n".join([_top(part.name, f"{part.summary}."), f"In the code: `{part.path}`.", doc, use])


def matchers() -> str:
    """The list of matchers, the one shape of what they give, and each with its formula."""
    told = {kind: _parameters(inspect.getdoc(kind) or "") for kind in (Suggestion, Reason)}
    shapes = [
        _table(
            ["key", "meaning"],
            [[f"`{one.name}`", _cell(told[kind].get(one.name, ""))] for one in dataclasses.fields(kind)],
        )
        for kind in (Suggestion, Reason)
    ]
    parts = [
        _top("Matchers", "Who suits whom, how well, and why."),
        _table(["matcher", "what it suggests"], [[f"`{part.name}`", part.summary] for part in MATCHERS]),
        "## A suggestion",
        "With `--format json` every matcher gives suggestions of this form; a consortium's partners have more keys.",
        shapes[0],
        "A reason:",
        shapes[1],
    ]
    for part in MATCHERS:
        parts += [f"## {part.name}", f"In the code: `{part.path}`.", _markdown(inspect.getdoc(part.load()) or "")]
    return "\n\n".join(parts)


def _functions(module: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 -- a module
    found = inspect.getmembers(module, inspect.isfunction)
    own = [pair for pair in found if pair[1].__module__ == module.__name__ and not pair[0].startswith("_")]
    return sorted(own, key=lambda pair: inspect.getsourcelines(pair[1])[1])


def json_forms() -> str:
    """The documented JSON of two commands."""
    column = {one.name: one for one in TABLES["interface_figure"].columns}
    interface = [
        [f"`{key}`", column[key].kind, column[key].unit, _cell(column[key].doc), _cell(column[key].null)]
        for key in INTERFACE_KEYS
    ]
    told = _parameters(inspect.getdoc(SourceEntry) or "")
    sources_of = [[f"`{one.name}`", _cell(told.get(one.name, ""))] for one in dataclasses.fields(SourceEntry)]
    top = [
        ["`version`", "name of the data version"],
        ["`path`", "folder of the lake"],
        [
            "`tables`",
            "list of `{name, rows, quarantined}`; `quarantined` counts the rows of its files that were left out",
        ],
        ["`sources`", "list of sources, keys below"],
    ]
    return "\n\n".join(
        [
            _top(
                "JSON",
                JSON_FORMS,
            ),
            JSON_GOES,
            "## crossfield lake",
            "`crossfield lake --format json` gives one object.",
            _table(["key", "meaning"], top),
            "A source has these keys:",
            _table(["key", "meaning"], sources_of),
            f"```json\n{LAKE_EXAMPLE}\n```",
            "## crossfield interfaces",
            INTERFACES_GIVE,
            _table(["key", "type", "unit", "meaning", "null means"], interface),
            f"```json\n{INTERFACE_EXAMPLE}\n```",
            "## crossfield link",
            LINK_GIVES,
            _table(["key", "meaning"], [[f"`{key}`", meaning] for key, meaning in LINK_KEYS.items()]),
            f"```json\n{LINK_EXAMPLE}\n```",
        ]
    )


def settings() -> str:
    """Every setting with its default, its allowed values and its variable."""
    told = _parameters(inspect.getdoc(config.Settings) or "")
    rows = [
        [
            f"`{one.name}`",
            _cell(told.get(one.name, "")),
            f"`{one.default}`" if one.default else "empty",
            SAID.get(one.name, "any text"),
            f"`CROSSFIELD_{one.name.upper()}`",
        ]
        for one in dataclasses.fields(config.Settings)
    ]
    return "\n\n".join(
        [
            _top("Settings", "What can be set in `crossfield.toml` and in the environment."),
            SETTINGS_READ,
            _table(["setting", "meaning", "default", "allowed", "variable"], rows),
            '```toml title="crossfield.toml"\nscheme = "saxony"\nregion = "DED"\nlanguage = "de"\n```',
        ]
    )


def _top(title: str, said: str) -> str:
    mark = "<!-- Written by tools/reference.py from the code: change the code, then run it again. -->"
    return f"# {title}\n\n{mark}\n\n{said}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _codes(names: Any) -> str:  # noqa: ANN401 -- any iterable of names
    return ", ".join(f"`{name}`" for name in names) or "–"


def _paragraphs(text: str) -> str:
    """Help as Markdown; lines ``name: what`` of a list stay lines."""
    parts = [" ".join(part.split()) for part in text.replace("\b", "").split("\n\n")]
    listed = "\n\n".join(re.sub(r"^([a-z0-9-]+): ", r"- `\1`: ", part) for part in parts if part)
    return re.sub(r"(?<=\n)(- .*)\n\n(?=- )", r"\1\n", listed)


def _parameters(doc: str) -> dict[str, str]:
    """Meaning of each parameter of a NumPy docstring; ``a, b`` share one."""
    section = re.search(r"Parameters\n-+\n(.*?)(?:\n\n[A-Z]\w+\n-+\n|\Z)", doc, re.DOTALL)
    told: dict[str, str] = {}
    names: list[str] = []
    for line in (section[1] if section else "").splitlines():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.split(",")]
        for name in names if line.startswith(" ") else ():
            told[name] = f"{told.get(name, '')} {line.strip()}".strip()
    return told


def _markdown(doc: str) -> str:
    """A NumPy docstring as Markdown."""
    out: list[str] = []
    lines = doc.splitlines()
    place = 0
    while place < len(lines):
        line = lines[place]
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if line.strip() and re.fullmatch(r"-{3,}", following):
            out += ["", f"**{line.strip()}**", ""]
            place, made = _section(lines, place + 2, line.strip())
            out += made
        elif line.startswith(".. math::") or line.strip() == "::":
            place, block = _block(lines, place, line.replace(".. math::", "").replace("::", "").strip())
            out += ["", *([_formula(" ".join(block))] if "math" in line else ["```text", *block, "```"]), ""]
        elif line.startswith(">>> "):
            place, block = _example(lines, place)
            out += ["", "```python", *block, "```", ""]
        else:
            out.append(_inline(line))
            place += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


def _section(lines: list[str], place: int, title: str) -> tuple[int, list[str]]:
    """Lines of a section up to the next one: definitions as a list, the rest as it is."""
    out: list[str] = []
    while place < len(lines):
        if place + 1 < len(lines) and lines[place].strip() and re.fullmatch(r"-{3,}", lines[place + 1]):
            break
        line = lines[place]
        if line.startswith(">>> "):
            place, block = _example(lines, place)
            out += ["", "```python", *block, "```", ""]
            continue
        if title in {"Parameters", "Returns", "Raises"} and line and not line.startswith(" "):
            names = _codes(name.strip() for name in line.split(",")) if title != "Returns" else line
            said = []
            while place + 1 < len(lines) and lines[place + 1].startswith(" "):
                place += 1
                said.append(lines[place].strip())
            out.append(f"- {names}: {_inline(' '.join(said))}" if said else f"- {names}")
        else:
            out.append(_inline(line))
        place += 1
    return place, out


def _example(lines: list[str], place: int) -> tuple[int, list[str]]:
    block = []
    while place < len(lines) and lines[place].strip():
        block.append(lines[place])
        place += 1
    return place, block


def _block(lines: list[str], place: int, first: str) -> tuple[int, list[str]]:
    block = [first] if first else []
    place += 1
    while place < len(lines) and (lines[place].startswith(" ") or (not block and not lines[place].strip())):
        if lines[place].strip() or block:
            block.append(lines[place].removeprefix("    ").rstrip())
        place += 1
        if place + 1 < len(lines) and not lines[place].strip() and lines[place + 1].startswith("    "):
            block.append("")
            place += 1
    return place, block


def _inline(line: str) -> str:
    """Double back-ticks to single ones, a bare address to a link."""
    return re.sub(r"(?<![<(`\"'])(https?://[^\s>)`]+)", r"<\1>", re.sub(r"``([^`]+)``", r"`\1`", line))


def _formula(text: str) -> str:
    r"""The few signs of TeX that the docstrings use, as HTML.

    >>> _formula(r"e_{rab} = N_r J_{+ab} / N_+")
    '> e<sub>rab</sub> = N<sub>r</sub> J<sub>+ab</sub> / N<sub>+</sub>'
    """
    text = " ".join(text.replace("\\\\", "\\").split())  # a raw docstring may double its backslashes
    inside = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
    text = re.sub(rf"\\frac{inside}{inside}", r"(\1) / (\2)", text)
    text = re.sub(r"\\(?:left|right|mathrm|text)\b", "", text).replace(r"\;", " ").replace(r"\,", " ")
    text = re.sub(rf"\\sqrt{inside}", r"√(\1)", text)
    for name, mark in (("bar", "\N{COMBINING MACRON}"), ("tilde", "\N{COMBINING TILDE}")):
        text = re.sub(rf"\\{name}\b ?(\w)", rf"\1{mark}", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: SIGNS.get(found[1], found[1]), text)
    text = re.sub(r"_(?:\{([^{}]*)\}|(\S))", lambda found: f"<sub>{found[1] or found[2]}</sub>", text)
    text = re.sub(r"\^(?:\{([^{}]*)\}|(\S))", lambda found: f"<sup>{found[1] or found[2]}</sup>", text)
    return "> " + re.sub(r"  +", " ", text.replace("*", "\\*"))


def main() -> int:
    """Write the pages; say which ones changed."""
    (FOLDER / "indicators").mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path = FOLDER / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
