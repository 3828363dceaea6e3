"""The language model as we run it, against spaCy's own components on the same sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy

from dateline.parse.grammar.encoder import Encoder
from dateline.parse.grammar.language_model import MODELS, LanguageModel, _load
from dateline.parse.grammar.trees import Tree
from dateline.parse.grammar.wordforms import WordForms

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


def test_a_tree_is_the_document_it_was_read_from(nlp: Any, sentences: list[str]):
    strings: dict[int, str] = {}
    for doc in nlp.pipe(sentences):
        tree = Tree(doc, strings)
        assert (tree.text, len(tree)) == (doc.text, len(doc))
        assert tree[1:3].text == doc[1:3].text
        for word, token in zip(tree, doc, strict=True):
            for name in (
                "i",
                "idx",
                "text",
                "text_with_ws",
                "lower_",
                "lemma_",
                "pos_",
                "tag_",
                "dep_",
                "like_num",
                "is_punct",
            ):
                assert getattr(word, name) == getattr(token, name), name
            for name in ("head", "left_edge", "right_edge"):
                assert getattr(word, name).i == getattr(token, name).i, name
            for name in ("children", "lefts", "rights", "subtree", "conjuncts", "ancestors"):
                assert [each.i for each in getattr(word, name)] == [each.i for each in getattr(token, name)], name
            assert word.sent.text == token.sent.text
            assert word.head is tree[word.head.i]


def test_a_phrase_of_a_tree_is_the_span_of_the_document(nlp: Any):
    doc = nlp("Gunmen from the north attacked the old market.")
    tree = Tree(doc, {})
    for start, end in ((0, 6), (4, 21), (16, 21), (31, 45), (100, 120)):
        span = doc.char_span(start, end, alignment_mode="expand")
        phrase = tree.char_span(start, end, alignment_mode="expand")
        assert (phrase is None) == (span is None)
        if phrase is not None and span is not None:
            assert (phrase.text, phrase.root.i) == (span.text, span.root.i)


def run_python(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_loading_passes_by_spacys_command_line_and_leaves_it_usable():
    told = run_python(
        "import sys; from dateline.parse.grammar.language_model import LanguageModel; LanguageModel.load();"
        "print([name for name in sys.modules if name.startswith('spacy.cli')]);"
        "import spacy; print(spacy.info(silent=True)['spacy_version'] == spacy.__version__);"
        "import spacy.cli; print(spacy.cli.info.__module__)"
    )
    assert told.splitlines() == ["[]", "True", "spacy.cli.info"]


def test_a_model_without_tokenizer_rules_gets_spacys_own():
    class Tokenizer:
        def __init__(self, rules: dict[str, Any]) -> None:
            self.rules = rules

    class Pipeline:
        def __init__(self, tokenizer: Tokenizer) -> None:
            self.tokenizer = tokenizer

    class Registry:
        tokenizers = spacy.registry.tokenizers

    class Spacy:
        registry = Registry

        @staticmethod
        def load(name: str, *, exclude: list[str], config: dict[str, Any] | None = None) -> Pipeline:
            return Pipeline(Tokenizer({} if config else {"don't": []}))

    assert _load(Spacy, "some_model").tokenizer.rules == {"don't": []}  # type: ignore[arg-type]
