"""Stated zeros: "nobody was killed", "there were no casualties", "without causing injuries".

Source: the codebook's `fatalities_*` ("null = not stated, never 0 for silence"): a stated none is no silence. What is
said of some only ("no civilians were killed", "nobody else was hurt"), of the moment ("no immediate reports of
casualties"), of degree ("nobody was seriously hurt") or of hope ("to make sure that nobody is hurt") is left out.
"""

from __future__ import annotations

import re

from dateline.parse.numbers.toll_records import Toll
from dateline.parse.text.sentences import find_sentences
from dateline.records import CasualtyKind

_WHO = r"(?P<who>nobody|no[- ]one|no people|no persons)"
_BE = (
    r"(?:(?:is|are|was|were|has been|have been|had been)"
    r"(?: (?:reported|believed|thought|confirmed)(?: to have been)?)? )"
)
_HARM = r"(?:killed|injured|wounded|hurt|harmed)"
_PASSIVE = re.compile(
    rf"\b{_WHO} (?:{_BE}(?P<harm>{_HARM}(?: (?:or|nor) {_HARM})?)|(?:has |had |have )?(?P<died>died))\b", re.IGNORECASE
)
_HEADS = (
    r"(?:casualties|casualty|victims|injur(?:ies|y)|wounded|dead|deaths|fatalities|loss of (?:human )?life|lives lost)"
)
_LIST = rf"(?P<heads>{_HEADS}(?:(?:,| or| and| nor)(?: damage| {_HEADS}))*)(?P<after>[^.;!?]{{0,60}})"
_TOLD_OF = (
    r"(?:\bthere (?:was|were|are|is|have been|had been)(?: also)?"
    r"|\b(?:caused|causing|claimed|claiming|inflicted|inflicting)|\b(?:resulted|resulting) in|\b(?:left|leaving|with))"
)
_NOUNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TOLD_OF} (?P<who>no) {_LIST}",
        rf"\b(?P<who>without)(?: causing| any| inflicting| reported)* {_LIST}",
    )
)
_BARE = re.compile(rf"(?:^|[,;:.] ?|\band |\bbut )(?P<who>no) {_LIST}", re.IGNORECASE)
_VERBAL = re.compile(
    r"\b(?P<who>without) (?P<verb>killing|injuring|wounding|hurting|harming) (?:anyone|anybody)\b", re.IGNORECASE
)
_RECORDED = re.compile(
    r"\s*(?:$|[,)\"]|(?:(?:were|was|are|is|have been|has been|had been) )?(?:reported|recorded|registered|confirmed)\b"
    r"|resulted\b|occurred\b)"
)
_AMONG = re.compile(r"[^,]*?\b(?:among|amongst)\b")
_OF_SOME = re.compile(r" (?:among|on (?:our|their|its|his|the [\w-]+) side|to|else|in (?:the|its|their) ranks|from)\b")
_OF_THE_MOMENT = re.compile(r"\b(?:immediate(?:ly)?|so far|yet|initially|at first|as of)\b", re.IGNORECASE)
_OF_HOPE = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|pray\w*|ensur\w+|make sure|made sure|if|unless|whether|until|wish\w*|promis\w+|vow\w*"
    r"|could|would|should|may|might|must|imagine\w*|luck\w* that)\b",
    re.IGNORECASE,
)
_KILLED = re.compile(r"kill|dead|death|died|fatal|li[fv]e|hurt|harm|casualt|victim", re.IGNORECASE)
_INJURED = re.compile(r"injur|wound|hurt|harm|casualt|victim", re.IGNORECASE)
_QUICK = re.compile(r"\bno\b|\bno[- ]one\b|\bnobody\b|\bwithout\b", re.IGNORECASE)


def find_stated_none(text: str) -> list[Toll]:
    """Return a toll of 0/0/0 for each kind of casualty that `text` says there was none of. Never raises.

    Whoever is hurt may be dead: "nobody was hurt" and "no casualties" speak of both. The qualifier is the text's word.

    >>> [(toll.kind, toll.best, toll.qualifier) for toll in find_stated_none("Nobody was killed or injured.")]
    [('killed', 0, 'nobody'), ('injured', 0, 'nobody')]
    >>> find_stated_none("Nobody else was hurt. No civilians were killed. Nobody has claimed it.")
    []
    """
    if _QUICK.search(text) is None:
        return []
    tolls: list[Toll] = []
    for sentence in find_sentences(text):
        said = text[sentence.start : sentence.end]
        if _QUICK.search(said) and not _OF_THE_MOMENT.search(said) and not said.rstrip().endswith("?"):
            tolls += _read(said, sentence.start)
    return tolls


def _read(said: str, offset: int) -> list[Toll]:
    found: list[Toll] = []
    for pattern in (_PASSIVE, _VERBAL):
        for match in pattern.finditer(said):
            if not _OF_SOME.match(said, match.end()):
                name = next(name for name in ("harm", "died", "verb") if match.groupdict().get(name))
                found += _tolls(said, offset, match.span("who"), match.span(name))
    for pattern in (*_NOUNS, _BARE):
        for match in pattern.finditer(said):
            after = match["after"]
            is_whole = pattern is not _BARE or _RECORDED.match(after) is not None
            if is_whole and not _OF_SOME.match(after) and not _AMONG.match(after):
                found += _tolls(said, offset, match.span("who"), match.span("heads"))
    return found


def _tolls(said: str, offset: int, who: tuple[int, int], what: tuple[int, int]) -> list[Toll]:
    """Return the kinds that the words `what` deny, unless they stand in a hope or a condition."""
    if _OF_HOPE.search(said, 0, who[0]):
        return []
    words = said[slice(*what)]
    kinds: list[CasualtyKind] = []
    if _KILLED.search(words):
        kinds.append("killed")
    if _INJURED.search(words):
        kinds.append("injured")
    start, end = who[0] + offset, who[1] + offset
    return [
        Toll(kind, 0, 0, 0, said[slice(*who)].lower(), None, False, "incident", False, None,
             start, end, what[0] + offset, what[1] + offset)
        for kind in kinds
    ]  # fmt: skip
