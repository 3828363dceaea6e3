"""What one sentence tells: triggers with stance and arguments become mentions of events.

The verb above decides (assertions.py): an embedded event under a threat, a request or a refusal is not an event of
its own but what the threat, request or refusal is about. Source: codebook, cases 5-7 and the PLOVER table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from dateline.parse.grammar.misparses import sides_behind
from dateline.parse.grammar.syntax import Token, find_arguments
from dateline.parse.numbers.tolls import Toll
from dateline.parse.said.answered import answered_deed, of_both
from dateline.parse.said.asking import mode_of_words
from dateline.parse.said.denials import rejects_charge
from dateline.parse.said.offers import SURE, is_offer
from dateline.parse.said.refusals import as_bodies, body_of_people, find_refusals
from dateline.parse.said.remarks import is_remark
from dateline.parse.said.speakers import SpeakerBefore, is_told_of, nobody, speaks_on
from dateline.parse.said.speech import SpeechAct
from dateline.parse.said.threats import is_protest, to_come
from dateline.parse.said.unnamed_acts import find_acts
from dateline.parse.said.voices import SPOKEN, is_own_complaint, is_own_voice, lend_voice
from dateline.parse.said.wills import FRIENDLY, HOSTILE, stated_will, threat_mode
from dateline.parse.what.assertions import Stance, find_tellers, read_stance, speaks_of
from dateline.parse.what.conditions import (
    acts_without_actor,
    answered_nouns,
    complement_is,
    is_habitual,
    is_known_for,
    makes_none,
    takes_up_protest,
    tells_itself,
    terms_of_ultimatum,
    what_is_ruled_out,
)
from dateline.parse.what.eventhood import (
    has_body_count,
    in_history_clause,
    is_another,
    is_conditional,
    is_contest,
    is_definite,
    is_no_event,
    is_political_talk,
    is_purpose,
    is_question,
    is_small_talk,
    points_back,
    quoted_spans,
)
from dateline.parse.what.everyday import breaks_a_rule, is_everyday
from dateline.parse.what.generalities import is_general
from dateline.parse.what.ordinary import asks_nothing, is_nobodys_act, is_ordinary
from dateline.parse.what.papers import credit_of, is_publication
from dateline.parse.what.settings import is_setting, light_nouns
from dateline.parse.what.standing import is_standing
from dateline.parse.what.triggers import TriggerHit, find_triggers
from dateline.parse.what.weapons import WeaponMention
from dateline.parse.when.dates import DateMention
from dateline.parse.where.localities import Locality, find_localities
from dateline.parse.who.actors import ActorMention, resolve_actor
from dateline.parse.who.agents import implied_agent
from dateline.parse.who.blame import held_responsible
from dateline.parse.who.harm import hit_by, is_area, struck, whole
from dateline.parse.who.participants import (
    bodies_behind,
    doers,
    find_participants,
    find_participants_of,
    further_targets,
    hit_of,
    is_event_word,
    is_ridden,
    may_act,
    may_suffer,
    shift,
)
from dateline.parse.who.remote import (
    hit_where_laid,
    light_sources,
    light_targets,
    owners_hit,
    sharers,
    strikers,
)
from dateline.records import PlaceRole

if TYPE_CHECKING:
    from dateline.parse.where.toponyms import PlaceMention

_REQUEST_MODES = {
    "AID": "assist",
    "SUPPORT": "assist",
    "COOPERATE": "assist",
    "CONSULT": "meet",
    "RETREAT": "yield",
    "CONCEDE": "yield",
    "ASSAULT": "yield",
    "COERCE": "yield",
    "SANCTION": "change",
}
_TELL_NOTHING = (is_no_event, is_general, is_ordinary, is_everyday, is_publication)


Proposer: TypeAlias = Callable[[Token, Collection[int]], list[TriggerHit]]


@dataclass(frozen=True, slots=True)
class RoledPlace:
    """A resolved place and what it is to the event: site, origin, speaker or mention.

    `is_stage`: it says where the event's own word was done or spoken ("met in Oslo", "told reporters in Lima"), and is
    no part of what was done or spoken of ("sanctions on officials in Minsk"). `is_off`: on the sea before it.
    """

    place: PlaceMention
    role: PlaceRole
    is_near: bool = False
    is_stage: bool = False
    is_off: bool = False


@dataclass(slots=True)
class Mention:
    """One reading of an event in one sentence. Offsets are into the document's text."""

    sentence: int
    start: int
    end: int
    token: int
    event_type: str
    event_mode: str | None
    sources: list[ActorMention] = field(default_factory=list)
    targets: list[ActorMention] = field(default_factory=list)
    reporters: list[ActorMention] = field(default_factory=list)
    deniers: list[ActorMention] = field(default_factory=list)
    assertion: str = "stated"
    is_disputed: bool = False
    is_background: bool = False
    is_two_sided: bool = False
    is_nominal: bool = False
    is_definite: bool = False
    is_other: bool = False
    is_counted: bool = False
    is_claim: bool = False
    is_given: bool = False
    is_denial: bool = False
    localities: frozenset[Locality] = frozenset()
    pointed: frozenset[str] = frozenset()
    """Heads of its victims that the text points back to: "the pupils"."""
    in_history_clause: bool = False
    is_recalled: bool = False
    """Its paragraph stands in a past that an earlier sentence has named."""
    takes_up: bool = False
    """The text points back at what it tells of: "called the strike", "the protesters blocked nobody"."""
    implied: str | None = None
    lemma: str = ""
    dates: list[DateMention] = field(default_factory=list)
    places: list[RoledPlace] = field(default_factory=list)
    tolls: list[Toll] = field(default_factory=list)
    weapons: list[WeaponMention] = field(default_factory=list)
    probability: float = 1.0
    is_proposed: bool = False
    is_grave: bool = False
    """It refuses or asks for a truce, a release or the end of a strike: no small talk, whoever it is."""
    is_share: bool = False
    """One of several that the sentence tells together: its counts are those of all."""
    is_set: bool = False
    """What a threat or a promise is to bring: an event to come where the text sets a day for it, else none."""
    least: float = 0.0
    """A floor to the probability, where the form of the sentence tells more than its words."""
    answers: str | None = None
    """The noun of the deed that an act of words is about, where it does not say whose it was: "the expulsion"."""
    of_both: frozenset[str] = frozenset()
    """Roles in which "both sides" or "the two leaders" stand, as the attributes here are called."""
    retells: Mention | None = None
    """The earlier mention of the story whose act this one tells again."""
    told_dates: list[DateMention] = field(default_factory=list)
    """Days of the telling ("police said on Tuesday"): the incident's only where the story has no better."""


