"""Who spoke before: worked out when a sentence asks, to the same answer as sentence by sentence."""

from __future__ import annotations

import pytest

from dateline.parse.grammar.language_model import LanguageModel
from dateline.parse.grammar.trees import Tree
from dateline.parse.said.speakers import Speaker, Speakers, find_speaker

_STORY = (
    "The commission opened a case.",
    "It met the minister on Monday.",
    "It called on him to resign.",
    "Rain fell.",
    "She refused.",
    "Oman and Iran signed a pact.",
    "They hailed it.",
    "The two agreed to meet.",
    "Interior Minister Ana Ruiz said the road was open.",
    "She said it again.",
    "She warned the miners.",
    "Near the bridge, trucks.",
    "They left.",
)


@pytest.fixture(scope="module")
def trees() -> list[Tree]:
    return list(LanguageModel.load().pipe(_STORY))


@pytest.mark.parametrize("asking", [range(len(_STORY)), [2, 6, 10, 12], [10], [12], [4, 7], []])
def test_the_speaker_does_not_depend_on_who_asked_before(trees: list[Tree], asking: range | list[int]):
    speakers, one_by_one = Speakers(), None
    known: list[Speaker | None] = []
    for index, tree in enumerate(trees):
        one_by_one = find_speaker(tree, index, 100 * index, one_by_one)
        known.append(one_by_one)
        speakers.hear(tree, index, 100 * index)
        if index in asking:
            assert speakers.last() == one_by_one
            assert speakers.last() == one_by_one, "asked again"
    assert {speaker.actor.name for speaker in known if speaker} >= {"Ana Ruiz"}
    assert known[10] is not None
    assert known[10].actor.name == "Ana Ruiz", "through two pronouns"
