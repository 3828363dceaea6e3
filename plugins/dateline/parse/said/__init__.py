"""Acts of words: refusals, threats, charges, requests; who utters them, where, and when they are told again."""
