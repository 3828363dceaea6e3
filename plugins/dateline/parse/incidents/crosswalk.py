"""What an incident is in ACLED's list: the facts its table asks for, read off actors, tolls, weapons and wording.

Source: docs/codebook.md, "ACLED, derived", and the table `data/acled.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.parse.incidents.incidents import Incident
from dateline.parse.numbers.counts import best_of, toll_of
from dateline.parse.numbers.tolls import Toll
from dateline.parse.text.wordlists import listed
from dateline.records import Actor, Weapon
from dateline.vocab import Territory, acled, sectors

_STATE_ARMS = frozenset(("COP", "MIL", "SPY"))
_PROTESTERS = re.compile(
    r"\b(?:protest[eo]rs?|demonstrat(?:ors?|ions?)|protests?|marchers?|rall(?:y|ies)|picket|strikers?|striking|marching"
    r"|sit-in)\b",
    re.I,
)
_AT_A_PROTEST = re.compile(
    r"\b(?:at|in|from|during|joining|attending|leading) (?:an? |the |their |his |her )?(?:[a-z-]+ ){0,3}"
    r"(?:march(?:es)?|sit-ins?|rall(?:y|ies)|protests?|demonstrations?|pickets?|vigils?)\b"
)
_AIRCRAFT = re.compile(
    r"\b(?:aircraft|(?:war)?planes?|fighter jets?|jets|helicopters?|gunships?|air force)$", re.IGNORECASE
)
_OFF_DUTY = re.compile(r"\b(?:off[- ]duty|retired|former|ex-)", re.IGNORECASE)
_RIOTERS = re.compile(r"\b(?:rioters?|mobs?|looters?)\b", re.IGNORECASE)
_CROWDS = re.compile(
    r"\b(?:mobs?|crowds?|rioters?|protest\w+|demonstrators?|residents?|villagers?|inhabitants?|locals?|students?|youths?"
    r"|pupils|supporters?|fans|workers|people|hundreds|thousands|dozens|scores|activists|strikers|marchers|passers-by)\b",
    re.IGNORECASE,
)
_HIGH_RANKING = re.compile(
    r"\b(?:leaders?|commanders?|chiefs?|heads?|presidents?|ministers?|generals?|governors?|mayors?|senators?|deput(?:y|ies)"
    r"|candidates?|emirs?|amirs?|spokes\w+|lawmakers?)\b",
    re.IGNORECASE,
)
_WARRING = frozenset(("REB", "PRM", "UAF"))
_WEAPONS = re.compile(
    r"\b(?:weapons?|arms|ammunition|munitions?|explosives?|ieds?|bombs?|grenades?|rifles?|guns?|mines?|landmines?"
    r"|rockets?|detonators?|caches?)\b",
    re.IGNORECASE,
)
_BASES = re.compile(r"\b(?:base|headquarters|outpost|check-?points?|check posts?|camp|barracks)\b", re.IGNORECASE)
_SHOT_DOWN = re.compile(
    r"\b(?:intercept\w*|sho(?:t|ot|ots|oting) down|downed)\b[^.;]{0,60}"
    r"\b(?:missiles?|drones?|rockets?|uavs?|projectiles?)\b"
    r"|\b(?:missiles?|drones?|rockets?|uavs?|projectiles?)\b[^.;]{0,40}\b(?:intercepted|shot down|downed)\b",
    re.IGNORECASE,
)
_TAKING = listed("capture, retake, recapture, conquer, take, seize, regain, occupy, liberate")
_TURNED_VIOLENT = re.compile(
    r"\b(?:turned|became|grew) violent\b|\b(?:threw|throwing|hurled|pelted|pelting)\b[^.;]{0,40}"
    r"\b(?:stones?|rocks?|bottles?|bricks?|bombs|molotovs?|cocktails)\b|\bviolent (?:demonstration|protest)\b",
    re.IGNORECASE,
)
_SIGNING = listed("sign, conclude, reach, agree, ink, seal, strike")
_PEACE = re.compile(r"\b(?:peace (?:agreement|accord|deal|treaty|pact)|ceasefire|cease-fire|truce)\b", re.IGNORECASE)
_FIGHTING = listed("fight, battle, exchange, trade, skirmish, clash")
_WITHOUT_FIGHT = re.compile(
    r"\bwithout (?:any |a |facing |meeting )*(?:fight\w*|resistance|clash\w*|battle|shot|bloodshed)", re.IGNORECASE
)


def cross_to_acled(
    incident: Incident,
    mode: str | None,
    actors: Sequence[Actor],
    tolls: Sequence[Toll],
    weapons: Sequence[Weapon],
    said: str,
) -> tuple[str | None, str | None]:
    """Return ACLED's event type and sub-event type of an incident. `said` is the text of its sentences."""
    kind = incident.event_type
    sources = [actor for actor in actors if actor.role == "source"]
    targets = [actor for actor in actors if actor.role == "target"]
    killed = toll_of(tolls, "killed")
    if kind == "ASSAULT" and mode is None and any(_AIRCRAFT.search(actor.name) for actor in sources):
        mode = "aerial"
    return acled(
        kind,
        mode,
        source_sectors=[
            _author_sector(actor) if kind == "ASSAULT" else actor.sector for actor in sources if actor.sector
        ],
        target_sectors=[_victim_sector(actor) for actor in targets if actor.sector],
        weapons=[weapon.type or weapon.mention for weapon in weapons],
        two_sided=_is_clash(incident, sources),
        lethal=bool(killed[1] or killed[0]),
        intervention=kind == "PROTEST" and any(actor.sector in ("COP", "MIL") for actor in targets),
        violent=kind == "PROTEST" and (_is_violent(incident, sources) or _TURNED_VIOLENT.search(said) is not None),
        protester_target=_stands_against_protest(targets, said),
        territory=_territory(incident, sources, said),
        mass=(best_of(tolls, "detained") or 0) >= 10,
        high_ranking=any(actor.sector in _WARRING or _HIGH_RANKING.search(actor.name) for actor in targets),
        intercepted=kind == "ASSAULT" and not killed[0] and _SHOT_DOWN.search(said) is not None,
        weapons_seized=kind == "COERCE" and _WEAPONS.search(said) is not None,
        base=kind == "MOBILIZE" and _BASES.search(said) is not None,
        peace=_makes_peace(incident, said),
    )


