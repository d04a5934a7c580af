import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from crossfield.config import Settings
from crossfield.errors import ConfigError, SourceError
from crossfield.lake.engine import DuckSession
from crossfield.refresh import fetch
from crossfield.sources.eurostat import load_dataset
from crossfield.sources.statistics import STATISTICS

GENERIC = """<?xml version="1.0" encoding="UTF-8"?>
<m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
 xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">
<m:Header><m:ID>a</m:ID><m:Test>false</m:Test><m:Prepared>2026-11-23T00:00:00</m:Prepared><m:Sender id="ESTAT"/>
<m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure>
<Ref agencyID="ESTAT" id="PAT" version="1.0"/></c:Structure></m:Structure></m:Header>
<m:DataSet structureRef="S">%s</m:DataSet></m:GenericData>"""
SERIES = """<g:Series><g:SeriesKey><g:Value id="freq" value="A"/><g:Value id="unit" value="NR"/>
<g:Value id="geo" value="DED"/></g:SeriesKey>
<g:Obs><g:ObsDimension value="2011"/><g:ObsValue value="912.5"/>
<g:Attributes><g:Value id="OBS_FLAG" value="e"/></g:Attributes></g:Obs>
<g:Obs><g:ObsDimension value="2012"/><g:ObsValue value="NaN"/></g:Obs></g:Series>"""


@contextmanager
def provider_that_answers(status, body):
    """A provider of its own on this machine; gives its name and the paths that were asked for."""
    sdmx = pytest.importorskip("sdmx", reason="needs the extra live: pip install 'crossfield[live]'")
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    name = f"LOCAL{server.server_port}"
    sdmx.add_source({"id": name, "name": name, "url": f"http://127.0.0.1:{server.server_port}"})
    try:
        yield name, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        del sdmx.source.sources[name]


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sdmx", None)
    with pytest.raises(ConfigError, match=r"needs the extra 'live'.*pip install 'crossfield\[live\]'"):
        load_dataset("pat_ep_rtot", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", ["", "../etc", "a b", "a/b"])
def test_a_code_that_is_none_is_refused_before_anything_is_asked(code, tmp_path):
    with pytest.raises(ConfigError, match="no code of a dataset"):
        load_dataset(code, folder=tmp_path)


def test_an_unknown_provider_is_refused_with_the_known_ones(tmp_path):
    pytest.importorskip("sdmx")
    with pytest.raises(ConfigError, match=r"no provider 'NOBODY'.*ESTAT"):
        load_dataset("pat_ep_rtot", folder=tmp_path, provider="NOBODY")


def test_a_dataset_becomes_a_file_that_the_source_statistics_reads(tmp_path):
    with provider_that_answers(200, GENERIC % SERIES) as (name, asked):
        path = load_dataset("PAT_EP_RTOT", "A.NR.DED", folder=tmp_path / "new", provider=name)
    assert [line.partition("?")[0] for line in asked] == ["/data/PAT_EP_RTOT/A.NR.DED"]
    assert path == tmp_path / "new" / "pat_ep_rtot.csv"
    assert path.read_text(encoding="utf-8").splitlines() == [
        "freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG",
        "A,NR,DED,2011,912.5,e",
        "A,NR,DED,2012,NaN,",
    ]
    with DuckSession() as session:
        delivery = STATISTICS.read(session, {path.name: path})
        rows = session.arrow(delivery.frames["activity"]).to_pylist()
    place = {"source": "pat_ep_rtot.csv", "region": "DED", "field": "total", "measure": "NR"}
    assert rows == [place | {"year": 2011, "value": 912.5}, place | {"year": 2012, "value": None}]


def test_an_answer_without_data_is_an_error(tmp_path):
    with (
        provider_that_answers(200, GENERIC % "") as (name, _),
        pytest.raises(SourceError, match=r"no data of pat_ep_rtot for the key 'A\.NR\.XX'") as caught,
    ):
        load_dataset("pat_ep_rtot", "A.NR.XX", folder=tmp_path, provider=name)
    assert caught.value.temporary is False


@pytest.mark.parametrize(("status", "temporary"), [(404, False), (503, True)])
def test_a_refusal_is_temporary_where_the_provider_is_at_fault(status, temporary, tmp_path):
    with (
        provider_that_answers(status, "") as (name, _),
        pytest.raises(SourceError, match=f"answers {status} for pat_ep_rtot") as caught,
    ):
        load_dataset("pat_ep_rtot", "NR.DED", folder=tmp_path, provider=name)
    assert caught.value.temporary is temporary


@pytest.mark.parametrize("body", ["<html><body>Maintenance</body></html>", "Maintenance", ""])
def test_an_answer_that_is_no_sdmx_is_an_error(body, tmp_path):
    with (
        provider_that_answers(200, body) as (name, _),
        pytest.raises(SourceError, match="cannot be read as SDMX"),
    ):
        load_dataset("pat_ep_rtot", "NR.DED", folder=tmp_path, provider=name)


def test_a_provider_that_is_not_there_is_a_temporary_error(tmp_path):
    with provider_that_answers(200, "") as (name, _):
        import sdmx

        source = sdmx.source.sources[name]
    sdmx.source.sources[name] = source
    try:
        with pytest.raises(SourceError, match="cannot be reached") as caught:
            load_dataset("pat_ep_rtot", "NR.DED", folder=tmp_path, provider=name)
    finally:
        del sdmx.source.sources[name]
    assert caught.value.temporary is True


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        provider_that_answers(200, GENERIC % SERIES) as (name, _),
        pytest.raises(SourceError, match="cannot be written"),
    ):
        load_dataset("pat_ep_rtot", "A.NR.DED", folder=tmp_path / "file", provider=name)


def test_fetch_loads_a_dataset_and_names_the_provider_as_its_address(own_lake, tmp_path):
    with provider_that_answers(200, GENERIC % SERIES) as (name, asked):
        live = f"sdmx:{name}/PAT_EP_RTOT/A.NR.DED"
        manifest, _ = fetch(own_lake, "statistics", live, Settings())
        assert fetch(own_lake, "statistics", live, Settings()) == (manifest, False)
    assert len(asked) == 2
    assert [entry.address for entry in manifest.sources if entry.name == "statistics"] == [live]
    with own_lake.open() as frames:
        assert [(row["year"], row["value"]) for row in frames.read("activity")] == [(2011, 912.5), (2012, None)]
