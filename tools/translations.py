"""Bring the catalogues up to date: python tools/translations.py; no GNU gettext is needed.

Collects what pages say from Python and templates, and what the engine says in its errors; keeps what is translated,
drops what is gone, lists what is missing, and compiles. With --check nothing is written, and the exit code says
whether all is translated and compiled.

Pages speak English by themselves: the English catalogue holds only those sentences of the engine that name a command,
with what a page says instead. In the German one the same sentences name no command either.
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
LANGUAGES = ("de", "en")
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


def place_of(language: str) -> Path:
    """The file of a language's catalogue."""
    return WEB / "locale" / language / "LC_MESSAGES" / "django.po"


def catalog(language: str) -> Catalog:
    """What pages say now, with the translations that are there."""
    made = Catalog(locale=language, project="crossfield", fuzzy=False, creation_date=None)
    place = place_of(language)
    old = read_po(place.open("rb"), locale=language) if place.is_file() else Catalog(locale=language)
    for message, file in [*from_python(), *from_templates()] if language == "de" else []:
        key = message if isinstance(message, str) else message[0]
        known = old.get(key)
        made.add(message, known.string if known else "", locations=[(file, None)])
    for text, files in engine_sentences.patterns().items():
        if language == "de" or engine_sentences.COMMAND.search(text):
            known = old.get(text, ENGINE)
            made.add(text, known.string if known else "", [(f"../{one}", None) for one in files], context=ENGINE)
    return made


def missing(found: Catalog) -> list[str]:
    """Messages without a translation."""
    texts = ((one.id, one.string) for one in found if one.id)
    return [str(name) for name, said in texts if not (all(said) if isinstance(said, tuple) else said)]


def as_po(found: Catalog) -> bytes:
    """The catalogue as it is kept: sorted, without dates and line numbers, so that it changes with its texts only."""
    out = io.BytesIO()
    write_po(out, found, width=110, sort_output=True, omit_header=True, include_lineno=False)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {found.locale}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header.encode() + out.getvalue().lstrip()


def as_mo(po: bytes, language: str) -> bytes:
    """The catalogue as Django reads it."""
    out, found = io.BytesIO(), read_po(io.BytesIO(po), locale=language)
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # else every minute makes another file
    write_mo(out, found)
    return out.getvalue()


def bring(language: str, *, write: bool) -> bool:
    """Write or check the catalogue of a language; tell whether it is whole and as its texts are."""
    found, place = catalog(language), place_of(language)
    po, compiled = as_po(found), place.with_suffix(".mo")
    if write:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(po)
        compiled.write_bytes(as_mo(po, language))
    lacking = missing(found)
    fresh = place.read_bytes() == po and compiled.read_bytes() == as_mo(po, language)
    for text in lacking:
        print(f"not translated ({language}): {text}")
    if not fresh:
        print(f"not up to date ({language}): run python tools/translations.py")
    return fresh and not lacking


def main() -> int:
    """Write or check."""
    settings.configure(USE_I18N=False)
    django.setup()
    whole = [bring(language, write="--check" not in sys.argv) for language in LANGUAGES]
    return 0 if all(whole) else 1


if __name__ == "__main__":
    sys.exit(main())
