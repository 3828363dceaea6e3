"""Bodies that no list names, by the words of their names: "Teachers' Federation", "Banda Sur Cartel"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dateline.vocab import cell_list, read_table

_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Body:
    """A word that makes a name an organisation's; `sector` is None where the word leaves it open."""

    word: str
    sector: str | None


@cache
def _table() -> dict[str, tuple[int, Body]]:
    """Return the words with their rank: where a name has several, the first row of `data/body_words.csv` decides."""
    found: dict[str, tuple[int, Body]] = {}
    for rank, row in enumerate(read_table("body_words.csv")):
        for word in cell_list(row["words"]):
            found.setdefault(word, (rank, Body(word, row["sector"] or None)))
    return found


def body_of(name: str) -> Body | None:
    """Return what makes a capitalised name an organisation's, None for a person's or a thing's.

    >>> body_of("Southern Liberation Front"), body_of("Ana Lopez")
    (Body(word='liberation', sector='REB'), None)
    """
    words = [word for word in _NAME.findall(name) if word[0].isupper()]
    if not words:
        return None
    lowered = [word.lower().replace("’", "'").removesuffix("'s") for word in words]
    wordings = [" ".join(lowered[at : at + size]) for size in (3, 2, 1) for at in range(len(lowered) - size + 1)]
    ranked = [_table()[wording] for wording in wordings if wording in _table()]
    return min(ranked, key=lambda entry: entry[0])[1] if ranked else None
