"""Names of pits, bridges and crossings that were taken for a town of the name.

"The gate of the Santa Rita pit" lies where the story says, and not in the Santa Rita of a province that the story tells
nothing of: such a place keeps its name and its country. Source: the codebook's place fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_WORKS = re.compile(
    r" (?:(?:gold|coal|tin|copper|iron|silver|diamond|lithium|oil|gas|border|military|army|police) )?"
    r"(?:pit|mine|mines|colliery|quarry|shaft|oilfield|gasfield|field|plantation|ranch|refinery|dam|barracks|crossing"
    r"|checkpoint|junction|bridge)\b"
)


def find_strays(text: str, places: Sequence[PlaceMention]) -> frozenset[int]:
    """Return the starts of names of pits, bridges and the like, taken for a town of an area told nowhere else."""
    strays = []
    for place in places:
        is_one_of_many = place.geonames_id is not None  # a crossing of our own list is no namesake of it
        if place.kind == "city" and is_one_of_many and _WORKS.match(text, place.end):
            areas = {each.admin1_code for each in places if each.text != place.text and each.admin1_code}
            if areas and place.admin1_code not in areas:
                strays.append(place.start)
    return frozenset(strays)
