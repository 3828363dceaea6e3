"""Dateline: conflict and political events parsed out of wire feeds, each with the sentence that proves it.

Nothing is imported here: every room is imported by its own name (`dateline.feeds.reading`, `dateline.parse.parser`).
"""
