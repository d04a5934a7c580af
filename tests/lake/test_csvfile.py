import random
from unicodedata import normalize

import pytest

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.csvfile import LONG, LONGEST_LINE, read_csv
from crossfield.lake.engine import DuckSession

HEADER = b'"id";"title"\n'
ROW = b'"1";"abc"\n'
MARKS = "quotation marks do not match"


@pytest.fixture
def session():
    with DuckSession() as session:
        yield session


@pytest.fixture
def read(session, tmp_path):
    """Read bytes as a CSV file with the columns id, title and, where there is one, extra."""

    def done(content, **options):
        path = tmp_path / "project.csv"
        path.write_bytes(content)
        return read_csv(session, path, needed=("id", "title"), wanted=("extra",), **options)

    return done


def rows(csv):
    return csv.frame.to_native().fetchall()


def problems(csv):
    return [tuple(row.values()) for row in csv.problems.to_pylist()]


def refused(read, content, kind=SourceError, **options):
    with pytest.raises(kind) as error:
        read(content, **options)
    assert error.value.hint
    return error.value.message


@pytest.mark.parametrize(
    "content",
    [
        HEADER + ROW,
        b"\xef\xbb\xbf" + HEADER + ROW,
        (HEADER + ROW).replace(b"\n", b"\r\n"),
        (HEADER + ROW).replace(b"\n", b"\r"),
        (HEADER + ROW).rstrip(b"\n"),
        HEADER + b"\n" + ROW + b"\n\n",
        b"id;title\n1;abc\n",
        b" id ; title\n1;abc\n",
        b"title;other;id\nabc;x;1\n",
        b"id;title;\n1;abc;\n",
        b"id;title;;\n1;abc;;\n",
        b"id;other;other;title\n1;2;3;abc\n",
        b'id;"it""s; a \'name\'";title\n1;2;abc\n',
    ],
    ids=[
        *("plain", "byte order mark", "windows line ends", "old mac line ends", "no last line end", "empty lines"),
        *("no quotation marks", "blanks in the header", "another order", "closing delimiter", "two closing delimiters"),
        *("an unused column twice", "quotation marks in the header"),
    ],
)
def test_ways_to_write_the_same(read, content):
    csv = read(content)
    assert rows(csv) == [("1", "abc", None)]
    assert (csv.rows, problems(csv)) == (1, [])


def test_what_stands_in_values_stays(read):
    csv = read(HEADER + b'"NA";"a\nb ""c"" d; e"\n"NULL";"\xc3\xa4\r\n\xe2\x82\xac"\n')
    assert rows(csv) == [("NA", 'a\nb "c" d; e', None), ("NULL", "ä\r\n€", None)]


def test_empty_values_are_null_and_letters_are_composed(read):
    assert rows(read(HEADER + b'"";"Mu\xcc\x88ller"\n')) == [(None, "Müller", None)]


@pytest.mark.parametrize("length", [0, LONG + 1])
@pytest.mark.parametrize("text", ["plain", "Öl – “µ”", "O\N{COMBINING DIAERESIS}l", "\N{OHM SIGN}", "각"])
def test_short_and_long_texts_are_in_nfc(read, text, length):
    text += "x" * length
    assert rows(read(HEADER + f'"1";"{text}"\n'.encode())) == [("1", normalize("NFC", text), None)]


def test_another_delimiter_can_be_asked_for(read):
    assert rows(read(b"id,title,extra\n1,abc,x\n", delimiter=",")) == [("1", "abc", "x")]


def test_several_files_of_one_name_fit_into_a_session(read):
    first, second = read(HEADER + ROW), read(HEADER + ROW * 2)
    assert (len(rows(first)), len(rows(second))) == (1, 2)


def test_a_file_name_with_quotation_marks(session, tmp_path):
    path = tmp_path / 'the "list" of o\'neill; drop.csv'
    path.write_bytes(HEADER + ROW)
    assert rows(read_csv(session, path, needed=("id",))) == [("1",)]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (b'"2"\n', ("3", "title", '"2"', "fewer columns than the header")),
        (b'"2";"3";"4"\n', ("3", None, '"2";"3";"4"', "more columns than the header")),
        (b'"2";"a"b"\n', ("3", "title", '"2";"a"b"', MARKS)),
        (
            b'"2";"' + b"x" * (LONGEST_LINE + 1) + b'"\n',
            ("3", None, '"2";"' + "x" * 195, "line longer than 16,777,216 bytes"),
        ),
    ],
    ids=["too few columns", "too many columns", "quotation mark inside", "too long"],
)
def test_a_bad_line_is_a_problem_and_the_others_are_read(read, bad, problem):
    csv = read(HEADER + ROW + bad + ROW)
    assert rows(csv) == [("1", "abc", None)] * 2
    assert (csv.rows, problems(csv)) == (2, [problem])


def test_a_file_cut_off_in_a_value_loses_its_last_line_only(read):
    csv = read(HEADER + ROW * 3 + b'"2";"x')
    assert csv.rows == 3
    assert problems(csv) == [("5", "title", '"2";"x', MARKS)]


def test_a_value_that_is_never_closed_loses_what_it_swallows_and_says_so(read):
    csv = read(HEADER + ROW + b'"2";"x\n' + ROW * 4)
    assert csv.rows == 4
    assert problems(csv) == [("3", None, '"2";"x\n"1";"abc"', "more columns than the header")]


def test_a_line_in_another_encoding_is_a_problem(read):
    csv = read(HEADER + ROW * 30 + '"2";"Müller"\n'.encode("latin-1"))
    assert csv.rows == 30
    assert problems(csv) == [("32", "title", '"2";"M?ller"', "not UTF-8")]


