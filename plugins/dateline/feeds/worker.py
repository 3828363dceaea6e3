"""Large feeds read in a process that can be killed: a few bytes of nonsense a time can hold a parser for minutes.

`python -m dateline.feeds.worker FD` reads a line of JSON and a body from stdin and writes the parsed feed as JSON to
its descriptor FD: stdout is for what a library prints.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from dateline.config import ROOT
from dateline.feeds.reading import MAX_ENTRIES, ParsedFeed, parse_feed
from dateline.records import as_json, from_json

LARGE_BYTES = 300_000
"""From here on a worker is worth its start; the worst of less takes about a second."""

LIMIT_S = 20.0
MAX_MEMORY_BYTES = 500_000_000


def read_feed(
    body: bytes, url: str, *, content_type: str | None = None, max_entries: int = MAX_ENTRIES,
    fallback_guid: str | None = None, home: str | None = None, limit_s: float = LIMIT_S,
) -> ParsedFeed:  # fmt: skip
    """Return `parse_feed` of the same, in a worker when the feed is large; a problem when it takes over `limit_s`."""
    wanted: dict[str, Any] = {
        "content_type": content_type, "max_entries": max_entries, "fallback_guid": fallback_guid, "home": home,
    }  # fmt: skip
    if len(body) < LARGE_BYTES:
        return parse_feed(body, url, **wanted)
    paths = [str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")]
    try:
        with tempfile.TemporaryFile() as written:
            subprocess.run(
                [sys.executable, "-m", "dateline.feeds.worker", str(written.fileno())],
                input=json.dumps(wanted | {"url": url}).encode("ascii") + b"\n" + body,
                capture_output=True, timeout=limit_s, check=True, pass_fds=(written.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            )  # fmt: skip
            written.seek(0)
            return from_json(ParsedFeed, json.loads(written.read()))
    except subprocess.TimeoutExpired:
        return ParsedFeed("unknown", problem=f"{len(body)} bytes that cannot be read within {limit_s:.0f} s")
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return ParsedFeed("unknown", problem=f"{len(body)} bytes that cannot be read: {last[:200]}")


def main() -> int:
    """Read one feed from stdin, write it to the descriptor that the first argument names."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    with os.fdopen(int(sys.argv[1]), "w", encoding="ascii") as written:
        written.write(json.dumps(as_json(parse_feed(body, **json.loads(head)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
