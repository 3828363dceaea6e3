"""The language model as we run it, against spaCy's own components on the same sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy

from dateline.parse.encoder import Encoder
from dateline.parse.language_model import MODELS, LanguageModel
from dateline.parse.wordforms import WordForms

STORIES = Path(__file__).parent / "golden" / "reports"
ODD = (
    "He ain't gonna go. Let's go , there 's y'all  and nothin' 'bout it\tgotta c'm on",
    "", "  ", "there is", "expl", "“No,” he’d said—they'd've lain about… 12%", "🙂 لا 中文",
)  # fmt: skip


@pytest.fixture(scope="module")
def nlp() -> Any:
    name = next(name for name in MODELS if spacy.util.is_package(name))
    return spacy.load(name, exclude=["ner", "senter"])


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    texts = [json.loads(path.read_text())["text"] for path in sorted(STORIES.glob("*.json"))[:60]]
    return [*ODD, *(line for text in texts for line in text.split("\n"))]


def tokens_of(doc: Any) -> list[tuple[object, ...]]:
    return [(token.text, token.tag_, token.pos_, token.lemma_, token.dep_, token.head.i) for token in doc]


def test_tokens_are_those_of_the_models_own_components(nlp: Any, sentences: list[str]):
    ours = LanguageModel(nlp)
    expected = [tokens_of(doc) for doc in nlp.pipe(sentences)]
    assert [tokens_of(doc) for doc in ours.pipe(sentences)] == expected
    assert [tokens_of(doc) for doc in ours.pipe(sentences, batch_size=7)] == expected, "a second time, from memory"


def test_the_components_are_read_and_not_worked_around(nlp: Any):
    assert Encoder.of(nlp.get_pipe("tok2vec").model) is not None
    assert WordForms.of(nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")) is not None


def test_a_model_of_another_make_runs_through_its_own_components():
    blank = spacy.blank("en")
    assert [doc.text for doc in LanguageModel(blank).pipe(["one two", "three"])] == ["one two", "three"]


def test_vectors_do_not_depend_on_the_company_of_a_sentence(nlp: Any, sentences: list[str]):
    encoder = Encoder.of(nlp.get_pipe("tok2vec").model)
    assert encoder is not None
    docs = [nlp.make_doc(sentence) for sentence in sentences[:80]]
    together = encoder.encode(docs)
    for doc, vectors in zip(docs, together, strict=True):
        (alone,) = encoder.encode([doc])
        assert abs(alone - vectors).max(initial=0.0) < 1e-5
