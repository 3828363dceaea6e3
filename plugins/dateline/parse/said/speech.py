"""An act of words that no verb of its own tells: what refusals.py, menaces.py and charges.py find."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.parse.grammar.syntax import Token


@dataclass(frozen=True, slots=True)
class SpeechAct:
    """An act of words in a sentence: its word, who speaks, whom it is aimed at, its type and mode.

    `lemma` is the verb that would have told it, `spent` the words that tell nothing else, `least` a floor to its
    probability where the form of the sentence says more than its words.
    """

    event_type: str
    lemma: str
    token: Token
    speakers: tuple[Token, ...]
    targets: tuple[Token, ...]
    mode: str | None
    spent: frozenset[int] = frozenset()
    least: float = 0.0
