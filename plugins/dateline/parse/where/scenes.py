"""Where the story is when an incident names no place: at its dateline, at the scene told last, or in a country only.

A deed without a place of its own is where the story last was. Words are placed where they were spoken: where the text
says so ("told a rally in Oslo"), else at the dateline where they are the lead's own or were spoken before an audience;
prisoners and crowds speak from where the story has them. Where a story of the capital plays at its dateline, so do the
answers of that country. Any other words are in the speaker's country, without coordinates; what was spoken of lies
elsewhere. A dateline in a country that the story never speaks of is a newsroom's desk and no scene.

Source: the codebook's place fields ("the place of the incident, not of the speaker, the newsroom or the launch site").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dateline.parse.incidents.incidents import Incident
from dateline.parse.text.sentences import Sentence
from dateline.parse.text.wordlists import listed
from dateline.parse.what.eventhood import WORDY
from dateline.parse.what.mentions import Mention, RoledPlace
from dateline.parse.where.sites import NOWHERE, Site, choose_site, most_precise, site_of
from dateline.parse.where.stages import Stages, read_stages
from dateline.parse.where.strays import find_strays
from dateline.parse.where.unlocated import find_unlocated
from dateline.vocab import SUPRANATIONAL, fold
from dateline.vocab import country as country_named

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention
    from dateline.parse.who.actors import ActorMention

_PHYSICAL_WORDS = frozenset(("CONSULT", "COOPERATE"))
"""Words that are a deed as well: a meeting or a joint patrol is wherever the text has it."""
_BETWEEN_STATES = frozenset(("CONSULT", "COOPERATE", "AGREE", "SUPPORT"))
"""Words that two sides have in one place, which may be a third's."""
_DECLARED_MODES = frozenset(("expel", "withdraw", "discontinue"))
_SOMEWHERE = re.compile(
    r"\b(?:in|near|outside|at|of|on|from) (?:an?|another) (?:[\w'-]+ ){0,3}?"
    r"(?:town|village|city|district|province|region|hamlet|township|suburb|island|valley|county|border post)\b"
    r"|\bthe country['\N{RIGHT SINGLE QUOTATION MARK}]s (?:far[- ])?(?:[\w-]+ )?"
    r"(?:north|south|east|west|centre|center|interior|coast|highlands|border|(?:north|south)[- ]?(?:east|west))\b"
    r"|\bin the (?:far |restive |troubled |mountainous )?(?:north|south|east|west|(?:north|south)[- ]?(?:east|west))"
    r"(?:ern)?(?: of the country|(?= [a-z]+ing\b)|[,.]| (?:of|on|and|when|where|after|as)\b(?! [A-Z]))",
    re.IGNORECASE,
)
_VILLAGE = re.compile(
    r"\b(?:at|in|near|reach|reached|outside) (?:(?:an?|another) (?:[a-z-]+ )?(?:village|hamlet)\b(?! of [A-Z])"
    r"|the (?:[a-z-]+ )?(?:village|hamlet|town|place) (?:where|in which)\b)"
)
"""A place that bears no name and is told of for the first time: wherever it is, not where the story was."""
_CAPITAL = re.compile(r"\b(?:its|the (?:state|provincial|regional|province.s|region.s|state.s)) capital\b")
_POINTS_BACK = re.compile(r"(?:Its|The (?:country|kingdom|republic|emirate))\b")
_LEAST_ELSEWHERE = 2
_CAPTIVES = listed("inmate, inmates, prisoner, prisoners, detainee, detainees, captive, captives, hostage, hostages")
_CROWDS = listed(
    "protester, protesters, protestor, protestors, demonstrator, demonstrators, marcher, marchers, crowd, crowds, "
    "squatter, squatters, picketer, picketers, rioter, rioters"
)
_GOVERNING = listed(
    "ministry, minister, government, president, presidency, premier, cabinet, junta, administration, authority, "
    "chancellor, king, regime, undersecretary, secretary, army, military"
)
"""Who speaks for a country as a whole, and is where it is."""
_LOCALS = listed("mayor, deputy-mayor, municipality, council, governor, bishop, archbishop, prefect, sheriff, rector")