def _author_sector(actor: Actor) -> str:
    """Return whose deed it is: "unknown men" with a machete, herders on a raid are no mob in the street."""
    sector = actor.sector or "UNK"
    if sector == "CVL" and actor.name[:1].isupper() and actor.country:  # "Palestinians threw stones"
        return sector
    return sector if sector not in sectors() or not sectors()[sector].is_crowd or _CROWDS.search(actor.name) else "UAF"


def _victim_sector(actor: Actor) -> str:
    """Return whom it was done to: an officer off duty is no armed party."""
    return "CVL" if _OFF_DUTY.search(actor.name) else actor.sector or "UNK"


def _stands_against_protest(targets: Sequence[Actor], said: str) -> bool:
    """ "Fired on protesters", "arrested students at a march"; not what was done to somebody armed."""
    if any(_PROTESTERS.search(actor.name) for actor in targets):
        return True
    harmless = bool(targets) and all((actor.sector or "UNK") not in (*_STATE_ARMS, *_WARRING) for actor in targets)
    return harmless and _AT_A_PROTEST.search(said) is not None


def _is_clash(incident: Incident, sources: Sequence[Actor]) -> bool:
    """Two sides by the verb ("clashed with"), or two who "fought", "exchanged fire"."""
    if not any(actor.sector for actor in sources) or incident.event_type != "ASSAULT":
        return False
    if any(mention.is_two_sided for mention in incident.mentions):
        return True
    fought = any(mention.lemma in _FIGHTING for mention in incident.mentions)
    return fought and len({actor.entity or actor.name for actor in sources}) > 1


def _makes_peace(incident: Incident, said: str) -> bool:
    """ "Signed a peace agreement", unlike "backs the peace agreement"."""
    return any(mention.lemma in _SIGNING for mention in incident.mentions) and _PEACE.search(said) is not None


def _is_violent(incident: Incident, sources: Sequence[Actor]) -> bool:
    """Rioters, or a protest of which the text tells violence by the crowd itself."""
    if any(_RIOTERS.search(actor.name) for actor in sources):
        return True
    return any(
        mention.event_type == "ASSAULT"
        and mention.sources
        and all(actor.sector not in _STATE_ARMS for actor in mention.sources)
        for mention in incident.mentions
    )


def _territory(incident: Incident, sources: Sequence[Actor], said: str) -> Territory | None:
    if not any(mention.lemma in _TAKING and mention.event_mode is None for mention in incident.mentions):
        return None
    if incident.event_type != "ASSAULT":
        return None
    if _WITHOUT_FIGHT.search(said):
        return "peaceful"
    return "state" if any(actor.sector in _STATE_ARMS for actor in sources) else "nonstate"
