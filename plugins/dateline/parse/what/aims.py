"""What a deed is for, or what it is about: crowds that demand or celebrate, orders that silence or keep indoors.

Each function looks at the words that depend on a verb, and answers one condition of `data/triggers.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.parse.grammar.nouns import holds_class, is_nation
from dateline.parse.grammar.syntax import Token, find_subjects
from dateline.parse.text.wordlists import listed

_LEISURE = listed(
    "watch, see, greet, welcome, celebrate, collect, enjoy, cheer, vote, mourn, bury, swim, dance, sing, shop, buy, "
    "eat, feast, worship, pray, listen, attend, meet, drink, play, honour, honor, receive, learn, bid, farewell, "
    "carnival, festival, parade, concert, match, game, race, wedding, funeral, mass, prayer, eclipse, firework, "
    "fireworks, procession, pilgrimage, sale, sales, harvest, coronation, screening, show, exhibition, hajj, regatta, "
    "wait, shelter, sleep, aftershock"
)
_DEMANDS = listed(
    "demand, call, protest, press, oppose, denounce, condemn, mark, remember, commemorate, urge, seek, support, push, "
    "voice, object, complain, insist, ask, appeal, defend, back, stop, block, resist, warn, remind"
)
_AGAINST = listed("against, over, protest, demanding, calling, opposing, denouncing, protesting")
_TIMES = listed("day, week, month, hour, year, days, weeks, months, hours, years")
_FIGHTING = listed(
    "fighting, hostility, hostilities, attack, fire, bombing, shelling, war, offensive, operation, violence, "
    "humanitarian, bombardment, clash"
)
_INDOORS = listed("indoors, inside, home, house")
_SILENCING = listed(
    "block, suspend, remove, delete, shut, close, restrict, drop, pull, stop, throttle, cut, disconnect"
)
_LISTS = listed("list, blacklist, lists, register")
_PUNISHING = listed(
    "sanction, sanctions, black, travel, visa, terror, terrorist, terrorism, entity, ban, export, watch"
)
_SCENES = listed(
    "explosion, blast, crash, accident, scene, rubble, wreck, wreckage, survivor, debris, collision, derailment"
)
_HELD = listed("hold, detain, seize, abduct, kidnap, jail, imprison, capture, take, arrest")
_TOGETHER = listed("together, jointly, side")
_TERMS = listed("life, year, decade")


def _clauses(verb: Token) -> Iterator[Token]:
    """Yield the heads of what a verb is done for: its infinitives, participles, prepositions and what those govern."""
    for child in verb.children:
        if child.dep_ in ("advcl", "xcomp", "ccomp", "acl"):
            yield child
            yield from (each for each in child.children if each.dep_ == "conj")
        elif child.dep_ == "prep":
            for inner in child.children:
                yield inner
                yield from (each for each in inner.children if each.dep_ in ("compound", "amod", "conj", "prep"))


def _aims_behind(verb: Token) -> Iterator[Token]:
    """Yield infinitives behind a comma that the parse has hung elsewhere: "walked, lamps lit, to mark"."""
    for word in verb.doc[verb.i + 1 :]:
        if word.tag_ == "VB" and word.dep_ in ("relcl", "acl", "advcl") and word.i > 1:
            mark = word.nbor(-1)
            if mark.lower_ == "to" and mark.nbor(-1).text == ",":
                yield word


def is_for_leisure(verb: Token) -> bool:
    """ "Gathered to watch the eclipse", "marched as the carnival began": a crowd that wants nothing of anybody."""
    heads = list(_clauses(verb))
    if any(head.lemma_.lower() in _DEMANDS or head.lower_ in _AGAINST for head in heads):
        return False
    return any(head.lemma_.lower() in _LEISURE for head in heads) or any(
        inner.lemma_.lower() in _LEISURE
        for head in heads
        if head.dep_ == "advcl"
        for inner in head.children
        if inner.dep_ in ("nsubj", "dobj")
    )


def demands(verb: Token) -> bool:
    """ "Walked to Quito to demand", "drove into town against", "sailed in protest": it is done for a cause."""
    if any(child.dep_ == "prep" and child.lower_ == "against" for child in verb.children):
        return True
    if any(head.lemma_.lower() in _DEMANDS for head in _aims_behind(verb)):
        return True
    return any(
        head.lemma_.lower() in _DEMANDS and head.dep_ in ("advcl", "xcomp", "conj", "pobj") for head in _clauses(verb)
    )


def has_strike_of_days(verb: Token) -> bool:
    """ "Ended a five-day strike": one that was held, and how long."""
    strikes = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    lasted = [child for child in verb.children if child.dep_ == "prep" and child.lower_ in ("after", "of")]
    return any(
        part.lemma_.lower() in _TIMES or part.lower_.endswith(("-day", "-week", "-month", "-hour"))
        for strike in (*strikes, *lasted)
        for child in (strike, *strike.children)
        for part in (child, *child.children)
    )


def is_behind_bars_by_law(verb: Token) -> bool:
    """ "Spent six years in prison", "is held in jail": a term served, nobody is arrested now."""
    if verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() != "be":
        return True
    return any(child.dep_ in ("dobj", "npadvmod") and child.lemma_.lower() in _TERMS for child in verb.children)


def is_of_fighting(verb: Token) -> bool:
    """ "Agreed on a pause in fighting", and not "announced a pause in talks"."""
    pauses = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    pauses += [inner for child in verb.children if child.dep_ == "prep" for inner in child.children]
    return any(part.lemma_.lower() in _FIGHTING for pause in pauses for part in pause.subtree)


def keeps_indoors(verb: Token) -> bool:
    """ "Ordered people to stay indoors", and not because of smoke or a storm."""
    stays = [
        child for child in verb.children if child.dep_ in ("xcomp", "ccomp") and child.lemma_ in ("stay", "remain")
    ]
    if not any(inner.lower_ in _INDOORS for stay in stays for inner in stay.subtree):
        return False
    return not any(inner.lower_ in ("because", "due", "storm", "smoke") for inner in verb.subtree)


def puts_on_list(verb: Token) -> bool:
    """ "Added a trader to its sanctions list", "put two banks on a blacklist"."""
    heads = [
        inner for child in verb.children if child.dep_ == "prep" for inner in child.children if inner.dep_ == "pobj"
    ]
    heads += [  # "put the head of its intelligence on its blacklist": hung on what was put
        word for word in verb.subtree if word.dep_ == "pobj" and word.lower_ in ("blacklist", "blacklists")
    ]
    return any(
        head.lower_ in ("blacklist", "blacklists")
        or (head.lemma_.lower() in _LISTS and any(part.lower_ in _PUNISHING for part in head.subtree))
        for head in heads
    )


def silences(verb: Token) -> bool:
    """ "Ordered operators to block a messaging service"."""
    return any(child.dep_ in ("xcomp", "ccomp") and child.lemma_.lower() in _SILENCING for child in verb.children)


def was_captive(verb: Token) -> bool:
    """ "Twenty fishermen held in Senegal since June returned home": the text says who comes home from where."""
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(
        clause.dep_ in ("acl", "relcl") and clause.lemma_.lower() in _HELD
        for subject in subjects
        for clause in subject.children
    )


def is_done_together(verb: Token) -> bool:
    """ "Uzbek and Kyrgyz surveyors began marking the border together": two nations, one deed."""
    clauses = [verb, *(child for child in verb.children if child.dep_ in ("xcomp", "advcl"))]
    if not any(word.lower_ in _TOGETHER for clause in clauses for word in clause.children):
        return False
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(sum(map(is_nation, subject.subtree)) > 1 for subject in subjects)


def is_at_a_scene(verb: Token) -> bool:
    """ "Searched two houses near the site of the explosion": the work of those who come afterwards."""
    return any(word.lemma_.lower() in _SCENES for word in verb.subtree)


def is_of_a_passage(verb: Token) -> bool:
    """ "The crossing, shut after a raid in which guards died, reopened": the parse has lost whose verb it is."""
    if verb.dep_ not in ("acl", "advcl", "conj", "relcl") or any(child.dep_ == "nsubj" for child in verb.children):
        return False
    return any(holds_class(noun, "access") for noun in verb.doc[: verb.i] if noun.dep_ in ("nsubj", "nsubjpass"))


def is_of_repeal(token: Token) -> bool:
    """ "Signed a decree repealing the mining law"."""
    return any(
        each.dep_ in ("acl", "relcl")
        and each.lemma_.lower() in ("repeal", "abolish", "scrap", "revoke", "rescind", "lift")
        for child in token.children
        if child.dep_ in ("dobj", "nsubjpass")
        for each in child.children
    )


def is_finding(token: Token) -> bool:
    """ "Ruled out foul play", "ruled out a fracture": what an inquiry or a doctor found, and nothing refused."""
    if any(head.lemma_.lower() in _INQUIRERS for head in find_subjects(token)):
        return True
    return any(child.dep_ in ("dobj", "nsubjpass") and child.lemma_.lower() in _CAUSES for child in token.children)


_INQUIRERS = listed("police, investigator, detective, doctor, coroner, pathologist, engineer, surgeon, medic, expert")
_CAUSES = listed("play, sabotage, arson, terrorism, suicide, link, fracture, cause, motive, fault, murder, homicide")


def is_under_fire_for(token: Token) -> bool:
    """ "Came under fire over the tax", "for failing to act", "from critics": words, and no shots."""
    return any(
        (child.dep_ == "prep" and child.lower_ in ("for", "over"))
        or (child.lower_ in ("from", "by") and any(map(_is_critic, child.children)))
        for under in (token, *(each for prep in token.children if prep.lower_ == "under" for each in prep.children))
        for child in under.children
    )


def _is_critic(head: Token) -> bool:
    return head.lemma_.lower() in _CRITICS or any(each.text in _CRITICAL for each in head.subtree)


_CRITICS = listed(
    "critic, lawmaker, rival, opponent, voter, fan, campaigner, media, press, senator, watchdog, resident"
)
_CRITICAL = listed("rights, human, opposition, advocacy, consumer, environmental, business, party")


def is_nothing_new(verb: Token) -> bool:
    """ "Gangs have targeted buses in the area before", "in the past": no deed with a day of its own."""
    if not any(child.dep_ == "aux" and child.lower_ in ("have", "has", "'ve") for child in verb.children):
        return False
    if any(child.dep_ == "advmod" and child.lower_ in ("before", "previously") for child in verb.children):
        return not any(child.lower_ in ("never", "not", "n't") for child in verb.children)
    return any(
        each.dep_ == "pobj" and each.lower_ == "past" and child.lower_ == "in"
        for child in verb.children
        for each in child.children
    )


def is_topic(token: Token) -> bool:
    """ "Talks over an exchange of prisoners", "met to discuss a truce": what is talked about has not been done."""
    return bool(token.dep_ == "pobj" and token.head.lower_ in ("over", "on", "about", "for", "toward", "towards"))


def holds_talks(above: Token) -> bool:
    """ "Talks on", "held talks in Oslo on": what the preposition is about is what they talk of."""
    objects = [child for child in above.children if child.dep_ in ("dobj", "nsubjpass")] if above.pos_ == "VERB" else []
    return any(each.lemma_.lower() in _TALKS for each in (above, *objects))


_TALKS = listed(
    "talk, talks, negotiation, discussion, meeting, round, conference, summit, session, consultation, talking"
)