@dataclass(slots=True)
class Scene:
    """Where a story is as it goes on. `desk` is its dateline's town, `here` the scene told last; None: nowhere yet.

    `lead` is the sentence that the dateline opens. `is_foreign`: the desk is in a country that the story never names.
    `known` are the wordings of the story's located places, `subjects` the countries that open a sentence, `pointing`
    the sentences that open with "its" or "the country". `strays`: see strays.py.
    """

    desk: Site | None = None
    lead: int | None = None
    is_foreign: bool = False
    home: str | None = None
    here: Site | None = None
    known: frozenset[str] = frozenset()
    subjects: Mapping[int, str] = field(default_factory=dict)
    pointing: frozenset[int] = frozenset()
    stages: Stages = field(default_factory=Stages)
    is_host: bool = False
    """True once a body (the European Union) did the lead's words at the desk: a newsroom's desk, and its seat."""
    gathered: dict[str, Site] = field(default_factory=dict)
    """Where the story has captives and crowds, who speak from there."""
    items: Sequence[tuple[int, Site]] = ()
    """Where the items of a round-up begin, and where each is, by its heading."""
    strays: frozenset[int] = frozenset()
    callers: set[tuple[int, int]] = field(default_factory=set)
    """Who spoke by telephone."""
    fired_from: str | None = None
    """The country from which another was shelled: a truce that the story tells no place of is in its war."""

    def resolve(self, incident: Incident, told: str) -> Site:
        """Return the site of an incident told in the sentences `told`; all None where nothing is known."""
        self._enter(incident.mentions[0].start)
        if all(mention.event_mode == "phone" for mention in incident.mentions):
            self.callers |= _speakers(incident)
            return NOWHERE
        if _is_spoken(incident):
            return self._spoken_site(incident)
        house = self.stages.find_house(told)
        fallback = self._fallback(told) if house is None else replace(site_of(RoledPlace(house, "site")), start=None)
        if all(map(_is_nationwide, incident.mentions)) or (self.desk is not None and _VILLAGE.search(told)):
            fallback = _country_only(fallback.country if fallback else self.home)
        if fallback is not None and incident.first_sentence != self.lead and all(map(_is_recalled, incident.mentions)):
            fallback = _country_only(fallback.country)
        if self.fired_from is not None and all(mention.event_mode == "ceasefire" for mention in incident.mentions):
            fallback = _country_only(self.fired_from)
        site = choose_site(incident.mentions, fallback)
        if self._is_at_its_capital(site, told):
            site = self.desk or site
        if site.start in self.strays:
            site = Site(site.name, site.country, precision="country" if site.country else None)
        if site.start is None or site.precision == "country":
            site = find_unlocated(told, self.known, site.country) or site
        return site if site.country or not self.is_foreign else _country_only(self.home) or site

    def _enter(self, at: int) -> None:
        """Go to the item that the offset stands in: its heading's place is home there, and the scene."""
        entered = 0
        while entered < len(self.items) and self.items[entered][0] <= at:
            entered += 1
        if entered:
            self.here = self.items[entered - 1][1]
            self.home, self.is_foreign = self.here.country, False
            self.items = self.items[entered:]

    def _is_at_its_capital(self, site: Site, told: str) -> bool:
        """ "Blocked roads in Chiapas, cutting off its capital", filed from Tuxtla: where the desk is."""
        return (
            self.desk is not None
            and site.precision in ("admin1", "region")
            and site.admin1_code is not None
            and site.admin1_code == self.desk.admin1_code
            and _CAPITAL.search(told) is not None
        )

    def move(self, incident: Incident, site: Site, *, is_background: bool) -> None:
        """Note where the story is after an incident: words and what is recalled leave it where it was."""
        if not is_background and not _is_spoken(incident):
            self._gather(incident, site)
            origins = [
                roled.place.country for each in incident.mentions for roled in each.places if roled.role == "origin"
            ]
            self.fired_from = next((code for code in origins if code not in (None, site.country)), self.fired_from)
        is_unlocated = site.name is not None and site.latitude is None and site.start is None
        if is_background or _is_spoken(incident) or not (is_unlocated or (site.latitude and site.start is not None)):
            return
        if self.here is None or not (_is_wide(site) and site.country in (self.here.country, None)):
            self.here = replace(site, start=None)

    def _gather(self, incident: Incident, site: Site) -> None:
        if site.latitude is None or _is_wide(site):
            return
        for mention in incident.mentions:
            for kind in filter(None, (_gathering_of(actor) for actor in (*mention.sources, *mention.targets))):
                self.gathered.setdefault(kind, replace(site, start=None))

    def _fallback(self, told: str) -> Site | None:
        if self.here is None and self.desk is not None and not self.is_foreign:
            self.here = _country_only(self.desk.country) if _SOMEWHERE.search(told) else self.desk
        return self.here

    def _taken_up(self, incident: Incident) -> str | None:
        """ "Cuba denied it. Its foreign ministry condemned": the country that opened the sentence before."""
        at = incident.first_sentence
        if at not in self.pointing:
            return None
        return next((self.subjects[before] for before in (at - 1, at - 2) if before in self.subjects), None)

    def _spoken_site(self, incident: Incident) -> Site:
        staged = [roled for mention in incident.mentions for roled in mention.places if _is_stage(mention, roled)]
        best = most_precise(staged)
        if best is not None:
            return site_of(best)
        states = [_state_of(mention) for mention in incident.mentions]
        country = next((code for code in states if code), None) or self._taken_up(incident)
        staged_at = self._stage_of(incident, country)
        if staged_at is not None:
            return staged_at
        if len(speakers := _speakers(incident)) > 1 and speakers <= self.callers:
            return NOWHERE  # what two agree on by telephone
        is_lead = incident.first_sentence == self.lead and not all(
            each.is_background or (each.in_history_clause and each.dates) for each in incident.mentions
        )
        if is_lead and self.desk is not None and not self.is_foreign and country in (None, self.desk.country):
            return self.desk
        has_body = country is None and any(map(_is_body, incident.mentions))
        is_hosted = has_body or incident.event_type in _BETWEEN_STATES
        if is_lead and self.desk is not None and is_hosted:
            self.is_host = self.is_host or has_body
            return self.desk
        return self._answer_site(incident, country) or _country_only(country or self.home) or Site()

    def _stage_of(self, incident: Incident, country: str | None) -> Site | None:
        """Return where the words were spoken by what the text says of their audience; None where it says nothing."""
        stages = [self.stages.find(mention.sentence) for mention in incident.mentions if not mention.is_background]
        for stage in stages:
            if stage is not None and stage.place is not None:
                return site_of(RoledPlace(stage.place, "speaker"))
        audience = next((stage.audience for stage in stages if stage is not None), None)
        is_abroad = self.is_foreign and not self.is_host
        if audience is None or self.desk is None or self.desk.latitude is None or is_abroad:
            return None
        is_here = country in (None, self.desk.country) and (audience != "chamber" or _is_capital(self.desk))
        return self.desk if is_here else None

    def _answer_site(self, incident: Incident, country: str | None) -> Site | None:
        """Return where those are who answer a deed: captives and crowds at its scene, others in a capital's story."""
        speakers = [actor for mention in incident.mentions for actor in mention.sources]
        kinds = [kind for kind in map(_gathering_of, speakers) if kind in self.gathered]
        if kinds and len(kinds) == len(speakers):
            return self.gathered[kinds[0]]
        desk, here = self.desk, self.here
        if desk is None or here is None or desk.latitude is None or self.is_foreign or not speakers:
            return None
        is_at_home = country in (None, desk.country) and not any(map(_is_recalled, incident.mentions))
        is_one_town = (desk.latitude, desk.longitude) == (here.latitude, here.longitude)
        sits_there = all(actor.head in _LOCALS for actor in speakers) or (
            _is_capital(desk) and not any(actor.sector == "MIL" or actor.head in _GOVERNING for actor in speakers)
        )
        return desk if is_at_home and is_one_town and sits_there else None


