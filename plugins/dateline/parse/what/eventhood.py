"""Words of an event that tell of none: questions, purposes, talk within quotes, states, rates and wars as a whole.

Source: the codebook's case 14 ("not events") and its rule that words count when a political actor does something with
them to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dateline.parse.grammar.misparses import hidden_subject
from dateline.parse.grammar.nouns import holds_class, is_class
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed
from dateline.parse.what.aims import is_at_a_scene, is_for_leisure, is_under_fire_for
from dateline.parse.what.orders import is_ordered
from dateline.parse.what.triggers import TriggerHit, is_nominal_gerund
from dateline.parse.who.actors import ActorMention
from dateline.vocab import country_of_name

WORDY = frozenset(("REQUEST", "AGREE", "CONSULT", "SUPPORT", "ACCUSE", "REJECT", "THREATEN", "COOPERATE", "CONCEDE"))
_QUOTED = re.compile(r"[\"“][^\"“”]*(?:[\"”]|$)")
_QUESTION = re.compile(r"\?[\"”’')\]]*\s*$")
_ASKED = re.compile(r"^\W*[\"“][^\"”]*\?[\"”](?:\s+[\w'.-]+,?){1,10}\W*$")
_RATES = listed(
    "pace, number, frequency, rate, rise, increase, decline, decrease, fall, drop, wave, spate, threat, risk, fear, "
    "history, cycle, kind, type, form, lack, level, scale, intensity, surge, resumption, prospect, possibility, "
    "danger, pattern, series, string, campaign, era, decade, year, month, memory, legacy, victim, survivor, scene, "
    "site, account, report, footage, video, image, photograph, accusation, charge, suspicion, allegation"
)
ORDERED = listed("murder, murders, killing, killings, assassination, massacre, slaying, kidnapping, abduction, bombing")
_LONG_AFFAIRS = listed("war, conflict, insurgency, violence, unrest, rebellion, feud, crisis, uprising, fighting")
_FURTHER = listed("another, separate, second, third, other, also, separately, elsewhere, similar, further")
_ELSEWHERE = re.compile(
    r"\W*(?:earlier,|earlier in the day|in the meantime|"
    r"elsewhere|separately|in (?:another|a separate|a second|a similar|other)|(?:two|three) other|another)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(r"(?<![\d-])\d{1,3}\s?[-\N{EN DASH}]\s?\d{1,3}(?![\d-])")
_SCORED = re.compile(
    r"\W*(?:[A-Z][\w.'-]*(?: (?=[A-Z\d])|(?=,))){1,3}\d{1,3}, (?:[A-Z][\w.'-]* ){1,3}\d{1,3}(?: \([^)]*\))?:"
)
"""A result that opens a line: "Rovers 4, Athletic 1:", "North Bay 88, Toros 80 (OT):"."""
_CONTESTS = re.compile(
    r"\b(?:opponents?|challenger|(?:defending|reigning|world|former) champions?|rivals?(?! [a-z])|top seed"
    r"|unseeded|tie-?break|straight sets|(?:first|second|third|final|deciding) set|quarter-?finals?|semi-?finals?"
    r"|championships?|tournament|marathon"
    r"|(?:in|of|at|for|to reach|into|win|won|wins|lose|lost) (?:the |a |his |her |their )(?:[a-z]+ ){0,3}"
    r"(?:final|match|race|derby|cup|title|playoffs?))\b",
    re.IGNORECASE,
)
_WINNING = re.compile(r"\b(?:to win|won|winning|victory|champions?|gold medal|finish line|runner-up|podium)\b", re.I)
_BEARING_ARMS = frozenset(("COP", "MIL", "REB", "UAF", "PRM", "SPY", "CRM"))
_NOT_POLITICAL = frozenset((None, "CVL", "UNK", "AGR", "EDU", "MED", "LAB", "BUS", "JRN"))


_POLITICS = listed(
    "diplomatic, diplomat, diplomats, diplomacy, bilateral, peace, ceasefire, truce, armistice, treaty, accord, "
    "president, presidents, minister, ministers, ministry, premier, government, parliament, embassy, consulate, "
    "ambassador, ambassadors, envoy, envoys, sanctions, troops, soldiers, army, military, rebels, rebel, militia, "
    "border, borders, "
    "election, elections, opposition, regime, foreign, summit, refugees, asylum, war, sovereignty, territorial, "
    "nuclear, lawmakers, missiles, republic, kingdom, annexation, occupation, hostages, prisoners, extradition, "
    "delegation, mediation, secession, independence, constitution, coup, insurgents, peacekeepers, offensive, "
    "humanitarian, besieged, blockade, siege, airlift"
)


def is_political_talk(words: Iterable[str], *, least: int = 1) -> bool:
    """True for text with words of politics: there, parties that no list knows count as parties."""
    return len(_POLITICS.intersection(words)) >= least


def is_question(text: str) -> bool:
    """True for a sentence that asks, also with its "she asked" behind the quotation marks."""
    return _QUESTION.search(text) is not None or _ASKED.search(text) is not None


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of a sentence that stand in quotation marks."""
    if '"' not in text and "“" not in text:
        return []
    return [match.span() for match in _QUOTED.finditer(text) if match.end() - match.start() > 25]


