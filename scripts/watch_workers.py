"""Which worker processes of Dateline run while a proof goes on, and under which of its services: read from /proc."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

_MODULE = re.compile(rb"\0-m\0(dateline\.\w+\.worker)\0")
_EVERY_S = 0.1


class WorkerWatch:
    """Looks ten times a second, from a thread of its own, while its block lasts.

    `services` maps each service's name to the id of its process; `seen` maps a worker's module to the services that
    one of its processes had among its ancestors.
    """

    def __init__(self, services: Mapping[str, int]) -> None:
        self._services, self._ended = {pid: name for name, pid in services.items()}, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: dict[str, set[str]] = {}

    def __enter__(self) -> WorkerWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY_S):
            for pid, module in _workers():
                owners = {self._services[one] for one in _ancestors(pid) if one in self._services}
                if owners:
                    self.seen.setdefault(module, set()).update(owners)


def _workers() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found = _MODULE.search((folder / "cmdline").read_bytes())
        except OSError:
            continue
        if found:
            yield int(folder.name), found[1].decode("ascii")


def _ancestors(pid: int) -> Iterator[int]:
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return
        yield pid