def open_scene(
    places: Sequence[PlaceMention], desk: Site | None, body: int, text: str, sentences: Sequence[Sentence]
) -> Scene:
    """Return the scene as a story begins; `body` is the offset at which its dateline ends."""
    counts = Counter(place.country for place in places if place.start >= body and place.country)
    home = desk.country if desk is not None else None
    most = counts.most_common(1)
    is_foreign = home is not None and not counts[home] and bool(most) and most[0][1] >= _LEAST_ELSEWHERE
    if (home is None or is_foreign) and most:
        home = most[0][0]
    lead = next((at for at, each in enumerate(sentences) if each.end > body), None) if body else None
    starts = {each.start: at for at, each in enumerate(sentences)}
    return Scene(
        desk,
        lead,
        is_foreign,
        home,
        known=frozenset(place.text for place in places),
        subjects={starts[place.start]: place.country for place in places if place.start in starts and place.country},
        pointing=frozenset(at for at, each in enumerate(sentences) if _POINTS_BACK.match(text, each.start)),
        stages=read_stages(text, sentences, [place for place in places if place.start >= body]),
        strays=find_strays(text, places),
    )


def _speakers(incident: Incident) -> set[tuple[int, int]]:
    return {(actor.start, actor.end) for mention in incident.mentions for actor in mention.sources}