def read_mentions(
    sentence: Token, index: int, offset: int, propose: Proposer | None = None, before: SpeakerBefore = nobody
) -> list[Mention]:
    """Return the event mentions of one parsed sentence that starts at `offset` in the document.

    `propose` adds triggers that the table does not have; it is told which tokens the table took. `before` tells who
    spoke in the sentence before.
    """
    if is_question(sentence.text):
        return []
    hits = find_triggers(sentence, complement_is)
    if propose is not None:
        hits = sorted((*hits, *propose(sentence, {hit.token.i for hit in hits})), key=lambda hit: int(hit.token.i))
    by_token = {hit.token.i: hit for hit in hits}
    tellers = find_tellers(sentence)
    mentions: list[Mention] = []
    refusals = [
        each
        for each in find_refusals(sentence)
        if each.token.i not in by_token or by_token[each.token.i].trigger.event_type != "REJECT"
    ]
    spent: set[int] = {word for refusal in refusals for word in refusal.spent}
    for hit in hits:
        if hit.token.i in spent:
            continue
        stance = read_stance(hit.token)
        unmade = hit.trigger.event_type in SPOKEN and makes_none(hit.token)
        if "comp:absent" in hit.trigger.needs:  # "did not report for duty": the negation is the strike
            stance.is_negated = False
        if stance.is_negated or stance.is_hypothetical or is_habitual(hit.token) or unmade:
            if not (stance.is_negated and hit.trigger.event_type in ("ACCUSE",)):
                spent.add(hit.token.i)
            continue
        if acts_without_actor(hit):
            continue
        spent.update(light_nouns(hit))
        if hit.trigger.event_type in SPOKEN and is_known_for(hit.token):
            spent.add(hit.token.i)
            continue
        if hit.trigger.event_type in ("AGREE", "CONCEDE", "REJECT"):
            spent.update(answered_nouns(hit.token))
        if hit.trigger.event_type == "THREATEN":
            spent.update(terms_of_ultimatum(hit.token))
        if hit.trigger.event_type == "REJECT":
            spent.update(what_is_ruled_out(hit.token))
        if is_setting(hit, by_token) or is_standing(hit, by_token) or any(read(hit) for read in _TELL_NOTHING):
            continue
        if is_remark(hit, stance.governor):
            spent.update((hit.token.i, stance.governor.i) if stance.governor is not None else (hit.token.i,))
            continue
        if stance.governor is None and is_conditional(hit.token):
            continue
        mentions += _mentions_of(hit, stance, by_token, spent, index, offset, tellers)
    mentions = [mention for mention in mentions if mention.token not in spent or mention.lemma == "*"]
    threats = {mention.token for mention in mentions if mention.event_type == "THREATEN"}
    acts = find_acts(sentence, refusals, threats)
    told = {act.token.i for act in acts if act.event_type != "REJECT"}
    mentions = [mention for mention in mentions if mention.token not in told]
    accused = any(mention.event_type == "ACCUSE" for mention in mentions)
    mentions += [_spoken(act, index, offset) for act in acts if not (accused and act.event_type == "ACCUSE")]
    if not mentions:
        return []
    mentions.sort(key=lambda mention: mention.start)
    idle: set[int] = set()
    for mention in mentions:
        mention.event_mode = mention.event_mode or mode_of_words(sentence[mention.token], mention.event_type)
        if mention.event_type in SPOKEN:
            mention.sources = lend_voice(mention, sentence[mention.token])
            if not mention.sources and is_own_voice(mention.reporters, mention.targets, sentence, offset):
                if mention.event_type == "ACCUSE" and is_own_complaint(
                    mention.event_mode, mention.reporters, mention.targets
                ):
                    idle.add(mention.token)
                continue
            mention.answers, mention.of_both = answered_deed(sentence[mention.token]), of_both(sentence[mention.token])
            mention.sources = speaks_on(sentence[mention.token], mention.sources, before, index) or mention.sources
            mention.targets = is_told_of(sentence[mention.token], mention.targets, before, index) or mention.targets
        if is_offer(mention.event_type, sentence[mention.token], mention.sources):
            mention.least = SURE
        if mention.event_type in SPOKEN and is_own_voice(mention.reporters, mention.sources, sentence, offset):
            mention.reporters = []
            mention.assertion = "stated" if mention.assertion == "attributed" else mention.assertion
    where = find_localities(sentence, {mention.token for mention in mentions})
    for mention in mentions:
        mention.localities = where[mention.token] or (frozenset() if mention.in_history_clause else where[-1])
    quotes = quoted_spans(sentence.text)
    in_politics = is_political_talk(token.lower_ for token in sentence)
    return [
        mention
        for mention in mentions
        if mention.token not in idle
        and not is_nobodys_act(mention, sentence[mention.token])
        and not breaks_a_rule(mention.event_type, sentence[mention.token], mention.sources)
        and not is_contest(mention.event_type, mention.event_mode, (*mention.sources, *mention.targets), sentence.text)
        and not (
            mention.implied is None
            and not mention.is_grave
            and is_small_talk(
                mention.event_type,
                mention.sources,
                mention.targets,
                in_quote=any(start <= mention.start - offset < end for start, end in quotes),
                in_politics=in_politics,
            )
        )
    ]


