"""Words of acts in the everyday business of courts, firms, markets and offices, where nobody does the act.

A call that was held with somebody asks nothing, who defends his own record supports nobody, prices that rally march
for nothing, a plea bargain is no agreement between parties, and what a noun of rumour, right or purpose governs has not
happened. Source: the codebook's case 14 ("not events").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dateline.parse.grammar.daynames import names_day
from dateline.parse.grammar.nouns import is_class, noun_of
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed
from dateline.parse.what.eventhood import WORDY
from dateline.parse.what.matters import is_mere_matter
from dateline.parse.what.triggers import TriggerHit
from dateline.parse.who.actors import ActorMention

_UNREAL = frozenset(("would", "could", "might"))
_AVERSE = listed("object, oppose, resist, favour, favor, consider, discuss, avoid, contemplate, dislike")
_TALK_OF = listed(
    "accusation, allegation, claim, suggestion, rumour, rumor, suspicion, speculation, notion, idea, perception"
)
_STATISTICS = listed(
    "datum, data, figure, statistic, total, amount, quantity, share, percentage, rate, tally, trend, average, "
    "volume, weight"
)
_WORTHS = listed("value, cost, breakdown, chart, record")
_WORKS = listed(
    "album, song, single, film, movie, novel, series, game, trailer, video, record, track, episode, book, sequel"
)
_PLOTTING = listed("conspire, conspiring, plot, scheme, solicit, aid, abet")
_MARKET = listed(
    "index, indices, share, shares, stock, stocks, equity, equities, benchmark, futures, bourse, investors, currency, "
    "yields, yield, bonds, rupee, dollar, bitcoin, points, brokerage, commodity, commodities, market, "
    "markets, trading, traders, earnings, economy, macroeconomic, sensex, nifty, nasdaq, nikkei, ftse, dow"
)
_CROWDS = listed("hundred, thousand, dozen, score, hundreds, thousands, dozens, scores, crowd, many, some, people")
_PEERS = listed("friend, ally, colleague, minister, president, leader, client, son, daughter, brother, deputy, officer")
_PLEAS = listed("plea, settlement, contract, job, role, part, fee, salary, discount, refund, seat, place, scholarship")
_AIMS = listed(
    "partnership, partnerships, relationship, tie, growth, balance, approval, office, nomination, term, re-election, "
    "reelection, election, victory, win, buyer, investor, investment, customer, damages, control, power, revenge, "
    "attention, fame, treatment, advice, way, opportunity, solution, answer, answers, truth, comfort, shelter, work"
)
_HARMS = listed("killing, murder, massacre, arrest, attack, raid, shooting, search, operation, inquiry, investigation")
_INVITED = listed(
    "architect, bidder, tender, bid, application, applicant, reader, visitor, guest, artist, developer, investor, fan, "
    "firm, company, contractor, submission, proposal, proposals, entry, comment, comments, student, customer, public, "
    "designer, author, participant, viewer, user, submissions"
)


def is_everyday(hit: TriggerHit) -> bool:
    """True for a trigger in the everyday business of courts, firms, markets and offices."""
    token, kind = hit.token, hit.trigger.event_type
    if kind != "ASSAULT" and (_is_statistic(token) or _is_unreal(token)):
        return True
    if kind in WORDY and _is_talked_of(token):
        return True
    if hit.trigger.pos == "n":
        return is_mere_matter(token, kind)
    read = _VERBAL.get(kind)
    return read is not None and read(token)


def _lemma(token: Token) -> str:
    return str(token.lemma_.lower())


def _objects(verb: Token) -> list[Token]:
    """Return the heads of a verb's object, with those joined to them."""
    first = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass", "dative")]
    return [each for head in first for each in (head, *head.conjuncts)]


def _is_statistic(token: Token) -> bool:
    """ "Data on drugs seized at the border", "seizure totals", "the number of visas revoked": what adds up."""
    noun = token
    if token.pos_ == "VERB":
        if token.dep_ != "acl" or token.tag_ != "VBN" or any(c.dep_ in ("agent", "npadvmod") for c in token.children):
            return False
        noun = token.head
        if _lemma(noun) in _STATISTICS:
            return True
        if noun.tag_ not in ("NNS", "NNPS") or any(c.dep_ in ("det", "nummod", "poss") for c in noun.children):
            return False
    elif token.dep_ == "compound":
        return _lemma(token.head) in _STATISTICS and token.head.tag_ == "NNS"
    elif token.tag_ != "NNS" or any(_counts(child) or child.dep_ == "poss" for child in token.children):
        return False
    above = noun.head.head if noun.dep_ == "pobj" else noun.head
    if _lemma(above) in _STATISTICS | _WORTHS and noun.dep_ in ("pobj", "compound"):
        return True
    return token.pos_ == "VERB" and any(
        _lemma(word) in ("datum", "data", "statistic", "statistics") for word in token.doc
    )