def _is_spoken(incident: Incident) -> bool:
    """True for what is done with words alone; a state that expels, suspends or withdraws does so where it is."""
    if incident.event_type == "SANCTION":
        return all(mention.event_mode in _DECLARED_MODES for mention in incident.mentions)
    return incident.event_type in WORDY


def _is_stage(mention: Mention, roled: RoledPlace) -> bool:
    if roled.role not in ("site", "speaker") or roled.place.kind in ("demonym", "metonym"):
        return False
    if mention.event_type in _PHYSICAL_WORDS:
        return roled.role == "site"
    return roled.is_stage or (roled.role == "speaker" and roled.place.kind != "country")


def _state_of(mention: Mention) -> str | None:
    """Return the country of who speaks, alpha-3."""
    for actor in mention.sources:
        if actor.country and len(actor.country) == 3 and actor.country not in SUPRANATIONAL:
            return actor.country
    return None


def _gathering_of(actor: ActorMention) -> str | None:
    """ "A committee of the inmates", "the marchers": a kind of people who are at one place."""
    named = {word.lower() for word in actor.name.split()}
    return "captives" if named & _CAPTIVES else "crowds" if named & _CROWDS else None


def _is_capital(site: Site) -> bool:
    state = country_named(site.country) if site.country else None
    return state is not None and state.capital is not None and fold(site.name or "") == fold(state.capital)


def _is_nationwide(mention: Mention) -> bool:
    """A hackers' attack and a strike to come are at no one place, unless the text says so."""
    return mention.event_mode == "cyber" or (mention.is_set and mention.event_mode in ("strike", "boycott"))


def _is_recalled(mention: Mention) -> bool:
    return mention.is_background or any(day.precision == "year" for day in mention.dates)


def _is_body(mention: Mention) -> bool:
    return any(actor.country in SUPRANATIONAL for actor in mention.sources)


def _is_wide(site: Site) -> bool:
    return site.precision in ("admin1", "region", "water", "country")


def _country_only(country: str | None) -> Site | None:
    return Site(country=country, precision="country") if country else None
