"""Protests of one word in several towns: "marches were held in Ibadan and in Kaduna" are two.

Source: the codebook, an event is one incident; ACLED counts each town's protest for itself. The crowd that a text gives
for all of them together is none of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dateline.parse.grammar.syntax import Token
from dateline.parse.what.mentions import Mention, RoledPlace

_JOINED = re.compile(
    r"(?:\s*,)?\s*(?:and|as well as|,|both|also)?\s*(?:also )?(?:(?:in|at|near|outside) )?"
    r"(?:(?:the|nearby|capital|port|northern|southern|eastern|western|central|city|cities|town|towns|of) )*\s*",
    re.IGNORECASE,
)


def by_town(tree: Token, mention: Mention, offset: int) -> list[Mention]:
    """Return a protest once for each of the towns that its sentence lists for it; any other mention alone."""
    if mention.event_type != "PROTEST" or mention.tolls:
        return [mention]
    towns = _listed([each for each in mention.places if _is_town(each)], tree.text, offset)
    if len(towns) < 2:
        return [mention]
    rest = [each for each in mention.places if each not in towns]
    return [replace(mention, places=[town, *rest], is_share=True, dates=list(mention.dates)) for town in towns]


def _is_town(roled: RoledPlace) -> bool:
    return roled.role == "site" and roled.place.kind == "city" and roled.place.geonames_id is not None


def _listed(towns: Sequence[RoledPlace], text: str, offset: int) -> list[RoledPlace]:
    """Return the towns, when they are different ones and nothing but commas and "and" stands between them."""
    towns = sorted(towns, key=lambda roled: roled.place.start)
    if len({roled.place.geonames_id for roled in towns}) < len(towns):
        return []
    between = (text[one.place.end - offset : other.place.start - offset] for one, other in pairwise(towns))
    return towns if all(_JOINED.fullmatch(words) and ("," in words or "and" in words) for words in between) else []
