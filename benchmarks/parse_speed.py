"""Measure `dateline parse` against spaCy's full English pipeline: speed, start-up and memory, in one run.

    python benchmarks/parse_speed.py [STORIES.jsonl] [--runs 3] [--json OUT]

Both are whole processes over the same stories (those that the project ships, unless a file is given), by turns, with
one thread each; then both with a process a core. Figures are medians. spaCy runs all components of the model that
Dateline uses, named entities included, and throws its documents away; Dateline writes its reports.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from dateline.parse.grammar.language_model import MODELS
from stories import read_stories, shipped_stories

_SPACY = """
import json, sys, spacy
def model():
    for name in {models!r}:
        if spacy.util.is_package(name):
            return spacy.load(name)
    raise SystemExit("no English model")
if __name__ == "__main__":
    nlp = model()
    with open(sys.argv[1], encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    for _ in nlp.pipe(texts, n_process=int(sys.argv[2])):
        pass
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to end: wall seconds, processor seconds, and the largest resident set, in MiB."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="?", type=Path, help="a JSONL file of documents")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, by turns (default 3)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="processes of the second part")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    arguments = parser.parse_args()
    documents = read_stories(arguments.stories) if arguments.stories else shipped_stories()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), documents, arguments.runs, arguments.processes)
    show(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(folder: Path, documents: list[dict[str, Any]], runs: int, processes: int) -> dict[str, Any]:
    """Return all figures: start-up on no document, one process, and many."""
    (folder / "spacy_pipe.py").write_text(_SPACY.format(models=MODELS), encoding="utf-8")
    figures: dict[str, Any] = {
        "stories": len(documents),
        "characters": sum(len(document["text"]) for document in documents),
        "runs": runs,
    }
    parts = (("start_up", documents[:0], 1), ("one_process", documents, 1), ("all_processes", documents, processes))
    for name, told, count in parts:
        lines = folder / f"{name}.jsonl"
        lines.write_text("".join(json.dumps(document) + "\n" for document in told), encoding="utf-8")
        ours = [sys.executable, "-m", "dateline.cli", "parse", str(lines), str(folder / "out.jsonl")]
        commands = {
            "dateline": [*ours, "--processes", str(count)],
            "spacy": [sys.executable, str(folder / "spacy_pipe.py"), str(lines), str(count)],
        }
        found: dict[str, list[Run]] = {who: [] for who in commands}
        for _ in range(runs):
            for who, command in commands.items():
                found[who].append(run(command))
        figures[name] = {"processes": count, **{who: _medians(each, len(told)) for who, each in found.items()}}
    return figures


def run(command: list[str]) -> Run:
    """Run a command to its end. Raises SystemExit when it fails."""
    environ = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    started = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environ)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _medians(runs: list[Run], stories: int) -> dict[str, float | None]:
    wall = median(run.wall_s for run in runs)
    return {
        "wall_s": round(wall, 3),
        "cpu_s": round(median(run.cpu_s for run in runs), 3),
        "peak_mib": round(median(run.peak_mib for run in runs), 1),
        "stories_per_s": round(stories / wall, 2) if stories else None,
    }


def show(figures: dict[str, Any]) -> None:
    """Print a table and, for each part, how many times faster than spaCy Dateline is."""
    print(f"{figures['stories']} stories, {figures['characters']} characters, {figures['runs']} runs each, medians")
    print(f"{'':16}{'':10}{'seconds':>9}{'cpu s':>9}{'MiB':>8}{'stories/s':>11}")
    for part in ("start_up", "one_process", "all_processes"):
        for who in ("dateline", "spacy"):
            row = figures[part][who]
            rate = f"{row['stories_per_s']:.1f}" if row["stories_per_s"] else ""
            print(f"{part:16}{who:10}{row['wall_s']:9.2f}{row['cpu_s']:9.2f}{row['peak_mib']:8.0f}{rate:>11}")
    for part in ("start_up", "one_process", "all_processes"):
        ours, theirs = figures[part]["dateline"], figures[part]["spacy"]
        speed, cpu = theirs["wall_s"] / ours["wall_s"], theirs["cpu_s"] / ours["cpu_s"]
        memory = ours["peak_mib"] / theirs["peak_mib"]
        print(
            f"{part:16}spaCy's time to Dateline's {speed:.2f} (processor {cpu:.2f}), its memory to spaCy's {memory:.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
