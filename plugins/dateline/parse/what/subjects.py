"""What a story is about, where that is nothing of ours: sport, markets, the arts, accidents, the weather and a life.

Their language is the language of war ("shot down", "under siege", "bombarded"). A story of such a subject keeps only
what has real parties: an armed force, the police, a state organ, or people who were hurt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal

from dateline.parse.what.eventhood import WORDY, is_political, is_political_talk
from dateline.parse.what.mentions import Mention
from dateline.parse.who.actors import ActorMention
from dateline.vocab import cell_list, read_table

Subject = Literal["sport", "markets", "culture", "misfortune", "life"]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_READ = 3_000
_LEAD = 350
_LEAST = {"sport": 4, "markets": 4, "culture": 4}
_SHARE = 0.03
_WARNINGS = frozenset(("THREATEN", "AGREE", "REQUEST", "MOBILIZE"))
"""What authorities do for their own people when nature threatens: they warn, promise and advise them, and stand by."""
_ARMED = frozenset(("COP", "MIL", "REB", "UAF", "PRM", "SPY", "CRM"))
_OFFICIAL = _ARMED | {"GOV", "JUD", "LEG"}
_TALK = WORDY | {"AID", "SANCTION", "RETREAT"}
_DEALS = frozenset(("AGREE", "COOPERATE", "CONCEDE"))
_FIRMS = frozenset((None, "BUS", "EDU", "MED"))
_TRADES = frozenset(("EDU", "MED", "AGR", "REL", "OPP", "CVL"))
_NEED = frozenset((
    "humanitarian", "refugees", "displaced", "unhcr", "unicef", "famine", "evacuees", "cholera", "measles", "quake",
    "earthquake", "cyclone", "flood-hit", "drought-hit", "returnees", "crescent", "besieged", "starving", "hungry",
    "wfp", "homeless", "malnourished", "malnutrition", "airdrop", "airlift", "airlifted",
))  # fmt: skip
_RELIEVERS = re.compile(
    r"\b(?:World Food Program(?:me)?|Red Cross|M[ée]decins|Doctors Without Borders|Oxfam|aid agenc)"
)
_DIED = re.compile(r"\b(?:died|dies|passed away)\b")
_AGED = re.compile(
    r"\b(?:(?:He|She) was (?:[4-9]\d|1[01]\d)[.,]|died[^.]{0,60} (?:at|aged|at the age of) (?:[4-9]\d|1[01]\d)\b)"
)
_DISPUTE = frozenset((
    "strike", "strikes", "striking", "strikers", "walkout", "union", "unions", "picket", "blockade", "blockades",
    "protest", "protests", "protesters", "march", "marched", "demonstrators", "demonstration", "sit-in",
))  # fmt: skip
_PUBLIC = _OFFICIAL | {"PTY", "OPP", "REF"}
_BORDERS = re.compile(r"\b(?:border|crossing|corridor|checkpoint|frontier)s?\b", re.IGNORECASE)
_AROUND = 80
_PUBLIC_LIFE = frozenset(("EDU", "REL", "LAB", "SOC"))
_HARM = frozenset(("killed", "injured", "abducted"))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    return {row["subject"]: frozenset(cell_list(row["words"])) for row in read_table("subject_words.csv")}


def subject_of(text: str) -> Subject | None:
    """Return the subject of a story that is likely to tell no event of ours, from its words; None for all others.

    >>> subject_of("The striker scored twice as Betis won the cup final, their third title of the season.")
    'sport'
    """
    words = _WORD.findall(text[:_READ].lower())
    distinct = set(words)
    lists = _words()
    lead = set(_WORD.findall(text[:_LEAD].lower()))
    if lead & lists["misfortune"] and not lead & lists["violence"]:
        return "misfortune"
    if _is_of_a_life(text, lists["violence"]):
        return "life"
    best: tuple[int, Subject] | None = None
    names: tuple[Subject, ...] = ("sport", "markets", "culture")
    for name in names:
        hits = len(distinct & lists[name])
        if hits >= _LEAST[name] and hits >= _SHARE * len(words) and (best is None or hits > best[0]):
            best = (hits, name)
    return best[1] if best else None


def _is_of_a_life(text: str, violence: frozenset[str]) -> bool:
    """ "He died on Thursday in the house he was born in. He was 91": who died so was not killed."""
    aged = _AGED.search(text[: 2 * _LEAD])
    if aged is None or not _DIED.search(text[: aged.end()]):
        return False
    return violence.isdisjoint(_WORD.findall(text[: aged.end()].lower()))


def is_off_subject(mention: Mention, subject: Subject | None) -> bool:
    """True for a mention that in a story of this subject is a figure of speech, or nobody's deed."""
    if subject is None:
        return False
    if subject == "life":  # of long ago, and nobody says when
        return not mention.dates
    parties = (*mention.sources, *mention.targets)
    if subject == "misfortune" and mention.event_type in _WARNINGS:
        return not any(actor.sector in _ARMED or actor.entity is not None for actor in mention.sources) and not any(
            is_political(actor) for actor in mention.targets
        )
    if subject == "misfortune":
        if mention.event_type == "COERCE" and mention.event_mode == "restrict":  # a road closed after a landslide
            return not any(actor.sector in _PUBLIC for actor in mention.targets)
        return mention.event_type == "ASSAULT" and not any(actor.sector in _ARMED for actor in mention.sources)
    if any(actor.sector in _OFFICIAL and not actor.is_pronoun for actor in parties):
        return mention.event_type == "ASSAULT" and _is_country_only(mention)
    return not any(toll.kind in _HARM and toll.scope == "incident" for toll in mention.tolls)


