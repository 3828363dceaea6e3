"""Accusations that no verb of accusing tells: "said the ministry had rigged the count", "called it too late".

A party says of another that it did wrong, or of what was done that it is bad: ACCUSE, allege or disapprove. What a
court, an auditor or a witness establishes is told as it is, and none. Source: the codebook's ACCUSE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dateline.parse.grammar.nouns import is_class, noun_of
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.said.speech import SpeechAct
from dateline.parse.text.wordlists import listed

_MAY_CHARGE = re.compile(
    r"\b(?:rig|lie[ds]?\b|lying|cheat|betray|violat|breach|broke|stole|steal|embezzl|misled|mislead|plunder|sabotag|provok|"
    r"harbour|harbor|shelter|incit|meddl|interfer|brib|fabricat|forg|flout|abus|misus|squander|neglect|undermin|"
    r"persecut|conspir|collu|collud|tamper|loot|exploit|blackmail|silenc|intimidat|politici|weaponi|cover|sponsor|"
    r"fund|financ|arming|armed|blam|responsible|failed|too (?:late|little)|not enough|far enough|unacceptable|illegal|"
    r"shameful|disgrace|farce|betrayal|outrage|scandal|sham|mockery|insult|unjust|wrong|cowardly|unconstitutional|"
    r"reckless|irresponsible|mistake|crime|slap|provocation|travesty|attack on|blow to)",
)
_TELLING = listed("say, tell, claim, insist, declare, add, argue, state, write, maintain, charge, allege, announce")
_WRONGS = listed(
    "rig, lie, cheat, betray, violate, breach, break, steal, embezzle, mislead, plunder, sabotage, provoke, harbour, "
    "harbor, shelter, incite, meddle, interfere, bribe, fabricate, forge, flout, abuse, misuse, squander, neglect, "
    "undermine, persecute, conspire, collude, tamper, loot, exploit, blackmail, silence, intimidate, politicise, "
    "politicize, weaponise, weaponize, sponsor, fund, finance, arm"
)
_OF_WHAT = {
    "break": listed(
        "promise, truce, ceasefire, law, word, agreement, pledge, accord, deal, rule, treaty, constitution"
    ),
    "shelter": listed("rebel, enemy, militant, terrorist, fighter, criminal, gunman, fugitive, killer"),
    "harbour": listed("rebel, enemy, militant, terrorist, fighter, criminal, gunman, fugitive, killer"),
    "harbor": listed("rebel, enemy, militant, terrorist, fighter, criminal, gunman, fugitive, killer"),
    "fund": listed("rebel, militant, terrorist, terrorism, group, militia, coup, unrest, opposition, mercenary"),
    "finance": listed("rebel, militant, terrorist, terrorism, group, militia, coup, unrest, opposition, mercenary"),
    "sponsor": listed("rebel, militant, terrorist, terrorism, group, militia, coup, unrest, terror, mercenary"),
    "arm": listed("rebel, militant, terrorist, group, militia, gang, faction, separatist, jihadist"),
    "violate": listed(
        "truce, ceasefire, cease-fire, law, agreement, accord, airspace, sovereignty, right, treaty, constitution, "
        "border, resolution, water, deal, term, territory, sanction"
    ),
    "breach": listed("truce, ceasefire, law, agreement, accord, treaty, constitution, deal, term, sanction, rule"),
    "exploit": listed("worker, people, child, migrant, villager, poor"),
    "loot": listed("treasury, state, country, fund, bank"),
}
_FAULTS = listed(
    "unacceptable, illegal, shameful, disgraceful, outrageous, unjust, wrong, cowardly, unconstitutional, reckless, "
    "irresponsible, scandalous, inhuman, inhumane, barbaric, unlawful, intolerable, appalling, hypocritical, racist"
)
_SCORN = listed(
    "disgrace, farce, betrayal, outrage, scandal, sham, mockery, insult, mistake, crime, provocation, travesty, lie, "
    "shame, joke, charade, attack, blow, slap, theft, robbery, coup, blackmail, injustice"
)
_LATE = frozenset(("late", "little", "short", "enough"))
_WITNESSES = listed(
    "court, judge, auditor, report, study, police, prosecutor, witness, resident, expert, analyst, scientist, doctor, "
    "survey, tribunal, jury, newspaper, historian, economist, coach, player, company, firm, bank, airline, fan"
)
_CONDITIONAL = listed("would, will, may, might, could, should, can, must")
_BELOW = frozenset(("dobj", "pobj", "xcomp", "attr"))


def may_charge(text: str) -> bool:
    """True for a sentence with the words of a charge: the cheap gate before the parse."""
    return _MAY_CHARGE.search(text.lower()) is not None


def find_charges(sentence: Token) -> list[SpeechAct]:
    """Return the accusations of a parsed sentence that no trigger of its own tells, at most one a telling."""
    if not may_charge(sentence.text):
        return []
    found: list[SpeechAct] = []
    for token in sentence:
        if token.dep_ not in ("ccomp", "parataxis", "conj") or token.pos_ not in ("VERB", "AUX"):
            continue
        teller = _teller(token)
        if teller is None or any(charge.speakers[0] in find_subjects(teller) for charge in found):
            continue
        mode = "allege" if _does_wrong(token) else "disapprove" if _is_bad(token) else None
        speakers = [head for head in find_subjects(teller) if _may_accuse(head)]
        accused = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]
        if mode is None or not speakers or not accused or _speaks_of_itself(accused, speakers):
            continue
        if mode == "allege" and not any(is_class(each, "speaker") and each.pos_ != "PRON" for each in accused):
            continue
        found.append(SpeechAct("ACCUSE", "accuse", token, tuple(speakers), tuple(_parties(accused)), mode))
    return found


def _teller(token: Token) -> Token | None:
    above = token.head
    if token.dep_ == "conj":
        above = above.head if above.dep_ in ("ccomp", "parataxis") else above
        above = above if above.i != token.head.i else above.head
    if above.pos_ == "VERB" and above.lemma_.lower() in _TELLING and above.i != token.i:
        return above
    return next((c for c in token.children if c.dep_ == "parataxis" and c.lemma_.lower() in _TELLING), None)


def _does_wrong(token: Token) -> bool:
    """ "Had rigged the count", "was sheltering its enemies": done, and not what would be done."""
    lemma = token.lemma_.lower()
    if lemma not in _WRONGS or any(child.dep_ in ("neg", "auxpass") for child in token.children):
        return False
    if any(child.dep_ == "aux" and child.lower_ in _CONDITIONAL for child in token.children):
        return False
    wanted = _OF_WHAT.get(lemma)
    return wanted is None or bool(wanted & _lemmas_below(token))


def _is_bad(token: Token) -> bool:
    """ "Came a year too late", "was a disgrace", "does not go far enough"."""
    lemma = token.lemma_.lower()
    if any(child.dep_ == "aux" and child.lower_ in _CONDITIONAL for child in token.children):
        return False
    words = [each for child in token.children for each in (child, *child.children)]
    late = next((each for each in words if each.lower_ in _LATE), None)
    if late is not None and lemma in ("come", "be", "arrive", "go", "fall"):
        too = any(each.lower_ == "too" for each in (*late.children, *words))
        negated = any(child.dep_ == "neg" for child in token.children)
        return negated if late.lower_ == "enough" else too
    if lemma != "be" or any(child.dep_ == "neg" for child in token.children):
        return False
    told = [child for child in token.children if child.dep_ in ("attr", "acomp")]
    return any(child.lower_ in _FAULTS or (child.lemma_.lower() in _SCORN and _is_scorn(child)) for child in told)


def _is_scorn(noun: Token) -> bool:
    """ "An attack on migrants", "a disgrace"; and not "the attack was an attack"."""
    if noun.lemma_ not in ("attack", "blow", "slap", "coup", "crime", "mistake"):
        return True
    return any(child.dep_ == "prep" and child.lower_ in ("on", "to", "against", "in") for child in noun.children)


def _lemmas_below(token: Token) -> set[str]:
    near = [child for child in token.children if child.dep_ in _BELOW or child.dep_ == "prep"]
    return {each.lemma_.lower() for child in near for each in (child, *child.children)}


def _may_accuse(head: Token) -> bool:
    if head.pos_ == "PRON":
        return head.lower_ in ("he", "she", "it", "they")
    described = [head, *(child for child in head.children if child.dep_ == "appos")]
    if any(each.lemma_.lower() in _WITNESSES for each in described):
        return False
    return is_class(head, "speaker") or is_class(head, "civil")


def _speaks_of_itself(accused: Iterable[Token], speakers: list[Token]) -> bool:
    names = {speaker.text.lower() for speaker in speakers}
    return all(each.lower_ in ("he", "she", "they", "we", "i") or each.text.lower() in names for each in accused)


def _parties(heads: Iterable[Token]) -> list[Token]:
    return [head for head in heads if head.pos_ == "PROPN" or noun_of(head) is not None]
