"""`dateline parse` and `dateline places` at their edge: files, pipes, rejected lines, workers."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import StoreError, UsageError
from dateline.parse.commands import run_parse, run_places
from dateline.parse.parser import Parser
from dateline.parse.pool import Worker, WorkerDied, parse_in_workers
from dateline.records import Document

STORY = "Gunmen killed four farmers near Kano on Monday, police said."


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _documents(count: int) -> str:
    return "".join(json.dumps({"id": f"d{n}", "text": f"{STORY} {n} people fled."}) + "\n" for n in range(count))


def test_reports_documents_and_rejected_lines_go_to_three_files(parser: Parser, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = json.dumps({"id": "a", "text": STORY, "published_at": "2026-07-08T12:00:00Z", "more": 1})
    lines = [
        good,
        "not json",
        '["a"]',
        '{"id": "b"}',
        "",
        '{"id": "c", "text": ""}',
        '{"id": 7, "text": "x"}',
    ]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run_parse(source, out, parser=parser) == 1
    assert [(row["document_id"], row["event_type"], row["fatalities_best"]) for row in _lines(out)] == [
        ("a", "ASSAULT", 4)
    ]
    told = _lines(Path(f"{out}.documents.jsonl"))
    assert [(row["id"], row["outcome"], row["n_reports"]) for row in told] == [("a", "parsed", 1), ("c", "empty", 0)]
    assert [row["line"] for row in _lines(Path(f"{out}.rejected.jsonl"))] == [2, 3, 4, 7]
    assert not list(tmp_path.glob("*.part"))


def test_an_instant_that_cannot_be_read_is_not_known_and_the_document_is_kept(parser: Parser, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    dated = {"id": "a", "text": STORY, "published_at": "Nov 22, 20T12:00:00Z"}
    source.write_text(json.dumps(dated) + "\n", encoding="utf-8")
    assert run_parse(source, out, parser=parser) == 0
    assert [(row["document_id"], row["event_date_source"]) for row in _lines(out)] == [("a", None)]


def test_all_good_lines_exit_zero_and_a_lone_surrogate_survives(parser: Parser, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        '{"id": "a\\ud800", "text": "Gunmen killed \\ud83d four farmers near Kano on Monday."}\n', encoding="utf-8"
    )
    assert run_parse(source, out, parser=parser) == 0
    assert _lines(Path(f"{out}.documents.jsonl"))[0]["id"] == "a\ud800"


def test_bytes_that_are_no_text_are_rejected(parser: Parser, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'{"id": "a", "text": "\xff\xfe"}\n' + _documents(1).encode())
    assert run_parse(source, out, parser=parser) == 1
    assert len(_lines(Path(f"{out}.documents.jsonl"))) == 1


def test_dashes_are_the_standard_streams(
    parser: Parser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_documents(1).encode())))
    assert run_parse("-", "-", parser=parser) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["document_id"] == "d0"


def test_a_missing_file_or_folder_is_one_clear_error(parser: Parser, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere\.jsonl: cannot be read"):
        run_parse(tmp_path / "nowhere.jsonl", tmp_path / "out.jsonl", parser=parser)
    (tmp_path / "in.jsonl").write_text(_documents(1), encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        run_parse(tmp_path / "in.jsonl", tmp_path / "no" / "out.jsonl", parser=parser)
    with pytest.raises(UsageError, match="processes"):
        run_parse(tmp_path / "in.jsonl", tmp_path / "out.jsonl", processes=0)


def test_two_processes_give_the_same_bytes_in_the_same_order(parser: Parser, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(_documents(40), encoding="utf-8")
    assert run_parse(source, tmp_path / "one.jsonl", parser=parser) == 0
    assert run_parse(source, tmp_path / "two.jsonl", processes=2) == 0
    for ending in ("", ".documents.jsonl", ".rejected.jsonl"):
        assert Path(f"{tmp_path}/one.jsonl{ending}").read_bytes() == Path(f"{tmp_path}/two.jsonl{ending}").read_bytes()


def test_what_a_library_prints_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('[]', flush=True)\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))))
    (answer,) = parse_in_workers([Document("a", STORY)], 1)
    assert (answer.document_id, answer.outcome) == ("a", "parsed")
    out, err = capfd.readouterr()
    assert out == "" and "[]" in err


def test_a_worker_that_dies_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, deaths = Worker.ask, []

    def dies_once(self: Worker, documents: list[Document]) -> Any:
        if not deaths:
            deaths.append(1)
            self._process.kill()
            self._process.wait()
        return ask(self, documents)

    monkeypatch.setattr(Worker, "ask", dies_once)
    answers = list(parse_in_workers([Document("a", STORY), Document("b", STORY)], 1))
    assert deaths and [answer.outcome for answer in answers] == ["parsed", "parsed"]


def test_a_document_that_always_kills_its_worker_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Worker.ask

    def dies_on_b(self: Worker, documents: list[Document]) -> Any:
        if any(document.id == "b" for document in documents):
            raise WorkerDied
        return ask(self, documents)

    monkeypatch.setattr(Worker, "ask", dies_on_b)
    answers = list(parse_in_workers([Document("a", STORY), Document("b", STORY), Document("c", STORY)], 1))
    assert [answer.outcome for answer in answers] == ["parsed", "failed", "parsed"]


def test_places_are_written_with_their_spans(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(_documents(1), encoding="utf-8")
    assert run_places(source, out) == 0
    row = _lines(out)[0]
    assert STORY[row["start"] : row["end"]] == "Kano" and row["country"] == "NGA"
    assert set(row) == {
        "document_id",
        "start",
        "end",
        "name",
        "latitude",
        "longitude",
        "geonames_id",
        "country",
        "admin1",
    }
