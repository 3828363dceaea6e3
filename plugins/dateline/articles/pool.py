"""Pages read in processes of our own on pipes: one that takes too long or too much memory is ended, by pid, and left.

Not `multiprocessing`: under an executor's forked or spawned task processes its pools are refused.
"""

from __future__ import annotations

import json
import os
import queue
import select
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from dateline.config import ROOT, ExtractSettings
from dateline.errors import StoreError

START_LIMIT_S = 120.0
"""How long a worker may take to load its libraries on a busy machine."""

PAGES_A_WORKER = 20
"""Fewer pages than this are not worth a second process: it takes a second of computing to start."""

_STDERR = 2

Reply = dict[str, Any]


class WorkerDied(Exception):
    """A worker process ended before it answered."""


class PageTimedOut(Exception):
    """A page took longer than it may."""


class _Worker:
    """One worker process; one page at a time.

    Its replies have a pipe of their own: what a library of it prints is not a reply, and goes to stderr.
    """

    def __init__(self, settings: ExtractSettings) -> None:
        self._settings = settings
        paths = [str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")]
        environ = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        replies, its_end = os.pipe()
        self._replies = os.fdopen(replies, "rb", buffering=0)
        command = [sys.executable, "-m", "dateline.articles.worker", str(settings.max_memory_mb), str(its_end)]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=_STDERR, env=environ, bufsize=0, pass_fds=(its_end,)
            )
        except BaseException:
            self._replies.close()
            raise
        finally:
            os.close(its_end)
        self._held = b""
        try:
            if self._line(START_LIMIT_S) != b"ready\n":
                raise WorkerDied
        except PageTimedOut:
            raise WorkerDied from None
        except BaseException:
            self.close()
            raise

    def ask(self, request: Mapping[str, Any]) -> Reply:
        """Return the reply. Raises WorkerDied, PageTimedOut; the worker is of no more use then."""
        line = memoryview(json.dumps(request).encode("ascii") + b"\n")
        if self._process.stdin is None:
            raise WorkerDied
        try:
            while line:
                line = line[self._process.stdin.write(line) or 0 :]
        except OSError as error:
            raise WorkerDied from error
        reply: Reply = json.loads(self._line(self._settings.page_limit_s))
        return reply

    def _line(self, limit_s: float) -> bytes:
        until, pieces = time.monotonic() + limit_s, [self._held]
        while b"\n" not in pieces[-1]:
            ready, _, _ = select.select([self._replies], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise PageTimedOut
            piece = os.read(self._replies.fileno(), 1 << 20)
            if not piece:
                raise WorkerDied
            pieces.append(piece)
        line, _, self._held = b"".join(pieces).partition(b"\n")
        return line + b"\n"

    def close(self) -> None:
        """End the process at once: it holds nothing that could be lost."""
        self._process.kill()
        for pipe in (self._process.stdin, self._replies):
            if pipe is not None:
                pipe.close()
        self._process.wait()


class _Workers:
    """As many workers as asked for, started on first use; one that died, was ended or is spent is replaced."""

    def __init__(self, count: int, settings: ExtractSettings) -> None:
        self._settings = settings
        self._free: queue.Queue[_Worker | None] = queue.Queue()
        for _ in range(count):
            self._free.put(None)

    def ask(self, request: Mapping[str, Any]) -> Reply:
        """Return the reply; a page that ends its worker is tried once more, in a fresh one."""
        try:
            return self._try(request)
        except WorkerDied:
            pass
        try:
            return self._try(request)
        except WorkerDied:
            limit = self._settings.max_memory_mb
            return {"outcome": "failed", "detail": f"the process reading it ended (it may hold {limit} MB)"}

    def _try(self, request: Mapping[str, Any]) -> Reply:
        worker, ended = self._free.get(), True
        try:
            worker = worker or _Worker(self._settings)
            reply = worker.ask(request)
            ended = bool(reply.pop("spent", False))
            return reply
        except PageTimedOut:
            limit = f"{self._settings.page_limit_s:g} s"
            return {"outcome": "timed_out", "detail": f"it could not be read within {limit}"}
        finally:
            if ended and worker is not None:
                worker.close()
            self._free.put(None if ended else worker)

    def close(self) -> None:
        """End all workers that are free: all, when nobody asks any more."""
        while not self._free.empty():
            worker = self._free.get_nowait()
            if worker is not None:
                worker.close()


def read_pages(
    requests: Iterable[Mapping[str, Any]], settings: ExtractSettings, *, processes: int | None = None
) -> Iterator[Reply]:
    """Yield the reply to each request (see `dateline.articles.worker`) in order, a few at a time in memory.

    Every page has a reply within `page_limit_s` of its start: one that takes longer is `timed_out`, one that ends its
    process twice is `failed`. Raises StoreError when no process can be started.
    """
    count = processes or settings.processes
    workers = _Workers(count, settings)
    waiting: deque[Future[Reply]] = deque()
    try:
        with ThreadPoolExecutor(count, "extract") as threads:
            try:
                for request in requests:
                    waiting.append(threads.submit(workers.ask, request))
                    if len(waiting) > 4 * count:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
    except OSError as error:
        raise StoreError(f"a process to read pages could not be started ({error.strerror})") from error
    finally:
        workers.close()


def processes_for(n_pages: int, settings: ExtractSettings) -> int:
    """Return how many processes so many pages are worth."""
    return max(1, min(settings.processes, -(-n_pages // PAGES_A_WORKER)))
