"""The version of Dateline, as `pyproject.toml`, requests and rows show it."""

VERSION = "0.1.0"
