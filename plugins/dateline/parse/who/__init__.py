"""Who did it, to whom, and who says so."""
