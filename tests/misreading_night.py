"""`dateline run` with a parser that misreads every nth figure: `python misreading_night.py N -- run --home ...`.

The reports are real ones; every nth has its toll the wrong way round, as a bug of the parser would leave it.
"""

import sys
from dataclasses import replace
from itertools import count

from dateline.cli import main
from dateline.parse.parser import Parser


def misread_every(nth: int) -> None:
    right, number = Parser.parse_batch, count()

    def wrong(self, *arguments, **more):
        for parsed in right(self, *arguments, **more):
            reports = tuple(
                replace(report, fatalities_low=9, fatalities_best=3) if next(number) % nth == 0 else report
                for report in parsed.reports
            )
            yield replace(parsed, reports=reports)

    Parser.parse_batch = wrong


if __name__ == "__main__":
    misread_every(int(sys.argv[1]))
    sys.exit(main(sys.argv[3:]))
