"""Content encodings undone, with a cap: a small answer must not become a large one. Pure functions on bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any, Protocol

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_STEP = 65_536


class TooBig(Exception):
    """More bytes than allowed came out."""


class BadEncoding(Exception):
    """The bytes are not what their Content-Encoding says, or one that nobody here knows."""


class Decoder(Protocol):
    def feed(self, chunk: bytes) -> bytes: ...
    def is_whole(self) -> bool: ...


class Inflater:
    """Undoes the codings of one answer, chunk by chunk. `room` is how many bytes may still come out."""

    def __init__(self, content_encoding: str | None, max_bytes: int) -> None:
        names = [name.strip().lower() for name in (content_encoding or "").split(",")]
        self._decoders = [_decoder(name, max_bytes) for name in reversed(names) if name not in ("", "identity")]
        if len(self._decoders) > 3:
            raise BadEncoding(f"{len(self._decoders)} content encodings")
        self.room = max_bytes

    def feed(self, chunk: bytes) -> bytes:
        """Return what comes out of `chunk`. Raises TooBig, BadEncoding."""
        for decoder in self._decoders:
            chunk = decoder.feed(chunk)
        self.room -= len(chunk)
        if self.room < 0:
            raise TooBig
        return chunk

    def is_whole(self) -> bool:
        """Return False when a coding's end has not come yet: the body was cut."""
        return all(decoder.is_whole() for decoder in self._decoders)


def inflate(body: bytes, content_encoding: str | None, max_bytes: int) -> bytes:
    """Return `body` without its content encoding. A body cut short gives what it holds. Raises TooBig, BadEncoding."""
    inflater = Inflater(content_encoding, max_bytes)
    return b"".join(inflater.feed(chunk) for chunk in _chunks(body))


def _chunks(body: bytes) -> Iterable[bytes]:
    return (body[at : at + _STEP] for at in range(0, len(body), _STEP))


def _decoder(name: str, max_bytes: int) -> Decoder:
    if name in ("gzip", "x-gzip"):
        return _Zlib(16 + zlib.MAX_WBITS, max_bytes)
    if name == "deflate":
        return _Zlib(zlib.MAX_WBITS, max_bytes)
    if name == "br":
        return _Brotli(max_bytes)
    if name == "zstd":
        return _Zstd(max_bytes)
    raise BadEncoding(f"unknown content encoding `{name[:40]}`")


class _Zlib:
    """gzip of one or more members, and deflate with or without its zlib header."""

    def __init__(self, bits: int, max_bytes: int) -> None:
        self._bits, self._max, self._inner, self._started = bits, max_bytes, zlib.decompressobj(bits), False

    def feed(self, chunk: bytes) -> bytes:
        out, n_out = [], 0
        while chunk:
            if self._inner.eof:
                if self._bits == zlib.MAX_WBITS or chunk.strip(b"\0") == b"":
                    break
                self._inner = zlib.decompressobj(self._bits)
            piece = self._piece(chunk)
            out.append(piece)
            n_out += len(piece)
            if n_out > self._max:
                raise TooBig
            chunk = self._inner.unconsumed_tail or self._inner.unused_data
        return b"".join(out)

    def _piece(self, chunk: bytes) -> bytes:
        try:
            piece = self._inner.decompress(chunk, 16 * _STEP)
        except zlib.error as error:
            if self._started or self._bits != zlib.MAX_WBITS:
                raise BadEncoding(f"not the gzip or deflate it says it is: {error}") from error
            self._bits = -zlib.MAX_WBITS  # "deflate" without the zlib header, as old servers send it
            self._inner = zlib.decompressobj(self._bits)
            self._started = True
            return self._piece(chunk)
        self._started = True
        return piece

    def is_whole(self) -> bool:
        return self._inner.eof or not self._started


class _Brotli:
    def __init__(self, max_bytes: int) -> None:
        import brotli  # type: ignore[import-untyped]

        self._error, self._inner, self._max, self._n = brotli.error, brotli.Decompressor(), max_bytes, 0

    def feed(self, chunk: bytes) -> bytes:
        out = []
        try:
            piece: bytes = self._inner.process(chunk, output_buffer_limit=_STEP)
            while piece or not self._inner.can_accept_more_data():
                out.append(piece)
                self._n += len(piece)
                if self._n > self._max:
                    raise TooBig
                if self._inner.is_finished():
                    break
                piece = self._inner.process(b"", output_buffer_limit=_STEP)
        except self._error as error:
            raise BadEncoding(f"not the brotli it says it is: {error}") from error
        return b"".join(out)

    def is_whole(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    """zstd frames. The window is capped at 8 MiB, as RFC 9659 asks of HTTP."""

    def __init__(self, max_bytes: int) -> None:
        import zstandard

        self._error: type[Exception] = zstandard.ZstdError
        self._context: Any = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
        self._inner: Any = self._context.decompressobj(write_size=_STEP)
        self._max, self._n = max_bytes, 0

    def feed(self, chunk: bytes) -> bytes:
        out = []
        try:
            for at in range(0, len(chunk), 64):  # so that a bomb is noticed before it is unpacked whole
                piece: bytes = self._inner.decompress(chunk[at : at + 64])
                out.append(piece)
                self._n += len(piece)
                if self._n > self._max:
                    raise TooBig
                if self._inner.eof:
                    break
        except self._error as error:
            raise BadEncoding(f"not the zstd it says it is: {error}") from error
        return b"".join(out)

    def is_whole(self) -> bool:
        return bool(self._inner.eof)