def is_no_event(hit: TriggerHit) -> bool:
    """True for a trigger in a place where it tells of no incident: a rate, a state, a purpose, a war as a whole."""
    token, kind = hit.token, hit.trigger.event_type
    if token.lower_ == "riot" and token.dep_ in ("compound", "nmod", "amod"):  # "riot police", "riot gear"
        return True
    crowd = token if hit.trigger.pos == "v" else token.head
    if kind == "PROTEST" and hit.trigger.event_mode != "hunger" and is_for_leisure(crowd):  # "stopped eating": no feast
        return True
    if kind in _COURTEOUS and (token.lemma_.lower() in _THANKING or _is_thanked_for(token)):
        return True
    if hit.trigger.pos == "n":
        if kind == "COERCE" and token.dep_ == "nsubj" and token.head.lemma_ == "be":  # "the only arrest was of a goat"
            return True
        if kind == "COERCE" and token.lemma_ == "crackdown" and _was_bloody(token):
            return True  # the clause tells what it was
        if kind == "ASSAULT" and token.dep_ == "pobj" and token.head.lower_ == "under":
            return is_under_fire_for(token.head.head)  # "came under attack from rebels in his party"
        return kind == "ASSAULT" and token.dep_ == "pobj" and _is_rate(token)
    if token.dep_ == "amod" and token.tag_ == "VBN" and kind != "ASSAULT" and hidden_subject(token) is None:
        return True
    if token.dep_ == "amod" and token.tag_ == "VBG" and kind == "PROTEST":  # "striking miners"
        return True
    if kind == "REQUEST" and any(
        is_ordered(child)
        or (child.dep_ == "dobj" and (child.lower_ in ORDERED or any(map(is_ordered, child.children))))
        for child in token.children
    ):
        return True  # "ordered the murder of", "ordered the border closed": what was ordered is what is told
    if token.dep_ == "amod" and token.lemma_ in ("wound", "injure") and hit.trigger.pos == "v":
        return True
    if kind == "ASSAULT" and token.tag_ == "VBG" and (token.dep_ == "amod" or _names_a_part(token)):
        return True
    if token.lemma_.lower() in ("hold", "control") and kind == "COERCE" and _is_state(token):
        return True
    if kind == "ASSAULT" and any(head.lemma_.lower() in _LONG_AFFAIRS for head in hit.arguments.get("subj")):
        return True
    if kind in ("AID", "COOPERATE") and hit.trigger.pos == "v" and token.tag_ in ("VBZ", "VBP"):
        return not any(child.dep_ in ("aux", "nummod") for child in token.children)  # "helps farmers": its trade
    if kind in _PURPOSES and token.dep_ == "advcl" and is_purpose(token):  # "sent 250 soldiers to man roadblocks"
        return True
    if token.tag_ == "VB" and token.i > 1 and token.nbor(-1).lower_ == "to" and token.nbor(-2).lower_ in _POWERS:
        return True
    if kind == "AID" and hit.trigger.pos == "v" and _is_bought(hit):
        return True
    if kind in ("ASSAULT", "COERCE") and _is_done_to_oneself(token):
        return True
    if kind == "COERCE" and token.lemma_.lower() in _SCENE_WORK and is_at_a_scene(token):
        return True
    return (kind in WORDY or kind == "PROTEST") and is_purpose(token)


