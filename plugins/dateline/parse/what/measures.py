"""What a measure of a state or a crowd consists of: orders that idle or mute, hours of the night, a fourth night.

Like aims.py, each function looks at the words around a verb and answers one condition of `data/triggers.csv`.
"""

from __future__ import annotations

from itertools import pairwise

from dateline.parse.grammar.daynames import names_day
from dateline.parse.grammar.nouns import is_nation
from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed

_PUBLISHING = listed(
    "air, broadcast, publish, print, carry, report, show, cover, mention, run, screen, quote, write, transmit, post, "
    "relay, interview, distribute, sell, name"
)
_STOPPING = listed("cease, halt, stop, suspend, end, freeze, discontinue, pause")
_CLOSING = listed("close, shut, disband, dissolve, deregister")
_ACTIVITIES = listed(
    "activity, operation, work, rally, meeting, programme, program, campaign, campaigning, business, gathering, service"
)
_TODAY = listed("yesterday, today, tonight, overnight, daybreak, dawn, sunrise, morning, evening, afternoon, midnight")
_NIGHTLY = listed("dusk, dawn, sunset, sunrise, midnight, night, nighttime, overnight, pm, am, p.m., a.m., dark")
_AGAIN = listed("second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, consecutive, straight, successive")
_RUNS = listed("day, night, week, weekend, evening, month")
_SEATS = listed(
    "court, courthouse, courtroom, tribunal, parliament, congress, senate, assembly, legislature, ministry, embassy, "
    "consulate, prison, jail, palace, presidency, headquarters, barracks, residence, office, offices, station, "
    "secretariat, commission, capitol, town hall, city hall, courts, ministries, mansion, chancery, council, mint"
)
_BEFORE = listed("outside, before, at, around, near, by, of")
_SHOOTING = listed(
    "gun, weapon, fire, fighting, hostility, hostilities, attack, shooting, shelling, raid, offensive, operation"
)
_GRIEVANCES = listed(
    "pay, wage, salary, arrears, allowance, pension, bonus, condition, contract, cut, layoff, dismissal, sacking, "
    "overtime, increment, stipend, unpaid, tax, price, levy"
)
_WORKPLACES = listed("work, duty, class, shift, post, office, school, ward, court, station, depot, desk, lecture")
_OUTBREAKS = listed("scene, case, incident, act, outbreak, bout, night, day, hour, wave, episode")
_FIRE = frozenset(("fire",))
_CROWDS = listed("hundred, thousand, dozen, score, hundreds, thousands, dozens, scores")
_MANY = 20
_NETWORKS = listed(
    "internet, facebook, whatsapp, twitter, telegram, youtube, instagram, tiktok, signal, website, site, platform, "
    "app, network, web, vpn"
)
_HUSHING = listed("silence, stop, cease, halt, end, suspend, lay, down")


def is_dated(verb: Token) -> bool:
    """ "Was behind bars by Tuesday": what a day or an hour makes an incident, and no state."""
    for child in verb.children:
        if child.lower_ in _TODAY or (child.dep_ == "npadvmod" and names_day(child)):
            return True
        if child.dep_ == "prep" and any(inner.lower_ in _TODAY or names_day(inner) for inner in child.children):
            return True
    return False


def mutes(verb: Token) -> bool:
    """ "Ordered editors not to print the letter"."""
    return any(
        child.dep_ in ("xcomp", "ccomp", "advcl")
        and child.lemma_.lower() in _PUBLISHING
        and any(inner.dep_ == "neg" or inner.lower_ == "not" for inner in child.children)
        for child in verb.children
    )


def idles(verb: Token) -> bool:
    """ "Ordered all parties to halt their activities", "told the charity to close"."""
    for child in verb.children:
        if child.dep_ not in ("xcomp", "ccomp"):
            continue
        if child.lemma_.lower() in _CLOSING:
            return True
        if child.lemma_.lower() in _STOPPING and any(
            inner.lemma_.lower() in _ACTIVITIES for inner in child.children if inner.dep_ in ("dobj", "xcomp")
        ):
            return True
    return False


def makes_essential(verb: Token) -> bool:
    """ "Declared the railways an essential service": strikes there are forbidden."""
    words = [word.lower_ for word in verb.subtree]
    return any(one == "essential" and other in ("service", "services") for one, other in pairwise(words))


def is_by_night(verb: Token) -> bool:
    """ "Movement was restricted between 6 p.m. and 6 a.m."."""
    return any(word.lower_ in _NIGHTLY for word in verb.subtree)


