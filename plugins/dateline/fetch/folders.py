"""A watched folder as a feed: files that an agency's own delivery puts on this machine, `file:///srv/wire/`.

Only folders that the settings name (`[fetch] wire_folders`), and what lies in them, are ever read: no address that came
over the network leads here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_UNFINISHED = (".part", ".tmp", ".filepart", ".swp", "~")


@dataclass(frozen=True, slots=True)
class FolderState:
    """What lies in a watched folder. `files` are newest first; `etag` tells whether anything changed since."""

    files: tuple[Path, ...]
    etag: str
    n_left_out: int = 0


class FolderRefused(Exception):
    """The folder may not be read, or cannot be."""


def list_folder(url: str, allowed: Sequence[str], max_files: int) -> FolderState:
    """Return the files of the folder that `url` names; the newest `max_files` where there are more.

    Names that begin with a dot or look unfinished are left alone. Raises FolderRefused, which says why.
    """
    folder = Path(unquote(urlsplit(url).path)).resolve()
    if not any(folder.is_relative_to(Path(one).resolve()) for one in allowed):
        raise FolderRefused(f"{folder}: not among `wire_folders` in the settings")
    found = []
    try:
        for path in folder.iterdir():
            if path.name.startswith(".") or path.name.endswith(_UNFINISHED):
                continue
            if path.is_file() and path.resolve().is_relative_to(folder):
                told = path.stat()
                found.append((told.st_mtime_ns, path.name, told.st_size, path))
    except OSError as error:
        raise FolderRefused(f"{folder}: cannot be read: {error.strerror}") from error
    found.sort(key=lambda one: one[:3], reverse=True)
    digest = hashlib.sha256(repr([one[:3] for one in found]).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    files = tuple(path for *_, path in found[:max_files])
    return FolderState(files, f'"{digest}"', len(found) - len(files))


def read_files(state: FolderState, max_bytes: int) -> Iterator[tuple[Path, bytes | None, str | None]]:
    """Yield each file with its bytes, or with why they cannot be had. Oldest first: later versions come later."""
    for path in reversed(state.files):
        try:
            with path.open("rb") as source:
                body = source.read(max_bytes + 1)
        except OSError as error:
            yield path, None, f"{path.name}: cannot be read: {error.strerror}"
            continue
        yield (path, None, f"{path.name}: over {max_bytes} bytes") if len(body) > max_bytes else (path, body, None)
