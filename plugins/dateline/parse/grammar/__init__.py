"""The parse of a sentence: spaCy's answers computed faster, trees, arguments, classes of nouns."""