def test_a_file_in_another_encoding_is_refused(read):
    content = HEADER + ROW * 30 + '"2";"Müller"\n'.encode("latin-1") * 2
    assert refused(read, content) == "project.csv: 2 of 32 lines are not UTF-8."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused(read, encoding):
    message = refused(read, (HEADER + ROW).decode().encode(encoding))
    assert message.startswith(("project.csv is written in UTF-16", "project.csv is no text file"))


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_an_empty_file_is_refused(read, content):
    assert refused(read, content) == "project.csv is empty."


def test_an_empty_line_before_the_header_is_refused(read):
    assert refused(read, b"\n" + HEADER + ROW) == "project.csv begins with an empty line; expected the header."


def test_a_header_alone_is_no_row(read):
    csv = read(HEADER)
    assert (csv.rows, rows(csv), problems(csv)) == (0, [], [])


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x14\x00", b"\x1f\x8b\x08\x00", b"\x00\x01\x02", b"PAR1\x15\x04", bytes(2**21)]
)
def test_a_binary_file_is_refused(read, content):
    assert refused(read, content) == f"project.csv is no text file; it begins with {content[:16]!r}."


def test_random_bytes_are_refused(read):
    dice = random.Random(5)
    for _ in range(20):
        with pytest.raises((SchemaError, SourceError)) as error:
            read(dice.randbytes(5000))
        assert error.value.message.startswith("project.csv ")


@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_another_delimiter_is_refused(read, delimiter):
    content = (HEADER + ROW).replace(b";", delimiter.encode())
    with pytest.raises(SchemaError) as error:
        read(content)
    assert error.value.message.startswith("project.csv lacks the column(s) id, title; found id")
    assert error.value.hint == "Its columns seem to be parted by another sign; expected ';'."


def test_rows_with_another_delimiter_than_the_header_are_refused(read):
    message = refused(read, HEADER + b'"1","abc"\n' * 3)
    assert message == "project.csv: 3 of 3 lines cannot be read (fewer columns than the header)."


def test_a_missing_column_is_named_with_what_is_there(read):
    message = refused(read, b"id;name\n1;abc\n", SchemaError)
    assert message == "project.csv lacks the column(s) title; found id, name."


@pytest.mark.parametrize("header", [b"id;title;id\n", b"id;title;ID\n", b"id;extra;title;extra\n"])
def test_a_column_that_stands_twice_is_refused(read, header):
    message = refused(read, header + b"1;2;3;4\n", SchemaError)
    assert message == f"project.csv has the column(s) {'extra' if b'extra' in header else 'id'} twice."


def test_a_file_of_one_endless_line_is_refused_at_once(session, tmp_path):
    path = tmp_path / "project.csv"
    with path.open("wb") as file:
        file.write(b"x" * 100)
        file.truncate(2**30)
    with pytest.raises(SourceError, match="is no text file"):
        read_csv(session, path, needed=("id",))
    path.write_bytes(b"x" * 2**24)
    with pytest.raises(SchemaError, match=r"lacks the column\(s\) id; found x{200}\."):
        read_csv(session, path, needed=("id",))


@pytest.mark.parametrize("size", [3 * LONGEST_LINE, pytest.param(2**30, marks=pytest.mark.slow)], ids=["48 MB", "1 GB"])
def test_an_endless_value_is_one_problem(session, tmp_path, size):
    path = tmp_path / "project.csv"
    with path.open("wb") as file:
        file.write(HEADER + ROW + b'"2";"')
        for _ in range(size // 2**20):
            file.write(b"x" * 2**20)
        file.write(b'"\n' + ROW * 2)
    csv = read_csv(session, path, needed=("id", "title"))
    path.unlink()
    assert rows(csv) == [("1", "abc")] * 3
    assert [row["row"] for row in csv.problems.to_pylist()] == ["3"]


@pytest.mark.parametrize("end", [b"", b"\n", b"\n" + ROW * 2], ids=["at the end", "last", "between others"])
@pytest.mark.parametrize("size", [3 * LONGEST_LINE, pytest.param(2**30, marks=pytest.mark.slow)], ids=["48 MB", "1 GB"])
def test_an_endless_line_is_one_problem(session, tmp_path, size, end):
    path = tmp_path / "project.csv"
    with path.open("wb") as file:
        file.write(HEADER + ROW)
        for _ in range(size // 2**20):
            file.write(b"x" * 2**20)
        file.write(end)
    csv = read_csv(session, path, needed=("id", "title"))
    path.unlink()
    assert rows(csv) == [("1", "abc")] * (1 + end.count(ROW))
    told = {"row": "3", "column": None, "value": "x" * 200, "reason": "line longer than 16,777,216 bytes"}
    assert csv.problems.to_pylist() == [told]


def test_an_endless_line_in_a_value_that_began_before_it_is_one_problem(session, tmp_path):
    path = tmp_path / "project.csv"
    path.write_bytes(HEADER + ROW + b'"2";"a\n' + b"x" * (3 * LONGEST_LINE) + b'"\n' + ROW)
    csv = read_csv(session, path, needed=("id", "title"))
    assert rows(csv) == [("1", "abc")] * 2
    assert [row["row"] for row in csv.problems.to_pylist()] == ["3"]


def test_many_rows_with_line_breaks_are_counted_right_on_all_cores(session, tmp_path):
    path = tmp_path / "project.csv"
    dice = random.Random(2)
    texts = ["\n".join("x" * dice.randrange(40) for _ in range(dice.randrange(1, 90))) for _ in range(40_000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER.decode())
        file.writelines(f'"{number}";"{text}"\n' for number, text in enumerate(texts))
    csv = read_csv(session, path, needed=("id", "title"))
    assert csv.rows == 40_000
    assert [title or "" for _, title in rows(csv)] == texts
