"""Words of our triggers in their ordinary senses: what all news is full of, and nobody's deed.

Readers and players who "will be attacked", orders to the cook, a bill that would ban, a plea of guilty, a question
asked, courses on offer, a right or a duty to do a thing, what somebody would have done, the month of March. Most of
what a newspaper prints is of this kind, and of no event. Source: the codebook's case 14 ("not events").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dateline.parse.grammar.nouns import is_class, noun_of, object_classes
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed
from dateline.parse.what.eventhood import WORDY
from dateline.parse.what.triggers import TriggerHit
from dateline.parse.who.actors import ActorMention

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention

_QUOTES = frozenset('"“”‘«»')
_READER = frozenset(("you", "yourself", "yourselves"))
_SELVES = listed("itself, himself, herself, themselves, oneself, myself, ourselves, yourself, yourselves")
_DRAFTS = listed("bill, legislation, proposal, draft, amendment")
_PASSING = listed("pass, sign, approve, adopt, enact, vote, ratify, back, rush, push, clear")
_WOULD = frozenset(("would", "could", "might", "should", "'d"))
_ABILITIES = listed(
    "obligation, duty, right, ability, capacity, responsibility, opportunity, chance, incentive, tendency, freedom, "
    "authority, willingness, reluctance, inability, temptation, commitment, mandate, reason, readiness"
)
_TRIES = listed("attempt, effort, bid, struggle, campaign, scheme, endeavour, endeavor")
_TRIED = WORDY | {"RETREAT", "AID"}
_WARES = listed(
    "course, class, lesson, training, degree, programme, program, tour, discount, product, service, room, menu, view, "
    "range, version, feature, glimpse, insight, tip, perk, package, subscription, ticket, alternative, experience, "
    "opportunity, chance, benefit, answer, clue, evidence, explanation, perspective, protection, comfort, model"
)
_STANDS = listed("oppose, support, back, favour, favor, endorse, resist, defend, welcome, reject")
_POLICIES = listed(
    "immigration, drug, tax, spending, border, piracy, corruption, regulatory, privacy, doping, password"
)
_MISHAPS = listed(
    "crush, crash, stampede, collision, accident, derailment, earthquake, quake, avalanche, landslide, mudslide, "
    "flood, storm, cyclone, hurricane, typhoon, tornado, tsunami, outbreak, epidemic, pandemic, eruption, heatwave"
)
_MUTE = listed(
    "bill, act, legislation, law, ban, deal, storm, system, weather, rain, drought, flood, fire, wildfire, cyclone, "
    "price, rate, inflation, economy, market, rebound, rise, fall, drop, slump, decline, growth, shortage, virus, "
    "disease, outbreak, pattern, change, climate, technology, machine, robot, asteroid, volcano, tariff, cut, policy, "
    "programme, program, trend, recession, demand, cost, strategy, rule, regulation, budget, need, gain, loss, risk"
)
_ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "ing", "age", "ure")
_WRITTEN = listed(
    "statement, letter, communique, communiqué, report, resolution, editorial, declaration, message, note, leaflet, "
    "petition, post, tweet, video, broadcast, complaint, indictment, lawsuit, filing, document, paper, ruling, "
    "verdict, organ, voice, office, side, source, speech, decree, order, notice, memo, circular, pamphlet, poster"
)
_CURBS = listed("crackdown, clampdown, ban, curb, restriction, limit, law, tax")
_POINTS = listed("shot, goal, run, point, hit, wicket, yard, touchdown, homer, penalty, corner, try, rebound, set")
_POSING = frozenset(("pose", "present"))
_DEEP = 6


def is_ordinary(hit: TriggerHit) -> bool:
    """True for a trigger in an ordinary sense, by its own phrase and the clause around it."""
    token, kind = hit.token, hit.trigger.event_type
    if kind == "PROTEST" and _is_in_march(token):
        return True
    if hit.trigger.pos == "n":
        done = hit.light_verb if hit.light_verb is not None else token.head
        if kind != "ASSAULT" and done.pos_ == "VERB" and _is_of_ability(done, kind):
            return True
        nominal = _NOMINAL.get(kind)
        return nominal is not None and nominal(token)
    if _is_in_a_name(token):
        return True
    if _is_of_the_reader(hit) or _is_instruction(token) or _would_have(token) or _is_of_a_draft(token):
        return True
    if kind != "ASSAULT" and _is_of_ability(token, kind):
        return True
    read = _OWN.get(kind)
    return read is not None and read(token)


def _is_in_march(token: Token) -> bool:
    """ "Held a briefing March 30": the month, and no word of another protest beside it."""
    around = [word for word in (token, *token.children) if word.lower_ in ("march", "rally", "protest", "sit-in")]
    return bool(around) and all(
        word.text == "March" and any(each.text[:1].isdigit() for each in word.doc[max(0, word.i - 1) : word.i + 2])
        for word in around
    )


def _is_quoting(token: Token) -> bool:
    """True for a sentence with words in quotation marks: there "you" is somebody, and an order is somebody's."""
    return not _QUOTES.isdisjoint(token.doc.text)


