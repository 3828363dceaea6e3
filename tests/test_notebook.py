"""The notebook of the documentation runs over a snapshot, cell by cell, in a real kernel."""

from __future__ import annotations

import base64
import io
from collections import Counter
from pathlib import Path

import matplotlib.image
import nbformat
import pytest
from nbclient import NotebookClient

from dateline.config import ROOT

from .example_home import build_example_home


def _colours(plot: dict) -> int:
    """Return how many colours fill a good part of a plot's upper two thirds, where the bars are."""
    picture = matplotlib.image.imread(io.BytesIO(base64.b64decode(plot["data"]["image/png"])))[:, :, :3]
    upper = (picture[: len(picture) * 2 // 3] * 255).astype(int).reshape(-1, 3)
    return sum(count > 500 for count in Counter(map(tuple, upper.tolist())).values())


def test_the_notebook_goes_from_the_snapshot_to_its_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATELINE_SNAPSHOT", str(build_example_home(tmp_path)))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(ROOT / "docs" / "snapshot.ipynb", as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs")], (
        "committed without outputs: they are a diff's noise"
    )
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    plots = [output for output in shown if "image/png" in output.get("data", {})]
    tables = [output["data"]["text/html"] for output in shown if "text/html" in output.get("data", {})]
    warned = "".join(output.get("text", "") for output in shown if output["output_type"] == "stream")
    assert "UserWarning" not in warned, "a newcomer's first plot warns of nothing"
    assert _colours(plots[0]) > 3, "the bars are in the picture"
    assert len(plots) == 2 and len(tables) == 4
    assert "ASSAULT" in tables[1] and "Levant Post" in tables[2] and "Battles" in tables[3]
