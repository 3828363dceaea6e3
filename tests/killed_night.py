"""`dateline run` (or another command), but killed (SIGKILL) inside one step: `python killed_night.py STEP -- run --home ...`.

File steps die when their output is written and not yet renamed; warehouse steps die between their statements.
"""

import os
import signal
import sys
from pathlib import Path

import dateline.store.snapshot as snapshot
import dateline.telling as telling
from dateline.cli import main
from dateline.store.warehouse import Warehouse

FILE_STEPS = ("plan", "poll", "select", "fetch", "extract", "parse")
SQL_STEPS = {
    "load": "pages.sql",
    "check_rows": "check_results.sql",
    "cluster": "stage_events.sql",
    "publish": "runs.sql",
}


def die(*_: object, **__: object) -> None:
    sys.stderr.write("killed\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def kill_in(step: str) -> None:
    if step in FILE_STEPS:
        rename = Path.replace
        Path.replace = lambda self, to: die() if Path(to).parent.name == step else rename(self, to)
    elif step in SQL_STEPS:
        run_statements = Warehouse.run_statements

        def killed(self, name, incoming=None):
            if name == SQL_STEPS[step]:  # within the transaction that holds the step's statements
                self.connection.execute("DELETE FROM main.feeds")
                die()
            run_statements(self, name, incoming)

        Warehouse.run_statements = killed
    elif step == "check_night":
        Warehouse.rows, rows = (
            lambda self, query, parameters=None: (
                die() if "GROUP BY id HAVING count(*) > 1" in query else rows(self, query, parameters)
            ),
            Warehouse.rows,
        )
    elif step == "snapshot":
        snapshot._verify = die
    elif step == "rename":
        snapshot._make_current = die
    elif step == "tell":
        telling._results = die
    else:
        raise SystemExit(f"no such step: {step}")


if __name__ == "__main__":
    kill_in(sys.argv[1])
    sys.exit(main(sys.argv[3:]))