def _spoken(act: SpeechAct, index: int, offset: int) -> Mention:
    """Return an act of words that no trigger tells as a mention, by its speakers."""
    start = offset + act.token.idx
    mention = Mention(
        index, start, start + len(act.token), act.token.i, act.event_type, act.mode, lemma=act.lemma, least=act.least
    )
    mention.sources = [shift(body_of_people(head), offset) for head in act.speakers]
    mention.targets = [actor for head in act.targets if may_suffer(actor := shift(resolve_actor(head), offset))]
    return mention


def _mentions_of(
    hit: TriggerHit,
    stance: Stance,
    by_token: dict[int, TriggerHit],
    spent: set[int],
    index: int,
    offset: int,
    tellers: list[Token],
) -> list[Mention]:
    base = _plain_mention(hit, stance, index, offset)
    _add_reporters(base, stance, hit, tellers, offset)
    kind, governor = stance.governor_kind, stance.governor
    if governor is not None and kind in ("commissive", "request", "refusal") and governor.i != hit.token.i:
        spent.add(hit.token.i)
        if is_purpose(governor) or (kind == "request" and asks_nothing(governor)):
            return []  # "marched to demand his resignation": why they marched
        if kind == "refusal" and complement_is("silent", governor, None):
            return []  # "refused to say how many were detained"
        above = _governed(base, governor, kind, by_token, offset)
        if above is None:
            return []
        spent.update((governor.i, governor.head.i) if governor.pos_ == "ADJ" else (governor.i,))
        above.lemma = "*"
        if kind == "commissive" and is_protest(base, hit):
            spent.discard(hit.token.i)
            return [above, to_come(base)]
        return [above]
    if kind == "accusation" and governor is not None:
        return _accused(base, governor, by_token, offset)
    if kind == "intent" and governor is not None and tells_itself(by_token.get(governor.i)):
        return []
    if kind == "denial":
        base.deniers = [shift(resolve_actor(head), offset) for head in stance.deniers]
        return [base]
    if stance.is_future:
        return stated_will(base, hit)
    return [base]