def _was_bloody(noun: Token) -> bool:
    """ "A 1989 crackdown in which troops killed 21", "that wounded nine"."""
    clauses = [child for child in noun.children if child.dep_ in ("relcl", "acl")]
    words = (word for clause in clauses for word in (clause, *clause.children, *clause.conjuncts))
    return any(word.lemma_.lower() in ("kill", "wound", "shoot", "die", "massacre", "injure") for word in words)


_PURPOSES = frozenset(("MOBILIZE", "AID", "RETREAT", "CONCEDE"))
_POWERS = listed(
    "power, powers, right, authority, mandate, capacity, capability, ability, licence, license, jurisdiction"
)
"""What lets somebody do a thing: "powers to hold people without charge" held nobody."""
_COURTEOUS = frozenset(("SUPPORT", "AID", "COOPERATE", "CONSULT"))


def _is_thanked_for(noun: Token) -> bool:
    """ "Thanked the associations for their support": a courtesy, and no act."""
    return bool(noun.dep_ == "pobj" and noun.head.lower_ == "for" and noun.head.head.lemma_.lower() in _THANKING)


_THANKING = listed("thank, thanks, grateful, gratitude, thankful, appreciation")
_SCENE_WORK = listed("close, shut, block, seal, cordon, search, comb, scour")
_GIFTS = listed(
    "loan, grant, money, fund, funding, million, billion, dollar, euro, asylum, refuge, shelter, help, debt"
)


def _is_bought(hit: TriggerHit) -> bool:
    """ "Six of the boats have been delivered": goods that nobody gives, and none that the needy live on."""
    arguments = hit.arguments
    if not arguments.passive or arguments.get("subj") or arguments.get("from"):
        return False
    given = [_whole_of(head) for head in arguments.get("obj")]
    things = [head for head in given if head.pos_ != "PRON" and not is_class(head, "person")]
    return bool(things) and not any(
        head.lemma_.lower() in _GIFTS or holds_class(head, "relief") or holds_class(head, "succour") for head in things
    )


def _is_done_to_oneself(verb: Token) -> bool:
    """ "A guard shot himself", "the police held themselves back": nobody else suffers; a bomber takes others along."""
    own = [child for child in verb.children if child.dep_ == "dobj" and child.lower_.endswith(("self", "selves"))]
    return any(not child.conjuncts for child in own) and verb.lemma_.lower() not in ("blow", "detonate", "explode")


def _whole_of(number: Token) -> Token:
    """ "Six of the boats": what was counted; any other word is itself."""
    for child in number.children if number.pos_ == "NUM" else ():
        if child.dep_ == "prep" and child.lower_ == "of":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), number)
    return number


def _names_a_part(token: Token) -> bool:
    """ "Detonating caps": parts of a weapon that somebody has or finds."""
    return token.i + 1 < len(token.doc) and token.doc[token.i + 1].lemma_.lower() in _PARTS_OF_WEAPONS


_PARTS_OF_WEAPONS = listed("cap, plug, fuse, cord, mechanism, wire, switch, device")
_BODY_COUNT = listed("kill, wound, injure, maim, die, perish, succumb, hurt, shoot, fell, gun, sustain, suffer, lose")


def has_body_count(noun: Token) -> bool:
    """ "Killed in police firing", "wounds sustained in shelling": somebody came to harm in what the noun names."""
    current = noun.head if noun.dep_ in ("acl", "compound") else noun
    if noun.dep_ == "advcl" and noun.tag_ == "VBG" and noun.i:  # "killed in police firing as": the force took its place
        current = noun.nbor(-1)
    if _leaves_dead(current):
        return True
    if current.dep_ not in ("pobj", "pcomp") or current.head.lower_ not in ("in", "by", "during", "from", "to", "of"):
        return False
    return current.head.head.lemma_.lower() in _BODY_COUNT