def _counts(word: Token) -> bool:
    """True for the number of a noun, False for a year before it: "the fiscal year 2019 seizures"."""
    return word.dep_ == "nummod" and not (len(word.text) == 4 and word.text[:2] in ("19", "20"))


def _is_unreal(verb: Token) -> bool:
    """ "Would have objected to Kyiv opening an inquiry", "opposed sending troops": what another verb keeps undone."""
    if verb.tag_ != "VBG" or verb.dep_ not in ("pcomp", "advcl", "xcomp", "ccomp"):
        return False
    if any(child.dep_ in ("aux", "auxpass") for child in verb.children):
        return False
    above = verb.head
    if above.dep_ == "prep":
        if above.lower_ not in ("to", "against", "about", "of"):  # "avoided extradition after seeking refuge"
            return False
        above = above.head
    below = verb.nbor(-1) if verb.i else verb
    if verb.dep_ == "advcl" and not (below.dep_ == "pobj" and below.head.head == above):
        return False  # "objected to Ukraine opening": hung on the verb, its subject on the preposition
    if above.pos_ != "VERB":
        return False
    modals = {child.lower_ for child in above.children if child.dep_ == "aux"}
    return (bool(modals & _UNREAL) and "have" in modals) or _lemma(above) in _AVERSE


def _is_talked_of(verb: Token) -> bool:
    """ "Accusations that they had caved in", "rumours that he backed the coup": what is said of somebody."""
    if verb.pos_ not in ("VERB", "AUX") or verb.dep_ not in ("acl", "ccomp", "relcl"):
        return False
    if any(child.tag_ in ("WP", "WDT") for child in verb.children):  # "a claim that was backed by nobody"
        return False
    noun = verb.head
    if noun.pos_ != "NOUN" or _lemma(noun) not in _TALK_OF:
        return False
    return not any(child.dep_ == "poss" for child in noun.children)  # "repeated her claim that": it is hers


def _is_of_prices(verb: Token) -> bool:
    """ "The index has been rallying", "shares rallied": a market, and no crowd."""
    if _lemma(verb) not in ("rally", "march", "protest"):
        return False
    words = {word.lower_ for word in verb.doc}
    if not words & _MARKET or any(child.lower_ in ("against", "outside") for child in verb.children):
        return False
    subjects = find_subjects(verb)
    return bool(subjects) and all(
        noun_of(head) is None and head.pos_ != "PRON" and _lemma(head) not in _CROWDS for head in subjects
    )


def _defends_its_own(verb: Token) -> bool:
    """ "Defended its record", "he defended his decision": nobody else is supported."""
    if _lemma(verb) != "defend":  # "stood by Lebanon, saying that it backed its borders"
        return False
    objects = _objects(verb)
    return bool(objects) and all(
        any(child.dep_ == "poss" and child.tag_ == "PRP$" for child in head.children)
        and not (is_class(head, "person") or is_class(head, "speaker") or _lemma(head) in _PEERS)
        for head in objects
    )


def _is_attitude(verb: Token) -> bool:
    """ "The country supports the flow of aid": a stance towards a thing, in the present of every day.

    A party, a state or a person that is supported makes it an act, and so does the present of a headline.
    """
    if verb.tag_ not in ("VBZ", "VBP") or _lemma(verb) not in (
        "support",
        "back",
        "favour",
        "favor",
        "endorse",
        "defend",
    ):
        return False
    if not verb.doc.text.rstrip().endswith((".", "!", '"', "”", ";")):
        return False
    if any(child.dep_ in ("npadvmod", "aux", "neg") for child in verb.children):
        return False
    objects = _objects(verb)
    return bool(objects) and not any(_names_a_party(head) for head in objects)


def _names_a_party(noun: Token) -> bool:
    """True for a name, a pronoun, people or a body, and for what is somebody's: "Kyiv's bid"."""
    if noun.pos_ in ("PROPN", "PRON") or is_class(noun, "person") or is_class(noun, "speaker"):
        return True
    return any(
        (child.dep_ == "poss" and child.pos_ == "PROPN")
        or (child.dep_ in ("compound", "amod") and child.pos_ == "PROPN")
        for child in noun.children
    )