def is_fete(mention: Mention, text: str) -> bool:
    """ "30,000 people took to the streets" in a story of champions come home, and not a word of any demand."""
    if mention.event_type != "PROTEST" or mention.event_mode not in (None, "demo") or mention.targets:
        return False
    if any(actor.sector not in (None, "CVL") for actor in mention.sources):
        return False
    words = frozenset(word.lower() for word in _WORD.findall(text[:_READ]) if word != "March")
    is_fete_told = bool(words & _FETES) and len(words & (_FETES | _GUESTS)) > 1
    return is_fete_told and not words & (_DISPUTE | _ANGER) and not is_political_talk(words)


_FETES = frozenset((
    "champions", "parade", "cup", "trophy", "medal", "medals", "carnival", "festival", "homecoming", "wedding",
))  # fmt: skip
_GUESTS = frozenset((
    "champion", "victory", "team", "coach", "confetti", "fans", "fireworks", "tournament", "players", "dancers",
))  # fmt: skip
_ANGER = frozenset((
    "demand", "demanded", "demanding", "demands", "against", "anger", "angry", "tear", "riot", "riots", "chanted",
    "chanting", "denounce", "denounced", "resign", "resignation", "activists", "rally", "rallied",
))  # fmt: skip


def is_private(mention: Mention, text: str) -> bool:
    """True for dealings of private life: of firms, clubs and artists, or of names in a story without politics.

    Source: the codebook's rule that words count when a political actor does something with them to another.
    """
    if mention.event_type not in _TALK or mention.implied or _is_passage(mention, text):
        return False
    if mention.event_mode == "ceasefire" and _is_of_war(text):
        return False
    if mention.event_type == "AID" and _is_relief_story(text):
        return False
    if mention.event_type in ("CONCEDE", "REJECT") and _is_of_a_body(mention.sources) and _is_dispute(text):
        return False  # mill owners who give in to growers, and a firm that does not
    unnamed = [actor for actor in mention.sources if actor.entity is None and actor.status != "named"]
    is_relief = mention.event_type == "AID" and any(actor.country for actor in mention.sources)  # "Cuban doctors"
    if unnamed and len(unnamed) == len(mention.sources) and not is_relief:
        if all(actor.head in _words()["stage"] and actor.sector not in _ARMED for actor in unnamed):
            return True
        if all(actor.head in _words()["private"] for actor in unnamed):
            return not any(actor.sector in _PUBLIC for actor in mention.targets)
    parties = (*mention.sources, *mention.targets)
    if mention.event_mode == "resign" and any(actor.sector in _PUBLIC_LIFE for actor in mention.sources):
        return False
    if any(actor.sector == "LAB" for actor in parties):
        return False
    may_fight = mention.event_type not in _DEALS and _is_of_war(text)
    if any(is_political(actor) and (may_fight or not _is_of_a_trade(actor)) for actor in parties):
        return False
    if any(actor.sector in _TRADES and actor.kind == "people" for actor in mention.sources) and _is_dispute(text):
        return False
    return not _is_political_story(text)


def _is_of_a_body(sources: Sequence[ActorMention]) -> bool:
    return bool(sources) and all(actor.sector in _FIRMS and actor.status != "named" for actor in sources)


def _is_of_a_trade(actor: ActorMention) -> bool:
    """ "WeWork", "the NFL": a name that no list knows, of no country and of no part of public life."""
    return actor.sector in (None, "BUS", "UNK") and actor.country is None and actor.entity is None


def _is_passage(mention: Mention, text: str) -> bool:
    """ "The Rafah crossing reopened": a border is a state's, whoever is named."""
    if mention.event_mode != "access":
        return False
    return _BORDERS.search(text, max(0, mention.start - _AROUND), mention.end + _AROUND) is not None


@lru_cache(maxsize=4)
def _is_of_war(text: str) -> bool:
    """True for a story of violence: there a truce is one, whoever is named."""
    return not _words()["violence"].isdisjoint(_WORD.findall(text[:_LEAD].lower()))


@lru_cache(maxsize=4)
def _is_relief_story(text: str) -> bool:
    """True for a story of people in need: there food that arrives is aid, whoever brings it."""
    return not _NEED.isdisjoint(_WORD.findall(text[:_READ].lower())) or _RELIEVERS.search(text) is not None


@lru_cache(maxsize=4)
def _is_dispute(text: str) -> bool:
    """True for a story of a strike or a protest: there teachers, nurses and farmers are a party."""
    return not _DISPUTE.isdisjoint(_WORD.findall(text[:_READ].lower()))


@lru_cache(maxsize=4)
def _is_political_story(text: str) -> bool:
    lead = _WORD.findall(text[:_LEAD].lower())
    return is_political_talk(lead) or is_political_talk(_WORD.findall(text[_LEAD:_READ].lower()), least=2)


def _is_country_only(mention: Mention) -> bool:
    """ "New Zealand were shot down": a team bears its country's name."""
    return all(actor.entity is not None or actor.sector is None for actor in (*mention.sources, *mention.targets))
