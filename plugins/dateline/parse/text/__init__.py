"""A story as text: its language, sentences, words, dateline, and the forms of copy."""