def _plain_mention(hit: TriggerHit, stance: Stance, index: int, offset: int) -> Mention:
    token, trigger = hit.token, hit.trigger
    start = offset + token.idx
    mention = Mention(
        index,
        start,
        start + len(token),
        token.i,
        trigger.event_type,
        trigger.event_mode,
        lemma=trigger.lemma,
        assertion=stance.assertion,
        is_nominal=trigger.pos == "n",
        is_definite=is_definite(token),
        is_other=is_another(token),
        probability=hit.probability,
        is_proposed=hit.probability < 1.0,
    )
    mention.is_counted = trigger.event_type == "ASSAULT" and has_body_count(token)
    mention.in_history_clause, mention.is_given = in_history_clause(token), stance.is_given
    mention.is_denial = trigger.event_type == "REJECT" and rejects_charge(token)
    mention.takes_up = trigger.event_type == "PROTEST" and takes_up_protest(token)
    mention.pointed = points_back(hit)
    sources = find_participants(hit, trigger.source_slots, offset)
    mention.sources = as_bodies(sources, token.doc, offset) if trigger.event_type in SPOKEN else sources
    mention.targets = find_participants(hit, trigger.target_slots, offset)
    if hit.light_verb is not None:
        mention.sources = mention.sources or light_sources(hit, offset)
        mention.targets = mention.targets or light_targets(hit, offset)
    if trigger.pos == "n" and not mention.targets and mention.event_type == "ASSAULT":
        hit_things = [struck(resolve_actor(whole(head))) for head in hit_by(token)]
        mention.targets = [shift(actor, offset) for actor in hit_things if actor.kind == "facility"]
    if trigger.pos == "v" and mention.event_type == "ASSAULT":
        mention.targets += hit_where_laid(hit, mention.targets, offset)
    if trigger.pos == "n" and "with" in trigger.source_slots and not mention.sources:
        mention.sources = [shift(resolve_actor(head), offset) for head in sides_behind(token)]
    if trigger.pos == "n" and not mention.sources:
        mention.sources = [shift(resolve_actor(head), offset) for head in held_responsible(token)]
        mention.is_claim = bool(mention.sources)
    if not any(map(may_act, mention.sources)):
        mention.sources += strikers(hit, offset) if mention.event_type == "ASSAULT" else sharers(hit, offset)
    _settle(mention, hit, offset)
    if mention.event_type == "ASSAULT" and not mention.is_two_sided:
        mention.sources += bodies_behind(mention.sources, token.doc, offset)
    if mention.event_type == "ASSAULT" and not mention.is_two_sided:
        taken = {actor.start for actor in (*mention.sources, *mention.targets)}
        mention.targets += [each for each in owners_hit(hit, offset) if each.start not in taken and may_suffer(each)]
    if not mention.targets and not mention.is_two_sided:
        mention.targets = further_targets(hit, offset, mention.sources)
    return mention


