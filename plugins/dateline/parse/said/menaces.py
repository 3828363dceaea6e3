"""Threats that no verb of threatening tells: "will pay a heavy price", "legitimate targets", "will not stand idly by".

A political or armed speaker says what others will suffer or what it will not shrink from. Source: the codebook's
THREATEN and its case 5.
"""

from __future__ import annotations

import re

from dateline.parse.grammar.nouns import is_class, noun_of
from dateline.parse.grammar.syntax import Token
from dateline.parse.said.asking import THREATENED, mode_of_act
from dateline.parse.said.refusals import speakers_of
from dateline.parse.said.speech import SpeechAct
from dateline.parse.text.wordlists import listed

_MAY_MENACE = re.compile(
    r"\b(?:pay|regret|consequences?|wrath|fury|retribution|punish\w*|met with|answered|unpunished|unanswered|idly|"
    r"stand by|hesitate|reserv\w+ the right|(?:legitimate|military) (?:military )?targets?|be (?:a )?targets?|"
    r"respond\w*|retaliat\w*|react|(?:ready|prepared|able) to|graveyard|cemetery|seabed|bottom|dust|sea of|hell|ashes|"
    r"rubble|on the table|to the death|last (?:man|drop|breath)|(?:will|would|'ll) be|until|rul(?:e|ed|ing) out|"
    r"numbered|ha(?:d|ve|s) (?:[\w-]+ ){1,2}(?:hours?|days?|weeks?|minutes) to|"
    r"or (?:face|risk|suffer|be|die|lose|see)|(?:will|would) not|won['’]t|(?:risk|risks|risked|risking) \w+|"
    r"(?:will|would) (?:burn|die|perish|crush|annihilate|obliterate|eradicate|flatten|raze)|"
    r"(?:forced|compelled|obliged) to|com(?:e|ing) (?:for|after)|hunt|lesson|act of war|"
    r"(?:anyone|anybody|whoever|those who|any|every) [^.]{3,80}\b(?:will|would|shall)\b|"
    r"unless|if [^.]{0,60}\bn[o']t\b|or have|(?:whatever|necessary) (?:steps|measures)|"
    r"\bif nothing|would (?:stop|end|cease)|"
    r"(?:mean|bring|trigger|spell) (?:\w+ )?war|(?:hit|strike|fight) back|(?:take|pick) up (?:arms|weapons))\b",
)
_WILL = frozenset(("will", "would", "'ll", "’ll", "shall", "wo"))
_THREATENING = listed("threaten, warn, vow, swear, pledge, promise, menace")
_WORRYING = listed("worry, fear, doubt, hope, expect, wonder, concern, think, suspect, guess")
_PRICES = listed("price, life, blood, dearly, head, live, cost")
_WRONGS = listed(
    "crime, aggression, attack, massacre, killing, murder, treachery, betrayal, treason, atrocity, bloodshed, insult, "
    "assassination, martyr, deed, folly, mistake, bombing, strike"
)
_PENALTIES = listed("consequence, wrath, fury, retribution, punishment, vengeance, fire, revenge, reckoning, justice")
_FORCES = listed("force, fire, bullet, response, resistance, violence, fist, retaliation, missile, sword, weapon, lead")
_HARD = listed(
    "force, forcefully, harshly, strongly, decisively, firmly, fiercely, mercilessly, painfully, severely, kind, fire, "
    "weapon, missile, crushing, strength, might, militarily, proportionately, swiftly, iron, harder, devastating"
)
_RUINS = listed(
    "graveyard, cemetery, fire, hell, ash, ashes, rubble, inferno, desert, grave, dust, wasteland, seabed, bottom"
)
_ARMED_ACTS = listed("use, fight, strike, attack, act, retaliate, shoot, kill, die, bomb, invade, respond, go")
_ARMS = listed("weapon, force, missile, arms, arm, war, violence, bomb, death")
_HARMING = listed(
    "kill, shoot, sink, hang, execute, behead, punish, destroy, burn, cut, attack, crush, hit, strike, target, bomb, "
    "arrest, jail, imprison, prosecute, expel, deport, treat, whip, flog, fine, slaughter, eliminate, hunt"
)
_PENALISED = listed("face, risk, suffer, be, die, shoot, lose, see")
_NAMING = listed("declare, regard, consider, brand, treat, view, deem")
_PERISHING = listed("die, perish, burn, vanish, bleed")
_OUTCASTS = listed(
    "deserter, enemy, criminal, traitor, terrorist, spy, target, rebel, combatant, collaborator, outlaw, accomplice"
)
_RISINGS = listed("mutiny, rebellion, uprising, insurgency, revolt, protest, rising, enemy, resistance, coup, plot")
_ENTERING = listed("enter, march, cross, invade, intervene, attack, advance, storm, fight, strike, shoot")
_SANCTIONS = listed(
    "closure, arrest, jail, prison, prosecution, expulsion, fine, ban, execution, death, attack, suspension, sanction, "
    "dismissal, deportation, imprisonment, punishment, reprisal, retaliation, sentence, tribunal, trial, seizure"
)
_STEPS = listed("measure, step, action, countermeasure, counter-measure, move")
_RETURNING = listed(
    "retaliatory, reciprocal, counter, military, military-technical, harsh, tough, punitive, mirror, symmetrical, "
    "asymmetrical, decisive, drastic, countermeasure, countermeasures, counter-measures, response, stern, forceful"
)
_RIGHTS = listed("respond, retaliate, strike, act, use, defend, react, take, hit, answer")
_OMENS = listed("blood, war, consequence, bloodshed, mercy, retaliation, hell, trouble, fire, reckoning, answer")
_REPLIES = listed("response, reply, answer, retaliation, punishment, reaction, revenge")
_HARSH = listed(
    "crushing, harsh, swift, severe, painful, terrible, devastating, hard, decisive, strong, merciless, deadly, firm, "
    "immediate, overwhelming, regrettable, bitter, forceful"
)
_OPTIONS = listed("force, strike, action, attack, war, option, sanction, invasion, operation, intervention, weapon")
_ORDERING = listed("tell, order, warn, give, ask, urge, instruct, command, demand, call, say, want")
_TREES = 12


