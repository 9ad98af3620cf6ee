"""Certificates of signatures: whose they are, when they hold, and whether somebody trusted stands behind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from asn1crypto import pem, x509

from kartoteka.domain.health_record.documents import Certificate

_Key = TypeVar("_Key")
_LONGEST_CHAIN = 4
_LONGEST_WORDS = 200
_KEPT_ANSWERS = 512


class Cryptography(Protocol[_Key]):
    """What signatures need of an algorithm: reading a public key, checking, hashing."""

    def read_public_key(self, encoded: bytes, /) -> _Key | None:
        """The key in DER; None where it is of another algorithm."""
        ...

    def is_signed(self, message: bytes, signature: bytes, key: _Key, /) -> bool:
        """Whether the owner of the key signed the message."""
        ...

    def digest(self, message: bytes, /) -> bytearray:
        """The hash in the order of bytes in which signatures take it, its lowest byte first."""
        ...


class Authorities:
    """The certificates of the authorities that an installation trusts."""

    def __init__(self, trusted: Iterable[bytes], cryptography: Cryptography[Any]) -> None:
        self._trusted = [load(one) for one in trusted]
        self._roots = frozenset(one.dump() for one in self._trusted)
        self._cryptography = cryptography
        # Of a few clinics come thousands of documents.
        self._is_issued_by = lru_cache(_KEPT_ANSWERS)(self._check_issue)

    def vouch_for(self, leaf: Any, beside: Sequence[Any], at: datetime) -> bool:
        """Whether a chain leads from the certificate to an authority, each link of it in force at the moment."""
        current = leaf
        for _ in range(_LONGEST_CHAIN):
            issuer = next((one for one in (*self._trusted, *beside) if self._issued(one, current)), None)
            if issuer is None or not is_in_term(issuer, at):
                return False
            if issuer.dump() in self._roots:
                return True
            current = issuer
        return False

    def _issued(self, issuer: Any, certificate: Any) -> bool:
        if issuer.subject.dump() != certificate.issuer.dump() or not _may_issue(issuer):
            return False
        return self._is_issued_by(certificate.dump(), issuer.dump())

    def _check_issue(self, certificate: bytes, issuer: bytes) -> bool:
        key = self._cryptography.read_public_key(key_of(load(issuer)))
        signed = load(certificate)
        return key is not None and self._cryptography.is_signed(
            signed["tbs_certificate"].dump(), signed["signature_value"].native, key
        )


def read_authorities(folder: Path | None) -> tuple[bytes, ...]:
    """
    The certificates in a folder, PEM or DER, one a file.

    :raises ValueError: a file holds no certificate
    """
    if folder is None:
        return ()
    found = [_der(path.read_bytes()) for path in sorted(folder.iterdir()) if path.suffix in {".pem", ".cer", ".crt"}]
    for one in found:
        load(one)
    return tuple(found)


def _der(content: bytes) -> bytes:
    if not pem.detect(content):
        return content
    der: bytes = pem.unarmor(content)[2]
    return der


# Certificates of asn1crypto, which has no types of its own, here and above.
def load(der: bytes) -> Any:
    """
    A certificate, with the parts that are needed looked at: the library reads each only when it is asked for.

    :raises ValueError: it is none
    """
    certificate = x509.Certificate.load(der, strict=True)
    # A year 0 is no moment of Python's, and one without a zone can't be compared with any.
    for bound in (certificate.not_valid_before, certificate.not_valid_after):
        if not isinstance(bound, datetime) or bound.tzinfo is None:
            raise ValueError("The term of the certificate is none.")
    _ = certificate.basic_constraints_value
    _ = words_of(certificate), key_of(certificate), certificate["signature_value"].native
    return certificate


def key_of(certificate: Any) -> bytes:
    """The public key of a certificate, in DER."""
    key: bytes = certificate["tbs_certificate"]["subject_public_key_info"].dump()
    return key


def _may_issue(certificate: Any) -> bool:
    constraints = certificate.basic_constraints_value
    return constraints is not None and bool(constraints["ca"].native)


def is_in_term(certificate: Any, at: datetime) -> bool:
    """Whether a certificate is in force at a moment."""
    return bool(certificate.not_valid_before <= at <= certificate.not_valid_after)


def words_of(certificate: Any) -> Certificate:
    """What a page shows of a certificate: nothing of its owner's numbers."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    person = " ".join(filter(None, (_word(subject, "surname"), _word(subject, "given_name"))))
    return Certificate(
        owner=(person or _word(subject, "common_name"))[:_LONGEST_WORDS],
        position=_word(subject, "title"),
        organization=_word(subject, "organization_name"),
        issuer=_word(issuer, "common_name"),
        serial=f"{certificate.serial_number:X}"[:60],
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
    )


def _word(name: dict[str, Any], part: str) -> str:
    value = name.get(part, "")
    return str(value[0] if isinstance(value, list) else value)[:_LONGEST_WORDS]
