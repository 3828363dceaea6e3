"""The event classifier: the shipped file, what it does to mentions, and that it is worth its place."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

import labelled
import train
from dateline.config import ROOT
from dateline.errors import ConfigError
from dateline.parse.parser import Parser
from dateline.parse.what.classifier import MODEL_PATH, Classifier, Linear, Thresholds, load_classifier
from dateline.parse.what.mentions import Mention
from dateline.records import Document
from dateline.vocab import EVENT_TYPES, modes


def told(parser: Parser, text: str) -> list[str]:
    return [report.event_type for report in parser.parse(Document("x", text)).reports]


# ----------------------------------------------------------------------------------------------- the shipped file


def test_the_fitted_file_is_of_the_sentences_that_are_here():
    sentences, bad = labelled.read_training()
    stories, bad_stories = labelled.read_stories()
    assert not bad + bad_stories
    version = labelled.fingerprint(sentences, stories)
    assert load_classifier().version == version, "the texts have changed: run `make train`"


def test_the_card_is_of_the_fitted_file():
    card = (ROOT / "docs" / "classifier.md").read_text(encoding="utf-8")
    assert f"Version `{load_classifier().version}`" in card, "run `make train`"


def test_the_file_is_small():
    assert MODEL_PATH.stat().st_size < 5_000_000


def test_its_types_and_modes_are_the_codebooks():
    model = load_classifier()
    assert set(model.types.names) == set(EVENT_TYPES)
    for name in model.modes.names:
        kind, _, mode = name.partition("/")
        assert mode == "" or mode in modes(kind)


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"format": 0}'])
def test_a_missing_or_foreign_file_names_make_train(tmp_path: Path, content: str | None):
    path = tmp_path / "classifier.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match="make train"):
        Classifier.load(path)


def test_writing_a_model_and_reading_it_gives_the_same_model(tmp_path: Path):
    path = tmp_path / "classifier.json"
    train.write(load_classifier(), path)
    assert path.read_bytes() == MODEL_PATH.read_bytes()


# -------------------------------------------------------------------------------------------------- what it does


def test_a_sum_of_weights_decides():
    linear = Linear(("A", "B"), (0, 100), {"l:shell": [0, 900, 1, -900], "l:egg": [1, 500]})
    assert linear.sums(["l:shell", "never met"]) == [900, -800]
    assert linear.best(["l:shell"])[0] == "A"
    assert linear.best(["l:shell"], allowed=["B"])[0] == "B"
    assert linear.best(["l:shell"], allowed=[]) == (None, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "The goalkeeper was beaten by a shot from the edge of the box in the last minute of the league match.",
        "Bond traders attacked the peso again as the index shot up 3 percent.",
    ],
)
def test_what_only_looks_like_an_event_is_left_out(parser: Parser, rules: Parser, text: str):
    assert len(told(parser, text)) <= len(told(rules, text))
    assert "ASSAULT" not in told(parser, text)


def test_a_plain_event_stays_and_is_probable(parser: Parser):
    (report,) = parser.parse(Document("x", "Gunmen shot dead two policemen in Kandahar on Monday.")).reports
    assert report.event_type == "ASSAULT"


def test_no_mention_passes_a_threshold_of_one(rules: Parser):
    model = load_classifier()
    strict = Thresholds(*[1.1] * len(fields(Thresholds)))
    nobody = replace(model, thresholds=strict)
    text = "Gunmen shot dead two policemen in Kandahar on Monday."
    assert told(rules, text)
    assert told(Parser.load(judge=nobody), text) == []


def mention(sentence: int, probability: float) -> Mention:
    return Mention(sentence, 0, 1, 0, "ASSAULT", None, probability=probability)


@pytest.mark.parametrize(
    ("others", "n_sentences", "kept"),
    [
        ([], 20, False),  # a story of something else
        ([0.9], 40, False),  # one sentence of forty
        ([0.9, 0.9, 0.9], 20, True),  # a story of events
        ([0.7, 0.7, 0.7], 20, False),  # of events that nobody is sure of
        ([], 4, True),  # too short to say
    ],
)
def test_a_doubtful_incident_needs_a_story_of_events(others: list[float], n_sentences: int, kept: bool):
    doubtful = mention(9, 0.4)
    told = [mention(at, probability) for at, probability in enumerate(others)]
    assert load_classifier().keeps([doubtful], [*told, doubtful], n_sentences) is kept
    assert load_classifier().keeps([mention(9, 0.7)], told, n_sentences)
    assert not load_classifier().keeps([mention(9, 0.2)], told, n_sentences)


def test_parsing_twice_gives_the_same(parser: Parser):
    text = "Rebels seized the town of Sake on Friday after shelling it for two days, residents said."
    document = Document("x", text)
    assert parser.parse(document) == parser.parse(document)


# ------------------------------------------------------------------------------------------------ whether it helps


def test_rules_and_model_beat_the_rules_on_a_held_fold():
    sentences = labelled.read_training()[0][::3]
    judged = train.judge_held(sentences, train.read_rows(sentences), [0])
    expected = train.told_types(sentences, [0])
    alone = train.precision_recall(expected, train.rules_found(judged))
    together = train.precision_recall(expected, train.model_found(judged))
    assert together[0] > alone[0]
    assert together[2] > alone[2]
    mentions = [each for each in judged if each.row.rule_type]
    right = sum((each.probability >= 0.5) == (each.row.label is not None) for each in mentions)
    assert right > 1.05 * sum(each.row.label is not None for each in mentions)
    assert train.calibration_error(judged) < 0.15


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"trigger": "bombed"}, "no trigger"),
        ({"type": "WAR"}, "no type"),
        ({"mode": "demo"}, "no mode"),
        ({"assertion": "sure"}, "no assertion"),
    ],
)
def test_a_bad_training_line_is_left_out_and_named(tmp_path: Path, change: dict[str, Any], problem: str):
    event = {"trigger": "shelled", "type": "ASSAULT", "mode": None, "assertion": "stated", "background": False} | change
    line = {"text": "Rebels shelled Kalemie overnight.", "events": [event]}
    (tmp_path / "some.jsonl").write_text(json.dumps(line) + "\nno json\n")
    sentences, bad = labelled.read_training(tmp_path)
    assert sentences == []
    assert bad[0].startswith("some.jsonl:1: " + problem)
    assert bad[1].startswith("some.jsonl:2: ")


STORY = {
    "id": "a-001",
    "text": "The mill shut. Strikers marched on the mill. Police held nine.",
    "published_at": "2026-07-08T12:00:00Z",
    "events": [{"type": "PROTEST", "quotes": ["marched on the mill"], "background": False, "assertion": "stated"}],
    "unsure": ["Police held nine"],
}


def test_a_story_says_of_each_sentence_whether_it_tells_an_event(tmp_path: Path):
    (tmp_path / "some.jsonl").write_text(json.dumps(STORY) + "\n")
    (story,), bad = labelled.read_stories(tmp_path)
    assert bad == []
    told = [[quote.event_type for quote in quotes] for quotes in story.sentences_told().values()]
    assert told == [[], ["PROTEST"], [None]]
    rows = train.read_story_rows([story], 7)
    mentions = [row for row in rows if row.rule_type]
    assert {(row.text, row.rule_type, row.label) for row in mentions} == {(7, "PROTEST", "PROTEST")}
    words = {next(f for f in row.features if f.startswith("l:")) for row in rows if not row.rule_type}
    assert words == {"l:mill", "l:shut"}, "words of the one sentence that tells nothing"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"unsure": ["mill"]}, "the text has 'mill' 2 times"),
        ({"unsure": ["the mine"]}, "the text has 'the mine' 0 times"),
        ({"events": [{"type": "WAR", "quotes": []}]}, "no type 'WAR'"),
        ({"published_at": "Wednesday"}, "Invalid isoformat"),
    ],
)
def test_a_bad_story_is_left_out_and_named(tmp_path: Path, change: dict[str, Any], problem: str):
    (tmp_path / "some.jsonl").write_text(json.dumps(STORY | change) + "\n")
    stories, (bad,) = labelled.read_stories(tmp_path)
    assert stories == []
    assert bad.startswith("some.jsonl:1: " + problem)