def may_menace(text: str) -> bool:
    """True for a sentence with the words of a threat: the cheap gate before the parse."""
    return _MAY_MENACE.search(text.lower()) is not None


def find_menaces(sentence: Token) -> list[SpeechAct]:
    """Return the threats of a parsed sentence that no trigger of its own tells, at most one a clause."""
    if not may_menace(sentence.text):
        return []
    found = []
    for token in sentence:
        if token.pos_ not in ("VERB", "AUX") or _is_threatened(token):
            continue
        form, victims = next(((form, each) for form in _FORMS if (each := form(token)) is not None), (None, []))
        speakers = [] if form is None else _armed(token, victims)
        if speakers:
            mode = mode_of_act(token, THREATENED) if form in _OF_ANY_KIND else None
            mode = mode or ("violence" if form not in _OF_ANY_KIND or form in (_dooms, _or_else) else None)
            found.append(SpeechAct("THREATEN", "threaten", token, tuple(speakers), tuple(_named(victims)), mode))
    return found


# ------------------------------------------------------------------- forms: whom it threatens, None where it is none


def _suffers(token: Token) -> list[Token] | None:
    """ "Beirut would pay a heavy price", "they will regret it", "will face the consequences": the subject suffers."""
    lemma = token.lemma_.lower()
    below = _words_below(token)
    told = (
        (lemma == "pay" and (bool(below & _PRICES) or bool(below & _WRONGS)))
        or (lemma == "regret" and _is_coming(token))
        or (lemma in ("face", "suffer", "bear", "taste", "see", "feel") and bool(below & _PENALTIES))
        or (lemma in ("meet", "answer") and _is_passive(token) and (lemma == "answer" or bool(below & _FORCES)))
        or (lemma == "go" and bool(below & {"unpunished", "unanswered"}))
    )
    return _subjects(token) if told and _is_coming(token) else None


def _is_fair_game(token: Token) -> list[Token] | None:
    """ "Would regard foreign troops as legitimate targets", "any ship bound there would be a target"."""
    plain = [child for child in token.children if child.dep_ == "attr" and child.lemma_.lower() in ("target", "game")]
    if token.lemma_ == "be" and _is_coming(token) and plain and token.dep_ in ("ccomp", "parataxis"):
        return _subjects(token)
    kinds = {"legitimate", "military"} if token.lemma_.lower() in _NAMING else {"legitimate"}
    for child in token.children:
        heads = [child, *(each for each in child.children if each.dep_ == "pobj")]
        if any(
            head.lemma_.lower() == "target" and any(each.lower_ in kinds for each in head.children) for head in heads
        ):
            objects = [each for each in token.children if each.dep_ in ("dobj", "nsubjpass")]
            return objects or _subjects(token)
    return None


