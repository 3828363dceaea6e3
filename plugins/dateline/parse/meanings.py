"""What kind of act or thing a word means: classes of `data/meanings.csv`, and the event types of the rules' own words.

A word that no rule knows is like those that mean the same: "spurn" is a refusal as "reject" is. The classes are
features of the classifier and decide nothing alone.
"""

from __future__ import annotations

from functools import cache, lru_cache

from dateline.parse.triggers import trigger_table
from dateline.vocab import cell_list, read_table

_ENDINGS = ("s", "es", "d", "ed", "ing")
_STEM = 5


@lru_cache(maxsize=1 << 15)
def find_meanings(lemma: str) -> tuple[str, ...]:
    """Return the classes of a word in lower case; of an inflected one ("rejects", a name to the tagger), its stem's."""
    table = _meanings()
    for ending in ("", *_ENDINGS):
        if lemma.endswith(ending) and (found := table.get(lemma.removesuffix(ending))):
            return found
    return ()


@lru_cache(maxsize=1 << 15)
def find_rule_types(lemma: str) -> tuple[str, ...]:
    """Return what the rules say of a word wherever one has it, as features: its event types, those of its stem."""
    stemmed = _stem_types().get(lemma[:_STEM], ()) if len(lemma) >= _STEM else ()
    own = sorted({trigger.event_type for trigger in trigger_table().get(lemma, ())})
    return (*(f"tl:{kind}" for kind in own), *(f"ts:{kind}" for kind in stemmed))


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in read_table("meanings.csv"):
        for word in cell_list(row["words"]):
            table[word] = (*table.get(word, ()), row["meaning"])
    return table


@cache
def _stem_types() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for lemma, triggers in trigger_table().items():
        if len(lemma) >= _STEM:
            found.setdefault(lemma[:_STEM], set()).update(trigger.event_type for trigger in triggers)
    return {stem: tuple(sorted(kinds)) for stem, kinds in found.items()}
