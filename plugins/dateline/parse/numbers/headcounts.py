"""Counted people: "at least 17 people", "two aid workers", "a man", "four of them", "30 others", "his two sons".

A head count is a quantity with the noun phrase behind it, or a single person with an article. Nothing here says what
happened to them: that is for `tolls` and `crowds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dateline.parse.numbers.quantities import Quantity, scan_quantities
from dateline.parse.text.tokens import Token, words
from dateline.parse.who.naming import TITLES, find_full_names
from dateline.vocab import read_table

_LONGEST_PHRASE = 9

# Words that end a noun phrase: prepositions, conjunctions, auxiliaries, pronouns, adverbs of time and manner.
STOP = words(
    "in on at near of for to from by with within without after before during under over around about into onto "
    "inside outside across between among amid along against since until till as than per via towards toward "
    "through throughout beside behind above below upon off out up down and or but nor while when where who whom "
    "whose which that because if although though despite including include includes included was were is are be "
    "been being am has have had do does did will would could should may might must can shall he she it they we "
    "you i him them us his her their its our your my this these those there here the a an not no n't never also "
    "too then later earlier ago early late today yesterday tomorrow tonight overnight now so far just still "
    "already once again soon each every all both more less most others other another further additional apart "
    "each together alone said says say told reported according monday tuesday wednesday thursday friday saturday "
    "sunday january february march april june july august september october november december last next past "
    "previous following instead rather even only dead alive hostage captive prisoner wounded injured hurt missing "
    "kia wia mia killed slain arrested detained abducted kidnapped displaced homeless die dies died dying kill kills "
    "killing wound wounding injure injuring perished drowned feared believed confirmed presumed remain remained "
    "remains left went lost fled flee rallied marched gathered protested demonstrated took take takes taking opened "
    "attacked stormed ambushed raided fired shot gunned hacked stabbed beaten burned burnt executed beheaded "
    "murdered massacred assassinated slaughtered lynched seized captured held caught found"
)
_NOT_PEOPLE = words(
    "attacks attack strikes strike airstrikes raids raid bombs bomb bombings bombing rockets rocket missiles "
    "missile drones drone explosions explosion blasts blast shots rounds shells mortars grenades mines incidents "
    "incident clashes cases case charges counts count villages village towns town houses house homes home "
    "buildings building shops shop vehicles vehicle cars car trucks truck buses bus motorcycles motorbikes tanks "
    "tank aircraft planes plane helicopters helicopter jets boats boat ships ship vessels vessel cattle cows cow "
    "sheep goats goat head camels livestock animals animal dogs dog horses birds birds pigs elephants poultry weapons "
    "weapon rifles guns firearms places locations sites districts district provinces province countries country "
    "states state cities city areas area points positions posts bases outposts checkpoints schools school "
    "churches church mosques mosque hospitals clinics groups group gangs deals deal bills bill jobs job projects "
    "laws operations operation battles battle sides fronts occasions phases parties newspapers companies banks "
    "proposals amendments tents shelters bridges roads deaths death injuries arrests lives bodies body killings "
    "murders kidnappings abductions fatalities casualties wounds bullets flags trees crops fires items documents "
    "statements agreements resolutions rebel-held stories sources reports questions reasons ways things parts "
    "pieces copies elections seats bids options talks rounds camps convoys columns detachments barrels tonnes "
    "sorties flights trips earthquakes floods storms quakes regions neighbourhoods neighborhoods suburbs markets "
    "stores offices stations mines wells fields farms settlements airports brigades battalions platoons divisions "
    "units regiments squads storeys stories floors blocks apartments flats rooms"
)
_HOUSEHOLDS = words("families family households household clans tribes couples")
_ADJECTIVES = words(
    "wounded injured dead missing detained kidnapped abducted displaced captured slain suspected killed"
)
_POSSESSIVES = words("his her their its my our")
_VERBS = words("was is died remains remained sustained suffered")
_OWNED = frozenset(("'s", "\N{RIGHT SINGLE QUOTATION MARK}s", "'", "\N{RIGHT SINGLE QUOTATION MARK}"))
_ORDINALS = words("second third fourth fifth sixth seventh eighth ninth tenth")
_BEHIND_ORDINAL = _VERBS | words(
    ", . ; ) in at near on by during when while and but with outside inside critically has"
)
_PRONOUNS = words("them whom these those us you")


@dataclass(frozen=True, slots=True)
class HeadCount:
    """Counted people between tokens `first` and `last` (exclusive), `text[start:end]`.

    `victim` is the phrase without the number, None for a bare number. `noun` is its last word in lower case.
    `is_people`: that noun is known to mean people. `is_more`: added to others ("another five", "30 others").
    `is_definite`: one known person ("the bomber"). Households are counted with all three numbers None.
    """

    first: int
    last: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    victim: str | None
    start: int
    end: int
    noun: str = ""
    is_people: bool = False
    is_more: bool = False
    is_definite: bool = False

    @property
    def is_bare(self) -> bool:
        """Say whether it is a number alone."""
        return self.victim is None


@cache
def people_nouns() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return singular and plural nouns for people, each with its kind (civilian, security, armed, ...)."""
    rows = list(read_table("people.csv"))
    return {row["singular"]: row["kind"] for row in rows}, {row["plural"]: row["kind"] for row in rows}


