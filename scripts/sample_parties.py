"""Is a party of a published event the one that the sample wire's table tells? The count behind `score_sample.py`.

The table tells its parties in a reader's words ("gunmen on motorcycles; al Shabaab"), a published event in those of the
stories. One of the table's parties is named when one of the event's, by its resolved name or in the words of a story,

- has a content word of the table's: a word of four letters, or a name of two ("UN", "M23"); hyphens part words;
- or is "people", where the table can say no more of a crowd than "about 2,000 people";
- or has the code that the table's words have: "Haitian police" and "officers" (HTICOP), "Tonga's government" and "the
  cabinet" (TONGOV), "a gunman" and "a masked man" (UAF). A state, or its government, is any organ of it; civilians are
  nobody in particular, and so are not counted by their code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.parse.grammar.nouns import actor_nouns
from dateline.parse.text.wordlists import listed
from dateline.vocab import country_of_demonym, country_of_name, is_state

_WORD = re.compile(r"[^\W_]{4,}|\b[A-Z][A-Z\d]+\b")
_SAYS_NOTHING = listed(
    "some, more, than, about, hundreds, thousands, several, from, with, people, group, armed, government, state, army, "
    "police, military, ministry, minister, former, court"
)
"""Words in which two parties may agree without being one: organs are compared by their codes."""
_BEHIND_HEAD = re.compile(r"\s(?:at|of|on|in|from|who|that|with|for|to)\s|,\s|$")
_ARMED = frozenset(("UAF", "REB", "CRM", "PRM", "MIL", "COP"))


@dataclass(frozen=True, slots=True)
class Named:
    """A party of a published event: the name it is published by and the words of one story; country and sector."""

    name: str
    wording: str
    country: str | None = None
    sector: str | None = None


def is_told(told: str | None) -> bool:
    """True when the table names the party of that role."""
    return bool(told) and told != "UNK"


def names_party(told: str | None, parties: Sequence[Named]) -> bool:
    """True when one party of the event is one of those that the table tells ("al Shabaab; mechanics")."""
    return any(_is_one(each.strip(), party) for each in (told or "").split(";") if each.strip() for party in parties)


def _is_one(told: str, party: Named) -> bool:
    texts = (party.name, party.wording)
    head = _head(told)
    if _words([told]) & _words(texts):
        return True
    if head == "people" and head in {_head(text) for text in texts}:
        return True
    country, sector = _code(told)
    if country is not None:
        is_whole = sector == "GOV" and is_state(party.sector)
        return country == party.country and (sector == party.sector or is_whole)
    if sector != party.sector:
        return False
    if any(word[0].isupper() for word in told.split()):  # "Nineveh police", "court in Cotonou"
        return is_state(sector) and head in {_head(text) for text in texts}
    return sector in _ARMED


def _words(texts: Iterable[str]) -> set[str]:
    found = {word.lower().rstrip("s") for text in texts for word in _WORD.findall(text)}
    return found - {word.rstrip("s") for word in _SAYS_NOTHING}


def _head(text: str) -> str:
    """Return the head noun of a description: "people" of "about 2,000 people at a market"."""
    bound = _BEHIND_HEAD.search(text)
    return text[: bound.start() if bound else None].rpartition(" ")[2].lower()


def _code(told: str) -> tuple[str | None, str | None]:
    """Return country and sector of the table's words; a country alone is its government."""
    words = re.findall(r"[^\W_](?:[\w-]*[^\W_])?", told)
    spans = [" ".join(words[at : at + size]) for size in (3, 2, 1) for at in range(len(words) - size + 1)]
    named = [span for span in spans if span[0].isupper()]
    country = next((code for span in named if (code := country_of_name(span) or country_of_demonym(span))), None)
    noun = actor_nouns().get(_head(told))
    is_country = country is not None and (country_of_name(told) or told.lower().startswith("government of"))
    return country, "GOV" if is_country else noun.sector if noun else None
