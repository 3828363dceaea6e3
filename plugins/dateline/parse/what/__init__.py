"""What happened: triggers, what makes them events, and of which type and mode."""
