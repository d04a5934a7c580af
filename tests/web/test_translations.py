"""Nothing that a page says is left untranslated, and what is compiled is what is written."""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(r"%\((\w+)\)s")
PO = ROOT / "src/crossfield/web/locale/de/LC_MESSAGES/django.po"


def pairs_of(message) -> list[tuple[str, str]]:
    """Original and translation; where there is a plural, of both: “One field” may leave out the number."""
    original, said = ((part if isinstance(part, tuple) else (part,)) for part in (message.id, message.string))
    return list(zip(original, said, strict=True))


def test_all_messages_are_translated_and_compiled():
    ran = subprocess.run(
        [sys.executable, "tools/translations.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ran.stdout, ran.returncode) == ("", 0)


def test_placeholders_of_a_message_are_those_of_its_translation():
    with PO.open("rb") as file:
        messages = [one for one in read_po(file, locale="de") if one.id]
    pairs = [pair for one in messages for pair in pairs_of(one)]
    wrong = [original for original, said in pairs if set(NAMES.findall(original)) != set(NAMES.findall(said))]

    assert wrong == []
    assert len(messages) > 150


def test_the_house_style_of_german_is_kept():
    with PO.open("rb") as file:
        texts = [str(one.string) for one in read_po(file, locale="de") if one.id]

    assert [text for text in texts if any(word in text for word in (" Du ", " du ", "Interface", "User", "API"))] == []
