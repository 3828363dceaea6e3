"""Warnings of what nobody does: weather, disease, shortages.

Source: docs/codebook.md, "a warning of weather, disease or shortage is none" (THREATEN).
"""

from __future__ import annotations

from dateline.parse.grammar.nouns import is_class
from dateline.parse.grammar.syntax import Token
from dateline.parse.text.wordlists import listed

_SPREADING = listed(
    "spread, rise, fall, worsen, starve, die, collapse, run, last, grow, increase, shrink, suffer, erupt, burst, drop, "
    "lead, cause, become, flood, continue"
)
_HAZARDS = listed(
    "rain, storm, flood, flooding, landslide, disease, outbreak, epidemic, famine, shortage, hunger, starvation, risk, "
    "danger, heat, heatwave, avalanche, recession, inflation, delay, fraud, scam, tsunami, crisis, price, wind, snow, "
    "drought, cold, wave, aftershock, eruption, catastrophe, disaster, cholera, ebola, virus, measles, malaria, "
    "malnutrition, collapse, blackout, outage, pollution, smog, fire, wildfire, cyclone, typhoon, hurricane, queue, "
    "slowdown, deficit, debt, default, pandemic, fever, water, ice, attack, bloodshed, genocide"
)
_WANTS = listed("famine, hunger, starvation, disease, epidemic, recession, malnutrition, drought, shortage, poverty")
"""Of these a warning is none, wherever in the clause they stand: "warned that Gaza is entering into famine"."""


def is_of_a_hazard(token: Token) -> bool:
    """ "Warned of floods", "warned that the fever could spread": of what nobody does."""
    if token.dep_ == "acl" and token.head.lemma_.lower() in _HAZARDS:  # "lifted a tsunami warning"
        return True
    clauses = [child for child in token.children if child.dep_ in ("ccomp", "xcomp", "prep")]
    if any(clause.lemma_ in _SPREADING and _is_of_things(clause) for clause in clauses):
        return True
    if any(word.lower_ in ("unless", "if", "or") for word in token.doc):
        return False
    for clause in clauses:
        if clause.dep_ == "prep" and clause.lower_ not in ("of", "about", "over"):
            continue
        if clause.dep_ != "prep" and clause.lemma_ in _SPREADING:
            return True
        heads = [child for child in clause.children if child.dep_ in ("pobj", "nsubj", "nsubjpass", "attr")]
        if any(head.lemma_.lower() in _HAZARDS for head in heads):
            return True
        if clause.dep_ == "ccomp" and any(word.lemma_.lower() in _WANTS for word in clause.subtree):
            return True
    return False


def _is_of_things(clause: Token) -> bool:
    """ "The dam could burst": no person, state or body does it."""
    subjects = [child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")]
    return bool(subjects) and not any(
        head.pos_ in ("PRON", "PROPN") or is_class(head, "speaker") or is_class(head, "person") for head in subjects
    )
