"""
Detached signatures of medical documents: CMS, as CAdES-BES shapes it, by GOST R 34.10-2012 of 256 bits.

What is checked: that the document is the one that was signed, to the byte; that the owner of the certificate signed it;
that the certificate was in force then; that an authority which the installation trusts issued it. Whether it was
revoked is not asked: that needs a network, and the answer of the day of signing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import cms

from kartoteka.adapters.cms.certificates import Authorities, Cryptography, is_in_term, key_of, load, words_of
from kartoteka.domain.health_record.documents import Doubt, SignatureCheck

_KEPT_ANSWERS = 1000
_STREEBOG_256 = "1.2.643.7.1.1.2.2"
_GOST_256 = frozenset({"1.2.643.7.1.1.1.1", "1.2.643.7.1.1.3.2"})


class _Unreadable(Exception):  # noqa: N818 - read as what was met
    """The file is no signature that we know how to take apart."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A signature taken apart; `certificate` and `beside` are asn1crypto's, which has no types."""

    digest_algorithm: str
    algorithm: str
    message_digest: bytes
    signed_attributes: bytes
    signature: bytes
    signed_at: datetime | None
    certificate: Any
    beside: tuple[Any, ...]


class CmsSignatureChecker:
    """`SignatureChecker` over CMS; the promises stand in the port."""

    def __init__(self, *, trusted: Iterable[bytes], cryptography: Cryptography[Any]) -> None:
        self._cryptography = cryptography
        self._authorities = Authorities(trusted, cryptography)
        # A record comes in whole each time, with the documents that it had before.
        self._remembered = lru_cache(_KEPT_ANSWERS)(self._check)

    def check(self, content: bytes, signatures: tuple[bytes, ...], *, at: datetime) -> tuple[SignatureCheck, ...]:
        # Once for all of them: of a long document it takes seconds.
        digest = bytes(reversed(self._cryptography.digest(content))) if signatures else b""
        return tuple(self._remembered(digest, one, at) for one in signatures)

    def _check(self, digest: bytes, signature: bytes, at: datetime) -> SignatureCheck:
        try:
            parts = _take_apart(signature)
        except _Unreadable:
            return SignatureCheck((Doubt.UNREADABLE,))
        moment = parts.signed_at or at
        return SignatureCheck(self._doubts(parts, digest, moment), words_of(parts.certificate), parts.signed_at)

    def _doubts(self, parts: _Parts, digest: bytes, moment: datetime) -> tuple[Doubt, ...]:
        key = self._cryptography.read_public_key(key_of(parts.certificate))
        if key is None or parts.digest_algorithm != _STREEBOG_256 or parts.algorithm not in _GOST_256:
            return (Doubt.UNKNOWN_ALGORITHM,)
        doubts = []
        if parts.message_digest != digest:
            doubts.append(Doubt.DOCUMENT_CHANGED)
        if not self._cryptography.is_signed(parts.signed_attributes, parts.signature, key):
            doubts.append(Doubt.FORGED)
        if not is_in_term(parts.certificate, moment):
            doubts.append(Doubt.CERTIFICATE_OUT_OF_TERM)
        if not self._authorities.vouch_for(parts.certificate, parts.beside, moment):
            doubts.append(Doubt.UNTRUSTED)
        return tuple(doubts)


def _take_apart(signature: bytes) -> _Parts:
    try:
        info = cms.ContentInfo.load(signature, strict=True)
        if info["content_type"].native != "signed_data":
            raise _Unreadable
        return _parts(info["content"])
    # The library raises what its parts raise, and a file from outside may break any of them.
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise _Unreadable from error


def _parts(signed: Any) -> _Parts:
    signers = signed["signer_infos"]
    if len(signers) != 1 or signed["encap_content_info"]["content"].native is not None:
        # A detached signature of one signer: nothing else is asked for.
        raise _Unreadable
    signer = signers[0]
    certificates = tuple(load(one.chosen.dump()) for one in signed["certificates"])
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if attributes["content_type"][0].native != "data":
        raise _Unreadable
    wanted = signer["sid"].chosen
    certificate = next(
        one
        for one in (*certificates, None)
        if one is None or (one.issuer == wanted["issuer"] and one.serial_number == wanted["serial_number"].native)
    )
    if certificate is None:
        raise _Unreadable
    return _Parts(
        digest_algorithm=signer["digest_algorithm"]["algorithm"].dotted,
        algorithm=signer["signature_algorithm"]["algorithm"].dotted,
        message_digest=attributes["message_digest"][0].native,
        signed_attributes=_as_set(signer["signed_attrs"].dump()),
        signature=signer["signature"].native,
        signed_at=_moment(attributes["signing_time"][0].native) if "signing_time" in attributes else None,
        certificate=certificate,
        beside=tuple(one for one in certificates if one is not certificate),
    )


def _moment(told: Any) -> datetime:
    """A moment that can be compared and kept: a form of it without a zone is allowed, and one in the year 0."""
    if not isinstance(told, datetime) or told.tzinfo is None:
        raise _Unreadable
    return told


def _as_set(attributes: bytes) -> bytes:
    """The signed attributes in the form in which they are signed: a SET, without their place in the message."""
    return b"\x31" + attributes[1:]
