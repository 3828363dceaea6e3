"""Small words of other languages inside names that English has for something else: "Foz do Iguaçu", "Neustadt am Kamp".

A language model of English takes "do" for a verb there and "dos" for a noun, and the sentence falls apart. It knows
"de" from many names: every particle between two capitals is read like that one. Of names of GeoNames with "do" in them
the parse broke all, of those with "am" or "im" all, with "dos", "pri" and "der" nine in ten; now one in fifty.
"""

from __future__ import annotations

import re

from dateline.parse.text.wordlists import listed

READ_AS = "de"
_ALONE = (
    "do dos da das della dei degli delle dello del du des la las le los el al am im zum zur bei nad pri na e u y aan "
    "wa ash ar az sul sulla din lui aux der ibn"
)
_BEFORE_ARTICLE = "an|in|auf|ob|vor|bei|von|van|aan|op|de"
_ARTICLE = "der|den|dem|het|la|las|los|le|les|el"
_PARTICLE = re.compile(rf" (?P<one>{'|'.join(_ALONE.split())}|(?:{_BEFORE_ARTICLE}) (?:{_ARTICLE})) (?=[^\W\d_])")
_NO_NAMES = listed(
    "what, why, how, when, where, who, whom, which, whose, nor, so, neither, only, rarely, seldom, never, little, if, "
    "and, but, or, as, than, then, here, there, yes, please, either, both, not, they, we, you, these, those, people, "
    "others, it, he, she, this, that, one, some, many, most"
)
"""Words that may stand capitalised before an English "do": "Why do Kenyans", "So do Germany and France"."""


def find_particles(text: str) -> list[tuple[int, int]]:
    """Return the spans of particles that stand between two capitalised words of a name, in order. Never raises.

    >>> [(start, end) for start, end in find_particles("Police in Vila do Conde held nine.")]
    [(15, 17)]
    >>> find_particles("Why do Kenyans march?") + find_particles("They do Friday prayers.")
    []
    """
    return [
        match.span("one")
        for match in _PARTICLE.finditer(text)
        if text[match.end()].isupper() and _ends_in_name(text[: match.start()])
    ]


def _ends_in_name(before: str) -> bool:
    word = before[before.rfind(" ") + 1 :].lstrip("\"'“‘(")
    if len(word) < 2 or not (word[0].isupper() and word[-1].isalpha()):
        return False
    return word.lower() not in _NO_NAMES and not word.endswith("ans")  # "Americans do Christmas"
