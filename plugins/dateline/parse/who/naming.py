"""Which words of a noun phrase are the name: no office before a person, no description before a group.

Source: the codebook's actor rows. A count is no part of a name ("a group of armed men" are armed men), an office goes
into the sector ("Supreme Court President Ana Ruiz" is Ana Ruiz), and so does what sort of group it is ("the guerrilla
movement Nueva Aurora" is Nueva Aurora).
"""

from __future__ import annotations

import re

from dateline.parse.grammar.nouns import actor_nouns, noun_of
from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.where.placewords import first_names
from dateline.vocab import country_of_demonym, country_of_name, fold

TITLES = listed(
    "mr, mrs, ms, dr, gen, col, lt, capt, maj, sgt, sen, rep, gov, sir, lord, lady, msgr, monsignor, rev, hon, cpl, "
    "adm, brig, father, sister, brother, chief, leader, professor, prof, vice, deputy, foreign, prime, secretary, "
    "don, dona, saint, st, lieutenant, major, first, second, former, ex-president, brigadier, marshal, justice, "
    "representative, director, archbishop, citizen, adviser, advisor, attorney"
)
_MEASURES = listed(
    "group, groups, crowd, crowds, band, bands, handful, dozens, scores, hundreds, thousands, tens, number, couple, "
    "majority, pair, score, dozen, family, team, squad, cell, posse, trio, column, wave"
)
_SORTS = listed(
    "group, movement, organization, organisation, guerrilla, rebel, terrorist, gang, faction, insurgent, militant, "
    "separatist, so-called, self-styled, outlawed, banned, extremist, leftist, rightist, subversive, alleged, "
    "suspected, presumed, armed, clandestine, dissident, party, paramilitary"
)
SENT = listed("envoy, ambassador, emissary, rapporteur, negotiator, mediator, representative")
"""Offices that are sent "to" or "for" a country and are another's."""
EPITHET = re.compile(
    r"^(?:(?:alleged|presumed|so-called|self-styled|self-proclaimed|unnamed|same|called)\s|(?:or|to|and)\s\d+\s)+"
)
_PARTICLES = listed("de, del, de la, la, las, los, y, bin, ibn, al, el, von, van, der, da, dos, di, du, den, ten")
BODY_NAME = re.compile(
    r"""\b(?:front|movement|army|party|organi[sz]ation|command|council|ministry|agency|union|committee|league|brigades?
    |forces?|cartel|group|bank|congress|court|institute|association|federation|company|commission|corps|authority|guard
    |police|office|department|university|observatory|parliament|coalition|alliance|network|battalion|squads?|regime)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_QUOTED_NAME = re.compile(
    r"""[\"“](?P<name>[A-Z][^\"“”]{2,60})(?:[\"”]|$)   # 'the Maoist "Nueva Aurora" group'
    |^(?P<cut>[A-Z][^\"“”]{2,60})[\"”]\s\w+$""",
    re.VERBOSE,
)
_SORTED = re.compile(rf"(?:^|[\s-])(?:{'|'.join(sorted(_SORTS))}|called)\s(?=[A-Z\"“]|al[\s-][A-Z])")


def counted(head: Token) -> Token:
    """Return what a measure counts: "a group of armed men" are men; the head itself where it is no measure."""
    if head.lower_ not in _MEASURES:
        return head
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            for inner in child.children:
                if inner.dep_ == "pobj" and inner.tag_ in ("NNS", "NNPS") and noun_of(inner) is not None:
                    return inner
    return head


def counted_among(number: Token) -> Token | None:
    """Return of whom a number is some: "two of his guards" are guards; None where it says no more than a number."""
    inner = [last for child in number.rights if child.lower_ == "of" for last in child.children if last.dep_ == "pobj"]
    return next((head for head in inner if head.tag_ in ("NNS", "NNPS") and noun_of(head) is not None), None)


def person_start(head: Token, first: int) -> int | None:
    """Return the token where a person's name begins behind an office, None where no office stands before it."""
    document, at = head.doc, int(head.i)
    while at > first and _is_name_part(document[at - 1]):
        at -= 1
    while at < head.i and document[at].lower_ in _PARTICLES:
        at += 1
    if at == first or not _is_office(document[at - 1]) or not head.text[:1].isupper():
        return None
    return None if BODY_NAME.search(document[at : head.i + 1].text) else at


def _is_name_part(token: Token) -> bool:
    return (token.text[:1].isupper() and not _is_office(token)) or token.lower_ in _PARTICLES


def _is_office(token: Token) -> bool:
    noun = noun_of(token)
    return (noun is not None and noun.kind != "organisation") or token.lower_.rstrip(".") in TITLES


def described(name: str) -> tuple[int, int]:
    """Return the part of a named group's wording that is the name, offsets into `name`.

    >>> name = 'Peruvian guerrilla movement Nueva Aurora'
    >>> name[slice(*described(name))]
    'Nueva Aurora'
    """
    quoted = _QUOTED_NAME.search(name)
    if quoted:
        return quoted.span(quoted.lastgroup or "name")
    cut = 0
    for sort in _SORTED.finditer(name):
        if not _is_nationality(name[sort.end() :].split()[0]):
            cut = sort.end()
    return cut, len(name)


def _is_nationality(word: str) -> bool:
    return word[:1].isupper() and bool(country_of_demonym(word) or country_of_name(word))


def find_full_names(text: str) -> list[tuple[int, int]]:
    """Return the spans of persons' names of two to five words that begin with a known given name.

    >>> text = "Police said Carlos Mora Diaz had left."
    >>> [text[start:end] for start, end in find_full_names(text)]
    ['Carlos Mora Diaz']
    """
    found: list[tuple[int, int]] = []
    words = [(match.group(), *match.span()) for match in _NAME_WORD.finditer(text)]
    at = 0
    while at < len(words):
        last = _last_of_name(text, words, at)
        if last == at:
            at += 1
            continue
        first = next((here + 1 for here in range(last - 1, at - 1, -1) if _is_office_word(words[here][0].lower())), at)
        given, start, end = words[first][0], words[first][1], words[last][2]
        is_name = last > first and given[0].isupper() and fold(given) in first_names()
        if is_name and not BODY_NAME.search(text, start, end):
            found.append((start, end))
            at = last + 1
        else:
            at += 1
    return found


def _last_of_name(text: str, words: list[tuple[str, int, int]], at: int) -> int:
    """Return the last of the words from `at` on, six at most, that are joined to one name, ending in a capital."""
    last = following = at
    for word, start, _ in words[at + 1 : at + 6]:
        if text[words[following][2] : start] != " ":
            break
        following += 1
        if word[0].isupper():
            last = following
        elif word not in _PARTICLES:
            break
    return last


def _is_office_word(word: str) -> bool:
    return word in TITLES or word in actor_nouns()


def own_names(head: Token) -> list[Token]:
    """Return the persons named beside a generic noun: "judge Ana Ruiz", "two engineers, Ana Ruiz and Luis Mora"."""
    found: list[Token] = []
    for child in head.rights:
        if child.dep_ == "appos" and child.pos_ == "PROPN":
            beside = child.left_edge.i == head.i + 1 or _is_set_off(head, child)
            found += [each for each in (child, *child.conjuncts) if each.i > head.i and _is_person(each, beside)]
    return found


def _is_set_off(head: Token, name: Token) -> bool:
    """ "The mining minister, Dorj Ganbold, stepped down": between commas, of one person, whatever his given name."""
    noun = noun_of(head)
    if noun is None or noun.kind == "organisation" or head.tag_ != "NN" or name.right_edge.i != name.i:
        return False
    document, first = head.doc, int(name.left_edge.i)
    closed = name.i + 1 < len(document) and document[name.i + 1].text == ","
    return bool(closed and document[first - 1].text == "," and first - 1 == head.i + 1)


def named_among(head: Token) -> list[Token]:
    """Return the persons named as some of many: "four priests, including Ignacio Vidal"."""
    return [
        each
        for child in head.rights
        if child.dep_ == "prep" and child.lower_ in ("including", "like")
        for inner in child.children
        if inner.dep_ == "pobj"
        for each in (inner, *inner.conjuncts)
        if each.pos_ == "PROPN" and _is_person(each)
    ]


def _is_person(head: Token, beside: bool = False) -> bool:
    """A name of two words or more that begins with a given name; any such name `beside` its noun, without a comma."""
    words = [token for token in head.lefts if token.dep_ in ("compound", "nmod")] + [head]
    own = [word for word in words if word.text[:1].isupper() and not _is_office(word)]
    if len(own) < 2 or BODY_NAME.search(head.text):
        return False
    return beside or fold(own[0].text) in first_names() or _is_one_person(head)


def _is_one_person(name: Token) -> bool:
    """ "The commander's wife, Stela Tordo, was killed": a name of any kind between commas behind one person.

    No town or body stands there: "a teacher in the village, Kafr Zita" hangs on the village.
    """
    noun, document = name.head, name.doc
    if noun.tag_ != "NN" or name.dep_ != "appos" or name.tag_ != "NNP" or name.i + 1 >= len(document):
        return False
    kind = noun_of(noun)
    between = document[noun.i + 1 : name.left_edge.i].text
    return kind is not None and kind.kind == "people" and between == "," and document[name.i + 1].text == ","
