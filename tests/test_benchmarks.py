"""The load test and the measure of overhead run, in small: what they find at full size is theirs to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.config import ROOT


def bench(name: str, *words: str) -> tuple[int, dict]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / name), *words], capture_output=True, text=True, timeout=120
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.timeout(150)
def test_a_small_load_loses_no_page_and_asks_no_host_too_fast() -> None:
    code, told = bench("load_wire.py", "--feeds", "40", "--pages", "200")
    assert (code, told["wrong"]) == (0, [])
    assert told["outcomes"] == {"archived": 198, "404": 2} and told["server"]["most_at_once"] == 1


@pytest.mark.timeout(150)
def test_the_overhead_of_fetching_is_measured_against_httpx_in_one_run() -> None:
    _, told = bench("fetch_overhead.py", "--pages", "60", "--rounds", "1")
    assert told["pages"] == 57 and told["ratio"] > 0


@pytest.mark.timeout(180)
def test_the_night_of_the_clustering_benchmark_passes_its_checks_whole(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    script = ROOT / "benchmarks" / "cluster_scale.py"
    words = ["--history", "1000", "--night", "100", "--json", str(told)]
    done = subprocess.run([sys.executable, str(script), *words], capture_output=True, text=True, timeout=160)
    assert done.returncode == 0, done.stderr
    assert json.loads(told.read_text())["cpu ratio"] == 1.0