def _leaves_dead(noun: Token) -> bool:
    """ "Riots and then police firing left two dead", "shelling killed nine people": what the noun names did it."""
    while noun.dep_ == "conj" and noun.head != noun:
        noun = noun.head
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.tag_ != "VBD":
        return False
    if verb.lemma_.lower() == "leave":
        return any(child.lower_ in ("dead", "injured", "wounded", "hurt") for child in verb.children)
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    return verb.lemma_.lower() in ("kill", "wound", "injure") and any(
        head.tag_ == "CD" or any(child.dep_ == "nummod" for child in head.children) for head in objects
    )


def is_another(token: Token) -> bool:
    """ "Another attack", "elsewhere, gunmen also killed": the text says that this is a further incident."""
    verb = token.head if token.pos_ == "NOUN" and token.dep_ in ("dobj", "nsubj", "nsubjpass") else token
    objects = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")] if verb is token else []
    if any(child.lower_ in _FURTHER for each in (token, verb) for child in each.children):
        return True
    for child in verb.children if verb is token else ():  # "a second one wounded four", "another killed a guard"
        if child.dep_ == "nsubj" and (child.lower_ == "another" or (child.lower_ == "one" and _is_one_more(child))):
            return True
    if any(child.lower_ == "another" for each in objects for child in each.children):  # "another six rounds were fired"
        return True
    return _ELSEWHERE.match(token.sent.text) is not None


def _is_one_more(pronoun: Token) -> bool:
    return any(child.lower_ in _FURTHER for child in pronoun.children)


def _is_rate(token: Token) -> bool:
    """ "The pace of raids", "fears of attacks", "years of fighting": not one of them."""
    above = token.head.head
    if token.head.lower_ not in ("of", "in") or above.lemma_.lower() not in _RATES:
        return False
    if above.lemma_.lower() in ("site", "scene"):  # "near the site of the explosion": where something else is done
        return True
    return not any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") for child in token.children)


def _is_state(token: Token) -> bool:
    """ "Is held by the army", "who hold the town": a state of things in the present, nobody was taken."""
    if token.tag_ in ("VBZ", "VBP"):
        return True
    auxiliaries = [child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")]
    if auxiliaries in (["is", "being"], ["are", "being"]):  # "is still being held at a prison"
        return any(child.lower_ in ("currently", "still") for child in token.children)
    return token.tag_ == "VBN" and auxiliaries in (["is"], ["are"], ["'s"])


def is_purpose(token: Token) -> bool:
    """ "Marched to demand": why the other thing was done."""
    has_to = any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children)
    if token.head.lemma_.lower() in _PROMISING:  # "threatened on Sunday to walk out": parsed as if it were why
        return False
    return has_to and token.dep_ in ("advcl", "acl") and token.head.pos_ in ("VERB", "NOUN", "AUX")


_PROMISING = frozenset(("threaten", "vow", "pledge", "promise", "swear"))


def is_conditional(token: Token) -> bool:
    """ "Would let helicopters fly": what would be, unless somebody said that it would."""
    modals = {child.lower_ for child in token.children if child.dep_ == "aux"}
    if "can" in modals and token.tag_ in ("VB", "VBN"):  # "journalists can be arrested": what the law allows
        return True
    if not modals & {"would", "could"}:
        return False
    return token.dep_ not in ("ccomp", "conj", "ROOT") or not find_subjects(token)


def is_definite(token: Token) -> bool:
    """ "The blast", "these attacks": a noun with a word that points back."""
    return any(
        child.lower_ in ("the", "this", "that", "these", "those") and child.dep_ == "det" for child in token.children
    )


def points_back(hit: TriggerHit) -> frozenset[str]:
    """Return the heads that an event's clause points back to: its victims, or what the clause above is about.

    "Took the pupils", "opened fire on the fishermen", "the bus had stopped at a terminal when the device went off".
    """
    heads = [head for slot in ("obj", *hit.trigger.target_slots) for head in hit.arguments.get(slot)]
    clause = hit.token
    if clause.dep_ == "advcl" and any(child.lower_ in ("when", "as", "while") for child in clause.children):
        heads += find_subjects(clause.head)
    return frozenset(head.lower_ for head in heads if head.pos_ == "NOUN" and is_definite(head))