def _is_of_the_reader(hit: TriggerHit) -> bool:
    """ "You'll be attacked by three factions", "if you are stopped by the police": anybody who reads or plays."""
    if _is_quoting(hit.token) or hit.trigger.event_type == "THREATEN":
        return False
    own = (*hit.arguments.get("subj"), *hit.arguments.get("obj"), *find_subjects(hit.token))
    return any(head.lower_ in _READER for head in own)


def _is_instruction(verb: Token) -> bool:
    """ "Avoid the restricted area", "call ahead and ask": what a guide tells its readers to do."""
    root = verb
    while root.dep_ == "conj" and root.head != root:
        root = root.head
    if root.dep_ != "ROOT" or root.tag_ != "VB" or verb.tag_ != "VB" or _is_quoting(verb):
        return False
    told = (*root.children, *verb.children)
    if any(child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "expl", "csubj") for child in told):
        return False
    return bool(verb.doc.text.rstrip().endswith((".", "!", ";", ":")) and root.i <= 3)  # a headline has no stop


def _would_have(verb: Token) -> bool:
    """ "Would have objected to the call": what nobody did."""
    words = [child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return "have" in words and not _WOULD.isdisjoint(words)


def _is_of_a_draft(verb: Token) -> bool:
    """ "A bill will ban contracts", "the legislation has forced them to stop": no one's deed, and not passed here."""
    current = verb
    for _ in range(_DEEP):
        subjects = _own_subjects(current)
        if subjects:
            if current is verb and subjects[0].dep_ == "nsubjpass":  # "the bill was opposed by": done to it
                return False
            return any(head.lemma_.lower() in _DRAFTS for head in subjects) and not _is_passed(current)
        above = current.head
        if current.dep_ in ("acl", "relcl") and above.lemma_.lower() in _DRAFTS:
            return not _is_passed(above.head)
        if current.dep_ not in ("xcomp", "conj", "advcl") or above == current:
            return False
        if current.dep_ == "advcl" and current.tag_ != "VBG":
            return False
        current = above
    return False


def _own_subjects(verb: Token) -> list[Token]:
    """Return the subjects that stand at a verb itself."""
    return [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]


def _is_passed(verb: Token) -> bool:
    """ "Parliament passed a bill banning strikes", "the motion was carried"."""
    return verb.lemma_.lower() in _PASSING


def _is_of_ability(verb: Token, kind: str) -> bool:
    """ "The duty to provide aid", "in an attempt to force them to free": what may or should be done, told of nobody."""
    current = verb
    for _ in range(_DEEP):  # "force them to free": they are the subject of its clause
        if _follows_ability(current):
            return True
        if current.dep_ not in ("xcomp", "ccomp", "conj") or current.tag_ != "VB":
            break
        current = current.head
    if current.dep_ not in ("acl", "relcl") or current.tag_ != "VB":
        return False
    noun = current.head.lemma_.lower()
    return noun in _ABILITIES or (kind in _TRIED and noun in _TRIES)


def _follows_ability(verb: Token) -> bool:
    """ "Overrule its obligations to provide aid": the noun is right before, wherever the parse hung the verb."""
    if verb.tag_ != "VB" or verb.i < 2 or verb.nbor(-1).lower_ != "to":
        return False
    noun = verb.nbor(-2)
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in _ABILITIES


def _is_policy(noun: Token) -> bool:
    """ "Part of a crackdown on critics", "the immigration crackdown": a policy of years."""
    if noun.lemma_.lower() != "crackdown":
        return False
    if any(child.dep_ in ("compound", "amod") and child.lower_ in _POLICIES for child in noun.children):
        return True
    return bool(noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ == "part")


def _is_posed(noun: Token) -> bool:
    """ "The threat posed by China", "poses a threat": a danger that somebody sees."""
    if noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_.lower() in _POSING:
        return True
    return any(child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _POSING for child in noun.children)


def _is_forbidden(noun: Token) -> bool:
    """ "A crackdown on criticism", "the ban on complaints": what nobody may say."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "on" and noun.head.head.lemma_.lower() in _CURBS


def _is_briefing(noun: Token) -> bool:
    """ "Told a news conference": no party meets another."""
    return noun.lemma_.lower() == "conference" and any(
        child.dep_ in ("compound", "amod") and child.lower_ in ("news", "press") for child in noun.children
    )


def _is_phoned(noun: Token) -> bool:
    """ "Received 911 calls", "emergency calls from residents"."""
    return noun.lemma_.lower() == "call" and any(
        child.lower_ in ("911", "999", "112", "emergency", "phone", "distress", "telephone") for child in noun.children
    )


def _is_in_a_name(verb: Token) -> bool:
    """ "The Volatiles Investigating Polar Rover": a word between two capitals, in a sentence that has few."""
    if not verb.text[:1].isupper() or verb.i == 0 or verb.i + 1 >= len(verb.doc):
        return False
    if not (verb.nbor(-1).text[:1].isupper() and verb.nbor(1).text[:1].isupper()):
        return False
    words = [word for word in verb.doc if word.is_alpha]
    return bool(sum(word.text[:1].isupper() for word in words) * 2 < len(words))


def asks_nothing(verb: Token) -> bool:
    """ "Pleaded guilty", "asked a question", "seeks to lower": nothing is asked of anybody."""
    lemma = verb.lemma_.lower()
    if lemma == "plead":
        return any(child.lower_ in ("guilty", "innocent", "contest") for child in verb.subtree)
    if lemma == "ask":
        asked = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
        asked += [verb.head] if verb.dep_ in ("acl", "relcl") else []
        return any(head.lemma_.lower() == "question" for head in asked)
    return lemma == "seek" and any(child.dep_ == "xcomp" and child.tag_ == "VB" for child in verb.children)


def _offers_wares(verb: Token) -> bool:
    """ "Offers courses in law", "offered a discount": what a house has for its customers."""
    if verb.lemma_.lower() != "offer":
        return False
    return any(child.dep_ in ("dobj", "nsubjpass") and child.lemma_.lower() in _WARES for child in verb.children)


def _is_leaning(verb: Token) -> bool:
    """ "Groups opposing the junta", "states that support Kyiv": who they are."""
    if verb.lemma_.lower() not in _STANDS or verb.dep_ not in ("acl", "relcl"):
        return False
    if verb.dep_ == "acl":
        return verb.tag_ == "VBG" and verb.head.tag_ in ("NNS", "NN")
    return verb.tag_ in ("VBP", "VBZ") and not any(child.dep_ in ("aux", "neg", "npadvmod") for child in verb.children)


def _is_mishap(verb: Token) -> bool:
    """ "Were killed in a crowd crush", "killed by a landslide": nobody did it."""
    return any(
        inner.dep_ == "pobj" and inner.lemma_.lower() in _MISHAPS
        for child in verb.children
        if child.dep_ in ("prep", "agent") and child.lower_ in ("in", "by", "during")
        for inner in child.children
    )


def _limits_itself(verb: Token) -> bool:
    """ "Might limit itself to the question"."""
    return any(child.dep_ == "dobj" and child.lower_ in _SELVES for child in verb.children)


def _concedes_points(verb: Token) -> bool:
    """ "Allowed only two shots on goal", "gave up four runs"."""
    return any(child.dep_ in ("dobj", "ccomp") and child.lemma_.lower() in _POINTS for child in verb.children)


def _recruits_things(verb: Token) -> bool:
    """ "Recruited three landers", "recruited a law firm": nobody who could fight."""
    if verb.lemma_.lower() != "recruit":
        return False
    recruited = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass") and child.pos_ != "PRON"]
    return bool(recruited) and not any(
        is_class(head, "person") or is_class(head, "force") or head.tag_ == "CD" for head in recruited
    )


def _is_leaning_or_known(verb: Token) -> bool:
    """ "Recognised that it had been wrong": nobody is recognised."""
    knows = verb.lemma_.lower() in ("recognize", "recognise") and any(c.dep_ == "ccomp" for c in verb.children)
    return knows or _is_leaning(verb)


_NOMINAL: Mapping[str, Callable[[Token], bool]] = {
    "COERCE": _is_policy,
    "THREATEN": _is_posed,
    "ACCUSE": _is_forbidden,
    "CONSULT": _is_briefing,
    "REQUEST": _is_phoned,
}
_OWN: Mapping[str, Callable[[Token], bool]] = {
    "REQUEST": asks_nothing,
    "AGREE": _offers_wares,
    "SUPPORT": _is_leaning_or_known,
    "CONCEDE": _concedes_points,
    "MOBILIZE": _recruits_things,
    "REJECT": _is_leaning,
    "ASSAULT": _is_mishap,
    "COERCE": _limits_itself,
}


def is_nobodys_act(mention: Mention, token: Token) -> bool:
    """True for words that nobody can have said, and for a private person's own affairs. `token`: its trigger."""
    if mention.implied is not None:
        return False
    return _speaks_for_nobody(mention.event_type, token, mention.sources) or _is_private_move(mention)


def _speaks_for_nobody(event_type: str, token: Token, sources: Sequence[ActorMention]) -> bool:
    """ "The storm threatens the coast", "the rebound will give relief": words that nobody can have said."""
    if event_type not in WORDY or event_type in ("CONSULT", "COOPERATE") or token.pos_ not in ("VERB", "AUX"):
        return False
    if sources:
        return all(actor.head in _MUTE for actor in sources)
    if token.tag_ == "VBN" and not any(child.lower_ in ("has", "have", "had") for child in token.children):
        return False  # "was rejected by": who did it stands elsewhere
    subjects = find_subjects(token)
    return bool(subjects) and all(map(_is_thing, subjects))


def _is_thing(head: Token) -> bool:
    """True for what cannot speak: a measure, the weather, an abstract noun; "advocates" may, though on no list."""
    lemma = head.lemma_.lower()
    if head.pos_ != "NOUN" or noun_of(head) is not None or lemma in _WRITTEN:
        return False
    return lemma in _MUTE or lemma.endswith(_ABSTRACT)


def _is_private_move(mention: Mention) -> bool:
    """ "Petrov left Russia in 2020", "gave an agent two million rupees": what a private person does for himself."""
    if not mention.sources or not all(actor.kind == "person" and _is_private(actor) for actor in mention.sources):
        return False
    if mention.event_type == "RETREAT" and mention.event_mode == "withdraw":
        return True
    return mention.event_type == "AID" and all(_is_private(actor) or actor.sector == "SPY" for actor in mention.targets)


def _is_private(actor: ActorMention) -> bool:
    if any("reliever" in object_classes().get(word, ()) for word in actor.name.lower().split()):
        return False  # "Medecins du Desert"
    return actor.sector in (None, "CVL", "BUS") and actor.entity is None and actor.country is None
