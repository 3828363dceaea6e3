"""`dateline run`, but the disk is full from one place on: `python starved_night.py PLACE KB -- run --home ...`.

From PLACE on no file may grow beyond KB kilobytes (RLIMIT_FSIZE): `publish`, where what is staged moves into the
published tables, or `snapshot`, where the snapshot is written.
"""

import resource
import sys

import dateline.store.snapshot as snapshot
from dateline.cli import main
from dateline.store.warehouse import Warehouse


def fill(kilobytes: int) -> None:
    sys.stderr.write("the disk is full now\n")
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, resource.RLIM_INFINITY))


def starve(place: str, kilobytes: int) -> None:
    if place == "publish":
        run_file = Warehouse.run_file

        def starved(self, name, incoming=None):
            if name == "publish.sql":
                fill(kilobytes)
            run_file(self, name, incoming)

        Warehouse.run_file = starved
    elif place == "snapshot":
        copy = snapshot._copy

        def starved_copy(*arguments):
            fill(kilobytes)
            return copy(*arguments)

        snapshot._copy = starved_copy
    else:
        raise SystemExit(f"no such place: {place}")


if __name__ == "__main__":
    starve(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[4:]))
