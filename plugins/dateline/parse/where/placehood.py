"""Whether a name is a place here: the words around it, people of that name, clubs and newspapers."""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.parse.where.namespans import NameSpan, Token
from dateline.parse.where.placewords import (
    ADMIN_AFTER,
    ADMIN_BEFORE,
    LOCATIVE,
    MARKS_LANGUAGE,
    OTHER_PREPOSITION,
    TITLE,
    common_words,
    first_names,
    names_of_people,
    search_before,
    surnames,
    word_list,
)

_WINDOW = 70
_STREETS = frozenset(("road", "street", "avenue", "boulevard", "lane", "highway", "roundabout", "drive"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for (above 0) or against (below 0) a name being a place, and which kind the words beside it say.

    `is_part`: a capitalised word follows right behind ("Tunga" of "Tunga Dabo").
    """

    score: float
    wanted_kind: str | None = None
    has_preposition: bool = False
    is_person: bool = False
    is_part: bool = False


@dataclass(slots=True)
class People:
    """Persons of a story: positions of words that are parts of their names, and the family names known from those."""

    positions: set[int] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)


def find_people(text: str, tokens: list[Token], names: list[NameSpan]) -> People:
    """Return the people whom a given name or a title gives away. A long place name wins ("Virginia Beach")."""
    people = People()
    taken = {at for name in names if _is_solid(name) for at in range(name.first, name.last + 1)}
    demonyms = {at for name in names if name.kind == "demonym" for at in range(name.first, name.last + 1)}
    for at, token in enumerate(tokens):
        if at in taken or at in people.positions or not token.is_capital or token.is_shouted:
            continue
        has_title = at not in demonyms and TITLE.search(text, max(0, token.start - 20), token.start) is not None
        is_given = token.key in first_names() and token.joins_next
        if has_title or (is_given and _is_surname(tokens, at + 1, token, taken, demonyms)):
            _add_person(people, tokens, at, taken)
    return people


def _is_solid(name: NameSpan) -> bool:
    """A place name of several words that is no person's."""
    if name.first == name.last:
        return False
    words = name.key.split()
    known = names_of_people()
    biggest = max((one.population for one in name.candidates), default=0)
    return (
        biggest >= 50_000
        or any(one.kind != "city" for one in name.candidates)
        or not (words[0] in known and words[-1] in known)
    )


def _is_surname(tokens: list[Token], at: int, given: Token, taken: set[int], demonyms: set[int]) -> bool:
    if at >= len(tokens) or at in taken or at in demonyms or not tokens[at].is_capital:
        return False
    token = tokens[at]
    if token.key in ADMIN_AFTER or token.key in word_list("outlet_or_club"):
        return False
    if given.key in word_list("given_name_too"):
        return token.key in surnames() or len(token.key) == 1
    return token.key not in common_words() or token.key in surnames()


def _add_person(people: People, tokens: list[Token], at: int, taken: set[int]) -> None:
    last = at
    people.positions.add(at)
    while last + 1 < len(tokens) and tokens[last].joins_next and last + 1 not in taken and last - at < 4:
        following = tokens[last + 1]
        if following.is_capital and following.key not in ADMIN_AFTER:
            last += 1
        elif following.key in word_list("person_particle") and last + 2 < len(tokens) and tokens[last + 2].is_capital:
            last += 2
        else:
            break
    people.positions.update(range(at, last + 1))
    if len(tokens[last].key) > 2:
        people.surnames.add(tokens[last].key)


def weigh(text: str, tokens: list[Token], name: NameSpan, people: People, named: set[int]) -> Evidence:
    """Return the evidence beside one name. `named` are the positions of all words that belong to some name."""
    if name.kind != "place":
        is_language = name.kind == "demonym" and MARKS_LANGUAGE.match(text, name.end) is not None
        return Evidence(-9.0 if is_language else 9.0)
    first, last = tokens[name.first], tokens[name.last]
    wanted = _wanted_kind(text, name, tokens)
    has_preposition = search_before(LOCATIVE, text, name.start, _WINDOW) is not None
    score = 2.5 if has_preposition else 0.7 if search_before(OTHER_PREPOSITION, text, name.start, _WINDOW) else 0.0
    score += 2.0 if wanted else 0.0
    score += 1.0 if name.last > name.first else 0.0
    if not any(one.kind == "country" for one in name.candidates):
        score += _common_penalty(name, first, has_preposition)
        score -= _article_penalty(tokens, name)
    score += _neighbour_penalty(tokens, name, named)
    if not has_preposition:
        words = name.key.split()
        score -= 2.0 if words[-1] in first_names() else 1.7 if words[-1] in surnames() else 0.0
    is_person = any(at in people.positions for at in range(name.first, name.last + 1)) and not wanted
    if is_person:
        score -= 7.0
    elif last.key in people.surnames and not wanted:
        score -= 2.0 if has_preposition else 5.0
    return Evidence(score, wanted, has_preposition, is_person, _is_part(tokens, name))


def _wanted_kind(text: str, name: NameSpan, tokens: list[Token]) -> str | None:
    last = tokens[name.last]
    if last.joins_next and name.last + 1 < len(tokens) and tokens[name.last + 1].key in ADMIN_AFTER:
        following = tokens[name.last + 1]
        if not (
            following.key == "state" and name.last + 2 < len(tokens) and tokens[name.last + 2].key in ("media", "tv")
        ):
            return ADMIN_AFTER[following.key]
    before = search_before(ADMIN_BEFORE, text, name.start, 25)
    if before is None:
        return None
    return ADMIN_AFTER.get(before["type"], "city")


def _common_penalty(name: NameSpan, first: Token, has_preposition: bool) -> float:
    words = name.key.split()
    if name.key in word_list("not_a_place"):
        return -9.0
    if not all(word in common_words() or word in word_list("particle") for word in words):
        return -1.5 if first.is_shouted and not has_preposition and len(words) == 1 else 0.0
    if len(words) > 1:
        return -2.5
    if first.is_shouted:
        return -6.0
    if has_preposition:
        return -2.5
    return -4.5 if first.starts_sentence else -3.5


def _article_penalty(tokens: list[Token], name: NameSpan) -> float:
    """Return what "the" before a single word takes from its being a town: "the Webb Center", "the Obama team"."""
    if name.first == 0 or name.first != name.last or tokens[name.first - 1].key != "the":
        return 0.0
    if any(one.kind != "city" and one.is_main_name for one in name.candidates):
        return 0.0
    return 2.0


def _is_part(tokens: list[Token], name: NameSpan) -> bool:
    last = tokens[name.last]
    if not last.joins_next or name.last + 1 >= len(tokens):
        return False
    after = tokens[name.last + 1]
    return after.is_capital and not after.is_shouted and after.key not in ADMIN_AFTER


def _neighbour_penalty(tokens: list[Token], name: NameSpan, named: set[int]) -> float:
    """Return what a capitalised word right beside the name takes from it: it may be part of a longer name."""
    penalty = 0.0
    if name.first > 0:
        before = tokens[name.first - 1]
        if before.joins_next and before.is_capital and not before.is_shouted and name.first - 1 not in named:
            penalty -= 0.8 if before.starts_sentence else 2.2
    last = tokens[name.last]
    if last.joins_next and name.last + 1 < len(tokens):
        after = tokens[name.last + 1]
        if after.key in _STREETS and after.is_capital and not after.is_shouted:
            penalty -= 9.0  # "Cairo Road in Lusaka"
        elif after.key in word_list("outlet_or_club") and after.is_capital:
            penalty -= 4.0
        elif after.is_capital and not after.is_shouted and name.last + 1 not in named and after.key not in ADMIN_AFTER:
            penalty -= 1.6
    return penalty
