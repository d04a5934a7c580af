"""Bring the German translations up to date: python tools/translations.py; no GNU gettext is needed.

Collects what pages say from Python and templates, and what the engine says in its errors; keeps what is translated,
drops what is gone, lists what is missing, and compiles. With --check nothing is written, and the exit code says
whether all is translated and compiled.
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
import engine_sentences
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[1] / "src" / "crossfield" / "web"
PO = WEB / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
ENGINE = "engine"
CALL = re.compile(r"""(?:^|\s)(n?gettext)\((u?(['"]).*?(?<!\\)\3)(?:,\s*(u?(['"]).*?(?<!\\)\5))?""", re.DOTALL)


def from_python() -> list[tuple[str | tuple[str, ...], str]]:
    """Messages of the Python files, with the file that says them."""
    found = []
    for path in sorted(WEB.rglob("*.py")):
        for _line, message, _comments, _context in extract("python", io.BytesIO(path.read_bytes()), KEYWORDS):
            found.append((message, path.relative_to(WEB).as_posix()))
    return found


def from_templates() -> list[tuple[str | tuple[str, ...], str]]:
    """Messages of the templates, with the template that says them."""
    found = []
    for path in sorted(path for kind in ("html", "txt") for path in (WEB / "templates").rglob(f"*.{kind}")):
        source = templatize(path.read_text(encoding="utf-8"))
        for name, one, _, many, _ in CALL.findall(source):
            texts = [_text(part) for part in (one, many if name == "ngettext" else "") if part]
            found.append((texts[0] if len(texts) == 1 else tuple(texts), path.relative_to(WEB).as_posix()))
    return found


def _text(literal: str) -> str:
    return str(eval(literal))  # noqa: S307 -- a string literal that Django has just written


def catalog() -> Catalog:
    """What pages say now, with the translations that are there."""
    made = Catalog(locale="de", project="crossfield", fuzzy=False, creation_date=None)
    old = read_po(PO.open("rb"), locale="de") if PO.is_file() else Catalog(locale="de")
    for message, place in [*from_python(), *from_templates()]:
        key = message if isinstance(message, str) else message[0]
        known = old.get(key)
        made.add(message, known.string if known else "", locations=[(place, None)])
    for text, places in engine_sentences.patterns().items():
        known = old.get(text, ENGINE)
        made.add(text, known.string if known else "", [(f"../{one}", None) for one in places], context=ENGINE)
    return made


def missing(found: Catalog) -> list[str]:
    """Messages without a German text."""
    texts = ((one.id, one.string) for one in found if one.id)
    return [str(name) for name, said in texts if not (all(said) if isinstance(said, tuple) else said)]


def as_po(found: Catalog) -> bytes:
    """The catalogue as it is kept: sorted, without dates and line numbers, so that it changes with its texts only."""
    out = io.BytesIO()
    write_po(out, found, width=110, sort_output=True, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header.encode() + out.getvalue().lstrip()


def as_mo(po: bytes) -> bytes:
    """The catalogue as Django reads it."""
    out, found = io.BytesIO(), read_po(io.BytesIO(po), locale="de")
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # else every minute makes another file
    write_mo(out, found)
    return out.getvalue()


def main() -> int:
    """Write or check."""
    settings.configure(USE_I18N=False)
    django.setup()
    found = catalog()
    po = as_po(found)
    if "--check" not in sys.argv:
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po)
        MO.write_bytes(as_mo(po))
    lacking = missing(found)
    fresh = PO.read_bytes() == po and MO.read_bytes() == as_mo(po)
    for text in lacking:
        print(f"not translated: {text}")
    if not fresh:
        print("not up to date: run python tools/translations.py")
    return 1 if lacking or not fresh else 0


if __name__ == "__main__":
    sys.exit(main())
