"""Who made a story, as its first and last lines say: bylines, times, signatures, notes on the author. Not the story.

A line is one of these when nothing else is left of it once names, times and the words of signing are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.articles.metadata import PageFacts
from dateline.parse.text.tokens import words

HEAD_LINES = 4
TAIL_LINES = 6

_WORD = re.compile(r"[^\W_]+")

_AGENCIES = words(
    """aap aa afp agencies agenturen agences agencias anadolu ani anp ansa ap apa associated press belga
    bloomberg bns canadian cp ctk dapd dpa dts dw efe elta epd europa itar jiji keystone kna kyodo leta lusa mti
    ntb pap pti reuters ritzau sda sid stt tass tt ukrinform unian upi xinhua yonhap"""
)
_SIGNING = words(
    """a additional additionally agency also an and article as at based by compiled contributed contributor
    contributors contributing correspondent correspondents desk edited editing editor editors en et file files
    for from für graphics har in input inputs journalist journalists live material mit news of on our
    photographer photographs photos produced producer producers report reported reporter reporters reporting
    reports research researcher service staff story team the this to translated translation und und updated
    video visuals wire with work writer writers writing written y quelle quellen source sources fuente
    fonte kilde bron agenturmaterial redaktion von"""
)
_SIGNED = re.compile(
    r"""\b(?:
        (?:reporting|writing|editing|compiled|translated|edited|produced|research)\b.{0,40}\bby\b
      | contributed\s+(?:reporting\s+)?(?:to\s+this|from)\b
      | with\s+(?:additional\s+)?(?:files|reporting|reports?|inputs?)\s+(?:from|by)\b )""",
    re.I | re.X,
)
_TELLING = _AGENCIES | words(
    """published publié publicado veröffentlicht updated aktualisiert actualizado güncelleme uppdaterad
    publicerad opdateret oppdatert publisert aggiornato pubblicato atualizado posted modified lesedauer lesezeit"""
)
"""Words of which one alone shows that a line is about the page: a clock time alone may head a part of the story."""
_BYLINE = _TELLING | words(
    """by von par por di da de af av od door autor auteur author update last on at am um uhr h hrs le el il den
    the à às alle kl pm est edt cst cdt mst mdt pst pdt gmt utc bst ist cet cest eet eest amt msk wib tsi a m p and und
    et y e i min read minuten minute minutes reading time"""
)
_YEAR = re.compile(r"(?:19|20)\d\d$|\d{8}$")
_MONTH = re.compile(
    r"(?:jan|feb|mar|mär|apr|abr|avr|mai|may|maj|mag|jun|jui|giu|jul|lug|aug|ago|aoû|sep|set|oct|okt|ott|out|nov|dec|dez|dic|déc|"
    r"ene|ocak|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)\w{0,7}$|"
    r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?$|(?:mon|diens|donners|frei|sams|sonn)tag$|mittwoch$|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di$|dimanche$|lunes$|martes$|miércoles$|jueves$|viernes$|sábado$|domingo$",
    re.I,
)
_ABOUT = (
    r"(?:['’]s?)?,?\s+(?:is|was|has|had|covers|writes|reports|works|lives|tweets|joined|teaches|can\s+be|ist|schreibt|arbeitet|"
    r"berichtet|leitet|est|es|è|latest\s+book|new\s+book|book)\b"
)
_ABOUT_ANYONE = re.compile(
    r"^\W*(?:About\s+the\s+(?:author|writer)|The\s+(?:author|writer)s?\s+(?:is|are|has|have)\b)|"
    r"\bFollow\s+(?:him|her|them|me)\s+(?:on|at|@)|\b(?:He|She|They)\s+can\s+be\s+(?:reached|found|contacted)\s+(?:at|on|via)\b"
)


def is_heading_line(line: str, facts: PageFacts) -> bool:
    """Tell whether a line at the top only names its writers, a time, the site, its section or its length."""
    if len(line) > 160:
        return False
    words = [word.casefold() for word in _WORD.findall(line)]
    if facts.section and words == [word.casefold() for word in _WORD.findall(facts.section)]:
        return True
    names = _names_in(line, facts)
    rest = [
        word
        for word in words
        if word not in names and word not in _BYLINE and not word[0].isdigit() and not _MONTH.match(word)
    ]
    return bool(words) and not rest and any(word in names or word in _TELLING or _YEAR.match(word) for word in words)


def is_signature(line: str) -> bool:
    """Tell whether a last line signs the story: "Reporting by Ann Marlow; Editing by Tom Keto", "Quelle: dpa/afp".

    All its words but names (capitalised) are those of signing; a line without such a phrase must name agencies alone.
    """
    if len(line) > 420:
        return False
    words = _WORD.findall(line)
    small = [word for word in words if word[0].islower()]
    if _SIGNED.search(line):
        return all(word in _SIGNING for word in small)
    lowered = [word.casefold() for word in words]
    named = [word for word in lowered if word in _AGENCIES]
    return (
        bool(named)
        and len(words) <= 10
        and all(word in _AGENCIES or word in _SIGNING or (len(word) <= 4 and f"/{word}" in line) for word in lowered)
    )


def is_about_author(line: str, facts: PageFacts) -> bool:
    """Tell whether a last line is about the story's own writer."""
    if len(line) > 700:
        return False
    if _ABOUT_ANYONE.search(line):
        return True
    people = [re.escape(name) for name in (facts.author or "").split("; ") if len(name.split()) >= 2]
    return bool(people) and re.match(rf"^\W*(?:\w+\s)?(?:{'|'.join(people)}){_ABOUT}", line, re.I) is not None


def _names_in(line: str, facts: PageFacts) -> frozenset[str]:
    """Return the words of the writers' names, and of the site's name where `line` gives all of it.

    The name of a city's paper holds the city: alone it opens a dateline.
    """
    site = _WORD.findall((facts.site or "").casefold())
    told = _WORD.findall(line.casefold())
    is_site_named = " ".join(site) in " ".join(told)
    return frozenset(_WORD.findall((facts.author or "").casefold()) + (site if is_site_named else []))


def split_signature(lines: Sequence[str], facts: PageFacts) -> tuple[list[str], list[str]]:
    """Return the lines of the story, and those of its first and last lines that only say who made it and when."""
    story: list[str] = []
    signed: list[str] = []
    for number, line in enumerate(lines):
        is_head, is_tail = number < HEAD_LINES, number >= len(lines) - TAIL_LINES and number > 0
        if (is_head and is_heading_line(line, facts)) or (
            is_tail and (is_signature(line) or is_about_author(line, facts))
        ):
            signed.append(line)
        else:
            story.append(line)
    return (story, signed) if story else (list(lines), [])
