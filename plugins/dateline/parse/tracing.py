"""What the parser saw on its way to a report, and what it let go: for the person who writes a rule.

`Tracing` stands where the classifier stands and answers as it does. Source: `dateline parse IN --explain`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.parse.what.classifier import Classifier
from dateline.parse.what.mentions import Mention
from dateline.parse.what.triggers import TriggerHit

_AROUND = 30


@dataclass(frozen=True, slots=True)
class LetGo:
    """A word that might have told an event, and why it gave no report. `around` is the text it stands in."""

    word: str
    around: str
    event_type: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands behind one report: its mentions, and its features with their weights in thousandths of a logit."""

    mentions: tuple[Mention, ...]
    weights: tuple[tuple[str, int], ...]


class Tracing:
    """The classifier, with a memory of one document. `start` forgets it."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self.start()

    def start(self) -> None:
        """Forget what was seen: the next document begins."""
        self.let_go: list[LetGo] = []
        self._kept: list[tuple[Mention, ...]] = []
        self._trusted: list[tuple[tuple[str, int], ...]] = []
        self._read: dict[int, tuple[Any, dict[int, str]]] = {}

    def seen(self, ordinal: int) -> Seen | None:
        """Return what stands behind the report of this ordinal, None when it came another way."""
        if ordinal >= min(len(self._kept), len(self._trusted)):
            return None
        return Seen(self._kept[ordinal], self._trusted[ordinal])

    def finish(self) -> list[LetGo]:
        """Return what gave no report, sentence by sentence: the words that rules know and then took for no event."""
        unread = [
            LetGo(word, _around(tree, at), None, "a rule knows the word, and reads no event here")
            for tree, words in self._read.values()
            for at, word in words.items()
        ]
        return [*unread, *self.let_go]

    def propose(self, tree: Any, taken: Collection[int]) -> list[TriggerHit]:
        """Propose as the classifier does; remember the words that the rules took."""
        self._read[id(tree)] = (tree, {at: tree[at].text for at in sorted(taken)})
        return self._classifier.propose(tree, taken)

    def guess(self, tree: Any) -> list[TriggerHit]:
        """Guess as the classifier does."""
        return self._classifier.guess(tree)

    def weigh(self, tree: Any, mentions: Sequence[Mention]) -> list[Mention]:
        """Weigh as the classifier does; remember what it drops."""
        words = self._read.get(id(tree), (tree, {}))[1]
        for mention in mentions:
            words.pop(mention.token, None)
        kept = self._classifier.weigh(tree, mentions)
        held = {id(mention) for mention in kept}
        self.let_go += [
            LetGo(
                tree[mention.token].text,
                _around(tree, mention.token),
                mention.event_type,
                f"the classifier gives it {mention.probability:.2f}",
            )
            for mention in mentions
            if id(mention) not in held
        ]
        return kept

    def keeps(self, mentions: Sequence[Mention], told: Sequence[Mention], n_sentences: int) -> bool:
        """Keep what the classifier keeps; remember both."""
        if self._classifier.keeps(mentions, told, n_sentences):
            self._kept.append(tuple(mentions))
            return True
        best = max(mentions, key=lambda mention: mention.probability)
        self.let_go.append(
            LetGo(best.lemma, "", best.event_type, f"its likeliest mention has only {best.probability:.2f}")
        )
        return False

    def trust(self, features: Sequence[str]) -> float:
        """Trust as the classifier does; remember what it weighed."""
        weights = self._classifier.report.weights
        self._trusted.append(tuple((each, sum(weights[each][1::2])) for each in features if each in weights))
        return self._classifier.trust(features)


def _around(tree: Any, at: int) -> str:
    text, start = str(tree.text), int(tree[at].idx)
    return " ".join(text[max(0, start - _AROUND) : start + _AROUND].split())