def goes_on(verb: Token) -> bool:
    """ "Poured into the square for a fourth night": what a crowd comes back for."""
    return any(
        inner.lemma_.lower() in _RUNS and any(each.lower_ in _AGAIN for each in inner.children)
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ in ("for", "on")
        for inner in child.children
    )


def is_at_a_seat(verb: Token) -> bool:
    """ "Chanted outside the court": in front of those who decide."""
    return any(
        (word.lemma_.lower() in _SEATS or (word.lemma_ == "building" and _is_seats(word)))
        and word.dep_ == "pobj"
        and word.head.lower_ in _BEFORE
        and (word.head.lower_ != "of" or word.head.head.lower_ == "front")
        for word in verb.subtree
    )


def _is_seats(building: Token) -> bool:
    """ "The parliament building"."""
    return any(child.lemma_.lower() in _SEATS for child in building.children if child.dep_ in ("compound", "nmod"))


def is_of_two_nations(verb: Token) -> bool:
    """ "Chad and Cameroon", "Azerbaijani and Turkish pilots": two nations, one deed."""
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(sum(map(is_nation, subject.subtree)) > 1 for subject in subjects)


def declares_unwelcome(verb: Token) -> bool:
    """ "Declared three diplomats unwelcome"."""
    return any(word.lower_ in ("unwelcome", "undesirable", "grata") for word in verb.subtree)


def is_across_a_border(verb: Token) -> bool:
    """ "Slapped a tax on American wheat": a nation stands in it that is not the one that acts."""
    own = {word.i for child in verb.children if child.dep_ in ("nsubj", "agent") for word in child.subtree}
    return any(word.i > verb.i and word.i not in own and is_nation(word) for word in verb.subtree)


def hushes_guns(verb: Token) -> bool:
    """ "Agreed to silence their guns", "to hold their fire"."""
    return any(
        child.dep_ == "xcomp"
        and any(
            inner.lemma_.lower() in (_SHOOTING if child.lemma_.lower() in _HUSHING else _FIRE)
            for inner in child.children
            if inner.dep_ == "dobj"
        )
        and child.lemma_.lower() in _HUSHING | {"hold"}
        for child in verb.children
    )


def is_of_masses(verb: Token) -> bool:
    """ "Expelled 1,200 Afghans", "hundreds of Rohingya": people by the crowd, and no diplomats."""
    for child in verb.children:
        if child.dep_ not in ("dobj", "nsubjpass"):
            continue
        if child.lemma_.lower() in _CROWDS:
            return True
        counts = (inner.text.replace(",", "") for inner in child.children if inner.dep_ == "nummod")
        if any(count.isdigit() and int(count) >= _MANY for count in counts):
            return True
    return False


def is_online(verb: Token) -> bool:
    """ "Blocked access to WhatsApp", "to the newspaper's website"."""
    return any(word.lemma_.lower() in _NETWORKS for word in verb.subtree)


def has_cause(verb: Token) -> bool:
    """ "Refused to sail in protest at", "over unpaid wages", "demanding that": what a strike is for, said anywhere."""
    for word in verb.subtree:
        if word.lower_ in ("demanding", "protesting", "against"):
            return True
        if word.lower_ == "protest" and word.dep_ == "pobj":
            return True
        if word.lower_ in ("over", "for") and any(inner.lemma_.lower() in _GRIEVANCES for inner in word.subtree):
            return True
    return False


def stays_away(verb: Token) -> bool:
    """ "Did not report for duty over unpaid wages", "did not come out to their shift, demanding": a strike.

    A cause has to be said: who is ill or snowed in stays away too.
    """
    if not any(child.dep_ == "neg" for child in verb.children) or not has_cause(verb):
        return False
    return any(
        inner.lemma_.lower() in _WORKPLACES
        for child in verb.subtree
        if child.dep_ == "prep" and child.lower_ in ("to", "for", "at", "in")
        for inner in child.children
    )


def is_an_outbreak(noun: Token) -> bool:
    """ "There were scenes of looting", "a night of rioting": it happened, and more than once."""
    above = noun.head.head
    return noun.dep_ == "pobj" and noun.head.lower_ == "of" and above.lemma_.lower() in _OUTBREAKS


def is_by_the_rule(verb: Token) -> bool:
    """ "Began a work-to-rule", "a sick-out", "a go-slow": strikes whose names the parse takes apart."""
    text = verb.doc.text.lower()
    return any(name in text for name in ("work-to-rule", "work to rule", "go-slow", "sick-out", "sit-down strike"))
