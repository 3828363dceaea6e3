"""How often Python's collector looks for garbage while stories are parsed: a fifteenth of the time goes into it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_MADE = 20_000
"""After so many new objects the collector looks again: a sentence's words and those they hang on hold each other."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector leave what is loaded alone, and look at what a batch leaves behind a twentieth as often."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_MADE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
