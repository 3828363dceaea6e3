"""Parsing in several processes: workers of our own on pipes, one JSON line a request, killed by pid.

Not `multiprocessing`: under an executor's forked or spawned task processes its pools are refused.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from dateline.errors import StoreError
from dateline.records import Document, as_json

_CHUNK = 8
"""Documents a request: enough for the model to read them together, few enough that no worker waits long at the end."""


_STDERR = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one document, its rows already JSON values."""

    document_id: str
    outcome: str
    reason: str | None
    rows: list[dict[str, Any]] = field(default_factory=list)


class WorkerDied(Exception):
    """A worker process ended before it answered."""


class Worker:
    """One worker process. A request is a list of documents on one line, the answer a list on one line.

    Its answers have a pipe of their own: what a library of it prints is no answer, and goes to stderr.
    """

    def __init__(self) -> None:
        environ = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
        answers, its_end = os.pipe()
        self._answers = os.fdopen(answers, "rb")
        command = [sys.executable, "-m", "dateline.parse.worker", str(its_end)]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=_STDERR, env=environ, pass_fds=(its_end,)
            )
        except BaseException:
            self._answers.close()
            raise
        finally:
            os.close(its_end)

    def ask(self, documents: Sequence[Document]) -> list[Answer]:
        """Return the answers for documents, in order. Raises WorkerDied."""
        requests = self._process.stdin
        if requests is None:
            raise WorkerDied
        try:
            requests.write(json.dumps([as_json(document) for document in documents]).encode("ascii") + b"\n")
            requests.flush()
            line = self._answers.readline()
        except OSError as error:
            raise WorkerDied from error
        if not line.endswith(b"\n"):
            raise WorkerDied
        return [Answer(**fields) for fields in json.loads(line)]

    def close(self) -> None:
        """End the process: end of input first, then kill."""
        for pipe in (self._process.stdin, self._answers):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Workers:
    """As many workers as asked for, started on first use; a dead one is replaced."""

    def __init__(self, count: int) -> None:
        self._free: queue.Queue[Worker | None] = queue.Queue()
        for _ in range(count):
            self._free.put(None)

    def ask(self, documents: Sequence[Document]) -> list[Answer]:
        """Return the answers; documents that kill their worker twice are failed, alone."""
        worker = self._free.get()
        try:
            worker = worker or Worker()
            return worker.ask(documents)
        except WorkerDied:
            if worker is not None:
                worker.close()
            worker = None
        finally:
            self._free.put(worker)
        if len(documents) == 1:
            return [self._last_try(documents[0])]
        return [answer for document in documents for answer in self.ask([document])]

    def _last_try(self, document: Document) -> Answer:
        worker = Worker()
        try:
            return worker.ask([document])[0]
        except WorkerDied:
            return Answer(document.id, "failed", "the worker process died on it")
        finally:
            worker.close()

    def close(self) -> None:
        """End all workers."""
        while not self._free.empty():
            worker = self._free.get_nowait()
            if worker is not None:
                worker.close()


def parse_in_workers(documents: Iterable[Document], processes: int) -> Iterator[Answer]:
    """Yield the answers for documents in their order, parsed by `processes` workers. Raises StoreError."""
    workers = _Workers(processes)
    source = iter(documents)
    waiting: deque[Future[list[Answer]]] = deque()
    try:
        with ThreadPoolExecutor(processes) as threads:
            while chunk := list(islice(source, _CHUNK)):
                waiting.append(threads.submit(workers.ask, chunk))
                if len(waiting) > 2 * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
    except OSError as error:
        raise StoreError(f"a worker process could not be started ({error.strerror})") from error
    finally:
        workers.close()
