"""A parsing process: reads a list of documents a line on stdin, answers with a list a line on stdout.

Started by `dateline.parse.pool` as `python -m dateline.parse.worker`; ends at the end of its input.
"""

from __future__ import annotations

import json
import sys

from dateline.parse.collecting import seldom_collected
from dateline.parse.parser import Parser
from dateline.records import Document, as_json, from_json


def main() -> int:
    """Answer every line of stdin."""
    parser = Parser.load()
    with seldom_collected():
        return _answer_all(parser)


def _answer_all(parser: Parser) -> int:
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
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
