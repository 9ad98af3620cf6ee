"""
Who signs our requests to ESIA. The key is a matter of certified cryptography, so a program outside signs; which one
is a setting.
"""

import subprocess
from dataclasses import dataclass
from typing import Protocol

from kartoteka.adapters.esia.gost import SIGNATURE_LENGTH
from kartoteka.shared.errors import Unavailable

_PATIENCE = 5.0


class Signer(Protocol):
    """Holds the installation's GOST key, or knows who does."""

    def sign(self, message: bytes) -> bytes:
        """
        The raw signature of 64 bytes, s before r.

        :raises Unavailable: the key can't be used now
        """
        ...


@dataclass(frozen=True, slots=True)
class CommandSigner:
    """
    A program that reads the message from its input and writes the raw signature to its output.

    `is_reversed` is for programs that write it last byte first, as CryptoPro's do.
    """

    command: tuple[str, ...]
    is_reversed: bool = False

    def sign(self, message: bytes) -> bytes:
        try:
            done = subprocess.run(self.command, input=message, capture_output=True, timeout=_PATIENCE, check=True)
        except (OSError, subprocess.SubprocessError) as failure:
            # Without the message of the failure: it holds the command line.
            raise Unavailable("the signing program failed") from failure
        if len(done.stdout) != SIGNATURE_LENGTH:
            raise Unavailable("the signing program wrote no signature")
        return done.stdout[::-1] if self.is_reversed else done.stdout