def _does_not_shrink(token: Token) -> list[Token] | None:
    """ "Will not stand idly by", "will not hesitate to use force"."""
    if not any(child.dep_ == "neg" for child in token.children) or not _is_coming(token):
        return None
    lemma = token.lemma_.lower()
    if lemma == "hesitate":
        return [] if any(child.dep_ == "xcomp" for child in token.children) else None
    idle = any(child.lower_ in ("by", "idly", "idle") for child in token.children)
    return [] if lemma in ("stand", "sit", "remain") and idle else None


def _strikes_back(token: Token) -> list[Token] | None:
    """ "Would respond with force", "will hit back hard", "will turn their ports into a graveyard"."""
    lemma, below = token.lemma_.lower(), _words_below(token)
    if not _is_coming(token):
        return None
    told = (
        (lemma in ("respond", "react", "answer", "act") and bool(below & _HARD))
        or (lemma in ("hit", "strike", "fight") and any(child.lower_ == "back" for child in token.children))
        or (lemma == "fight" and bool(below & {"death", "last", "end"}))
        or (lemma in ("turn", "send", "put") and (bool(below & _RUINS) or ("sea" in below and _is_of_fire(token))))
        or (lemma in ("take", "pick") and bool(below & {"arms"}) and any(c.lower_ == "up" for c in token.children))
        or (lemma == "teach" and "lesson" in below)
        or (lemma in ("hunt", "track") and any(child.lower_ == "down" for child in token.children))
        or lemma == "retaliate"
    )
    objects = [child for child in token.children if child.dep_ in ("dobj", "dative", "iobj")]
    return [each for each in objects if noun_of(each) is not None or each.pos_ == "PROPN"] if told else None


def _is_of_fire(token: Token) -> bool:
    """ "Into a sea of flames"; a valley may turn into an inland sea."""
    return any(word.lemma_.lower() in ("fire", "flame", "blood") for word in token.subtree)


def _says_there_will_be(token: Token) -> list[Token] | None:
    """ "There will be blood", "the response will be crushing", "will mean war", "has until noon to leave"."""
    lemma = token.lemma_.lower()
    subjects = {child.lemma_.lower() for child in _subjects(token)}
    below = _words_below(token)
    if lemma == "have" and any(child.lower_ == "until" for child in token.children):
        asked = any(child.dep_ in ("xcomp", "advcl", "acl", "relcl") for child in token.children) or "to" in below
        return _subjects(token) if asked and token.dep_ == "ccomp" else None
    if lemma == "have" and token.dep_ == "ccomp":
        return _subjects(token) if _has_a_span(token) else None
    if not _is_coming(token):
        return None
    if lemma == "be":
        there = any(child.lower_ == "there" for child in token.children)
        return [] if (there and below & _OMENS) or (subjects & _REPLIES and below & _HARSH) else None
    if lemma in ("mean", "bring", "trigger", "start", "spell") and below & {"war", "bloodshed", "retaliation"}:
        return []
    if lemma in ("treat", "regard", "consider", "see") and {"act", "war"} <= below | {"act"} and "war" in below:
        return []
    return None


def _has_a_span(token: Token) -> bool:
    """ "Said that the squatters had a week to go": a span of time, and what shall be done in it."""
    for child in token.children:
        if child.dep_ == "dobj" and child.lemma_.lower() in _TERMS:
            tasks = [
                each for each in (*child.children, *token.children) if each.dep_ in ("acl", "relcl", "xcomp", "advcl")
            ]
            return any(each.lemma_.lower() in _LEAVING for each in tasks)
    return False


_TERMS = listed("hour, day, week, minute, hours, days, weeks, minutes")
_LEAVING = listed(
    "leave, go, quit, surrender, withdraw, vacate, disarm, release, free, comply, hand, lay, depart, evacuate, clear, "
    "disperse, pull, end, lift, resign"
)


