"""The model of a data version: plain numbers, the same whatever the order of rows or the threads."""

import json
import os
import shutil
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.lake.store import Lake
from crossfield.matching.backtest import AGAINST, GIVEN, MODEL, backtest_partners
from crossfield.matching.embedder import text_embedder
from crossfield.matching.factors import RANK
from crossfield.matching.features import ORGANISATION, TOPIC
from crossfield.matching.model import (
    partner_backtest,
    partner_factors,
    partner_model,
    stored_factors,
    stored_proof,
    stored_rankers,
)
from crossfield.matching.network import network_of
from crossfield.matching.ranker import SIGNED

LIST = """
import json, sys
from crossfield.lake.store import Lake
from crossfield.matching.partners import Filters, Idea, PartnerSearch, asker_of
with Lake(sys.argv[1]).open(threads=int(sys.argv[2])) as frames:
    found = PartnerSearch(frames).suggest(
        asker_of(frames, "DE"), Idea("saxony", ("biotechnology", "ict"), "Laser"), Filters(), top=50
    )
print(json.dumps([one.to_dict() for one in found.suggestions]))
"""


@pytest.fixture(scope="module")
def shuffled(small_lake, tmp_path_factory):
    """The small lake with the rows of what partners are told from turned round."""
    path = tmp_path_factory.mktemp("shuffled") / "lake"
    shutil.copytree(small_lake.path, path)
    (folder,) = (path / "versions").iterdir()
    for name in ("participation", "project", "organisation", "tag", "project_text"):
        table = pq.read_table(folder / f"{name}.parquet")
        turned = table.take(pa.array(range(table.num_rows - 1, -1, -1)))
        pq.write_table(turned, folder / f"{name}.parquet")
    return Lake(path)


@pytest.fixture(scope="module")
def network(small_lake):
    with small_lake.open() as frames:
        yield network_of(frames), text_embedder(frames), frames.manifest.last_complete_year


def test_a_version_holds_features_weights_and_windows(small_lake, network):
    _, _, last = network
    with small_lake.open() as frames:
        rows = frames.read("partner_model")
        rankers = stored_rankers(frames)
    assert {row["given"] for row in rows} == set(GIVEN)
    assert {row["outcome_year"] for row in rows} == {last}
    assert {row["year_to"] for row in rows} == {last - 1}
    assert all(row["root"] == 0 for row in rows if row["feature"] in SIGNED)
    assert {given: ranker.features for given, ranker in rankers.items()} == {
        "organisation": ORGANISATION,
        "topic": TOPIC,
    }


def test_the_same_records_give_the_same_model_in_any_order(small_lake, shuffled, network):
    with shuffled.open() as frames:
        other, embedder = network_of(frames), text_embedder(frames)
    one, first, last = network
    assert other.organisations.names == one.organisations.names
    assert (other.member != one.member).nnz == 0
    assert partner_model(other, embedder, last)[0].equals(partner_model(one, first, last)[0])
    assert partner_factors(other).equals(partner_factors(one))


def test_one_list_whatever_the_order_of_rows_and_the_threads(small_lake, shuffled):
    lists = []
    for lake, threads in ((small_lake, "1"), (small_lake, "2"), (shuffled, "2")):
        told = os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        command = [sys.executable, "-c", LIST, str(lake.path), threads]
        ran = subprocess.run(command, env=told, capture_output=True, text=True, check=True)
        lists.append(json.loads(ran.stdout))
    assert lists[0]
    assert lists[1:] == [lists[0], lists[0]]


def test_the_back_test_is_stored_with_the_model(small_lake, network):
    one, embedder, last = network
    with small_lake.open() as frames:
        rows = frames.read("partner_backtest")
        proof = stored_proof(frames, "organisation")
    assert rows == partner_backtest(one, embedder, last).to_pylist()
    assert {row["score"] for row in rows} == {MODEL, AGAINST["organisation"][0], AGAINST["topic"][0]}
    whole = backtest_partners(one, embedder, "organisation", until=last - 2, test_until=last + 1)
    values = {
        (row["score"], row["measure"]): (row["value"], row["low"], row["high"])
        for row in rows
        if (row["given"], row["of"]) == ("organisation", "all")
    }
    for measure in ("recall_at_100", "recall_at_20", "mrr"):
        assert values[MODEL, measure] == (whole["model"][measure], *whole["intervals"][measure])
        simple = whole["baselines"]["adamic-adar"][measure]
        assert values["adamic-adar", measure] == (simple, None, None)
        above = (whole["model"][measure] - simple, *whole["intervals"][f"{measure}_above_adamic-adar"])
        assert values["adamic-adar", f"{measure}_above"] == above
    assert (proof.until, proof.test_until, proof.queries) == (last - 2, last + 1, whole["model"]["queries"])
    assert (proof.found, proof.simple) == (values[MODEL, "recall_at_100"][0], values["adamic-adar", "recall_at_100"][0])


def test_a_lake_without_records_has_no_proof():
    with Lake().open() as frames:
        assert stored_proof(frames, "topic") is None


def test_too_few_years_give_no_model_and_no_back_test(dump_lake):
    with dump_lake.open() as frames:
        one, embedder = network_of(frames), text_embedder(frames)
        assert stored_proof(frames, "topic") is None
    rows, _, note = partner_model(one, embedder, 2010)
    assert (rows.num_rows, partner_backtest(one, embedder, 2010).num_rows) == (0, 0)
    assert "No project of 2 to 60 organisations" in note


def test_factors_are_read_back_in_the_order_of_the_network(small_lake, network):
    one, _, _ = network
    with small_lake.open() as frames:
        found = stored_factors(frames, one)
    assert found.shape == (len(one.organisations.names), RANK)
    assert found.ravel().tolist() == partner_factors(one)["value"].to_pylist()
