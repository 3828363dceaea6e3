"""Copy that the language model reads badly, made readable without moving a letter: capitals, control characters."""

from __future__ import annotations

import re

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff]")


def readable(piece: str) -> str:
    """Return a sentence as the model reads it best, of the same length: copy in capitals is put in lower case."""
    letters = [char for char in piece if char.isalpha()]
    if len(letters) > 20 and sum(char.isupper() for char in letters) > 0.8 * len(letters):
        piece = piece[:1] + "".join(char.lower() if len(char.lower()) == 1 else char for char in piece[1:])
    return _UNREADABLE.sub(" ", piece)
