"""Names that open a sentence, where the capital letter says nothing and the tagger took the word for a common one.

"Trump threatened tariffs" is no trump, "Denmark backs the bid" no verb: a country, a capital that stands for one, or a
leader whose surname is his alone in the news.
"""

from __future__ import annotations

from dateline.parse.grammar.trees import Tree, Word
from dateline.parse.who.leaders import find_leader
from dateline.vocab import country_of_metonym, country_of_name

_QUOTES = frozenset('"“‘«')
_PARTY = frozenset(("nsubj", "nsubjpass", "poss", "ROOT"))


def name_first_word(tree: Tree) -> None:
    """Mend the tag of a sentence's first word where that is a party's name standing as a subject or an owner."""
    first = next((word for word in tree.words[:2] if word.text not in _QUOTES), None)
    if first is None or first.pos_ == "PROPN" or first.dep_ not in _PARTY or not first.text[:1].isupper():
        return
    if first.dep_ == "ROOT" and first.tag_ not in ("NN", "NNS"):
        return
    if _names_a_party(first):
        first.pos_, first.tag_, first.lemma_ = "PROPN", "NNP", first.text


def _names_a_party(word: Word) -> bool:
    text = word.text
    return bool(country_of_name(text) or country_of_metonym(text)) or find_leader(text) is not None
