"""Who owns up to an incident told before, or is blamed for it, in words that name no violence.

"The front claimed responsibility", "the minister blamed the cartel for the crime": such a mention adds an author to an
incident of the story and is never a report of its own. Source: the codebook's actor rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.parse.grammar.negations import is_negated
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.incidents.stories import DEED
from dateline.parse.text.wordlists import listed
from dateline.parse.what.eventhood import is_definite
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention, resolve_actor
from dateline.parse.who.blame import held_responsible
from dateline.parse.who.participants import may_act, shift

_DEEDS = listed("crime, incident, deed, act, action, outrage, atrocity")
_CLAIMED = frozenset(("responsibility", "credit", "authorship"))
_CLAIMING = listed("claim, accept, assume, take, admit, acknowledge")
_DOUBTFUL = listed("may, might, could, would, should, must, if, whether, will")
_BODIES = frozenset(("REB", "UAF", "CRM", "PRM", "MIL", "COP", "SPY"))
_COMMITTED = listed("commit, perpetrate, mastermind, plot, author")
_CRIMES = listed("crime, deed, outrage, atrocity")


def find_claims(sentence: Token, index: int, offset: int, told: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a sentence at `offset` that only say whose deed it was."""
    found: list[Mention] = []
    taken = {mention.token for mention in told if mention.event_type == "ASSAULT"}
    for token in sentence:
        heads = _authors(token) if token.pos_ == "NOUN" and token.i not in taken else []
        actors = [shift(resolve_actor(head), offset) for head in heads]
        is_crime = token.lemma_.lower() in _CRIMES  # whoever committed it; "the action" is a body's
        actors = [actor for actor in actors if _may_own_up(actor, is_crime=is_crime)]
        if actors:
            start = offset + token.idx
            found.append(
                Mention(
                    index,
                    start,
                    start + len(token),
                    token.i,
                    "ASSAULT",
                    None,
                    sources=actors,
                    assertion="attributed",
                    is_nominal=True,
                    is_definite=True,
                    lemma=DEED,
                    probability=0.0,
                )
            )
    return found


def _authors(noun: Token) -> list[Token]:
    if noun.lemma_ in _CLAIMED and noun.dep_ == "dobj" and noun.head.lemma_ in _CLAIMING:
        return [] if _is_doubtful(noun.head) or _has_object(noun) else list(find_subjects(noun.head))
    if noun.lemma_.lower() not in _DEEDS or not is_definite(noun):
        return []
    if noun.dep_ == "dobj":  # "two brothers committed the crime"
        done = noun.lemma_.lower() in _CRIMES and noun.head.lemma_.lower() in _COMMITTED
        return [] if not done or _is_doubtful(noun.head) else held_responsible(noun)
    if noun.dep_ != "pobj":
        return []
    verb = noun.head.head.head if noun.head.head.dep_ == "dobj" else noun.head.head
    return [] if _is_doubtful(verb) else held_responsible(noun)


def _is_doubtful(verb: Token) -> bool:
    return is_negated(verb) or any(child.lower_ in _DOUBTFUL for child in verb.children)


def _has_object(noun: Token) -> bool:
    """ "Responsibility for the killing": there the killing is the mention."""
    return any(child.lower_ == "for" for above in (noun, noun.head) for child in above.children)


def _may_own_up(actor: ActorMention, *, is_crime: bool) -> bool:
    return may_act(actor) and not actor.is_pronoun and (is_crime or actor.sector in _BODIES)
