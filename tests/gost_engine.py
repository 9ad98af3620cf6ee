"""OpenSSL with its GOST engine: a signer that nobody here wrote. CI has it; elsewhere its tests may be skipped."""

import subprocess

import pytest


def _why_not() -> str:
    try:
        done = subprocess.run(["openssl", "engine", "gost"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "there is no openssl"
    return "" if done.returncode == 0 else "the Debian package libengine-gost-openssl is not installed"


_MISSING = _why_not()
needs_engine = pytest.mark.skipif(bool(_MISSING), reason=f"OpenSSL can't sign with GOST here: {_MISSING}")


def openssl(*arguments: str, given: bytes = b"") -> bytes:
    """Run OpenSSL; returns what it writes."""
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout
