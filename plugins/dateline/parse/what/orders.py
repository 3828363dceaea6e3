"""What is ordered done: "ordered the border closed" is a closing, by whoever ordered it, of what the parse takes for
its subject.
"""

from __future__ import annotations

from dateline.parse.grammar.syntax import Arguments, Token, find_subjects, is_passive


def is_ordered(token: Token) -> bool:
    """True for the participle of such an order; not for "ordered them to close it" or "ordered that it be closed".

    "Ordered the blogger held" may be parsed as a blogger who is held.
    """
    if _order_above(token).lemma_ != "order" or token.tag_ not in ("VBN", "VBD"):
        return False
    if token.dep_ not in ("ccomp", "xcomp", "oprd", "acl"):
        return False
    return not any(child.dep_ in ("aux", "auxpass", "mark", "dobj") for child in token.children)


def take_order(token: Token, arguments: Arguments) -> None:
    """Make the arguments of such a participle those of a deed: what was ordered done its object, who ordered it its
    subject.
    """
    order = _order_above(token)
    things = [child for child in order.children if child.dep_ in ("dobj", "nsubjpass")]
    own = arguments.slots.pop("subj", [])
    arguments.slots["obj"] = things if things and token.dep_ in ("ccomp", "acl") else own
    arguments.slots["subj"] = []
    for orderer in () if is_passive(order) else find_subjects(order):
        arguments.add("subj", orderer)


def _order_above(token: Token) -> Token:
    is_hung = token.dep_ == "acl" and token.head.dep_ == "dobj" and token.i == token.head.i + 1
    return token.head.head if is_hung else token.head
