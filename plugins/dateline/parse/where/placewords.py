"""The words around a name that tell whether it is a place, and which: prepositions, types, titles, outlets."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from dateline.vocab import fold, read_table

LOCATIVE = re.compile(
    r"(?:\b(?:in|at|near|from|outside|inside|around|across|throughout|into|toward|towards|via|within|amid|beyond|onto"
    r"|(?:north|south|east|west|northeast|northwest|southeast|southwest)(?:ern)?(?: part| parts)? of"
    r"|(?:city|town|village|capital|port|suburb|outskirts|streets|resort|district|province|region|governorate|state"
    r"|county|island|islands|neighbou?rhood|camp|enclave|stronghold|hamlet|municipality|area|department|oblast|township"
    r"|countryside|valley|coast|shores?) of"
    r"|(?:leave|left|leaving|enter|entered|entering|reach|reached|reaching|visit|visited|visiting|quit|fled|fleeing"
    r"|seize|seized|seizing|take|took|taken|taking|capture|captured|capturing|recaptured|retaken|lost|shelled|bombed|besieged|retook|overran|stormed|struck|hit|attacked|liberated"
    r"|control|controls|controlled|between)"
    r")(?:\s+(?:the|nearby|neighbou?ring|downtown|central|northern|southern|eastern|western|rural|greater|inner|outer"
    r"|(?:north|south)[ -]?(?:east|west)(?:ern)?|war-torn|rebel-held|government-held|occupied|besieged|historic|coastal"
    r"|mainland|suburban|upstate|modern|ancient))*|\b(?:city|town|village|hamlet|township|suburb|capital|port city"
    r"|neighbou?rhood|resort town))[\s“\"'(]*$",
)
NEAR = re.compile(
    r"\b(?:near|close to|outside(?: of)?|around|not far from|on the (?:outskirts|edge) of|(?:in the )?vicinity of"
    r"|outskirts of|on the road (?:to|from|between)|approaches to"
    r"|(?:\d[\d.,]*|few|several|dozen|some|\w+teen|\w+ty|two|three|four|five|six|seven|eight|nine|ten|twelve)[\s-]+"
    r"(?:km|kms|kilomet(?:re|er)s?|miles?|mi)\b[^.;,]{0,40}?\b(?:of|from))"
    r"(?:\s+(?:the|town|city|village|capital|of|a|northern|southern|eastern|western|central|border|rebel-held))*[\s“\"'(]*$",
    re.IGNORECASE,
)
OTHER_PREPOSITION = re.compile(
    r"\b(?:of|to|for|with|through|over|against|on|and|or|by|than|including)[\s“\"'(]*(?:the\s+)?$"
)
TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Prof|Professor|Rev|Reverend|Father|Fr|Sister|Brother|Pope|Cardinal"
    r"|Archbishop|Bishop|Rabbi|Imam|Sheikh|President|Premier|Chancellor|Secretary|Senator|Sen|Rep|Congressman"
    r"|Congresswoman|Gov|Governor|Mayor|Judge|Justice|Sheriff|Deputy|Officer|Detective|Det|Inspector|Insp|Constable"
    r"|Superintendent|Commissioner|Chief|Captain|Capt|Lieutenant|Lt|Col|Colonel|Gen|General|Maj|Major|Sgt|Sergeant"
    r"|Cpl|Corporal|Pvt|Private|Adm|Admiral|Cmdr|Commander|Coach|Manager|Striker|Midfielder|Defender|Goalkeeper"
    r"|Brigadier|Brig|Marshal|Mullah|Ayatollah|Mawlawi|Maulana|Pastor|Comrade|Subedar|Havildar"
    r"|Minister|Ambassador|Spokesman|Spokeswoman|Spokesperson|King|Queen|Prince|Princess|Emperor|Saint)\.?\s+$"
)
ADMIN_AFTER: dict[str, str] = {
    **dict.fromkeys(
        ("province", "governorate", "state", "oblast", "krai", "department", "prefecture", "voivodeship", "canton"),
        "admin1",
    ),
    **dict.fromkeys(("region", "territory", "republic"), "region"),
    **dict.fromkeys(
        (
            "district",
            "county",
            "raion",
            "municipality",
            "cercle",
            "woreda",
            "tehsil",
            "taluk",
            "lga",
            "parish",
            "division",
        ),
        "admin2",
    ),
    **dict.fromkeys(("city", "town", "village", "township", "suburb", "airport", "port", "neighborhood"), "city"),
}
AREA_AFTER = re.compile(
    r"\s+(?P<area>governorate|province|oblast|state|district|county|cercle|woreda|tehsil|lga|raion|department)\b"
    r"(?! of\b)"
)
ADMIN_BEFORE = re.compile(
    r"\b(?P<type>city|town|village|hamlet|capital|port|suburb|township|province|governorate|state|oblast|department"
    r"|prefecture|canton|region|territory|republic|district|county|municipality|commune)(?:\s+of)?\s+$",
)
COMPASS_BEFORE = re.compile(
    r"\b(?:(?P<side>(?:north|south|east|west|central|centre|center)(?:[- ]?(?:east|west|central))?(?:ern)?(?:most)?"
    r"|central|upper|lower|coastal|rural|inland|far[- ](?:north|south|east|west)(?:ern)?)\s+"
    r"|the\s+(?:\w+\s+)?(?P<part>north|south|east|west|centre|center|interior"
    r"|(?:north|south)[- ]?(?:east|west)(?:ern)?)(?:\s+(?:part|parts|regions?))?\s+of\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
COMPASS_AFTER = re.compile(
    r"['’]s?\s+(?:(?!north|south|east|west|cent|and)\w[\w-]*\s+){0,2}?"
    r"(?P<side>(?:far[- ])?(?:north|south)(?:[- ]?(?:east|west))?(?:ern)?|east(?:ern)?"
    r"|west(?:ern)?|cent(?:re|er|ral)|coast|coastal|interior)\b",
    re.IGNORECASE,
)
SPEAKS_AFTER = re.compile(
    r"['’]?s?\s*,?\s+(?:also |has |had |have |is |was |would |will |again |on \w+day |later |repeatedly |now |still )*"
    r"(?:sa(?:id|ys?|ying)|deni(?:ed|es)|den(?:y|ying)|accus(?:ed|es|ing)|warn(?:ed|s|ing)?|claim(?:ed|s|ing)?"
    r"|insist(?:ed|s)|reject(?:ed|s)|vow(?:ed|s)|threaten(?:ed|s)|demand(?:ed|s)|urg(?:ed|es)|call(?:ed|s) (?:for|on)"
    r"|announc(?:ed|es)|condemn(?:ed|s)|agree(?:d|s)|recogni[sz]e(?:d|s)|suppl(?:ied|ies)|back(?:ed|s|ing)|support(?:ed|s)"
    r"|impos(?:ed|es)|respond(?:ed|s)|blam(?:ed|es|ing)|want(?:ed|s)|hop(?:ed|es)|fear(?:ed|s)|consider(?:ed|s|ing)"
    r"|believ(?:ed|es)|argu(?:ed|es)|maintain(?:ed|s)|refus(?:ed|es)|pledg(?:ed|es)|offer(?:ed|s)|declar(?:ed|es)"
    r"|confirm(?:ed|s)|express(?:ed|es)|retaliat(?:ed|es)|sent|summon(?:ed|s)|expel(?:led|s)|withdr(?:ew|aws)"
    r"|signal(?:l?ed|s)|propos(?:ed|es)|sought|seeks|ordered|orders)\b",
)
ACTS_AS_STATE = re.compile(
    r"(?:[- ](?:backed|led|based government|allied|sponsored|supported|appointed|installed|controlled)\b"
    r"|['’]s?\s+(?:\w+\s+)?(?:government|army|forces|troops|military|ambassador|envoy|position|stance|policy|ally|allies"
    r"|support|interests|claims?|demands?|role|influence|foreign|defen[cs]e|response|proposal|plan|decision|refusal"
    r"|invasion|aggression|war|offensive|sanctions|relations|ties|nuclear|leaders?|leadership|concerns?)\b)",
    re.IGNORECASE,
)
BETWEEN_STATES = re.compile(
    r"\b(?:tensions?|talks|relations|ties|dispute|rift|row|war|conflict|agreement|deal|accord|standoff|pact|treaty)\s+"
    r"(?:between|with)\s+(?:\w+\s+and\s+)?$",
    re.IGNORECASE,
)
MARKS_LANGUAGE = re.compile(r"[- ](?:language|speaking|speakers?|lessons?|classes|teacher|literature)\b")


def search_before(pattern: re.Pattern[str], text: str, at: int, width: int) -> re.Match[str] | None:
    """Return what `pattern`, written in small letters, finds in the `width` characters before `at`.

    Lowering the window and searching it for small letters takes a quarter of the time of a search that ignores case.
    """
    start = max(0, at - width)
    lead = min(start, 1)  # with the character before the window it is seen whether a word begins there
    return pattern.search(text[start - lead : at].lower(), lead)


@cache
def common_words() -> frozenset[str]:
    """Return the common English words that are also the name of some place, as spelling keys."""
    return frozenset(fold(row["word"]) for row in read_table("common_words.csv"))


@cache
def first_names() -> frozenset[str]:
    """Return given names of people, folded."""
    return frozenset(fold(row["name"]) for row in read_table("first_names.csv"))


@cache
def surnames() -> frozenset[str]:
    """Return family names that are also names of places, folded."""
    return frozenset(fold(row["name"]) for row in read_table("surnames.csv"))


@cache
def abbreviations() -> dict[str, str]:
    """Return first level areas' GeoNames codes by abbreviation ("Ill.", "TX", "Ont.")."""
    return {row["abbreviation"]: row["admin1_code"] for row in read_table("abbreviations.csv")}


@cache
def local_demonyms() -> dict[str, tuple[str, str, str]]:
    """Return (place, kind, country) by folded demonym for people of areas and regions ("Chechen", "European")."""
    return {fold(row["demonym"]): (row["place"], row["kind"], row["country"]) for row in read_table("demonyms.csv")}


@cache
def names_of_people() -> frozenset[str]:
    """Return given names and family names together."""
    return first_names() | surnames()


WordList = Literal["outlet_or_club", "given_name_too", "particle", "person_particle", "not_a_place"]


@cache
def word_list(name: WordList) -> frozenset[str]:
    """Return a list of words, as spelling keys.

    `outlet_or_club`: behind a place name they make it a newspaper or a club ("Boston Globe"). `given_name_too`: big
    places that are given names as well ("Jordan"). `particle`: small words inside names ("al", "de", "upon"),
    `person_particle`: inside people's ("bin"). `not_a_place`: months, offices, firms and people of the news that are
    towns somewhere.
    """
    return frozenset(row["word"] for row in read_table("place_words.csv") if row["list"] == name)
