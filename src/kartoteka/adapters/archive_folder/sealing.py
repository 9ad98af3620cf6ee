"""
Encrypting a file of any size piece by piece.

AES-GCM seals a message that fits into memory. A file is a row of such messages: the number of each and whether it is
the last one stand in its nonce, so none can be changed, moved, repeated or cut off without being noticed (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár).
"""

import os
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK: Final = 64 * 1024
_PREFIX, _TAG = 7, 16


class Broken(Exception):  # noqa: N818 - reads as "raise Broken"
    """The file is not as it was written, or was written with another key."""


class SealedWriter:
    """Writes a file whose bytes go out encrypted. Can't be read or sought in; closed well, or the file is broken."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        self._out, self._cipher = out, AESGCM(key)
        self._prefix = os.urandom(_PREFIX)
        self._waiting = bytearray()
        self._number = self._written = 0
        out.write(self._prefix)

    def write(self, content: bytes) -> int:
        self._waiting += content
        self._written += len(content)
        # One is kept back: the last one is marked as the last.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._out.flush()

    def seekable(self) -> bool:
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._number, is_last=is_last), chunk, None))
        self._number += 1


def unseal(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """
    What was written, in pieces.

    :raises Broken: a piece is not as it was written, or the end is missing
    """
    cipher, prefix, number = AESGCM(key), file.read(_PREFIX), 0
    chunk = file.read(CHUNK + _TAG)
    while True:
        following = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last=not following), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise Broken from error
        if not following:
            return
        chunk, number = following, number + 1


def plain_size(sealed: int) -> int:
    """How many bytes a sealed file of this size holds."""
    body = max(sealed - _PREFIX, 0)
    return body - _TAG * -(-body // (CHUNK + _TAG))


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