def find_headcounts(text: str, tokens: Sequence[Token]) -> list[HeadCount]:
    """Return the counted people among `tokens` (all of `text`'s, or one sentence's), in reading order.

    >>> from dateline.parse.text.tokens import find_tokens
    >>> line = "At least 17 people, a boy and three suspected rebels; 200 cattle; five of them"
    >>> [(h.best, h.victim) for h in find_headcounts(line, find_tokens(line))]
    [(17, 'people'), (1, 'boy'), (3, 'suspected rebels'), (5, 'them')]
    """
    found = []
    taken = 0
    for first, last, quantity in [*scan_quantities(tokens), (len(tokens), len(tokens), None)]:
        found += _singles(text, tokens, taken, first)
        if quantity is not None:
            count = _counted(text, tokens, first, last, quantity)
            taken = last
            if count is not None:
                found.append(count)
                taken = count.last
    named = _named(text, tokens)
    apart = [count for count in found if not any(one.first < count.last and count.first < one.last for one in named)]
    return sorted([*apart, *named], key=lambda count: count.first)


def _named(text: str, tokens: Sequence[Token]) -> list[HeadCount]:
    """Return each person told by a full name as one head: "Ana Mora", "Judge Ana Mora, 34,"."""
    if not tokens:
        return []
    base = tokens[0].start
    starts = {token.start: at for at, token in enumerate(tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(tokens)}
    found = []
    for start, end in find_full_names(text[base : tokens[-1].end]):
        first, last = starts.get(base + start), ends.get(base + end)
        if first is None or last is None:
            continue
        while first > 0 and _is_title(text, tokens, first - 1):
            first -= 1
        if _word(tokens, first - 1) in _POSSESSIVES or _word(tokens, last) in {"'s", "’s", "'", "’"}:
            continue
        if _word(tokens, last) == "," and _word(tokens, last + 1).isdigit() and _word(tokens, last + 2) == ",":
            last += 3
        victim = text[base + start : base + end]
        found.append(
            HeadCount(first, last, 1, 1, 1, None, victim, tokens[first].start, base + end, tokens[last - 1].word, True)
        )
    return found


def _is_title(text: str, tokens: Sequence[Token], at: int) -> bool:
    singular, _ = people_nouns()
    return tokens[at].word.rstrip(".") in TITLES or (tokens[at].word in singular and tokens[at].word != "one")


def _counted(text: str, tokens: Sequence[Token], first: int, last: int, quantity: Quantity) -> HeadCount | None:
    """Read the noun phrase behind a quantity; None when it counts something else than people."""
    is_more = _word(tokens, first - 1) in {"another", "further", "additional"}
    begin = first - 1 if is_more or _word(tokens, first - 1) in _POSSESSIVES else first
    if _word(tokens, first - 1) == "of" and _word(tokens, first - 2) in {"family", "group", "crew", "team", "crowd"}:
        begin = first - 2 - (_word(tokens, first - 3) in {"a", "the", "one"})
    at = last
    while _word(tokens, at) in {"more", "other", "additional", "further"}:
        is_more, at = True, at + 1
    if is_more and _word(tokens, at) in {"bodies", "corpses"}:
        return _headcount(text, tokens, begin, at, quantity, None, is_people=False, is_more=True)
    if _word(tokens, at) == "others":
        return _headcount(text, tokens, begin, at + 1, quantity, at, is_people=True, is_more=True)
    if _word(tokens, at) == "of":
        if _word(tokens, at + 1) in _PRONOUNS:
            return _headcount(text, tokens, begin, at + 2, quantity, at + 1, is_people=True, is_more=is_more)
        at += 2 if _word(tokens, at + 1) in {"the", "their", "its", "his", "her"} else 1
    end, is_people = _phrase(text, tokens, at, is_one=quantity.best == 1)
    if end < 0:
        return None
    victim_from = at if end > at else None
    if victim_from is None:
        end = at if is_more else last
    return _headcount(text, tokens, begin, end, quantity, victim_from, is_people=is_people, is_more=is_more)


def _headcount(
    text: str, tokens: Sequence[Token], first: int, last: int, quantity: Quantity, victim_from: int | None,
    *, is_people: bool, is_more: bool,
) -> HeadCount:  # fmt: skip
    end = tokens[last - 1].end
    victim = None if victim_from is None else text[tokens[victim_from].start : end]
    noun = tokens[last - 1].word if victim else ""
    if noun in _HOUSEHOLDS:  # 200 families are not 200 heads, nor do we guess how many
        return HeadCount(first, last, None, None, None, f"{text[quantity.start : quantity.end].lower()} {noun}", victim,
                         tokens[first].start, end, noun, True, is_more)  # fmt: skip
    return HeadCount(first, last, quantity.low, quantity.best, quantity.high, quantity.qualifier, victim,
                     tokens[first].start, end, noun, is_people, is_more)  # fmt: skip


def _phrase(text: str, tokens: Sequence[Token], at: int, *, is_one: bool) -> tuple[int, bool]:
    """Return where the noun phrase at `at` ends and whether it is people; -1 when it is certainly not."""
    run = _run(tokens, at)
    singular, plural = people_nouns()
    nouns = singular if is_one else plural
    for index in range(at, run):
        if tokens[index].word in nouns or tokens[index].word in _HOUSEHOLDS:
            return _last_noun(tokens, index, run, nouns), True
    for index in range(at, run):
        word = tokens[index].word
        if word in _NOT_PEOPLE:
            return -1, False
        if _is_plural(word) and not is_one:
            return index + 1, word.endswith(("men", "women", "ists", "ians"))
    end = at
    while end < run and text[tokens[end].start].isupper() and tokens[end].word.isalpha():
        end += 1  # "nine Dinka", "two Hamas": a people's name
    return (end if end - at <= 3 else at), False


def _run(tokens: Sequence[Token], at: int) -> int:
    """Return the index after the last token that may still belong to the noun phrase at `at`."""
    end = at
    singular, plural = people_nouns()
    while end < len(tokens) and end - at < _LONGEST_PHRASE:
        word = tokens[end].word
        if word == "-" and 0 < end < len(tokens) - 1 and tokens[end - 1].end == tokens[end].start:
            end += 1
            continue
        if word[0].isdigit() and _word(tokens, end + 1) != "-":
            break
        following = _word(tokens, end + 1)
        if word in _OWNED and end > at and tokens[end - 1].end == tokens[end].start and following in singular:
            end += 1  # "a garment workers' organiser", "a farmer's son"
            continue
        if word == "hostage" and tokens[end - 1].word not in plural and end - at <= 1:
            end += 1  # "one Dutch hostage", unlike "two men hostage"
            continue
        if word in STOP and not (word in _ADJECTIVES and (following in plural or following in singular)):
            break
        if not (word[0].isalpha() or word[0].isdigit()):
            break
        end += 1
    return end


def _last_noun(tokens: Sequence[Token], at: int, run: int, nouns: Mapping[str, str]) -> int:
    """Extend "police" to "police officers": nouns for people that follow each other are one phrase."""
    singular, plural = people_nouns()
    end = at + 1
    while end < run and (tokens[end].word in nouns or (tokens[end].word in singular and tokens[end].word in plural)):
        end += 1
    if tokens[at].word in {"passer", "passers"} and _word(tokens, end) == "-" and _word(tokens, end + 1) == "by":
        end += 2
    return end


def _is_plural(word: str) -> bool:
    return len(word) > 3 and (
        word.endswith(("men", "people")) or (word.endswith("s") and not word.endswith(("ss", "us", "'s")))
    )


def _singles(text: str, tokens: Sequence[Token], start: int, end: int) -> list[HeadCount]:
    """Find single people with an article or an owner: "a boy", "another soldier", "the bomber", "his wife"."""
    found = []
    singular, plural = people_nouns()
    at = start
    while at < end:
        word = tokens[at].word
        if word == "another" and _word(tokens, at + 1) in _VERBS:
            found.append(HeadCount(at, at + 1, 1, 1, 1, None, None, tokens[at].start, tokens[at].end, is_more=True))
        elif word == "a" and _is_one_more(tokens, at + 1):
            end_of = tokens[at + 1].end
            found.append(HeadCount(at, at + 2, 1, 1, 1, None, None, tokens[at].start, end_of, is_more=True))
            at += 1
        elif word in {"a", "an", "another", "the", "one"} or word in _POSSESSIVES:
            run = min(_run(tokens, at + 1), end)
            noun = next(
                (
                    i
                    for i in range(at + 1, run)
                    if _is_person(tokens, i) and tokens[i].word not in plural and _word(tokens, i + 1) != "rights"
                ),
                -1,
            )
            if noun < 0 and tokens[run - 1].word == "old" and run - at > 3:
                noun = run - 1  # "a 17-year-old"
            while noun > 0 and _word(tokens, noun + 1) in _OWNED and noun + 2 < run:
                noun += 2
            if noun > 0:
                last = min(_last_noun(tokens, noun, run, singular), end)
                if _word(tokens, last) in plural or _is_plural(_word(tokens, last)):
                    at = last
                    continue
                victim = text[tokens[at + 1].start : tokens[last - 1].end]
                found.append(
                    HeadCount(at, last, 1, 1, 1, None, victim, tokens[at].start, tokens[last - 1].end,
                              tokens[last - 1].word, True, word == "another", word == "the")
                )  # fmt: skip
                at = last
                continue
        at += 1
    return found


def _is_person(tokens: Sequence[Token], at: int) -> bool:
    """True for a noun of the list, in one word or in two: "a baker", "a radio host"."""
    singular, _ = people_nouns()
    return tokens[at].word in singular or f"{_word(tokens, at - 1)} {tokens[at].word}" in singular


def _is_one_more(tokens: Sequence[Token], at: int) -> bool:
    """ "Two were killed and a third was wounded": one more head; "a third of them", "a third were" are fractions."""
    return _word(tokens, at) in _ORDINALS and (at + 1 == len(tokens) or _word(tokens, at + 1) in _BEHIND_ORDINAL)


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""
