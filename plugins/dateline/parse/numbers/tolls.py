"""Heads counted in a text: killed, injured, detained, missing, displaced, abducted.

Source: the codebook's report record and its cases 1-4. A head count becomes a toll when grammar ties it to a casualty
word: as the object of an active verb, the subject of a passive or of "died", behind "the death of", before "dead".
So three gunmen who killed five people are five dead. What the tie cannot show is left out, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dateline.parse.numbers.casualty_words import CasualtyWord, find_casualty_words
from dateline.parse.numbers.crowds import Crowd, find_crowds
from dateline.parse.numbers.headcounts import HeadCount, find_headcounts, people_nouns
from dateline.parse.numbers.quantities import scan_quantities
from dateline.parse.numbers.toll_records import Toll, add_up, sum_tolls
from dateline.parse.numbers.toll_totals import Total, find_totals, read_scope
from dateline.parse.text.sentences import find_sentences
from dateline.parse.text.tokens import Token, find_clauses, words
from dateline.records import CasualtyKind

__all__ = ["Crowd", "Toll", "add_up", "find_crowds", "find_tolls"]

_PREPOSITIONS = words("in on at near of for to from by with within outside inside between among against around across")
_LOCATIVES = words("in at near on outside inside around")
_GAP_OPENERS = _PREPOSITIONS | words(
    "who that which whose returning travelling traveling working including among aged all belonging riding sleeping "
    "attending waiting guarding , — – ( - also both"
)
_BARRIERS = words(
    "was were is are be has have had will would said says told ; : . ? ! and but when where while as because after "
    "before it they he she"
)
_INCLUDING = words("including includes include included comprising notably")
_WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
_DASHES = {"—", "–", "-", ":"}
_AFTER_HEADLINE = _PREPOSITIONS | words("after as when while , . ; ( ! — – - during over this last overnight and amid")
_AMBIGUOUS = {"killed", "injured"}
_REPORTED = words("earlier previously initially originally reported first announced thought")
_FATAL_WITH_DEATH = words(
    "shot shoot shoots shooting stabbed stabbing beat beating hacked hacking clubbed clubbing stoned"
)
_TAKEN_IN = words(
    "rushed taken brought evacuated moved transferred ferried airlifted flown treated admitted carried driven rescued"
)
_AUXILIARIES = words("was were have has had been being are is")
_FAR = 30


def find_tolls(text: str) -> list[Toll]:
    """Return the tolls stated in `text` in reading order. Never raises.

    >>> [(t.kind, t.low, t.best, t.high) for t in find_tolls("Three gunmen killed at least 12 people.")]
    [('killed', 12, 12, None)]
    >>> [(t.best, t.part_of_total) for t in find_tolls("It killed 17 people, including five soldiers and a child.")]
    [(17, False), (5, True), (1, True)]
    """
    tolls: list[Toll] = []
    for sentence in find_sentences(text):
        for tokens in find_clauses(text, sentence.start, sentence.end):
            tolls += _Clause(text, tokens).tolls()
    return tolls


class _Clause:
    """One sentence at work: its head counts, its casualty words, and which count has been claimed by which word."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens = text, tokens
        self.words = find_casualty_words(tokens) if tokens else []
        self.totals: list[Total] = find_totals(text, tokens) if tokens else []
        self.counts = find_headcounts(text, tokens) if self.words or self.totals else []
        self.included = self._find_included()
        self.word_at = {word.first: word for word in self.words}
        self.ambiguous = self._find_ambiguous()
        self.claims: dict[int, Toll] = {}
        self.second_claims: list[Toll] = []  # "kidnapped and later killed": the same heads, another kind

    def tolls(self) -> list[Toll]:
        if not self.words and not self.totals:
            return []
        for word in self.words:
            if word.subject_end is not None:
                self._claim_subject(word)
        for word in self.words:
            if word.form in {"past", "ing", "base", "event"}:
                self._claim_object(word)
            elif word.form == "count":
                self._claim_number(word)
        self._claim_wounded()
        self._claim_ellipses()
        self._claim_parts()
        self._claim_totals()
        self._mend()
        return sorted([*self.claims.values(), *self.second_claims], key=lambda toll: (toll.start, toll.end))

    # ------------------------------------------------------------------------------------- who is in which list

    def _find_included(self) -> dict[int, int]:
        """Return, for each head count told as part of another, the token where its list begins."""
        included: dict[int, int] = {}
        marks = [
            at for at, token in enumerate(self.tokens)
            if token.word in _INCLUDING
            or (token.word in {"among", "of"} and self._word(at + 1) in {"them", "whom", "those", "the"}
                and self._word(at + 2) in {"", "were", "was", "are", "is", "dead", "killed", "victims", "wounded",
                                           "casualties", "injured", "five", "six", "two", "three", "four", "at", "a"})
        ]  # fmt: skip
        for mark in marks:
            last = None
            for index, count in enumerate(self.counts):
                if count.first <= mark:
                    continue
                near = count.first - mark <= 5 if last is None else self._is_listed(last, count)
                if not near:
                    if last is not None or count.first - mark > 5:
                        break
                    continue
                included[index] = mark
                last = count
        return included

    def _is_listed(self, before: HeadCount, after: HeadCount) -> bool:
        between = [token.word for token in self.tokens[before.last : after.first]]
        return between in (["and"], [","], [",", "and"], ["&"], ["as", "well", "as"], ["plus"], ["along", "with"])

    # ------------------------------------------------------------------------------- passives, "died", "missing"

    def _claim_subject(self, word: CasualtyWord) -> None:
        if word.is_negated or word.first in self.ambiguous:
            return
        index = self._subject(word.subject_end or 0, word)
        if index is None and word.form == "intr" and self._word((word.subject_end or 0) - 1) == "and":
            index = self._shared_subject(word)
        if index is None:
            return
        chain = self._chain_left(index)
        self._claim(chain, word)

    def _subject(self, end: int, word: CasualtyWord) -> int | None:
        """Return the head count that is the subject of the auxiliaries at token `end`."""
        edge = end - 1
        while edge >= 0 and self.tokens[edge].word in {"who", "that", "which", "all", "both", "each"}:
            edge -= 1
        for index in range(len(self.counts) - 1, -1, -1):
            count = self.counts[index]
            if count.last > edge + 1 or index in self.included:
                continue
            if edge + 1 - count.last > _FAR:
                return None
            if not self._agrees(count, end, word):
                continue
            if count.last == edge + 1:
                return index
            if self._bridges(count.last, edge) and self._word(count.first - 1) not in _PREPOSITIONS:
                return index
        return None

    def _shared_subject(self, word: CasualtyWord) -> int | None:
        """Return whom a passive told of before: "a reporter was shot outside his home and died"."""
        for index, count in enumerate(self.counts):
            if count.last < word.first and self._word(count.last) in {"was", "were"} and index not in self.included:
                return index if count.is_people and word.first - count.last <= _FAR else None
        return None

    def _agrees(self, count: HeadCount, end: int, word: CasualtyWord) -> bool:
        """Reject an age or a lone number before a singular verb: "Amin Sule, 34, was killed"."""
        if count.is_bare and self._word(end) in {"was", "is", "has"} and (count.best or 2) > 1:
            return False
        is_shot = self._word(count.first - 1) in _FATAL_WITH_DEATH  # "shot the owner dead"
        return is_shot or not (word.form == "state" and word.subject_end == word.first and count.is_definite)

    def _bridges(self, start: int, edge: int) -> bool:
        """Say whether the tokens from `start` to `edge` can stand between a subject and its verb."""
        gap = [token.word for token in self.tokens[start : edge + 1]]
        if not gap or gap[0] not in _GAP_OPENERS:
            return False
        relative = gap[0] in {"who", "that", "which"}
        closed = gap[-1] in {",", "—", "–", ")", "-"}
        if closed != (gap[0] in {",", "—", "–", "(", "-"}) and not relative:
            return False
        if not closed and not relative and any(word in _BARRIERS for word in gap[1:]):
            return False
        if any(word in {"said", "says", "told", ";"} for word in gap):
            return False
        _, plural = people_nouns()
        return closed or gap[-1] not in plural or any(word in _PREPOSITIONS for word in gap[-5:])

    def _chain_left(self, index: int) -> list[int]:
        """Return the coordinated counts that end with `index`: "a man and his two sons"."""
        chain = [index]
        while (
            index > 0 and self._is_listed(self.counts[index - 1], self.counts[index]) and index - 1 not in self.included
        ):
            before = self.counts[index - 1]
            if before.is_bare or any(word.last == before.first and word.subject_end is None for word in self.words):
                break
            index -= 1
            chain.insert(0, index)
        return self._without_apposition(chain)

    # ------------------------------------------------------------------------------------------- active, nominal

    def _claim_object(self, word: CasualtyWord) -> None:
        if word.is_negated or word.first in self.ambiguous:
            return
        if word.subject_end is not None and word.form == "past":
            return
        at = self._object_from(word)
        index = next((i for i, count in enumerate(self.counts) if count.first == at), None)
        if index is not None and index not in self.claims and index not in self.included:
            self._claim(self._chain_right(index), word)
        elif word.form == "past":
            self._claim_headline(word)
        elif word.form == "base" and word.last - word.first == 1:
            self._claim_number(word)  # "18 arrests": the noun has the verb's form

    def _object_from(self, word: CasualtyWord) -> int:
        """Return the token where the object of an active verb begins: behind "killed", "and later killed also"."""
        at = word.last
        while self._word(at) in {"also", "instantly", "another", "himself", "herself", "themselves", "and", "or"}:
            if self._word(at) == "another":
                break
            following = self.word_at.get(at + 1) or self.word_at.get(at + 2)
            if self._word(at) == "and" and self._word(at - 1) in {"himself", "herself", "themselves"}:
                return at + 1  # "killing himself and three guards": the attacker is none of the victims
            if self._word(at) in {"and", "or"} and following is not None and following.form == word.form:
                if following.kind != word.kind and {following.kind, word.kind} == _AMBIGUOUS:
                    return -1
                at = following.last
                continue
            if self._word(at) in {"and", "or"}:
                return -1  # "seven rebels killed and two soldiers wounded"
            at += 1
        if word.form == "event" and self._word(at) == "the" and not any(c.first == at for c in self.counts):
            at += 1
        return at

    def _chain_right(self, index: int) -> list[int]:
        chain = [index]
        while index + 1 < len(self.counts) and self._is_listed(self.counts[index], self.counts[index + 1]):
            index += 1
            after = self.counts[index]
            if after.is_bare or index in self.claims or after.last in self.word_at:
                break
            chain.append(index)
        return self._without_apposition(chain)

    def _without_apposition(self, chain: list[int]) -> list[int]:
        """Keep only the head of "two men, a Kenyan and a Somali"; and no list without an "and"."""
        if len(chain) < 2:
            return chain
        counts = [self.counts[index] for index in chain]
        joined = [token.word for token in self.tokens[counts[-2].last : counts[-1].first]]
        numbers = [count.best for count in counts]
        rest = [number for number in numbers[1:] if number is not None]
        if len(chain) > 2 and len(rest) == len(numbers) - 1 and numbers[0] == sum(rest):
            return chain[:1]
        is_list = all(count.victim and self.text[count.start].isdigit() and not count.is_people for count in counts[:1])
        return chain if joined != [","] or (is_list and self.text[counts[-1].start].isdigit()) else chain[:1]

    def _claim_headline(self, word: CasualtyWord) -> None:
        """Claim "12 killed", "three police shot dead in ambush": a count right before a bare participle."""
        index = next((i for i, count in enumerate(self.counts) if count.last == word.first), None)
        if index is None or index in self.included or index in self.claims:
            return
        following = self._word(word.last)
        if following and following not in _AFTER_HEADLINE and not self._is_taken_in(word.last):
            return
        if following == "and" and word.last + 1 in self.word_at:
            return
        self._claim(self._chain_left(index), word)

    def _is_taken_in(self, at: int) -> bool:
        """ "Twelve wounded were rushed to hospital": the auxiliaries at token `at` belong to a verb of rescue."""
        end = at
        while self._word(end) in _AUXILIARIES:
            end += 1
        return end > at and self._word(end) in _TAKEN_IN

    def _claim_wounded(self) -> None:
        """Claim "seven wounded civilians had been brought to his clinic": heads that an adjective tells to be hurt."""
        for index, count in enumerate(self.counts):
            if count.victim is None or not count.is_people or index in self.claims or index in self.included:
                continue
            at = next((i for i in range(count.first, count.last) if self._word(i) in {"wounded", "injured"}), None)
            if at is not None and any(token.word in _TAKEN_IN for token in self.tokens):
                toll = self._toll(count, "injured", self.tokens[at].start, self.tokens[at].end, False)
                self.claims[index] = toll

    def _claim_number(self, word: CasualtyWord) -> None:
        """Claim "12 deaths", "31 civilian deaths": the counted thing is the casualty itself."""
        offset = max(0, word.first - 8)
        for first, last, quantity in scan_quantities(self.tokens[offset : word.first]):
            between = self.tokens[last + offset : word.first]
            if len(between) > 3 or any(not t.word.isalpha() or t.word in _PREPOSITIONS - {"of"} for t in between):
                continue
            is_more = bool(between) and between[0].word in {"more", "other", "additional"}
            between = between[1:] if is_more else between
            victim = self.text[between[0].start : between[-1].end] if between else None
            count = HeadCount(first + offset, word.last, quantity.low, quantity.best, quantity.high,
                              quantity.qualifier, victim, quantity.start, self.tokens[word.last - 1].end,
                              is_more=is_more)  # fmt: skip
            self.counts.append(count)
            self._claim([len(self.counts) - 1], word)

    # --------------------------------------------------------------------------------- ellipsis, parts and totals

    def _claim_ellipses(self) -> None:
        """Claim "four in Wano" behind "two in Babban Baye": a bare count and a place take the kind before them."""
        last: Toll | None = None
        last_count: HeadCount | None = None
        for index in sorted(range(len(self.counts)), key=lambda i: self.counts[i].first):
            count = self.counts[index]
            if index in self.claims:
                last, last_count = self.claims[index], count
                continue
            if last is None or last_count is None or index in self.included or not self._is_elliptic(last_count, count):
                continue
            mark = self._word(count.first - 1)
            part = mark in _DASHES or last.part_of_total
            toll = self._toll(count, last.kind, last.head_start, last.head_end, last.is_hypothetical)
            toll = replace(toll, victim=toll.victim or last.victim, part_of_total=part, is_more=not part)
            self.claims[index] = toll
            last, last_count = toll, count

    def _is_elliptic(self, before: HeadCount, count: HeadCount) -> bool:
        if self._word(count.first - 1) not in {",", "and", "—", "–", "-", ":", ";"}:
            return False
        if self._word(count.last) not in _LOCATIVES or count.first - before.last > 14:
            return False
        if count.victim is not None and count.best == 1:  # "nine were wounded, a nurse at the clinic said"
            return False
        if self._word(count.last + 1) in _WEEKDAYS:  # "five on Monday and three on Tuesday": two incidents
            return False
        between = [word for word in self.words if before.last <= word.first < count.first]
        return all(word.subject_end == before.last for word in between)  # "12 were killed in Wano and two in Kirya"

    def _claim_parts(self) -> None:
        for index, mark in self.included.items():
            if index in self.claims:
                continue
            count = self.counts[index]
            owner = self._owner(mark) or self._owner_after(mark)
            if owner is not None:
                self._claim_part(index, count, owner)
        for index, count in enumerate(self.counts):
            if index in self.claims or self._word(count.last - 1) not in {"them", "whom"}:
                continue
            owner = self._owner(count.first)
            if owner is not None and not any(word.subject_end == count.last for word in self.words):
                self._claim_part(index, count, owner)

    def _claim_part(self, index: int, count: HeadCount, owner: Toll) -> None:
        toll = self._toll(count, owner.kind, owner.head_start, owner.head_end, owner.is_hypothetical)
        self.claims[index] = replace(toll, part_of_total=True, scope=owner.scope)

    def _owner(self, mark: int) -> Toll | None:
        """Return the last toll that stands before token `mark`."""
        before = [i for i in self.claims if self.counts[i].first < mark and not self.claims[i].part_of_total]
        return self.claims[max(before, key=lambda i: self.counts[i].first)] if before else None

    def _owner_after(self, mark: int) -> Toll | None:
        """Make an owner of "among the dead were ...", whose total is told elsewhere."""
        for at in range(mark, min(mark + 4, len(self.tokens))):
            kind: CasualtyKind | None = None
            if self.tokens[at].word in {"dead", "killed", "victims", "slain"}:
                kind = "killed"
            elif self.tokens[at].word in {"wounded", "injured"}:
                kind = "injured"
            if kind:
                token = self.tokens[at]
                return Toll(kind, None, None, None, None, None, False, "incident", False, None,
                            token.start, token.end, token.start, token.end)  # fmt: skip
        if mark >= 2 and self._word(mark - 1) in {"dead", "victims", "wounded", "injured"}:
            return self._owner_after(mark - 1)
        return None

    def _claim_totals(self) -> None:
        for total in self.totals:
            spans = [i for i, toll in self.claims.items() if toll.start < total.end and total.start < toll.end]
            for index in spans:
                del self.claims[index]
            scope = read_scope(
                self.text, self.tokens, total.start, total.end, total=total, others=list(self.claims.values())
            )
            if scope == "incident":  # "two more died, bringing the toll to 22": the two are among the 22
                for index, toll in self.claims.items():
                    if toll.is_more and toll.kind == total.kind:
                        self.claims[index] = replace(toll, part_of_total=True)
            self.claims[-1 - len(self.claims)] = Toll(
                total.kind, total.low, total.best, total.high, total.qualifier, None, False, scope,
                total.is_correction, total.superseded, total.start, total.end, total.head_start, total.head_end,
            )  # fmt: skip

    def _mend(self) -> None:
        """Note the figure that a toll replaces: "22 people had been killed, not 31 as earlier reported"."""
        for index, toll in self.claims.items():
            if index < 0 or toll.part_of_total or toll.superseded is not None or toll.best is None:
                continue
            for other in self.counts:
                before = [token.word for token in self.tokens[max(0, other.first - 2) : other.first]]
                after = {token.word for token in self.tokens[other.last : other.last + 6]}
                if other.start <= toll.end or not before or other.best is None:
                    continue
                if before[-1] in {"not", "from"} and (after & _REPORTED or before[0] in {"down", "up"}):
                    corrects = before[-1] == "not" or before[0] == "down"
                    self.claims[index] = replace(toll, superseded=other.best, is_correction=corrects)
                    break

    # ------------------------------------------------------------------------------------------------ one toll

    def _claim(self, chain: list[int], word: CasualtyWord) -> None:
        """Make one toll of the chain, and parts of its members when each is counted by itself."""
        head_start, head_end = self.tokens[word.first].start, self.tokens[word.last - 1].end
        made = [self._toll(self.counts[i], word.kind, head_start, head_end, word.is_hypothetical) for i in chain]
        if chain[0] in self.claims:
            if self.claims[chain[0]].kind != word.kind and len(made) == 1:
                self.second_claims.append(made[0])
            return
        if len(made) == 1:
            self.claims[chain[0]] = made[0]
            return
        whole = made[0]
        for other in made[1:]:
            whole = sum_tolls(whole, other)
        end = made[-1].end
        whole = replace(whole, end=end, victim=self.text[made[0].start : end], qualifier=_joint_qualifier(made))
        self.claims[chain[0]] = whole
        for index, part in zip(chain[1:], made[1:], strict=True):
            self.claims[index] = replace(part, part_of_total=True)

    def _toll(self, count: HeadCount, kind: CasualtyKind, head_start: int, head_end: int, hypothetical: bool) -> Toll:
        scope = read_scope(self.text, self.tokens, count.start, count.end, total=None, others=[])
        also = any(token.word == "also" and count.end <= token.start < head_start for token in self.tokens)
        attacker = people_nouns()[0].get(count.noun) == "armed" and count.is_definite and kind == "killed"
        more = count.is_more or (also and count.is_people and not attacker)
        return Toll(kind, count.low, count.best, count.high, count.qualifier, count.victim, False, scope, False, None,
                    count.start, count.end, head_start, head_end, attacker, more, hypothetical)  # fmt: skip

    def _find_ambiguous(self) -> set[int]:
        """Return the first tokens of words that count heads together, "killed or wounded": neither number is told."""
        found = set()
        for first, second in pairwise(self.words):
            between = [token.word for token in self.tokens[first.last : second.first]]
            if {first.kind, second.kind} == _AMBIGUOUS and between in (["or"], ["and"], ["/"], ["and", "/", "or"]):
                found |= {first.first, second.first}
        return found

    def _word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""


def _joint_qualifier(tolls: Sequence[Toll]) -> str | None:
    return next((toll.qualifier for toll in tolls if toll.qualifier), None)
