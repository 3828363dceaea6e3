"""Lines of a page that lead to other pages: "Related", "Read more". They tell of nothing themselves."""

from __future__ import annotations

import re

_LABELS = (
    r"Related(?: (?:Articles?|Stories|Content|Topics|Coverage))?",
    r"Editor[\u2019']s [Pp]icks?",
    r"R(?:ead|EAD) (?:[Mm]ore|[Aa]lso|[Nn]ext|MORE|ALSO|NEXT)",
    r"(?i:see also|also (?:read|watch)|most (?:read|popular|viewed)|trending(?: now| stories)?|in pictures|quiz)",
    r"(?i:recommended(?: for you)?|you (?:may|might) (?:also )?like|don[\u2019']t miss|sign up (?:for|to))",
    r"(?i:subscribe (?:to|now)|more (?:on|from) this (?:story|topic))",
)
_LABEL = re.compile(rf"\W*(?:{'|'.join(_LABELS)})(?:\s*[:|\u2013\u2014-]|\s+(?=[A-Z\d\u2018'\"\u201c]))")


def is_pointer(piece: str) -> bool:
    """True for a piece of text that leads elsewhere.

    >>> is_pointer("READ MORE: Minister quits after raid on his home in Leeds")
    True
    >>> is_pointer("Related tribes attacked two villages on Monday.")
    False
    """
    return _LABEL.match(piece) is not None
