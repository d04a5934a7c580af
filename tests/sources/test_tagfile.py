import csv
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.delivery import arrow_schema
from crossfield.sources.tagfile import read_tags


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8"):
        path = tmp_path / "tags.csv"
        path.write_bytes(text.encode(encoding))
        return read_tags(path)

    return read_text


def tag(project, field, share, first_stop, last_start):
    empty = {"code_first_stop": None, "code_last_start": None}
    place = {"text_first_stop": first_stop, "text_last_start": last_start}
    own = {"project": project, "scheme": "own", "field": field, "weight": 1.0, "share": share, "kinds": "N"}
    return own | place | empty


def test_tags_with_spans(read):
    table = read("project,field,spans\n7,ict,13-21 4-8\n7,bio,9-12\n8,ict,0-3\n")
    assert table.schema == arrow_schema("tag")
    assert table.to_pylist() == [tag("7", "bio", 0.5, 12, 9), tag("7", "ict", 0.5, 8, 13), tag("8", "ict", 1.0, 3, 0)]


def test_without_spans_each_field_has_a_place_of_its_own(read):
    rows = read("project,field\n7,ict\n7,bio\n7,nano\n").to_pylist()
    assert [(row["field"], row["share"]) for row in rows] == [("bio", 1 / 3), ("ict", 1 / 3), ("nano", 1 / 3)]
    places = [(row["text_last_start"], row["text_first_stop"]) for row in rows]
    assert all(stop <= start for (_, stop), (start, _) in pairwise(places))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffproject,field,spans\r\n7,ict,\r\n",
        "spans,field,project\n,ict,7\n",
        "project,field,spans,who\n 7 , ict ,  ,me\n",
        "project,field,spans\n\n7,ict\n",
    ],
)
def test_order_blanks_other_columns_and_byte_order_mark_do_not_matter(text, read):
    assert [(row["project"], row["field"]) for row in read(text).to_pylist()] == [("7", "ict")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "project,spans\n7,4-8\n",
            r"tags\.csv lacks the column\(s\) field; found project, spans\. Expected the header",
        ),
        ("project;field;spans\n7;ict;\n", r"lacks the column\(s\) field, project; found project;field;spans\."),
        ("", r"lacks the column\(s\) field, project; found nothing\."),
        ("project,field,spans\n7,ict,\n,bio,\n", "line 3: found project '', field 'bio', spans ''"),
        ("project,field,spans\n7, ,\n", "line 2: found project '7', field '', spans ''"),
        ("project,field,spans\n7,ict,4\n", "line 2: found project '7', field 'ict', spans '4'. Expected"),
        ("project,field,spans\n7,ict,4-8;9-10\n", "spans '4-8;9-10'"),
        ("project,field,spans\n7,ict,-4-8\n", "spans '-4-8'"),
        ("project,field,spans\n7,ict,8-4\n", "line 2: found spans '8-4'; a span must end behind its start"),
        ("project,field,spans\n7,ict,4-4\n", "a span must end behind its start"),
        ("project,field,spans\n7,ict,1-2\n7,ict,4-8\n", "line 3: project 7 has the field 'ict' twice. Put all spans"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(text, message, read):
    with pytest.raises(SchemaError, match=message):
        read(text)


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        ("project,field,spans\n", "utf-8", "holds no tags. Expected lines such as"),
        ("project,field\n7,Prüftechnik\n", "latin-1", "is not CSV in UTF-8"),
        ("project,field\n7,ict\n", "utf-16", "is not CSV in UTF-8"),
        ('project,field\n7,"' + "x" * 200_000, "utf-8", "is not CSV in UTF-8: field larger than field limit"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(text, encoding, message, read):
    with pytest.raises(SourceError, match=message):
        read(text, encoding)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    with pytest.raises(SourceError, match="cannot be read: No such file or directory"):
        read_tags(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        read_tags(tmp_path)


SPAN = st.tuples(st.integers(0, 500), st.integers(1, 50)).map(lambda pair: (pair[0], pair[0] + pair[1]))
PAIRS = st.tuples(st.sampled_from("123"), st.sampled_from(["ict", "bio", "nano"]))


@given(st.dictionaries(PAIRS, st.lists(SPAN, max_size=3), min_size=1))
def test_shares_of_a_project_sum_to_one_and_spans_keep_their_ends(tmp_path_factory, tags):
    path = tmp_path_factory.mktemp("tags") / "tags.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["project", "field", "spans"])
        writer.writerows([*key, " ".join(f"{start}-{stop}" for start, stop in spans)] for key, spans in tags.items())
    rows = read_tags(path).to_pylist()
    assert [(row["project"], row["field"]) for row in rows] == sorted(tags)
    for project in {row["project"] for row in rows}:
        assert sum(row["share"] for row in rows if row["project"] == project) == pytest.approx(1)
    told = {key: spans for key, spans in tags.items() if spans}
    assert {
        (row["project"], row["field"]): (row["text_first_stop"], row["text_last_start"])
        for row in rows
        if (row["project"], row["field"]) in told
    } == {key: (min(stop for _, stop in spans), max(start for start, _ in spans)) for key, spans in told.items()}


@pytest.mark.shared
def test_the_reference_tags_are_read_whole(shared):
    path = shared / "oracles" / "h2020_reference_tags.csv"
    with path.open(encoding="utf-8", newline="") as file:
        given_rows = [(row["project"], row["field"]) for row in csv.DictReader(file)]
    table = read_tags(path)
    assert list(zip(table["project"].to_pylist(), table["field"].to_pylist(), strict=True)) == sorted(given_rows)
