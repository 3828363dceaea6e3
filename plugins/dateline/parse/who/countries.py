"""Which country the words of a phrase name: "Syrian", "Iraq's", "the Kremlin"; and which are another's: "Iran-backed".

Source: the codebook's actor rows: `country` is the actor's own.
"""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.where.placewords import local_demonyms
from dateline.vocab import countries, country_of_demonym, country_of_metonym, country_of_name

_BACKED = listed(
    "backed, installed, appointed, imposed, brokered, led, linked, aligned, allied, sponsored, supported, trained, "
    "funded, affiliated, held"
)


def country_in(tokens: object) -> str | None:
    """Return the country that a phrase names or implies ("Syrian", "Iraq's", "the Kremlin"), or None."""
    words: list[Token] = list(tokens)  # type: ignore[call-overload]
    for at, token in enumerate(words):
        if not token.text[:1].isupper() or _is_aside(words, at):
            continue
        for size in (3, 2, 1):
            wording = " ".join(each.text for each in words[at : at + size])
            found = country_of_name(wording) or country_of_demonym(wording)
            if found:
                return found
    for at, token in enumerate(words):
        if token.text[:1].isupper() and not _is_aside(words, at):
            found = country_of_metonym(token.text) or _local_country(token.text)
            if found:
                return found
    return None


def _is_aside(words: list[Token], at: int) -> bool:
    """ "Iran-backed", "pro-Russian", "Central American", "Niger state": a country that is not the actor's own."""
    if at + 1 < len(words) and words[at + 1].lower_ in ("state", "delta") and words[at].text in ("Niger", "Georgia"):
        return True
    behind = words[at + 2].lower_ if at + 2 < len(words) and words[at + 1].text == "-" else ""
    before = words[at - 1] if at else None
    if before is None:
        return behind in _BACKED
    if before.text == "-" and at > 1 and words[at - 2].lower_ in ("pro", "anti", "non"):
        return True
    if before.lower_ == "ethnic":
        return True
    latin = words[at].lower_ in ("american", "americans") and before.lower_ in ("central", "latin", "south", "north")
    return behind in _BACKED or latin


def _local_country(word: str) -> str | None:
    """Return the country of a people or an area without a state: "Chechen", "Kashmiri", None for what straddles."""
    known = local_demonyms().get(word.lower()) or local_demonyms().get(word.lower().removesuffix("s"))
    return (known[2] or None) if known else None


def nationality(token: Token) -> str | None:
    text = token.text
    return country_of_demonym(text) or country_of_name(text) if text[:1].isupper() else None


def name_of_country(alpha3: str) -> str | None:
    found = countries().get(alpha3)
    return found.name if found else None
