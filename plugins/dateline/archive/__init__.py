"""WARC in, WARC out: what came over the wire, kept as it came."""
