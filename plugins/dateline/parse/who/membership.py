"""Whether a noun phrase that holds a group's name is that group, or one of its own: fighters, leaders, spokesmen.

"Boko Haram militants" and "fighters of the ADF" are; "hostages of Hamas" and "anti-Taliban forces" are not.
"""

from __future__ import annotations

import re

from dateline.parse.grammar.nouns import noun_of
from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.who.groups import GroupSpan, find_groups

MEMBER_NOUNS = listed(
    "leader, member, commander, chief, spokesman, spokeswoman, spokesperson, official, officer, operative, founder, "
    "head, boss, lieutenant, emir, representative, delegate, envoy, activist, supporter, cadre, recruiter, recruit, "
    "financier, deputy, lawmaker, candidate, president, chairman, secretary, minister, ambassador, negotiator, "
    "mediator, diplomat, delegation, staff, employee, worker, staffer, volunteer, expert, investigator, inspector, "
    "rapporteur, figure, veteran, loyalist, sympathiser, sympathizer, follower, defector, suspect, kingpin, hitman, "
    "correspondent, reporter, journalist, elements, element, personnel, source, sources, general, politician, "
    "legislator, mp, senator, congressman, judge, prosecutor, chief, agent, sleeper, adviser, advisor, coordinator, "
    "commissioner, director, monitor, undersecretary"
)
_OWNED_CLASSES = frozenset(("armed", "military", "police"))
_BODIES = listed(
    "group, organization, organisation, movement, militia, network, faction, cell, gang, cartel, party, front, "
    "force,  army, brigade, battalion, regiment, unit, wing, branch, affiliate, alliance, coalition, council, "
    "government,  leadership, administration, authority, regime, command, column, squad, camp, mission, agency, "
    "patrol, convoy,  team, league, youth, movement, delegation, court, tribunal, insurgency, politburo, bloc, "
    "office, mercenary, terrorist, peacekeeper"
)
HOLDINGS = listed(
    "target, position, site, base, stronghold, camp, headquarters, hideout, outpost, convoy, vehicle, checkpoint, "
    "facility, compound, warehouse, depot, tunnel, bunker, installation, prison, post, office, boat, truck"
)
"""What a group holds, and is hit by hitting it."""
_AFTER_NAME = re.compile(
    r"[-\u2010\u2011](?:backed|led|linked|aligned|affiliated|controlled|held|run|allied|inspired|claimed|occupied|installed|appointed|"
    r"dominated|sponsored|supported|trained|style|ruled|friendly|funded|brokered|mandated)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"\b(?:anti|pro|non|counter)[-\u2010\u2011]$", re.IGNORECASE)


def own_group(head: Token, start: int, end: int) -> GroupSpan | None:
    """Return the named actor that the noun phrase of `head`, from `start` to `end`, is or belongs to; else None.

    Offsets are into the parsed sentence's text. The name at the head wins, then the nearest before it, then the one
    behind "of".
    """
    text = head.doc.text
    listed_here = find_groups(text)
    if not listed_here:
        return None
    spans = [span for span in listed_here if span.start < end and (span.end > start or _is_cut_off(text, span, start))]
    spans = [span for span in spans if not is_qualifier(text, span)]
    for span in spans:
        if span.start <= head.idx < span.end:
            return span
    before = [span for span in spans if span.end <= head.idx]
    if not _may_belong(head) and head.lemma_.lower() not in HOLDINGS:
        return None
    return before[-1] if before else _behind(head, listed_here)


def _is_cut_off(text: str, span: GroupSpan, start: int) -> bool:
    """ "Tehrik-i-Taliban Pakistan (TTP) commanders": a bracket parts the name from its noun in the parse."""
    return span.end < start <= span.end + 3 and text[span.end : start].startswith(")")


def is_qualifier(text: str, span: GroupSpan) -> bool:
    """ "Hamas-run", "anti-Taliban": the name says something about another actor."""
    before = _BEFORE_NAME.search(text, max(0, span.start - 9), span.start)
    return before is not None or _AFTER_NAME.match(text, span.end) is not None


def _may_belong(head: Token) -> bool:
    lemma = head.lemma_.lower()
    if lemma in MEMBER_NOUNS or lemma in _BODIES or head.lower_ in _BODIES or head.pos_ == "PROPN":
        return True
    noun = noun_of(head)
    return noun is not None and noun.noun_class in _OWNED_CLASSES


def _behind(head: Token, spans: tuple[GroupSpan, ...]) -> GroupSpan | None:
    """Return the group behind "fighters of", "jihadists from", "a commander in", None when the noun has none."""
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "for", "with", "in", "at", "within"):
            for inner in child.children:
                for span in spans:
                    if (
                        inner.dep_ == "pobj"
                        and inner.left_edge.idx <= span.start
                        and span.end <= inner.idx + len(inner)
                    ):
                        return None if is_qualifier(head.doc.text, span) else span
                    if inner.dep_ == "pobj" and span.start <= inner.idx < span.end:
                        return span
    return None
