"""Where and when an act of words was done: where and on what day it was spoken, not what is spoken of.

"The union warned in Oslo on Monday that it would close the ports of Bergen by June": Oslo, and Monday. Source:
docs/codebook.md, acts of words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.parse.grammar.syntax import Token
from dateline.parse.said.voices import SPOKEN
from dateline.parse.text.wordlists import listed
from dateline.parse.when.dates import DateMention
from dateline.records import PlaceRole

if TYPE_CHECKING:
    from dateline.parse.what.mentions import Mention

_OCCASIONS = listed(
    "conference, rally, interview, speech, statement, meeting, parliament, visit, summit, session, ceremony, "
    "broadcast, crowd, reporter, address, sermon, forum, assembly, congress, council, briefing, letter, message, "
    "funeral, march, protest, podium, court, debate, gathering, journalist, hearing, supporter, talk"
)
_TELLING = listed("say, tell, add, announce, report, declare, state, write, speak, address, warn, urge")
_AHEAD = frozenset(("by", "before", "until", "till", "from", "within", "in", "after", "next", "for"))
_BOUND = frozenset(("xcomp", "ccomp", "advcl", "acl", "relcl", "pcomp"))
_TO_COME = frozenset(("AGREE", "REJECT", "REQUEST", "THREATEN"))
_TREES = 14


def is_spoken(mention: Mention) -> bool:
    """True for an act that is done by speaking; a concession and an inquiry are deeds, with places of their own."""
    return mention.event_type in SPOKEN and mention.event_type != "CONCEDE" and mention.event_mode != "investigate"


def role_of_place(token: Token | None, spoken: Token, role: PlaceRole) -> PlaceRole:
    """Return what a place is to an act of words: a site where it was spoken, else a mention."""
    if role not in ("site", "speaker") or token is None:
        return role
    for _ in range(_TREES):
        head = token.head
        if token.i == spoken.i or token.lemma_.lower() in _TELLING:
            return "site"
        if token.dep_ in ("nsubj", "nsubjpass") and (head.i == spoken.i or head.lemma_.lower() in _TELLING):
            return "site"
        if (
            token.dep_ in ("dobj", "nsubjpass", "pobj")
            and head.pos_ == "VERB"
            and token.lemma_.lower() not in _OCCASIONS
        ):
            return "mention"
        if token.dep_ == "pobj" and _is_spoken_of(head.head):
            return "mention"
        if token.dep_ in _BOUND and token.pos_ in ("VERB", "AUX"):
            return "mention"
        if head is token:
            return role
        token = head
    return "mention"


def _is_spoken_of(noun: Token) -> bool:
    """ "Officials in Belarus", as an object: what is spoken of; and neither the speaker nor the occasion."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.lemma_.lower() in _OCCASIONS:
        return False
    return noun.dep_ not in ("nsubj", "nsubjpass", "appos")


def is_day_of_speech(token: Token | None, mention: Mention, day: DateMention) -> bool:
    """False for the day of what is asked, promised or threatened: "to free 16 by the end of April"."""
    if mention.event_type not in _TO_COME or not is_spoken(mention):
        return True
    before = token
    for _ in range(_TREES):
        if token is None or token.i == mention.token:
            return True
        if token.dep_ in _BOUND and token.pos_ in ("VERB", "AUX"):
            return not (day.is_future or day.precision != "day" or _lies_ahead(before))
        if token.head is token:
            return True
        token = token.head
    return True


def _lies_ahead(token: Token | None) -> bool:
    for _ in range(4):
        if token is None or token.head is token:
            return False
        if token.dep_ == "pobj":
            return token.head.lower_ in _AHEAD
        token = token.head
    return False