def _supports_nobody(verb: Token) -> bool:
    return _defends_its_own(verb) or _is_attitude(verb)


def _is_of_private_law(verb: Token) -> bool:
    """ "A plea agreement offered by prosecutors", "offered him a contract": private terms."""
    things = [*_objects(verb), *([verb.head] if verb.dep_ in ("acl", "relcl") else [])]
    words = {_lemma(word) for head in things for word in (head, *(c for c in head.children if c.dep_ == "compound"))}
    return bool(words & _PLEAS)


def _agrees_in_mind(verb: Token) -> bool:
    """ "The court agreed with the ministry that there was a case", "judges agreed": a finding, and no deal."""
    if _lemma(verb) != "agree":
        return _is_of_private_law(verb)
    judges = any(
        _lemma(head) in ("court", "judge", "tribunal", "jury", "justice", "expert", "scientist", "doctor", "historian")
        for head in find_subjects(verb)
    )
    told = any(child.dep_ in ("xcomp",) or child.lower_ in ("to", "on") for child in verb.children)
    return judges and not told


def _asks_for_custom(verb: Token) -> bool:
    """ "Will invite architects to submit plans", "seeks a partnership with business": nothing asked of a party."""
    lemma, objects = _lemma(verb), _objects(verb)
    if lemma == "seek":
        return bool(objects) and all(_lemma(head) in _AIMS for head in objects)
    return lemma == "invite" and bool(objects) and all(_lemma(head) in _INVITED for head in objects)


def _is_told_to_be_no_need(verb: Token) -> bool:
    """ "Told the court that it 'does not require' an answer": a claim about what is needed."""
    return any(
        child.dep_ == "ccomp" and _lemma(child) in ("require", "need", "have", "oblige") and _is_denied(child)
        for child in verb.children
    )


