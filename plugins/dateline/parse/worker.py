"""A parsing process: reads a list of documents a line on stdin, answers with a list a line on a descriptor of its own.

Started by `dateline.parse.pool` as `python -m dateline.parse.worker FD`; ends at the end of its input. Stdout is for
what a library prints.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO

from dateline.parse.collecting import seldom_collected
from dateline.parse.parser import Parser
from dateline.records import Document, as_json, from_json


def main() -> int:
    """Answer every line of stdin."""
    parser = Parser.load()
    with seldom_collected(), os.fdopen(int(sys.argv[1]), "w", encoding="ascii") as answers:
        return _answer_all(parser, answers)


def _answer_all(parser: Parser, out: IO[str]) -> int:
    for line in sys.stdin.buffer:
        documents = [from_json(Document, fields) for fields in json.loads(line)]
        answers = [
            {
                "document_id": parsed.document_id,
                "outcome": parsed.outcome,
                "reason": parsed.reason,
                "rows": [as_json(report) for report in parsed.reports],
            }
            for parsed in parser.parse_batch(documents)
        ]
        out.write(json.dumps(answers) + "\n")
        out.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