def _dooms(token: Token) -> list[Token] | None:
    """ "Any boat that enters will be sunk", "whoever works for them will have his throat cut"."""
    if not _is_coming(token):
        return None
    lemma = token.lemma_.lower()
    cut = [child for child in token.children if child.dep_ in ("ccomp", "xcomp", "dobj") and lemma == "have"]
    harmed = (lemma in _HARMING and _is_passive(token)) or lemma in _PERISHING
    if lemma == "treat" and not _words_below(token) & _OUTCASTS:
        return None
    if not harmed and not any(each.lemma_.lower() in _HARMING for each in cut):
        return None
    if lemma in _PERISHING and _is_conditional(token):
        return [child for child in _subjects(token) if child.pos_ == "PROPN"] or None
    for child in token.children:
        if child.dep_ in ("nsubj", "nsubjpass") and _is_whoever(child):
            return [child]
        if child.dep_ == "csubj" and any(each.lower_ in ("whoever", "who") for each in child.children):
            return []
    return None


def _is_conditional(token: Token) -> bool:
    return any(
        child.dep_ == "advcl" and any(each.lower_ in ("if", "unless", "should") for each in child.children)
        for child in token.children
    )


def _will_not_return(token: Token) -> list[Token] | None:
    """ "If they cross the river, they will not go home"."""
    if token.lemma_.lower() not in ("go", "come", "get", "return", "leave", "live", "escape", "survive"):
        return None
    if not _is_coming(token) or not any(child.dep_ == "neg" for child in token.children) or not _is_conditional(token):
        return None
    victims = [child for child in _subjects(token) if child.lower_ not in ("we", "i", "he", "she")]
    return victims or None


def _numbers_days(token: Token) -> list[Token] | None:
    """ "Your days are numbered"."""
    days = [child for child in _subjects(token) if child.lemma_ == "day"]
    return [] if token.lower_ == "numbered" and days else None


def _crushes(token: Token) -> list[Token] | None:
    """ "Would crush the mutiny"."""
    if token.lemma_.lower() not in ("crush", "annihilate", "obliterate", "exterminate", "eradicate", "flatten", "raze"):
        return None
    objects = [child for child in token.children if child.dep_ == "dobj"]
    foes = [
        each for each in objects if each.lemma_.lower() in _RISINGS or is_class(each, "foe") or each.pos_ == "PROPN"
    ]
    return foes if foes and _is_coming(token) else None


def _is_whoever(head: Token) -> bool:
    """ "Anyone", "any boat that enters", "those who talk", "troublemakers" is none: a penalty needs its offence."""
    if head.lower_ in ("whoever", "anyone", "anybody", "everyone", "everybody"):
        return True
    if not any(child.dep_ == "relcl" for child in head.children):
        return False
    return head.lower_ == "those" or any(child.lower_ in ("any", "every", "each", "all") for child in head.children)


def _risks(token: Token) -> list[Token] | None:
    """ "Told broadcasters that they risked closure if they aired it": a penalty, and what it is for."""
    if token.lemma_.lower() not in ("risk", "face") or token.dep_ not in ("ccomp", "conj"):
        return None
    penalties = [child for child in token.children if child.dep_ == "dobj" and child.lemma_.lower() in _SANCTIONS]
    offence = any(
        child.dep_ == "advcl" and any(each.lower_ in ("if", "unless") for each in child.children)
        for child in token.children
    ) or any(child.dep_ == "prep" and child.lower_ in ("for", "by") for child in (*token.children, *penalties))
    offence = offence or any(_is_whoever(child) for child in _subjects(token))
    return _subjects(token) if penalties and offence else None


def _is_forced_to_act(token: Token) -> list[Token] | None:
    """ "Would be forced to take counter-measures", "will take reciprocal steps"."""
    if token.lemma_.lower() not in ("take", "adopt", "respond", "retaliate"):
        return None
    above = token.head if token.dep_ == "xcomp" else None
    if _is_coming(token) and token.lemma_.lower() in ("take", "adopt") and _takes_what_it_needs(token):
        return []
    is_forced = above is not None and above.lemma_.lower() in ("force", "compel", "oblige") and _is_coming(above)
    if not is_forced and not _is_coming(token):
        return None
    if is_forced and token.lemma_.lower() in ("respond", "retaliate"):
        return []
    steps = [child for child in token.children if child.dep_ == "dobj" and child.lemma_.lower() in _STEPS]
    kinds = {word.lower_ for step in steps for word in step.subtree}
    return [] if steps and kinds & _RETURNING else None