def _is_denied(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _calls_on_a_day(verb: Token) -> bool:
    """ "Called in the ambassador on Tuesday": nobody is called upon."""
    asked = [inner for child in verb.children if child.lower_ in ("on", "upon", "for") for inner in child.children]
    return _lemma(verb) == "call" and bool(asked) and all(map(names_day, asked))


def _asks_nothing_here(verb: Token) -> bool:
    return _asks_for_custom(verb) or _is_told_to_be_no_need(verb) or _calls_on_a_day(verb)


def _is_let_us(verb: Token) -> bool:
    """ "Let us focus on", "let me be clear": a way of speaking."""
    if _lemma(verb) != "let":
        return False
    return any(
        word.lower_ in ("us", "me", "'s", "’s") and word.i in (verb.i + 1, verb.i + 2)
        for child in verb.children
        for word in (child, *child.children)
    )


def _is_of_a_plot(verb: Token) -> bool:
    """ "Charges including conspiring to hack computers": what was planned, as a law names it."""
    current = verb
    while current.dep_ == "conj" and current.head != current:
        current = current.head
    return bool(current.dep_ == "xcomp" and _lemma(current.head) in _PLOTTING and current.head.tag_ == "VBG")


def _is_told_to_sign(verb: Token) -> bool:
    """ "Were told to sign the contract": an order, and no accord; who "joined the force" works there."""
    if _lemma(verb) == "join":
        return any(_lemma(head) == "force" and head.tag_ == "NN" for head in _objects(verb))
    return bool(
        verb.tag_ == "VB"
        and verb.dep_ == "xcomp"
        and _lemma(verb.head) in ("tell", "order", "ask", "force", "require", "want", "need", "instruct", "allow")
    )


def _is_dismissed(verb: Token) -> bool:
    """ "Two officers were fired on Monday": they lost their posts, and nobody shot at the day."""
    if _lemma(verb) != "fire" or not any(child.dep_ == "nsubjpass" and noun_of(child) for child in verb.children):
        return False
    below = [inner for child in verb.children if child.dep_ == "prep" for inner in child.children]
    return bool(below) and all(names_day(inner) or inner.head.lower_ not in ("on", "at", "upon") for inner in below)


def _shoots_nobody(verb: Token) -> bool:
    return _aims_at(verb) or _is_dismissed(verb)


def _aims_at(verb: Token) -> bool:
    """ "Shooting for something worthy", "gunning for the title": what somebody wants to reach."""
    if _lemma(verb) not in ("shoot", "gun") or _objects(verb):
        return False
    if any(child.dep_ in ("auxpass", "agent", "nsubjpass") for child in verb.children) or verb.tag_ == "VBN":
        return False
    return any(child.dep_ == "prep" and child.lower_ == "for" for child in verb.children)


def _asks_witnesses(verb: Token) -> bool:
    """ "Lawmakers questioned him about his testimony": a hearing, where everybody is asked."""
    if _lemma(verb) not in ("question", "grill", "quiz"):
        return False
    words = {_lemma(word) for word in verb.doc}
    return bool(
        words & {"testimony", "hearing", "testify", "witness", "committee", "interview", "interviewer", "panel"}
    )


def _calls_names(verb: Token) -> bool:
    """ "Calling them cowards": a name given, and nobody called up."""
    return _lemma(verb) == "call" and any(child.dep_ == "oprd" for child in verb.children)


def _helps_in_harm(verb: Token) -> bool:
    """ "Helped in the killings", "assisted with the arrests": no aid to anybody."""
    return _lemma(verb) in ("help", "assist", "aid") and any(
        inner.dep_ == "pobj" and _lemma(inner) in _HARMS
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ in ("in", "with")
        for inner in child.children
    )


def _warns_of_how_it_is(verb: Token) -> bool:
    """ "The minister warned that the dam is full of cracks": how things are, and nobody's threat."""
    if _lemma(verb) not in ("warn", "caution"):
        return False
    told = next((child for child in verb.children if child.dep_ in ("ccomp", "parataxis")), None)
    if told is None or told.tag_ not in ("VBZ", "VBP") or _lemma(told) != "be":
        return False
    words = {word.lower_ for word in told.subtree}
    things = [word for child in told.children if child.dep_ == "nsubj" for word in child.subtree]
    own = any(word.tag_ in ("PRP$", "PRP") for word in things)
    return not own and not words & {"if", "unless", "until", "will", "would", "target", "targets", "ready"}


def _is_of_a_work(verb: Token) -> bool:
    """ "When the album was released", "released a single": a work for sale, and nobody set free."""
    if _lemma(verb) != "release":
        return False
    things = [head for head in _objects(verb) if head.pos_ != "PROPN"]
    if any(_lemma(head) in _WORKS for head in things):
        return True
    words = {word.lower_ for word in verb.doc}
    return bool(things) and all(head.lower_ in ("it", "they", "which") for head in things) and bool(words & _WORKS)


def _meets_the_press(verb: Token) -> bool:
    """ "Told a news conference that officials began": the clause hangs on the conference, and nobody meets there."""
    return verb.dep_ == "relcl" and any(
        child.dep_ == "compound" and child.lower_ in ("news", "press") for child in verb.head.children
    )


_VERBAL: Mapping[str, Callable[[Token], bool]] = {
    "PROTEST": _is_of_prices,
    "SUPPORT": _supports_nobody,
    "AGREE": _agrees_in_mind,
    "REQUEST": _asks_nothing_here,
    "CONCEDE": _is_let_us,
    "COERCE": _is_of_a_plot,
    "COOPERATE": _is_told_to_sign,
    "ASSAULT": _shoots_nobody,
    "ACCUSE": _asks_witnesses,
    "MOBILIZE": _calls_names,
    "AID": _helps_in_harm,
    "THREATEN": _warns_of_how_it_is,
    "RETREAT": _is_of_a_work,
    "CONSULT": _meets_the_press,
}


_BREAKERS = frozenset((None, "CVL", "BUS", "EDU", "CRM", "UNK"))
_TERMS = listed(
    "truce, ceasefire, cease-fire, agreement, accord, treaty, pact, sanction, sanctions, airspace, border, curfew, "
    "ban, order, resolution, embargo, ruling, ultimatum, injunction, verdict"
)


def breaks_a_rule(event_type: str, token: Token, sources: Sequence[ActorMention]) -> bool:
    """ "The men had violated visa norms": people who broke a rule, and refused nobody. `token`: the trigger."""
    if event_type != "REJECT" or _lemma(token) not in ("violate", "breach", "flout", "break"):
        return False
    if any(actor.sector not in _BREAKERS or (actor.entity is not None and actor.sector != "CVL") for actor in sources):
        return False
    words = {_lemma(word) for head in _objects(token) for word in (head, *head.children)}
    return not words & _TERMS
