"""Where the story is when an incident names no place: at its dateline, at the scene told last, or in a country only.

A deed without a place of its own is where the story last was. Words are placed where they were spoken: where the text
says so, else the lead's own at the dateline, and any other in the speaker's country, without coordinates; what was
spoken of lies elsewhere. A dateline in a country that the story never speaks of is a newsroom's desk and no scene.

Source: the codebook's place fields ("the place of the incident, not of the speaker, the newsroom or the launch site").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dateline.parse.eventhood import WORDY
from dateline.parse.incidents import Incident
from dateline.parse.mentions import Mention, RoledPlace
from dateline.parse.sentences import Sentence
from dateline.parse.sites import Site, choose_site, most_precise, site_of
from dateline.parse.unlocated import find_unlocated
from dateline.vocab import SUPRANATIONAL

if TYPE_CHECKING:
    from dateline.parse.toponyms import PlaceMention

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
_POINTS_BACK = re.compile(r"(?:Its|The (?:country|kingdom|republic|emirate))\b")
_LEAST_ELSEWHERE = 2


@dataclass(slots=True)
class Scene:
    """Where a story is as it goes on. `desk` is its dateline's town, `here` the scene told last; None: nowhere yet.

    `lead` is the sentence that the dateline opens. `is_foreign`: the desk is in a country that the story never names.
    `known` are the wordings of the story's located places, `subjects` the countries that open a sentence, `pointing`
    the sentences that open with "its" or "the country".
    """

    desk: Site | None = None
    lead: int | None = None
    is_foreign: bool = False
    home: str | None = None
    here: Site | None = None
    known: frozenset[str] = frozenset()
    subjects: Mapping[int, str] = field(default_factory=dict)
    pointing: frozenset[int] = frozenset()

    def resolve(self, incident: Incident, told: str) -> Site:
        """Return the site of an incident told in the sentences `told`; all None where nothing is known."""
        if all(mention.event_mode == "phone" for mention in incident.mentions):
            return Site()
        if _is_spoken(incident):
            return self._spoken_site(incident)
        fallback = self._fallback(told)
        if fallback is not None and incident.first_sentence != self.lead and all(map(_is_recalled, incident.mentions)):
            fallback = _country_only(fallback.country)
        site = choose_site(incident.mentions, fallback)
        if site.start is None or site.precision == "country":
            site = find_unlocated(told, self.known, site.country) or site
        return site if site.country or not self.is_foreign else _country_only(self.home) or site

    def move(self, incident: Incident, site: Site, *, is_background: bool) -> None:
        """Note where the story is after an incident: words and what is recalled leave it where it was."""
        is_unlocated = site.name is not None and site.latitude is None and site.start is None
        if is_background or _is_spoken(incident) or not (is_unlocated or (site.latitude and site.start is not None)):
            return
        if self.here is None or not (_is_wide(site) and site.country in (self.here.country, None)):
            self.here = replace(site, start=None)

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
        speakers = [_state_of(mention) for mention in incident.mentions]
        country = next((code for code in speakers if code), None) or self._taken_up(incident)
        is_lead = incident.first_sentence == self.lead and not all(
            each.is_background or each.in_history_clause for each in incident.mentions
        )
        if is_lead and self.desk is not None and not self.is_foreign and country in (None, self.desk.country):
            return self.desk
        has_body = country is None and any(map(_is_body, incident.mentions))
        is_hosted = has_body or incident.event_type in _BETWEEN_STATES
        if is_lead and self.desk is not None and is_hosted:
            return self.desk
        return _country_only(country or self.home) or Site()


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
    )


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


def _is_recalled(mention: Mention) -> bool:
    return mention.is_background or any(day.precision == "year" for day in mention.dates)


def _is_body(mention: Mention) -> bool:
    return any(actor.country in SUPRANATIONAL for actor in mention.sources)


def _is_wide(site: Site) -> bool:
    return site.precision in ("admin1", "region", "water", "country")


def _country_only(country: str | None) -> Site | None:
    return Site(country=country, precision="country") if country else None