def _takes_what_it_needs(token: Token) -> bool:
    """ "Would take whatever steps it needed", "will take all necessary measures to defend its sovereignty"."""
    for child in token.children:
        words = {word.lower_ for word in child.subtree}
        steps = child.lemma_.lower() in _STEPS or bool(words & {"measures", "steps", "countermeasures"})
        if child.i > token.i and steps and ("whatever" in words or {"all", "necessary"} <= words):
            return bool({word.lower_ for word in token.subtree} & _DEFENDED)
    return False


_DEFENDED = frozenset((
    "sovereignty", "territory", "border", "borders", "security", "interests", "integrity", "waters", "soil", "defend",
    "retaliate", "respond", "people", "citizens", "airspace", "independence",
))  # fmt: skip


def _comes_for(token: Token) -> list[Token] | None:
    """ "We are coming for you", "we will find you"."""
    if not any(child.dep_ == "nsubj" and child.lower_ == "we" for child in token.children):
        return None
    lemma = token.lemma_.lower()
    after = lemma == "come" and any(
        child.lower_ in ("for", "after") and any(each.lower_ in ("you", "them") for each in child.children)
        for child in token.children
    )
    finding = lemma in ("find", "get") and _is_coming(token)
    found = finding and any(child.dep_ == "dobj" and child.lower_ == "you" for child in token.children)
    return [] if after or found else None


def _rules_out_nothing(token: Token) -> list[Token] | None:
    """ "Would not rule out force"."""
    if token.lemma_.lower() not in ("rule", "exclude") or not any(child.dep_ == "neg" for child in token.children):
        return None
    objects = [child for child in token.children if child.dep_ in ("dobj", "pcomp", "xcomp")]
    words = {each.lemma_.lower() for child in objects for each in (child, *child.children)}
    return [] if words & _OPTIONS else None


def _or_else(token: Token) -> list[Token] | None:
    """ "Told them to leave or face the consequences": the other half of an order."""
    is_penalty = token.lemma_.lower() in _PENALISED or _is_done_to_them(token)
    if token.dep_ != "conj" or not is_penalty:
        return None
    if not any(child.dep_ == "cc" and child.lower_ == "or" for child in token.head.children):
        return None
    order = token.head.head
    if token.head.dep_ not in ("xcomp", "ccomp", "advcl") or order.lemma_.lower() not in _ORDERING:
        return None
    return [child for child in (*order.children, *token.head.children) if child.dep_ in ("dobj", "nsubj", "dative")
            and child not in _subjects(order)]  # fmt: skip


def _is_done_to_them(token: Token) -> bool:
    """ "Or be evicted", "or have its gates welded shut"."""
    if _is_passive(token):
        return token.lemma_.lower() in _HARMING | _CLOSING
    if token.lemma_ != "have":
        return False
    return any(
        child.dep_ in ("ccomp", "xcomp", "dobj", "acl") and child.tag_ in ("VBN", "VBD") for child in token.children
    ) or any(each.tag_ == "VBN" for child in token.children if child.dep_ == "dobj" for each in child.children)


_CLOSING = listed(
    "close, shut, ban, evict, dismiss, sack, demolish, dissolve, suspend, block, strip, remove, tow, seize, replace, "
    "disqualify, bar, blacklist, blackball, throw, drive, raze, bulldoze, cut, seal, confiscate"
)


def _stops_the_flow(token: Token) -> list[Token] | None:
    """ "Exports would stop at the end of the month if nothing moved": what a power turns off, on a condition."""
    if token.lemma_.lower() not in _STOPPING or not _is_coming(token) or not _is_conditional(token):
        return None
    return [] if any(child.lemma_.lower() in _FLOWS for child in _subjects(token)) else None


_STOPPING = listed("stop, end, cease, halt, cut, suspend, close, shut, freeze, cancel, block, sever, withdraw, dry")
_FLOWS = listed(
    "export, supply, gas, oil, water, electricity, power, flight, aid, talk, cooperation, trade, delivery, shipment, "
    "border, crossing, fuel, wheat, grain, money, funding, coalition, truce, ceasefire, import, route, strait, port"
)


