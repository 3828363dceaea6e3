"""Who "he", "it" or "they" is in the next sentence: whoever spoke or acted in the one before.

"The commission opened a case. It called on the minister to resign": the request is the commission's. Only the
subject of the sentence right before is taken, and only where number and kind fit; never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from dateline.parse.grammar.nouns import noun_of
from dateline.parse.grammar.syntax import Token, find_subjects, is_passive
from dateline.parse.said.answered import is_two
from dateline.parse.text.wordlists import listed
from dateline.parse.what.assertions import find_tellers
from dateline.parse.who.actors import ActorMention, resolve_actor
from dateline.parse.who.participants import co_owned, shift

_PERSONS = frozenset(("he", "she"))
_BODY = frozenset(("it",))
_MANY = frozenset(("they",))
_WOMEN_AND_MEN = listed(
    "minister, president, spokesman, spokeswoman, leader, commander, chief, official, secretary, undersecretary, "
    "mayor, governor, bishop, general, colonel, lawyer, head, envoy, ambassador, judge, premier, chancellor, "
    "coordinator, director, commissioner, king, emir, prince, senator, lawmaker, deputy, prosecutor, archbishop, "
    "chairman, chairwoman, captain, inspector, superintendent, activist, imam, cleric, priest, pope, rapporteur"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who was the subject of a sentence: its number, the actor, whether it is one person, and whether several.

    `beside` are those that it met, fought or joined: with it they are "the two", "both sides" of the next sentence.
    """

    sentence: int
    actor: ActorMention
    is_person: bool
    is_plural: bool
    beside: tuple[ActorMention, ...] = ()


SpeakerBefore: TypeAlias = Callable[[], Speaker | None]
"""Tells who spoke in the sentence before."""


def nobody() -> None:
    """Tell of no speaker: for a sentence that is read alone."""


@dataclass(slots=True)
class Speakers:
    """Who speaks in a story read so far: worked out where a sentence asks who spoke before it, as few do."""

    _last: Speaker | None = None
    _heard: list[tuple[Token, int, int]] = field(default_factory=list)
    """The sentences read since somebody asked."""

    def hear(self, tree: Token, index: int, offset: int) -> None:
        """Read on: a sentence's parse, its number, and where it begins in the document."""
        self._heard.append((tree, index, offset))

    def last(self) -> Speaker | None:
        """Return who spoke in the last sentence."""
        first = len(self._heard)
        while first:
            first -= 1
            subjects = _subjects_of(self._heard[first][0])
            if not subjects or subjects[0].pos_ != "PRON":  # whoever spoke before is no matter
                break
        for tree, index, offset in self._heard[first:]:
            self._last = find_speaker(tree, index, offset, self._last)
        self._heard.clear()
        return self._last


def find_speaker(tree: Token, index: int, offset: int, before: Speaker | None) -> Speaker | None:
    """Return the subject of a sentence's main verb; where that is a pronoun, whom it stood for; None for things."""
    subjects = _subjects_of(tree)
    if not subjects:
        return None
    head = subjects[0]
    if head.pos_ == "PRON":
        return replace(before, sentence=index) if before is not None and _fits(head.lower_, before, index) else None
    actor = resolve_actor(head)
    if not actor.is_known or (actor.kind == "facility" and actor.country is None and actor.sector is None):
        return None
    is_plural = head.tag_ in ("NNS", "NNPS") or len(subjects) > 1 or bool(head.conjuncts)
    beside = tuple(shift(each, offset) for each in (*_partners(head), *co_owned(head)) if each.is_known)
    return Speaker(index, shift(actor, offset), _is_person(head, actor), is_plural, beside)


def _subjects_of(tree: Token) -> list[Token]:
    root = next((token for token in tree if token.head is token and token.pos_ in ("VERB", "AUX")), None)
    return find_tellers(tree)[-1:] or ([] if root is None else find_subjects(root))


def _partners(head: Token) -> list[ActorMention]:
    """ "Japan's minister met his counterpart", "talked with Serbia", "Oman and Iran": who else is one of two."""
    verb = head.head
    others = [each for each in head.conjuncts if each.i > head.i]
    others += [child for child in verb.children if child.dep_ == "dobj" and verb.lemma_ in _MEETING]
    others += [
        inner
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ == "with"
        for inner in child.children
        if inner.dep_ == "pobj"
    ]
    return [*(resolve_actor(each) for each in others if each.pos_ in ("NOUN", "PROPN")), *co_owned(head)]


_MEETING = listed("meet, visit, host, receive, telephone, phone, fight, join")


def _is_the_country(subject: Token, speaker: ActorMention) -> bool:
    """ "Chad closed its border. The country signed ...": the state that the sentence before began with."""
    is_state = speaker.entity is not None and speaker.country is not None and speaker.sector == "GOV"
    return is_state and _may_be_the_country(subject)


def _may_be_the_country(subject: Token) -> bool:
    return subject.lemma_.lower() in _COUNTRIES and any(child.lower_ == "the" for child in subject.children)


_COUNTRIES = frozenset(("country", "nation", "kingdom", "republic"))


def _is_person(head: Token, actor: ActorMention) -> bool:
    if head.lemma_.lower() in _WOMEN_AND_MEN:
        return True
    return actor.kind == "person" and head.pos_ == "PROPN" and noun_of(head) is None and actor.entity is None


def _fits(pronoun: str, speaker: Speaker, index: int) -> bool:
    if not 0 <= index - speaker.sentence <= 1:
        return False
    if pronoun in _PERSONS:
        return speaker.is_person and not speaker.is_plural
    if pronoun in _BODY:
        return not speaker.is_person and not speaker.is_plural
    return pronoun in _MANY and (speaker.is_plural or not speaker.is_person)


def speaks_on(
    token: Token, sources: Sequence[ActorMention], before: SpeakerBefore, index: int
) -> list[ActorMention] | None:
    """Return who the pronoun is that does what `token` tells: the speaker before; None where that is not known."""
    subjects = [] if is_passive(token) else find_subjects(token)
    if subjects and all(map(is_two, subjects)):
        speaker = before()
        if speaker is not None and speaker.beside:
            return [speaker.actor, *speaker.beside] if index - speaker.sentence == 1 else None
    if not all(actor.is_pronoun for actor in sources):
        return None
    if not sources and not any(subject.pos_ == "PRON" or _may_be_the_country(subject) for subject in subjects):
        return None
    speaker = before()
    if speaker is None:
        return None
    pronouns = [actor.head for actor in sources] or [
        "it" if _is_the_country(subject, speaker.actor) else subject.lower_
        for subject in subjects
        if subject.pos_ == "PRON" or _is_the_country(subject, speaker.actor)
    ]
    return [speaker.actor] if pronouns and all(_fits(each, speaker, index) for each in pronouns) else None


def is_told_of(
    token: Token, targets: Sequence[ActorMention], before: SpeakerBefore, index: int
) -> list[ActorMention] | None:
    """ "He is accused of fraud": whom a passive tells of is the subject of the sentence before, else None."""
    if not targets or not all(actor.is_pronoun for actor in targets) or not is_passive(token):
        return None
    speaker = before()
    if speaker is None:
        return None
    return [speaker.actor] if all(_fits(actor.head, speaker, index) for actor in targets) else None
