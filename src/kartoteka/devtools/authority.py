"""
An authority of the demo that issues certificates, and signing with them: GOST R 34.10-2012, detached CMS.

Its keys are new with each load and kept nowhere; nobody but the load that made it trusts it.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from asn1crypto import cms, core, keys, x509

from kartoteka.adapters.esia.gost import digest
from kartoteka.devtools.gost_key import DemoKey, new_key

_STREEBOG_256, _GOST_256, _GOST_WITH_STREEBOG = "1.2.643.7.1.1.2.2", "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.3.2"
# As far back as the records of the demo go.
_YEARS = timedelta(days=10 * 365)


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a certificate is issued."""

    name: str
    organization: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody with a key and a certificate."""

    certificate: Any  # asn1crypto has no types
    key: DemoKey

    def sign(self, content: bytes, *, at: datetime) -> bytes:
        """A detached signature in DER, with the time by the signer's clock."""
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["data"]},
                {"type": "signing_time", "values": [cms.Time(name="utc_time", value=at.astimezone(UTC))]},
                {"type": "message_digest", "values": [_hash(content)]},
            ]
        )
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": self.certificate.issuer, "serial_number": self.certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": _STREEBOG_256},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": _GOST_256},
            "signature": self.key.sign(attributes.dump()),
        }
        signed = {
            "version": "v1",
            "digest_algorithms": [{"algorithm": _STREEBOG_256}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [self.certificate],
            "signer_infos": [signer],
        }
        message: bytes = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump()
        return message


class Authority:
    """Issues certificates that are in force for years around a day."""

    def __init__(self, name: str, *, now: datetime) -> None:
        self._name = x509.Name.build({"country_name": "RU", "organization_name": name, "common_name": name})
        self._key = new_key()
        self._now = now
        self._issued = 0

    @cached_property
    def certificate(self) -> bytes:
        """Its own certificate, which whoever trusts it has."""
        made: bytes = self._make(self._name, self._key, self._term(), is_authority=True).dump()
        return made

    def admit(self, owner: Owner, *, term: tuple[datetime, datetime] | None = None) -> Signatory:
        """A key with a certificate; `term` is the years around now if it is not given."""
        family, _, given = owner.name.partition(" ")
        parts = {
            "country_name": "RU",
            "organization_name": owner.organization,
            "common_name": owner.name or owner.organization,
        }
        parts |= {"surname": family, "given_name": given} if given else {}
        parts |= {"title": owner.position} if owner.position else {}
        key = new_key()
        return Signatory(self._make(x509.Name.build(parts), key, term or self._term(), is_authority=False), key)

    def _term(self) -> tuple[datetime, datetime]:
        return self._now - _YEARS, self._now + _YEARS

    def _make(self, owner: Any, key: DemoKey, term: tuple[datetime, datetime], *, is_authority: bool) -> Any:
        self._issued += 1
        body = x509.TbsCertificate(
            {
                "version": "v3",
                "serial_number": self._issued,
                "signature": {"algorithm": _GOST_WITH_STREEBOG},
                "issuer": self._name,
                "validity": {
                    name: x509.Time(name="general_time", value=moment.astimezone(UTC).replace(microsecond=0))
                    for name, moment in zip(("not_before", "not_after"), term, strict=True)
                },
                "subject": owner,
                "subject_public_key_info": keys.PublicKeyInfo.load(_der(key)),
                "extensions": [
                    {
                        "extn_id": "basic_constraints",
                        "critical": True,
                        "extn_value": core.ParsableOctetString(x509.BasicConstraints({"ca": is_authority}).dump()),
                    }
                ],
            }
        )
        return x509.Certificate(
            {
                "tbs_certificate": body,
                "signature_algorithm": {"algorithm": _GOST_WITH_STREEBOG},
                "signature_value": self._key.sign(body.dump()),
            }
        )


@lru_cache(maxsize=1)
def _hash(content: bytes) -> bytes:
    # Two sign the same document one after the other.
    return bytes(reversed(digest(content)))


def _der(key: DemoKey) -> bytes:
    return base64.b64decode("".join(key.public_pem.splitlines()[1:-1]))