def _acts_unless(token: Token) -> list[Token] | None:
    """ "Its members would print blank pages unless he was produced": what is done to those who do not give way."""
    if token.dep_ not in ("ccomp", "parataxis") or token.pos_ != "VERB" or not _is_coming(token):
        return None
    if token.head.lemma_.lower() not in _SAYING:
        return None
    if any(child.dep_ == "neg" for child in token.children) or token.lemma_.lower() in _BENIGN:
        return None
    if not any(child.pos_ == "PRON" or _is_speakers(child) for child in _subjects(token)):
        return None
    return [] if any(map(_is_what_they_must_do, token.children)) else None


_SAYING = listed("say, tell, declare, announce, add, state, write, insist, repeat")
_BENIGN = listed(
    "find, be, have, do, win, lose, need, get, die, become, fail, remain, stay, continue, return, help, give, accept, "
    "sign, see, know, run, miss, suffer, go, take, make, rise, fall"
)


def _is_speakers(noun: Token) -> bool:
    """ "Its members", "his men", "the union's drivers"."""
    return any(child.dep_ == "poss" and child.lower_ in ("its", "his", "her", "their") for child in noun.children)


def _is_what_they_must_do(clause: Token) -> bool:
    if clause.dep_ != "advcl":
        return False
    marks = {child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod")}
    is_negated = any(child.dep_ == "neg" for child in clause.children)
    return "unless" in marks or ("if" in marks and is_negated)


def _claims_a_right(token: Token) -> list[Token] | None:
    """ "Reserves the right to respond", "is ready to use nuclear weapons"."""
    for child in token.children:
        if token.lemma_.lower() == "reserve" and child.lemma_.lower() == "right":
            acts = [each for each in child.children if each.dep_ in ("acl", "relcl") and each.lemma_ in _RIGHTS]
            return [] if acts else None
        if child.dep_ == "acomp" and child.lower_ in ("ready", "prepared"):
            acts = [each for each in (*child.children, *token.children) if each.dep_ == "xcomp"]
            armed = [each for each in acts if each.lemma_.lower() in _ARMED_ACTS and _words_below(each) & _ARMS]
            is_force = any(is_class(head, "force") for head in _subjects(token))
            going = [each for each in acts if is_force and each.lemma_.lower() in _ENTERING]
            going = [each for each in going if not any(word.lemma_.lower() == "help" for word in each.subtree)]
            return [] if armed or going else None
    return None


_FORMS = (
    _suffers, _is_fair_game, _does_not_shrink, _strikes_back, _claims_a_right, _says_there_will_be, _rules_out_nothing,
    _or_else, _dooms, _risks, _is_forced_to_act, _comes_for,
    _will_not_return, _numbers_days, _crushes, _stops_the_flow, _acts_unless,
)  # fmt: skip


_OF_ANY_KIND = (_risks, _dooms, _stops_the_flow, _acts_unless, _or_else)
"""Forms that say what will be done, which may be anything."""


def _words_below(token: Token) -> set[str]:
    """Return the lemmas of a verb's complements and of what hangs on them."""
    near = [child for child in token.children if child.i > token.i]
    deeper = [each for child in near for each in child.children]
    last = [each for child in deeper for each in child.children]
    return {word.lemma_.lower() for word in (*near, *deeper, *last)}


def _is_coming(token: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in _WILL for child in token.children)


def _is_passive(token: Token) -> bool:
    return any(child.dep_ == "auxpass" for child in token.children)


def _subjects(token: Token) -> list[Token]:
    return [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]


# ---------------------------------------------------------------------------------------------- who threatens whom


def _is_threatened(token: Token) -> bool:
    """ "Vowed that they would pay": the verb above tells the threat; who worries that they might pay makes none."""
    current = token
    for _ in range(_TREES):
        if current.lemma_.lower() in _THREATENING | _WORRYING or current.dep_ in ("relcl", "acl"):
            return True
        if current.head is current:
            return False
        current = current.head
    return False


def _armed(token: Token, victims: list[Token]) -> list[Token]:
    """Return the speaker: whoever says it, or does it; nobody where the one who speaks is who suffers."""
    own = {each.i for each in victims}
    return [head for head in speakers_of(token, victims) if head.i not in own and is_class(head, "speaker")]


def _named(heads: list[Token]) -> list[Token]:
    return [head for head in heads if head.pos_ == "PROPN" or noun_of(head) is not None]
