"""A document's name on disk is random: no name of a person, no path and no long ending gets there."""

import pytest

from crossfield.web.accounts.models import Document
from crossfield.web.accounts.models.document import stored_name
from crossfield.web.accounts.models.public_id import LENGTH


@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ("Maria Example.PDF", ".pdf"),
        ("../../etc/passwd", ""),
        ("archive.tar.gz", ".gz"),
        (".profile", ""),
        ("offer.", None),
        ("", ""),
        ("a.verylongendingthatnobodyknows", ".verylonge"),
    ],
)
def test_only_the_ending_is_kept(given, ending):
    name = stored_name(Document(), given)

    assert len(name.partition(".")[0]) == LENGTH
    assert "Maria" not in name
    assert "/" not in name
    if ending is not None:
        assert name[LENGTH:] == ending


def test_two_files_of_one_name_do_not_meet():
    assert stored_name(Document(), "offer.pdf") != stored_name(Document(), "offer.pdf")


def test_a_document_is_called_by_its_title_and_is_private():
    made = Document(title="Angebot")

    assert (str(made), made.release) == ("Angebot", "own")
