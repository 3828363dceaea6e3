"""One incident, one report: mentions brought together, fields chosen, codes derived."""
