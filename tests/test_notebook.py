"""The notebook of the documentation runs over a snapshot, cell by cell, in a real kernel."""

from __future__ import annotations

import base64
import io
from collections import Counter
from pathlib import Path

import duckdb
import matplotlib.image
import nbformat
import pytest
from nbclient import NotebookClient

from dateline.config import ROOT
from dateline.store.snapshot import build_snapshot
from dateline.store.warehouse import open_warehouse

from .example_home import META, build_example_home


def _colours(plot: dict) -> int:
    """Return how many colours fill a good part of a plot's upper two thirds, where the bars are."""
    picture = matplotlib.image.imread(io.BytesIO(base64.b64decode(plot["data"]["image/png"])))[:, :, :3]
    upper = (picture[: len(picture) * 2 // 3] * 255).astype(int).reshape(-1, 3)
    return sum(count > 500 for count in Counter(map(tuple, upper.tolist())).values())


def _has_ink(plot: dict) -> bool:
    """Is anything dark drawn in the middle of a plot, where a sentence stands? Its frame is at the edge."""
    picture = matplotlib.image.imread(io.BytesIO(base64.b64decode(plot["data"]["image/png"])))[:, :, :3]
    height, width = len(picture), len(picture[0])
    middle = picture[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4]
    return bool((middle < 0.3).any())


def _outputs(snapshot: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Run the notebook over a snapshot; return what its cells show, in order. Raises when a cell does."""
    monkeypatch.setenv("DATELINE_SNAPSHOT", str(snapshot))
    monkeypatch.setenv("MPLCONFIGDIR", str(scratch))
    monkeypatch.setenv("IPYTHONDIR", str(scratch))
    notebook = nbformat.read(ROOT / "docs" / "snapshot.ipynb", as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs")], (
        "committed without outputs: they are a diff's noise"
    )
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(scratch)}}
    ).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def _shown(outputs: list[dict], kind: str) -> list[dict]:
    return [output for output in outputs if kind in output.get("data", {})]


def test_the_notebook_goes_from_the_snapshot_to_its_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    snapshot = build_example_home(tmp_path)
    with duckdb.connect(str(snapshot)) as file:  # a toll whose day no source tells
        file.execute("UPDATE events SET event_date = NULL, event_date_precision = NULL WHERE place_name = 'Mopti'")
    shown = _outputs(snapshot, tmp_path, monkeypatch)
    plots = _shown(shown, "image/png")
    tables = [output["data"]["text/html"] for output in _shown(shown, "text/html")]
    warned = "".join(output.get("text", "") for output in shown if output["output_type"] == "stream")
    assert "UserWarning" not in warned, "a newcomer's first plot warns of nothing"
    assert _colours(plots[0]) > 3, "the bars are in the picture"
    assert len(plots) == 2 and len(tables) == 4
    assert "ASSAULT" in tables[1] and "Levant Post" in tables[2] and "Battles" in tables[3]


def test_a_first_night_without_an_event_gives_empty_plots_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with open_warehouse(tmp_path, ROOT / "sql", "tests", wait_s=5) as warehouse:
        snapshot = build_snapshot(warehouse, tmp_path, "night-1", META)
    shown = _outputs(snapshot, tmp_path, monkeypatch)
    plots = _shown(shown, "image/png")
    assert len(plots) == 2 and len(_shown(shown, "text/html")) == 4
    assert all(_has_ink(plot) and _colours(plot) <= 3 for plot in plots), "a sentence, and no bars"
