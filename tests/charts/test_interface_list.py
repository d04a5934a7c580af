from __future__ import annotations

import re
from itertools import product

from lxml import html

from crossfield.charts.interface_cells import interface_cells, read_fields, same_kind_cells
from crossfield.charts.interface_list import interface_ranking, interface_table
from crossfield.charts.words import NO_SYNERGY


def cells_of(rows, fields, shows="strength", language="en"):
    return interface_cells(rows, read_fields(fields, language), shows=shows, language=language)


def table_of(rows, fields, language="en"):
    same_kind = same_kind_cells(rows, read_fields(fields, language), shows="strength", language=language)
    return html.fromstring(interface_table(cells_of(rows, fields, language=language), same_kind, language=language))


def texts(elements):
    return [" ".join(element.text_content().split()) for element in elements]


def test_the_ranking_lists_what_the_map_draws_with_a_figure(rows, fields):
    ranking = html.fromstring(interface_ranking(cells_of(rows, fields), shows="strength", language="en"))
    assert texts(ranking.findall(".//li/span[@class='pair']")) == [
        "Ict × Energy",
        "Chips × Health",
        "Chips × Energy",
        "Chips × Machines",
    ]
    assert texts(ranking.findall(".//li/strong")) == ["2.20", "1.90", "1.29", "0.40"]
    assert texts(ranking.findall(".//li/span[@class='said']"))[0] == (
        "90% range 1.60 to 2.90 · 12 projects · uncertain · few records"
    )


def test_bars_start_at_the_reference_and_uncertain_ones_are_outlined(rows, fields):
    ranking = html.fromstring(interface_ranking(cells_of(rows, fields), shows="strength", language="en"))
    bars = ranking.findall(".//rect")
    assert [bar.get("class") for bar in bars] == [
        "k6 uncertain div",
        "k5 uncertain div",
        "k4 certain div",
        "k0 certain div",
    ]
    reference = {line.get("x1") for line in ranking.findall(".//line[@class='reference']")}
    assert len(reference) == 1
    assert {bar.get("x") for bar in bars[:3]} == reference
    ends = float(bars[3].get("x")) + float(bars[3].get("width"))
    assert abs(ends - float(reference.pop())) < 0.2


def test_a_bar_without_a_range_has_no_line_for_it(rows, fields):
    rows[0] |= {"strength_low": None, "strength_high": None}
    ranking = html.fromstring(interface_ranking(cells_of(rows[:1], fields), shows="strength", language="en"))
    assert len(ranking.findall(".//rect")) == 1
    assert ranking.findall(".//line[@class='reach']") == []


def test_a_list_of_one_value_on_the_reference_is_drawn(rows, fields):
    rows[0] |= {"strength": 1.0, "strength_low": 1.0, "strength_high": 1.0}
    ranking = interface_ranking(cells_of(rows[:1], fields), shows="strength", language="en")
    assert 'x1="150.0"' in ranking


def test_long_lists_fold(fields):
    more = [{**fields[3], "field": f"f{index:02}", "position": 10 + index} for index in range(8)]
    rows = [
        {"field_a": a, "field_b": b["field"], "strength": 1.2, "support": 2, "note": None}
        for a, b in product(("chips", "ict"), more)
    ]
    ranking = html.fromstring(interface_ranking(cells_of(rows, [*fields, *more]), shows="strength", language="de"))
    assert len(ranking.findall("./ol/li")) == 12
    assert len(ranking.findall("./details/ol/li")) == 4
    assert texts(ranking.findall("./details/summary")) == ["4 weitere zeigen"]


def test_without_a_figure_there_is_no_ranking(fields):
    assert interface_ranking(cells_of([], fields), shows="strength", language="en") == ""


def test_the_table_holds_every_pair_once_by_block_and_one_kind_last(rows, fields):
    table = table_of(rows, fields)
    assert texts(table.findall(".//th[@class='group']")) == [
        "Key technologies × Future fields",
        "Key technologies × Sectors",
        "Sectors × Future fields",
        "Two fields of one kind (not drawn on the map)",
    ]
    pairs = texts(table.findall(".//th[@scope='row']"))
    assert len(pairs) == len(set(pairs)) == 9
    assert pairs[-1] == "Chips × Ict"


def test_null_is_a_dash_with_a_note_and_empty_columns_are_left_out(rows, fields):
    table = table_of(rows, fields, "de")
    head = texts(table.findall(".//thead//th"))
    assert head == [
        "Schnittstelle",
        "Stärke",
        "Gemeinsame Projekte (Fallzahl)",
        "Ausschreibungsthemen",
        "Organisationen in beiden Feldern",
        "Bekannte Regionen",
        "Hinweis",
    ]
    by_pair = {texts([row[0]])[0]: texts(row[1:]) for row in table.findall(".//tbody/tr") if len(row) > 1}
    assert by_pair["IKT × Health"] == ["–", "5", "5", "6", "97 %", "Definitionen überschneiden sich"]
    assert by_pair["Mikroelektronik × Energie"] == ["1,29 (1,05 bis 1,77)", "8", "8", "9", "97 %", ""]
    assert not re.search(r"\d\.\d", table.text_content())


def test_what_users_wrote_is_text_not_markup(rows, fields):
    fields[0]["title_en"] = "<b>Chips</b> & more"
    rows[0]["note"] = "<script>alert(1)</script>"
    table = table_of(rows, fields)
    assert table.findall(".//b") == table.findall(".//script") == []
    assert "<b>Chips</b> & more × Energy" in texts(table.findall(".//th[@scope='row']"))


def test_bars_of_a_gap_start_at_zero_on_an_even_axis(rows, fields):
    rows[0] |= {"gap": 2.0, "gap_low": 0.0, "gap_high": 4.0}
    ranking = html.fromstring(interface_ranking(cells_of(rows, fields, "gap"), shows="gap", language="de"))
    assert texts(ranking.findall(".//li/strong")) == ["+2,00"]
    bar = ranking.find(".//rect")
    assert (bar.get("x"), bar.get("width")) == ("1.0", "149.0")


def test_what_holds_for_the_whole_table_is_said_once(rows, fields):
    for row in rows:
        row |= {"synergy": 1.0, "synergy_low": float("nan"), "synergy_high": None, "bridges": float("nan")}
    assert "Synergie" in texts(table_of(rows, fields, "de").findall(".//thead//th"))
    for row in rows[:4]:
        row["note"] = NO_SYNERGY
    table = table_of(rows, fields, "de")
    assert not {"Synergie", "Brücken"} & set(texts(table.findall(".//thead//th")))
    assert texts(table.findall("./p"))[1:] == [
        "Hinweis: eine regionale Besonderheit (Synergie) lässt sich vom Zufall nicht unterscheiden."
    ]
    assert texts(table.findall(".//td[@class='note']"))[0] == ""
