"""Villages, rivers and regions that no gazetteer has: a deed "in the village of Tunga Dabo" was not at the dateline.

Source: the codebook's place fields: such a place keeps its name and its country, with null coordinates. Parts of a town
("the Salt Gate district", "Lower Quay bridge") are not among them: they may well be in the town of the dateline.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from dateline.parse.where.sites import Site

_WORD = r"[A-Z\u00c0-\u00de][\w'\N{RIGHT SINGLE QUOTATION MARK}-]+"
_NAME = rf"{_WORD}(?: (?:al-|el-|de |del |la )?{_WORD}){{0,2}}"
_WHERE = r"\b(?:in|at|near|outside|along|around|into|onto|on|across|entered|raided|stormed|attacked|shelled|overran"
_WHERE += r"|(?:re)?(?:took|taken|captured)|seized|left)"
_SETTLEMENT = re.compile(
    rf"{_WHERE} (?:the |a )?(?:[a-z-]+ ){{0,2}}(?:village|town|hamlet|settlement) of (?P<after>{_NAME})"
    rf"|{_WHERE} (?:the )?(?P<before>{_NAME}) (?:village|town|hamlet|settlement"
    r"|(?:border )?(?:crossing|checkpoint|post))\b"
)
_FEATURE = re.compile(
    rf"{_WHERE} (?:the )?(?:(?:banks?|shores?|foot|slopes|edge|posts along|side) of (?:the )?)?"
    rf"(?P<name>{_NAME} (?:River|Valley|Forest|Mountains?|Hills|Peninsula|Plain|Desert|Gorge|Creek|Lagoon|Delta"
    r"|Marshes))\b"
    rf"|{_WHERE} (?:the |{_WORD}['\N{{RIGHT SINGLE QUOTATION MARK}}]s )(?P<area>{_NAME}) region\b"
)
_CROSSING = re.compile(
    rf"\b(?:the|at|through|via) (?P<name>{_NAME}) (?:border )?(?:crossing|frontier post|border post|border gate)\b"
)
_NO_NAME = re.compile(r"^(?:The|A|An|This|That|Old|New|Upper|Lower|North|South|East|West|Northern|Southern)$")


def find_unlocated(told: str, known: Collection[str], country: str | None) -> Site | None:
    """Return the first unknown village, region or feature that `told` says something was at; None where there is none.

    `known` are the wordings of the places that were located.
    """
    settlement = next((found["after"] or found["before"] for found in _SETTLEMENT.finditer(told)), None)
    feature = next((found["name"] or found["area"] for found in _FEATURE.finditer(told)), None)
    crossing = next((found["name"] for found in _CROSSING.finditer(told)), None)
    for name, is_feature in ((settlement, False), (crossing, False), (feature, True)):
        if name is not None and _is_unknown(name, known):
            return Site(name, country, precision="region" if is_feature else "country" if country else None)
    return None


def _is_unknown(name: str, known: Collection[str]) -> bool:
    return not _NO_NAME.match(name.split()[0]) and not any(place in name or name in place for place in known)
