"""What the words around a word weigh, kept by those words: the sum that its features, spelled out, would give."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

import train
from dateline.parse.grammar.language_model import LanguageModel
from dateline.parse.grammar.trees import Tree
from dateline.parse.what.classifier import load_classifier
from dateline.parse.what.features import Sentence
from dateline.parse.what.wordweights import WordWeights

_TEXTS = (
    '"The mill, the mill, the mill is shut," the miller said, and "the mill" it was.',
    "Police fired and fired and fired at men and women and children who had come to the gate of the gate of the fort.",
    "Shut.",
)


@pytest.fixture(scope="module")
def trees() -> list[Tree]:
    sentences, _ = train.read_training()
    texts = [sentence.text for sentence in random.Random(7).sample(sentences, 150)]
    return list(LanguageModel.load().pipe([*_TEXTS, *texts]))


def _of_every_feature(features: Iterable[str]) -> int:
    """A weight of its own for each feature there can be, so that one too many or too few shows."""
    return sum(hash(feature) for feature in features)


def test_what_is_kept_weighs_what_the_features_weigh(trees: list[Tree]):
    model = load_classifier().word
    for weigh in (_of_every_feature, lambda features: model.first(features, 0)):
        kept = WordWeights(weigh)
        for tree in trees:
            sentence = Sentence.of(tree)
            for token in tree:
                assert kept.around(token, sentence) == weigh(sentence.describe_around(token)), (tree.text, token)