def in_history_clause(token: Token) -> bool:
    """True inside a relative or participle clause that hangs on a noun, or after "after/since/following"."""
    current = token.head if is_nominal_gerund(token) else token  # "rioting and then police firing": no clause
    for _ in range(20):
        if current.dep_ in ("relcl", "acl"):
            return True
        if current.dep_ == "pobj" and current.head.lower_ in ("after", "since", "following", "despite"):
            return True
        if current.dep_ == "advcl" and any(
            child.lower_ in ("after", "since", "before") and child.dep_ == "mark" for child in current.children
        ):
            return True
        if current.head == current:
            return False
        current = current.head
    return False


def is_small_talk(
    event_type: str,
    sources: Sequence[ActorMention],
    targets: Sequence[ActorMention],
    *,
    in_quote: bool,
    in_politics: bool = False,
) -> bool:
    """True for words and visits between nobody in particular: no political actor speaks, none is spoken to."""
    if in_quote and not any(actor.is_known and not actor.is_pronoun for actor in (*sources, *targets)):
        return event_type != "THREATEN"
    if event_type not in WORDY:
        return False
    if any(is_political(actor) for actor in (*sources, *targets)):
        return False
    if event_type == "COOPERATE" and any(actor.country for actor in sources):  # "Ukrainian and Polish experts"
        return False
    if in_politics and any(
        actor.status == "named" or actor.country is not None or actor.head in ("leaders", "presidents")
        for actor in sources
    ):
        return False
    if event_type in ("REQUEST", "AGREE", "CONSULT", "SUPPORT"):
        return True
    return not any(actor.status == "named" or actor.sector for actor in (*sources, *targets))


_BLOWS = re.compile(
    r"\b(?:sticks?|clubs?|batons?|rods?|rifle|police|officers?|guards?|soldiers?|gunmen|militants?|mob|crowd|hospital"
    r"|injur\w+|death|unconscious|bru(?:tally|ised)|severely|arrest\w*|protest\w*|sever(?:al|ely)|kicked|robbed)\b",
    re.IGNORECASE,
)


_WON = re.compile(
    r"\bbeat(?:ing|en|s)? (?:\w+ ){0,3}(?:expectations?|estimates?|forecasts?|consensus|odds|inflation|market)\b",
    re.IGNORECASE,
)


def is_contest(event_type: str, event_mode: str | None, parties: Sequence[ActorMention], text: str) -> bool:
    """True for "Peru beat Chile", "beat her opponent in the final", "shot them down 22-19": they win and lose."""
    if event_type != "ASSAULT":
        return False
    if _SCORED.match(text) is not None or _WON.search(text) is not None:
        return True
    if event_mode != "beat":
        if _CONTESTS.search(text) is None or any(actor.sector in _BEARING_ARMS for actor in parties):
            return False
        return _SCORE.search(text) is not None or _WINNING.search(text) is not None
    if _are_teams(parties) and _BLOWS.search(text) is None:
        return True
    if _SCORE.search(text) is not None or any(country_of_name(actor.name) is not None for actor in parties):
        return True
    return _CONTESTS.search(text) is not None and _BLOWS.search(text) is None


def _are_teams(parties: Sequence[ActorMention]) -> bool:
    """ "Minnesota beat Buffalo", "the Bruins beat the Devils": names that are no force, no organ and no group."""
    return len(parties) > 1 and all(
        actor.status == "named" and not actor.is_pronoun and actor.sector is None for actor in parties
    )


def is_political(actor: ActorMention) -> bool:
    """True for states, their organs, armed groups, parties, bodies, named unions: who acts in politics."""
    if actor.is_pronoun:
        return False
    return (
        actor.sector not in _NOT_POLITICAL
        or (actor.country is not None and (actor.sector is not None or actor.status == "named"))
        or actor.entity is not None
        or (actor.kind == "organisation" and actor.status == "named")
    )
