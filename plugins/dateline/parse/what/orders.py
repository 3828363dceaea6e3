"""What is ordered done: "ordered the border closed" is a closing, by whoever ordered it, of what the parse takes for
its subject.
"""

from __future__ import annotations

from dateline.parse.grammar.syntax import Arguments, Token, find_subjects, is_passive


def is_ordered(token: Token) -> bool:
    """True for the participle of such an order; not for "ordered them to close it" or "ordered that it be closed"."""
    if token.dep_ not in ("ccomp", "xcomp", "oprd") or token.tag_ not in ("VBN", "VBD") or token.head.lemma_ != "order":
        return False
    return not any(child.dep_ in ("aux", "auxpass", "mark", "dobj") for child in token.children)


def take_order(token: Token, arguments: Arguments) -> None:
    """Make the arguments of such a participle those of a deed: what was ordered done its object, who ordered it its
    subject.
    """
    things = [child for child in token.head.children if child.dep_ in ("dobj", "nsubjpass")]
    own = arguments.slots.pop("subj", [])
    arguments.slots["obj"] = things if things and token.dep_ == "ccomp" else own
    arguments.slots["subj"] = []
    for orderer in () if is_passive(token.head) else find_subjects(token.head):
        arguments.add("subj", orderer)
