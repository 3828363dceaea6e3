"""Who tells an act of words: its own speaker, or somebody else.

"Iran said it would close the strait", "the union refused, its leader said": the one who speaks does the act in
speaking, and it is as good as stated. Source: docs/codebook.md, acts of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.who.actors import ActorMention

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention

SPOKEN = frozenset(("ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"))
"""The types that are done by speaking."""
_OWNERS = frozenset(("its", "their", "his", "her"))
_VOICES = listed(
    "spokesman, spokeswoman, spokesperson, lawyer, leader, statement, ministry, minister, office, secretary, official, "
    "president, union, committee, commander, chief, head, chairman, chairwoman, director, envoy, ambassador, video, "
    "communique, premier, chancellor, representative"
)


def is_own_voice(reporters: Sequence[ActorMention], sources: Sequence[ActorMention], tree: Token, offset: int) -> bool:
    """True when all who tell an act of words are those who do it, or speak for them."""
    return bool(reporters) and bool(sources) and all(_speaks_for(each, sources, tree, offset) for each in reporters)


def lend_voice(mention: Mention, token: Token) -> list[ActorMention]:
    """Return whose act it is, with a teller's for a passive that names nobody: "was called off, union leaders said".

    Who gives way or refuses tells it himself; witnesses, the press and those who only report do not.
    """
    if mention.sources or mention.event_type not in ("CONCEDE", "REJECT"):
        return mention.sources
    if token.lemma_ != "be" and not any(child.dep_ == "auxpass" for child in token.children):
        return []
    return [actor for actor in mention.reporters if not actor.is_pronoun and actor.sector in _ABLE_TO_YIELD]


_ABLE_TO_YIELD = frozenset(("GOV", "MIL", "LAB", "LEG", "JUD", "PTY", "REB", "OPP", "MED", "EDU", "COP"))


def is_own_complaint(mode: str | None, reporters: Sequence[ActorMention], targets: Sequence[ActorMention]) -> bool:
    """ "Said that it was being blamed": nobody in particular blames; and not "said that it was under investigation"."""
    tellers = {actor.start for actor in reporters}
    return mode in (None, "allege", "disapprove") and all(actor.start in tellers for actor in targets)


def _speaks_for(reporter: ActorMention, sources: Sequence[ActorMention], tree: Token, offset: int) -> bool:
    if any(_are_one(reporter, source) for source in sources):
        return True
    span = tree.char_span(reporter.start - offset, reporter.end - offset, alignment_mode="expand")
    head = None if span is None else span.root
    if head is None or head.lemma_.lower() not in _VOICES:
        return False
    owner = next((child for child in head.children if child.dep_ == "poss"), None)
    if owner is not None and owner.lower_ in _OWNERS:
        return True
    return reporter.sector == "GOV" and any(
        source.sector == "GOV" and (reporter.country in (None, source.country)) for source in sources
    )


def _are_one(reporter: ActorMention, source: ActorMention) -> bool:
    if reporter.start == source.start:
        return True
    if reporter.is_pronoun or source.is_pronoun:
        return reporter.is_pronoun and source.is_pronoun
    if reporter.entity is not None and reporter.entity == source.entity:
        return True
    return reporter.name.lower() == source.name.lower()
