"""When it was: days and spans, resolved in the local day of the story."""