def _settle(mention: Mention, hit: TriggerHit, offset: int) -> None:
    """Clear up arguments: weapons and events are no actors, reciprocal verbs have two sides, implied agents."""
    mention.sources = doers(mention.sources, mention.event_type, mention.event_mode)
    mention.targets = [actor for actor in mention.targets if may_suffer(actor)]
    if mention.event_type == "ASSAULT":
        places = {head.idx for slot in ("in", "at", "near") for head in hit.arguments.get(slot)}
        mention.targets = [
            struck(actor)
            for actor in mention.targets
            if not is_area(actor)
            and not (actor.sector == "GOV" and actor.start - offset in places)
            and not (hit.arguments.passive and is_ridden(actor, mention.sources))
        ]
    two_sided = "with" in hit.trigger.source_slots or "between" in hit.trigger.source_slots
    if two_sided and mention.event_type == "ASSAULT":
        mention.is_two_sided = True
        for actor in mention.targets:
            if all(actor.start != held.start for held in mention.sources):
                mention.sources.append(actor)
        mention.targets = []
    elif two_sided:
        mention.targets = [
            actor for actor in mention.targets if all(actor.start != held.start for held in mention.sources)
        ] or mention.targets
    starts = {actor.start for actor in mention.targets}
    if not mention.is_two_sided and mention.event_type not in ("CONSULT", "AGREE", "COOPERATE"):
        mention.sources = [actor for actor in mention.sources if actor.start not in starts]
    mention.implied = implied_agent(mention, dependents=hit.trigger.dependents)


def _add_reporters(mention: Mention, stance: Stance, hit: TriggerHit, tellers: list[Token], offset: int) -> None:
    heads = stance.reporters or [
        teller for teller in tellers if teller.i != hit.token.i and speaks_of(teller, hit.token)
    ]
    if stance.governor_kind == "accusation":
        heads = stance.reporters
    heads = [
        head for head in heads if not any(actor.start == offset + head.doc[head.i].idx for actor in mention.sources)
    ] or (heads if stance.reporters else [])
    mention.reporters = [shift(resolve_actor(head), offset) for head in heads]
    behind = {offset + head.idx for head in heads if credit_of(head) or (head.head.i < head.i and head.dep_ == "nsubj")}
    mention.targets = [  # "stopped him on the outskirts, said police chief Karim Daoud"
        actor for actor in mention.targets if not any(actor.start <= at < actor.end for at in behind)
    ]
    if heads and mention.assertion == "stated":
        mention.assertion = "attributed"


def _governed(
    base: Mention, governor: Token, kind: str, by_token: dict[int, TriggerHit], offset: int
) -> Mention | None:
    """Return the threat, request, refusal or promise that governs an embedded event; None when it yields nothing."""
    if kind == "commissive":
        hostile = base.event_type in HOSTILE or governor.lemma_.lower() in ("threaten", "warn", "menace")
        event_type = "THREATEN" if hostile else "AGREE"
        mode = (mode_of_words(governor, event_type) or threat_mode(base)) if hostile else None
    elif kind == "request":
        event_type, mode = "REQUEST", _REQUEST_MODES.get(base.event_type)
    else:
        event_type, mode = "REJECT", _REQUEST_MODES.get(base.event_type) if base.event_type in FRIENDLY else None
    hit = by_token.get(governor.i) or hit_of(governor, event_type)
    sources, targets = find_participants_of(hit, offset)
    targets = [actor for actor in targets if not is_event_word(actor)]
    own = [actor for actor in base.targets if all(actor.start != held.start for held in sources)]
    if kind == "request":
        asked = [actor for actor in base.sources if all(actor.start != held.start for held in sources)]
        targets = targets or asked or own
    else:
        targets = targets or own
    if event_type == "AGREE":  # "promised to free the group's prisoners": it is promised to the group
        targets += bodies_behind(targets, governor.doc, offset)
    start = offset + governor.idx
    is_grave = base.event_mode in ("ceasefire", "disarm") or (base.event_type == "CONCEDE" and kind == "refusal")
    return Mention(
        base.sentence,
        start,
        start + len(governor),
        governor.i,
        event_type,
        mode,
        sources,
        targets,
        base.reporters,
        assertion="attributed" if base.reporters else "stated",
        lemma=governor.lemma_.lower(),
        dates=[],
        is_grave=is_grave,
    )


def _accused(base: Mention, governor: Token, by_token: dict[int, TriggerHit], offset: int) -> list[Mention]:
    """ "X accused Y of bombing Z": the accusation (its own trigger makes it) and the attributed act, by Y."""
    arguments = find_arguments(governor)
    accused = [shift(resolve_actor(head), offset) for head in arguments.get("obj")]
    if accused and base.event_type != "ACCUSE":
        base.sources = [actor for actor in accused if may_act(actor)]
        base.implied = None
    if base.event_type not in ("ASSAULT", "COERCE") or base.event_mode == "misinformation":
        return []  # "convicted of spreading false news": the charge
    base.assertion = "attributed"
    if governor.i in by_token and by_token[governor.i].trigger.event_type in ("SANCTION", "COERCE"):
        base.in_history_clause = True
    return [base]
