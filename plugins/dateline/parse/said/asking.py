"""What is asked, refused or threatened: the mode of a REQUEST, a REJECT or a THREATEN, from the words it governs.

"Urged the rebels to free", "refused to send arms", "a demand for talks", "threatened to annex": the nearest word that
the table `data/asked_acts.csv` knows decides; none leaves the mode open. Source: the codebook's PLOVER modes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.vocab import cell_list, read_table

ASKED, THREATENED = "asked", "threatened"
_KINDS = {"REQUEST": ASKED, "REJECT": ASKED, "THREATEN": THREATENED}
_CLAUSES = frozenset(("xcomp", "ccomp", "acl", "pcomp", "relcl"))
_THINGS = frozenset(("dobj", "pobj", "attr", "nsubjpass", "oprd"))
_AIMS = frozenset(("for", "of", "on", "against", "to", "with", "from", "in", "into", "by", "at"))
_SPOKEN = listed(
    "demand, request, call, appeal, plea, offer, proposal, plan, ultimatum, bid, notice, pressure, warning, threat, "
    "idea, suggestion, possibility, one, number, series, kind, visit, round, way, intention, reason, need, wish"
)
_LIGHT = listed(
    "hold, join, resume, start, begin, open, have, return, take, enter, go, come, continue, call, convene, arrange, "
    "host, impose, cut, give, send, make, use, put, launch, stop, suspend, halt, freeze, break, leave, withdraw, quit, "
    "turn, respond, face, meet, pull, end, declare, grant, provide, deliver, agree, get, accept, set, bring, raise, "
    "carry, wage, answer, march, revoke, stay, walk, seek, do"
)
_DEEP = 4


@cache
def _acts() -> dict[tuple[str, str, str], str]:
    """Return the mode of each word of the table, by kind, part of speech and lemma."""
    return {
        (row["type"], row["pos"], word): row["mode"]
        for row in read_table("asked_acts.csv")
        for word in cell_list(row["words"])
    }


def mode_of_words(token: Token, event_type: str) -> str | None:
    """Return the mode of an act of words told by `token`, from what it governs; None where the text leaves it open."""
    kind = _KINDS.get(event_type)
    if kind is None:
        return None
    return next(filter(None, (_mode_of(each, kind, 1) for each in _governed(token))), None)


def mode_of_act(verb: Token, kind: str) -> str | None:
    """Return the mode of asking for, refusing or threatening what `verb` does: its object before the verb itself.

    "Hold talks" is to meet, "send troops" to assist, "cut off gas" a matter of relations.
    """
    return _mode_of(verb, kind, 0)


def _is_blow(verb: Token, kind: str) -> bool:
    """ "Would strike any tanker", and not "would strike", "strike a deal" or "hit Spain with tariffs"."""
    if kind != THREATENED or verb.pos_ != "VERB" or verb.lemma_.lower() not in ("strike", "hit", "target"):
        return False
    struck = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    is_other = any(child.dep_ == "prep" and child.lower_ == "with" for child in verb.children)
    return bool(struck) and not is_other and not any(each.lemma_.lower() in _STRUCK_DEALS for each in struck)


_STRUCK_DEALS = listed(
    "deal, agreement, accord, bargain, balance, pose, compromise, goal, record, economy, import, trade"
)


def _mode_of(word: Token, kind: str, depth: int) -> str | None:
    lemma = word.lemma_.lower()
    if _is_blow(word, kind):
        return "violence"
    acts = _acts()
    is_noun = word.pos_ in ("NOUN", "PROPN")
    if is_noun and lemma in _SPOKEN:
        own = None
    else:
        own = acts.get((kind, "n" if is_noun else "v", lemma)) or (
            acts.get((kind, "n", word.lower_)) if is_noun else None
        )
    if is_noun and own:
        return own
    if depth <= _DEEP and (not is_noun or lemma in _SPOKEN) and (own is None or lemma in _LIGHT):
        below = next(filter(None, (_mode_of(each, kind, depth + 1) for each in _governed(word))), None)
        if below is not None and (own is None or below == "meet" or kind == THREATENED):
            return below
    return own


def _governed(word: Token) -> Iterator[Token]:
    """Yield what a word governs, nearest kind first: clauses, objects, then what its prepositions introduce."""
    children = [child for child in word.children if child.i > word.i or child.dep_ == "nsubjpass"]
    yield from (child for child in children if child.dep_ in _CLAUSES and child.dep_ != "relcl")
    if word.pos_ == "NOUN":
        yield from (
            child for child in children if child.dep_ == "relcl" and any(each.lower_ == "to" for each in child.children)
        )
    yield from (child for child in children if child.dep_ in _THINGS and child.pos_ in ("NOUN", "PROPN"))
    for child in children:
        if child.dep_ in ("prep", "dative") and child.lower_ in _AIMS:
            yield from (each for each in child.children if each.dep_ in ("pobj", "pcomp"))
    yield from (
        child
        for child in children
        if child.dep_ == "advcl" and any(each.lower_ == "to" and each.dep_ == "aux" for each in child.children)
    )
