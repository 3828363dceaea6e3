"""How the text stands to an event: stated, attributed, possible, planned or denied; and who tells it.

The governing verb decides: "vowed to fight" is a threat, "called for a ceasefire" a request, "denied killing" a
denial. Hypotheticals and negations yield nothing. Source: the codebook's `assertion` and cases 5, 7 and 13.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.parse.grammar.daynames import is_year
from dateline.parse.grammar.negations import is_negated, is_said_by_nobody
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed
from dateline.parse.what.orders import is_ordered
from dateline.parse.what.papers import author_of, credit_of

_SPEECH = listed(
    "say, tell, report, announce, confirm, state, claim, add, declare, note, reveal, disclose, quote, testify, "
    "write, recall, explain, acknowledge, admit, according, insist, maintain, allege, assert, contend, believe, "
    "estimate, indicate, describe, argue, comment, inform, charge, show, suggest, cite"
)
_REPORTERS = listed(
    "say, tell, report, announce, confirm, state, claim, add, declare, note, according, reveal, disclose, estimate, "
    "allege, quote, indicate, cite, write, explain"
)
_DENIAL = frozenset(("deny", "reject", "refute", "dispute", "dismiss", "disclaim"))
_ACCUSATION = listed(
    "accuse, blame, charge, suspect, implicate, allege, convict, indict, sentence, try, investigate, acquit, "
    "wanted, prosecute, jail, arrest, question, condemn"
)
_REQUEST = listed(
    "call, urge, demand, ask, appeal, request, press, implore, order, propose, suggest, recommend, seek, beg, "
    "plead, exhort, invite, push, want, insist"
)
_COMMISSIVE = frozenset(("vow", "pledge", "threaten", "swear", "promise", "warn", "menace"))
_INTENT = listed(
    "plan, intend, prepare, hope, expect, want, aim, agree, seek, schedule, consider, decide, offer, propose, mull, "
    "organize, wish, promise, pledge"
)
_REFUSAL = frozenset(("refuse", "decline", "oppose", "reject", "resist"))
_IMMINENT = listed("about, due, set, poised, bound, slated")
_READY = listed("ready, willing, prepared, eager")
_LOATH = listed("unwilling, reluctant, loath, unprepared")
_WANTED = frozenset(("demand", "call", "appeal", "request"))
_PREVENTION = listed("prevent, avoid, avert, foil, thwart, stop, fear, escape, discourage, forestall, deter, rule")
_UNSURE = listed("suspect, believe, fear, think, presume, speculate, doubt, determine, wonder, know, verify")
_CONDITION = frozenset(("if", "unless", "whether", "lest", "should"))


_BESIDE = frozenset(("during", "amid", "after", "following", "since", "despite"))
"""Prepositions of what happened beside: "promised aid during a visit" promised no visit."""
_TIMING = frozenset(("after", "since", "before"))
_WILLING = _COMMISSIVE | _REQUEST | _INTENT | _REFUSAL


@dataclass(slots=True)
class Stance:
    """What stands above an event word: `governor` is the verb that decides, `reporters` who tells it."""

    assertion: str = "stated"
    is_hypothetical: bool = False
    is_negated: bool = False
    is_future: bool = False
    is_given: bool = False
    """True in a clause that says by the way what was so: whoever tells the rest does not vouch for it."""
    governor: Token | None = None
    governor_kind: str | None = None
    reporters: list[Token] = field(default_factory=list)
    deniers: list[Token] = field(default_factory=list)


def read_stance(token: Token) -> Stance:
    """Return how the sentence stands to the event named by `token`, walking up its governors."""
    stance = Stance(is_negated=is_negated(token))
    _own_modals(token, stance)
    current, beside, is_given = token, False, False
    for _ in range(30):
        head = current.head
        if head == current:
            break
        beside = beside or (current.dep_ == "prep" and current.lower_ in _BESIDE) or _was_before(current)
        is_given = is_given or _is_given(current)
        if is_given:
            if head.lemma_.lower() in _SPEECH and current.dep_ in ("ccomp", "parataxis", "dep"):
                _tell(head, head.lemma_.lower(), stance)
        elif not (beside and head.lemma_.lower() in _WILLING | _DENIAL):
            _read_governor(current, head, stance, token)
        current = head
    if stance.assertion == "stated" and stance.reporters:
        stance.assertion = "attributed"
    stance.is_given = is_given
    return stance


def _was_before(clause: Token) -> bool:
    """ "Denied that it shelled the town, a day after a rights group accused it": when it was is not what was denied."""
    if clause.dep_ != "advcl" or not any(
        child.dep_ in ("mark", "advmod") and child.lower_ in _TIMING for child in clause.children
    ):
        return False
    return clause.tag_ == "VBD" or any(
        child.lower_ in ("was", "were", "had") and child.dep_ in ("aux", "auxpass") for child in clause.children
    )


def _is_given(verb: Token) -> bool:
    """ "Urged them to free the pupils who were kidnapped": what is told by the way is so, whatever is asked."""
    if verb.pos_ == "NOUN":
        return _is_suffered(verb)
    if verb.dep_ != "relcl" or verb.head.pos_ not in ("NOUN", "PROPN"):
        return False
    children = list(verb.children)
    is_past = verb.tag_ == "VBD" or any(
        child.lower_ in ("was", "were", "had") and child.dep_ in ("aux", "auxpass") for child in children
    )
    if any(child.dep_ == "prep" and any(each.lower_ == "which" for each in child.children) for child in children):
        return is_past  # "a raid in which nine people were killed"
    return is_past and any(child.dep_ in ("nsubj", "nsubjpass") and child.tag_ in ("WP", "WDT") for child in children)


def _is_suffered(event: Token) -> bool:
    """ "Demanded justice for the victims of the 1994 bombing": who suffered it is told by the way, and that it was."""
    above = event.head.head
    if event.lemma_.lower() in _VIOLENCE and any(is_year(child) for child in event.children):
        return True  # "an inquiry into the 2014 raid"
    return (
        event.dep_ == "pobj"
        and event.head.lower_ in ("of", "by", "in", "from")
        and (above.lemma_.lower() in _SUFFERERS or (above.dep_ == "acl" and above.tag_ == "VBN"))
    )


_VIOLENCE = listed(
    "attack, assault, raid, bombing, shooting, massacre, killing, murder, assassination, crackdown, ambush, blast, "
    "explosion, shelling, airstrike, abduction, kidnapping, hijacking"
)
_SUFFERERS = listed("victim, survivor, family, relative, widow, orphan, dead, perpetrator, mastermind, witness, author")


def _own_modals(token: Token, stance: Stance) -> None:
    verb = token
    if token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("dobj", "nsubj", "nsubjpass") and token.head.pos_ == "VERB":
        verb = token.head
        stance.is_negated = stance.is_negated or is_negated(verb)
    for child in verb.children:
        lower = child.lower_
        if lower in ("must", "should") and child.dep_ == "aux":  # what somebody wants done, and it is not
            stance.is_hypothetical = True
        elif lower in ("will", "'ll", "shall", "wo", "would") and child.dep_ == "aux":
            stance.is_future = True
        elif lower in ("may", "might", "could") and child.dep_ == "aux":
            stance.assertion = "possible"
        elif child.dep_ in ("mark", "advmod") and lower in _CONDITION:
            stance.is_hypothetical = True
        elif (
            child.dep_ == "advmod"
            and lower in ("possibly", "perhaps", "probably", "presumably", "apparently")
            and stance.assertion == "stated"
        ):
            stance.assertion = "possible" if lower != "apparently" else stance.assertion


def _read_governor(current: Token, head: Token, stance: Stance, trigger: Token) -> None:
    lemma, dep = head.lemma_.lower(), current.dep_
    clausal = dep in (
        "ccomp",
        "xcomp",
        "advcl",
        "parataxis",
        "pcomp",
        "acl",
        "relcl",
        "dobj",
        "pobj",
        "nsubjpass",
        "oprd",
        "prep",
        "dep",
    )
    if head.pos_ not in ("VERB", "AUX", "NOUN", "ADJ", "ADP", "SCONJ"):
        return
    if dep in ("xcomp", "ccomp", "prep", "pcomp") and _governing_adjective(current, head, stance):
        return
    if head.pos_ in ("VERB", "AUX"):
        _governing_verb(current, head, lemma, dep, clausal, stance, trigger)
    elif head.pos_ == "NOUN" and dep in ("acl", "ccomp") and lemma in _TOLD and _is_false(head):
        stance.assertion = "denied"
    elif head.pos_ == "NOUN" and dep in ("acl", "ccomp") and lemma in _WANTED and current.tag_ != "VBN":
        stance.is_future = True
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "request"
    elif head.pos_ == "NOUN" and dep in ("acl", "prep", "relcl") and lemma in _INTENT_NOUNS:
        stance.assertion = "possible" if lemma in ("fear", "risk", "possibility") else "planned"
        if lemma in ("threat", "plan", "attempt", "vow", "pledge", "promise"):
            stance.governor = stance.governor or head
    if dep in ("advcl", "relcl", "acl") and current.pos_ == "VERB":
        if any(child.lower_ in ("if", "unless", "lest") and child.dep_ == "mark" for child in current.children):
            stance.is_hypothetical = True
        if current.tag_ in ("VBZ", "VBP") and any(
            child.lower_ in ("until", "till") and child.dep_ == "mark" for child in current.children
        ):  # "not one lorry passes until the minister meets us"
            stance.is_hypothetical = True
        if (
            dep in ("advcl", "acl")
            and (current == trigger or (trigger.pos_ == "NOUN" and current == trigger.head))
            and _is_purpose(current)
        ):
            stance.is_future = True
            stance.assertion = "planned"


def _governing_adjective(current: Token, head: Token, stance: Stance) -> bool:
    """ "About to restore ties", "ready to send troops", "unwilling to talk": True when it decided the stance."""
    word = head.lower_
    is_state = head.pos_ == "ADJ" or (
        head.tag_ == "VBN" and any(child.lemma_ == "be" for child in head.children if child.dep_ in ("aux", "auxpass"))
    )
    if not is_state:
        return False
    if word == "due" and current.dep_ == "prep":  # "deaths due to police firing"
        return False
    if word in _IMMINENT:
        stance.assertion = "planned"
    elif word in _READY or word in _LOATH:
        stance.is_future = True
        kind = "commissive" if word in _READY else "refusal"
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or kind
    else:
        return False
    return True


_INTENT_NOUNS = listed(
    "plan, threat, risk, fear, possibility, call, bid, effort, decision, intention, vow, pledge, promise, "
    "preparation, right, need, order, ability, willingness, demand, refusal, proposal, request, appeal"
)


_TOLD = listed("report, rumor, rumour, claim, allegation, story, version, news, information, suggestion")
_FALSE = listed("unfounded, false, untrue, baseless, groundless, wrong, incorrect, fabricated, unsubstantiated, fake")


def _is_false(told: Token) -> bool:
    """ "The report that ... is unfounded": what was told is not so."""
    return told.dep_ == "nsubj" and any(
        child.dep_ in ("acomp", "attr", "oprd") and child.lower_ in _FALSE for child in told.head.children
    )


def _is_purpose(clause: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in clause.children)


def _governing_verb(
    current: Token, head: Token, lemma: str, dep: str, clausal: bool, stance: Stance, trigger: Token
) -> None:
    if dep == "advcl" and lemma in _COMMISSIVE and _is_purpose(current):  # "threatened on Tuesday to expel"
        dep = "xcomp"
    complement = dep in ("ccomp", "xcomp", "pcomp", "dobj", "oprd", "nsubjpass") or (
        dep == "prep" and current.lower_ in ("of", "for", "with", "to", "over", "against", "on", "from")
    )
    if not complement:
        if lemma in _SPEECH and dep in ("ccomp", "parataxis", "dep"):
            _tell(head, lemma, stance)
        return
    nominal = dep in ("dobj", "nsubjpass", "prep")
    wanted = [child for child in head.children if child.dep_ == "dobj" and child.lemma_ in _WANTED]
    if dep == "ccomp" and wanted:  # "repeated its demand that Israel ease"
        stance.is_future = True
        stance.governor, stance.governor_kind = stance.governor or wanted[0], stance.governor_kind or "request"
    elif lemma in _DENIAL and not (nominal and dep == "prep") and trigger != head:
        stance.assertion = "denied"
        stance.deniers = find_subjects(head)
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "denial"
    elif lemma in _COMMISSIVE:
        stance.is_future = True
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "commissive"
    elif lemma in _REFUSAL and dep in ("xcomp", "dobj", "prep"):
        stance.is_future = True
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "refusal"
    elif _is_command(lemma, trigger) or is_ordered(current) or is_ordered(trigger):
        return
    elif lemma in _REQUEST and dep != "nsubjpass" and not (lemma == "call" and dep in ("dobj", "oprd")):
        stance.is_future = True
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "request"
    elif (
        lemma in _ACCUSATION
        and not (lemma == "try" and dep == "xcomp")
        and (dep in ("pcomp", "prep", "xcomp", "ccomp") or (dep == "dobj" and trigger.dep_ == "pcomp"))
    ):
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "accusation"
        if stance.assertion == "stated":
            stance.assertion = "attributed"
        stance.reporters = stance.reporters or _accusers(head)
    elif (
        lemma in _INTENT
        and (dep in ("xcomp", "ccomp", "dobj", "pcomp") or (lemma == "agree" and current.lower_ in ("on", "to")))
        and not (nominal and dep != "prep" and lemma in ("want", "expect", "agree", "decide", "offer"))
    ):
        stance.is_future = True
        stance.governor, stance.governor_kind = stance.governor or head, stance.governor_kind or "intent"
        if stance.assertion == "stated":
            stance.assertion = "planned"
    elif lemma in _PREVENTION and dep in ("dobj", "pcomp", "nsubjpass", "xcomp") and not is_negated(head):
        stance.is_hypothetical = True
    elif (
        lemma in _UNSURE
        and dep in ("ccomp", "xcomp", "pcomp")
        and (is_negated(head) or lemma in ("fear", "suspect", "determine", "wonder", "doubt", "speculate"))
    ) or (
        lemma in ("be", "determine")
        and any(child.lower_ in ("unclear", "unknown", "unable") for child in head.children)
    ):
        stance.assertion = "possible"
    elif lemma in _SPEECH and dep in ("ccomp", "pcomp", "xcomp"):
        _tell(head, lemma, stance)
    elif lemma in ("will", "be", "have") and dep == "xcomp" and current.tag_ == "VB" and lemma == "be":
        stance.is_future = True
    if (
        any(child.lower_ in ("will", "'ll", "shall") and child.dep_ == "aux" for child in head.children)
        and dep == "xcomp"
    ):
        stance.is_future = True
    if (is_negated(head) and dep == "xcomp") or any(is_said_by_nobody(child) for child in current.children):
        stance.is_negated = True
    if dep == "xcomp" and stance.assertion == "stated":
        if any(child.lower_ in ("may", "might", "could") and child.dep_ == "aux" for child in head.children):
            stance.assertion = "possible"  # "might try to kidnap him"
        elif lemma == "go" and head.tag_ == "VBG" and current.tag_ == "VB":
            stance.assertion = "planned"  # "were going to attack"


_ORDERED = listed(
    "firing, lathi-charge, lathicharge, baton-charge, charge, murder, murders, killing, killings, assassination, "
    "assassinations, massacre, slaying, kidnapping, abduction, bombing, torture"
)


def _is_command(lemma: str, trigger: Token) -> bool:
    """ "The superintendent ordered firing", "the cartel ordered the murder of": what is told as ordered was done."""
    return lemma == "order" and trigger.lower_ in _ORDERED


def _accusers(verb: Token) -> list[Token]:
    """Return who accuses; nobody where only the accused stands before the verb: "men suspected of the attack"."""
    passive = verb.dep_ == "acl" or any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    if not passive:
        return find_subjects(verb)
    agents = [child for child in verb.children if child.dep_ == "agent"]
    return [inner for agent in agents for inner in agent.children if inner.dep_ == "pobj"]


def _tell(head: Token, lemma: str, stance: Stance) -> None:
    if lemma not in _REPORTERS:
        return
    for subject in map(author_of, find_subjects(head)):
        if subject not in stance.reporters:
            stance.reporters.append(subject)


def speaks_of(teller: Token, told: Token) -> bool:
    """False for a teller in a relative clause beside: "at a garage where, the region said, the lorry was fitted"."""
    if told.dep_ == "dobj" and told.head == teller.head and teller.head.lemma_ == "tell":
        return False  # "told a rally of supporters": who is told of something
    above = {told.i}
    while told.head != told:
        told = told.head
        above.add(told.i)
    verb = (credit_of(teller) or teller).head
    while verb.i not in above and verb.head != verb:
        if verb.dep_ in ("relcl", "acl") or any(child.lower_ == "where" and child.i > 0 for child in verb.children):
            return False
        verb = verb.head
    return True


def find_tellers(sentence: Token) -> list[Token]:
    """Return who a whole sentence is credited to: "according to the ministry", "the army said"."""
    tellers: list[Token] = []
    for token in sentence:
        if token.lower_ == "according":
            for child in token.subtree:
                if child.dep_ == "pobj" and child.head.lower_ == "to":
                    tellers.append(author_of(child))
                    break
        elif token.lemma_.lower() in _REPORTERS and token.pos_ == "VERB":
            tellers += [who for who in map(author_of, find_subjects(token)) if who not in tellers]
    return tellers
