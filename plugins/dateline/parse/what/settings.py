"""What a deed is told with, and no second event: the noun of a verb, the meeting that was hit, the raid of arrests."""

from __future__ import annotations

from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed
from dateline.parse.what.aims import holds_talks, is_topic
from dateline.parse.what.triggers import TriggerHit


def light_nouns(hit: TriggerHit) -> set[int]:
    """ "signed an agreement" is one event: the noun that a verb's row asks for is no second one."""
    needs = [need for need in hit.trigger.needs if "=" in need and not need.startswith("behind=")]
    named = {word for need in needs for word in need.partition("=")[2].split("|")}
    words = hit.trigger.dependents | named
    if hit.trigger.pos != "v" or not words:
        return set()
    near = [child for child in hit.token.subtree if child.lemma_.lower() in words and child.pos_ in ("NOUN", "PROPN")]
    heads = [child.head for child in near if child.head.dep_ == "dobj" and child.head.head.i == hit.token.i]
    return {child.i for child in (*near, *heads) if child.i != hit.token.i}


def is_setting(hit: TriggerHit, by_token: dict[int, TriggerHit]) -> bool:
    """ "an attack on a meeting": what was attacked is no meeting to report; "arrested in raids" is one arrest."""
    if hit.trigger.event_type == "SANCTION" and hit.token.tag_ == "VBG" and hit.token.dep_ == "advcl":
        above = by_token.get(hit.token.head.i)  # "hackers attacked a plant, cutting off electricity": what came of it
        return above is not None and above.trigger.event_type in ("ASSAULT", "COERCE")
    held = hit.trigger.pos == "v" and hit.token.dep_ == "acl"  # "a meeting held by leaders"
    token = hit.token.head if held else hit.token
    if _is_of_arrests(hit, by_token):
        return True
    if (
        not (held or hit.trigger.pos == "n")
        or hit.trigger.event_type == "ASSAULT"
        or token.dep_ not in ("dobj", "pobj", "nsubjpass", "compound")
    ):
        return False
    above = token.head.head if token.dep_ == "pobj" else token.head
    over = by_token.get(above.i)
    if is_topic(token) and (holds_talks(above) or (over is not None and over.trigger.event_type == "CONSULT")):
        return hit.trigger.event_type in ("RETREAT", "AGREE", "COOPERATE", "SUPPORT", "CONCEDE")
    if token.dep_ == "dobj" and any(child.dep_ == "nsubj" and _is_assault(child, by_token) for child in above.children):
        return True  # "strikes targeted a meeting"
    if token.lower_ == "protest" and token.dep_ == "pobj" and token.head.lower_ == "in":  # "stopped work in protest"
        return over is not None
    if over is not None and token.dep_ == "pobj" and token.head.lower_ in ("in", "during"):
        return hit.trigger.event_mode == "seize" and over.trigger.event_mode == "arrest"  # "arrested nine in raids"
    return (
        over is not None
        and over.trigger.event_type == "ASSAULT"
        and (token.dep_ != "pobj" or token.head.lower_ in ("on", "at", "against", "of", "near"))
    )


def _is_of_arrests(hit: TriggerHit, by_token: dict[int, TriggerHit]) -> bool:
    """ "Scooped up 60 men in raids": what the police went out for, and no attack beside the arrests."""
    token = hit.token
    if token.lemma_.lower() not in _SWOOPS or token.dep_ != "pobj" or token.head.lower_ not in ("in", "during"):
        return False
    over = by_token.get(token.head.head.i)
    return over is not None and over.trigger.event_mode == "arrest"


_SWOOPS = listed("raid, swoop, sweep, operation, crackdown, roundup, round-up, blitz")


def _is_assault(token: Token, by_token: dict[int, TriggerHit]) -> bool:
    hit = by_token.get(token.i)
    return hit is not None and hit.trigger.event_type == "ASSAULT"
