"""Detached signatures by GOST R 34.10-2012: each thing that may be wrong is told apart from the others (F-07)."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms

from gost_engine import needs_engine, openssl
from kartoteka.adapters.cms.certificates import read_authorities
from kartoteka.adapters.cms.checker import CmsSignatureChecker
from kartoteka.adapters.esia import gost
from kartoteka.devtools.authority import Authority, Owner, Signatory
from kartoteka.domain.health_record.documents import Doubt, SignatureCheck, SignatureState
from kartoteka.ui.document_words import DOUBTS

pytestmark = pytest.mark.manual("F-07")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DOCTOR = Owner("Петрова Ирина Олеговна", "Поликлиника № 1", "Врач-терапевт")
CONTENT = "<ClinicalDocument/> с русскими буквами".encode()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("Испытательный удостоверяющий центр", now=NOW)


@pytest.fixture(scope="module")
def doctor(authority: Authority) -> Signatory:
    return authority.admit(DOCTOR)


@pytest.fixture(scope="module")
def signature(doctor: Signatory) -> bytes:
    return doctor.sign(CONTENT, at=NOW)


def check(authority: Authority | None, signature: bytes, content: bytes = CONTENT) -> SignatureCheck:
    trusted = [authority.certificate] if authority else []
    checker = CmsSignatureChecker(trusted=trusted, cryptography=gost)
    return checker.check(content, (signature,), at=NOW)[0]


class TestASignature:
    def test_is_valid_and_tells_who_made_it_and_when(self, authority: Authority, signature: bytes) -> None:
        found = check(authority, signature)

        assert (found.state, found.doubts, found.signed_at) == (SignatureState.VALID, (), NOW)
        assert found.certificate is not None
        assert (found.certificate.owner, found.certificate.position, found.certificate.organization) == (
            DOCTOR.name, DOCTOR.position, DOCTOR.organization,
        )  # fmt: skip
        assert found.certificate.issuer == "Испытательный удостоверяющий центр"
        assert found.certificate.valid_from < NOW < found.certificate.valid_until

    @pytest.mark.parametrize("place", [0, len(CONTENT) // 2, len(CONTENT) - 1])
    def test_is_broken_by_one_changed_byte(self, authority: Authority, signature: bytes, place: int) -> None:
        changed = bytearray(CONTENT)
        changed[place] ^= 1

        found = check(authority, signature, bytes(changed))

        assert (found.state, found.doubts) == (SignatureState.BROKEN, (Doubt.DOCUMENT_CHANGED,))

    def test_is_broken_where_another_key_made_it(self, authority: Authority, doctor: Signatory) -> None:
        thief = Signatory(doctor.certificate, authority.admit(DOCTOR).key)

        found = check(authority, thief.sign(CONTENT, at=NOW))

        assert (found.state, found.doubts) == (SignatureState.BROKEN, (Doubt.FORGED,))

    @pytest.mark.parametrize("days", [(-9, -5), (5, 9)], ids=["expired", "not-yet"])
    def test_is_broken_where_the_certificate_was_not_in_force(
        self, authority: Authority, days: tuple[int, int]
    ) -> None:
        first, last = (NOW + timedelta(days=number) for number in days)
        out_of_term = authority.admit(DOCTOR, term=(first, last))

        found = check(authority, out_of_term.sign(CONTENT, at=NOW))

        assert (found.state, found.doubts) == (SignatureState.BROKEN, (Doubt.CERTIFICATE_OUT_OF_TERM,))

    def test_stays_valid_after_the_certificate_has_ended(self, authority: Authority) -> None:
        ended = authority.admit(DOCTOR, term=(NOW - timedelta(days=9), NOW - timedelta(days=5)))

        assert check(authority, ended.sign(CONTENT, at=NOW - timedelta(days=7))).state is SignatureState.VALID

    def test_of_an_unknown_authority_can_not_be_checked(self, signature: bytes) -> None:
        for stranger in (None, Authority("Испытательный удостоверяющий центр", now=NOW)):
            found = check(stranger, signature)

            assert (found.state, found.doubts) == (SignatureState.NOT_CHECKABLE, (Doubt.UNTRUSTED,))

    def test_of_a_certificate_issued_by_a_doctor_can_not_be_checked(
        self, authority: Authority, doctor: Signatory
    ) -> None:
        # A doctor's certificate is no authority's, whatever he signs with it.
        pretender = Authority("", now=NOW)
        pretender._name, pretender._key = doctor.certificate.subject, doctor.key
        signed = pretender.admit(DOCTOR).sign(CONTENT, at=NOW)
        info = cms.ContentInfo.load(signed)
        info["content"]["certificates"].append(cms.CertificateChoices("certificate", doctor.certificate))

        assert check(authority, info.dump()).doubts == (Doubt.UNTRUSTED,)

    @pytest.mark.parametrize("broken", [b"", b"\x30\x80", b"not a signature", b"\x30\x03\x02\x01\x01"])
    def test_that_is_none_can_not_be_checked(self, authority: Authority, broken: bytes) -> None:
        found = check(authority, broken)

        assert (found.state, found.doubts, found.certificate) == (
            SignatureState.NOT_CHECKABLE, (Doubt.UNREADABLE,), None,
        )  # fmt: skip

    def test_cut_anywhere_is_unreadable_and_changed_anywhere_is_no_error(
        self, authority: Authority, signature: bytes
    ) -> None:
        for place in range(0, len(signature), 17):
            assert check(authority, signature[:place]).doubts == (Doubt.UNREADABLE,)
        for place in range(0, len(signature) // 3, 11):
            changed = bytearray(signature)
            changed[place] ^= 0xFF
            # Not all of a message is signed: numbers of its version may change without harm.
            assert check(authority, bytes(changed)).state in set(SignatureState)

    @pytest.mark.parametrize("moment", [b"2026112312.00", b"000001010000Z"], ids=["no-zone", "year-0"])
    def test_of_a_moment_that_is_none_is_unreadable(
        self, authority: Authority, signature: bytes, moment: bytes
    ) -> None:
        # As long as the moment that was signed, in the other form that one may have.
        told = b"\x17\x0d" + f"{NOW:%y%m%d%H%M%SZ}".encode()
        assert signature.count(told) == 1

        found = check(authority, signature.replace(told, b"\x18\x0d" + moment))

        assert found.doubts == (Doubt.UNREADABLE,)

    @pytest.mark.parametrize("moment", [b"201611251200.00", b"00000101000000Z"], ids=["no-zone", "year-0"])
    def test_of_a_certificate_whose_term_is_none_is_unreadable(
        self, authority: Authority, signature: bytes, moment: bytes
    ) -> None:
        certificate = check(authority, signature).certificate
        assert certificate is not None
        begins = f"{certificate.valid_from:%Y%m%d%H%M%SZ}".encode()
        assert begins in signature

        found = check(authority, signature.replace(begins, moment))

        assert found.doubts == (Doubt.UNREADABLE,)

    def test_has_words_for_every_doubt(self) -> None:
        assert set(DOUBTS) == set(Doubt)


class TestTheAuthorities:
    def test_are_read_from_a_folder(self, authority: Authority, tmp_path: Path) -> None:
        (tmp_path / "one.cer").write_bytes(authority.certificate)
        (tmp_path / "notes.txt").write_text("no certificate")

        assert read_authorities(tmp_path) == (authority.certificate,)
        assert read_authorities(None) == ()

    def test_are_not_read_where_a_file_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "one.pem").write_text("no certificate")

        with pytest.raises(ValueError, match=r"."):
            read_authorities(tmp_path)


@needs_engine
class TestOpenSsl:
    """A signer and a checker that nobody here wrote."""

    def test_accepts_what_the_demo_signs(self, authority: Authority, signature: bytes, tmp_path: Path) -> None:
        files = {"authority.der": authority.certificate, "signature.der": signature, "content": CONTENT}
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        openssl(
            "x509", "-engine", "gost", "-inform", "DER", "-in", str(tmp_path / "authority.der"),
            "-out", str(tmp_path / "authority.pem"),
        )  # fmt: skip

        openssl(
            "cms", "-verify", "-engine", "gost", "-binary", "-inform", "DER", "-in", str(tmp_path / "signature.der"),
            "-content", str(tmp_path / "content"), "-CAfile", str(tmp_path / "authority.pem"), "-purpose", "any",
            "-attime", str(int(NOW.timestamp())),
        )  # fmt: skip
        (tmp_path / "content").write_bytes(CONTENT + b"!")
        with pytest.raises(subprocess.CalledProcessError):
            openssl(
                "cms", "-verify", "-engine", "gost", "-binary", "-inform", "DER",
                "-in", str(tmp_path / "signature.der"), "-content", str(tmp_path / "content"),
                "-CAfile", str(tmp_path / "authority.pem"), "-purpose", "any",
            )  # fmt: skip

    def test_signs_what_we_accept(self, tmp_path: Path) -> None:
        trusted = tmp_path / "trusted"
        trusted.mkdir()
        key, certificate, content = tmp_path / "key.pem", trusted / "certificate.pem", tmp_path / "content"
        content.write_bytes(CONTENT)
        openssl(
            "req", "-x509", "-engine", "gost", "-newkey", "gost2012_256", "-pkeyopt", "paramset:A", "-nodes",
            "-keyout", str(key), "-out", str(certificate), "-subj", "/CN=Petrova Irina", "-days", "30",
        )  # fmt: skip
        signed = openssl(
            "cms", "-sign", "-engine", "gost", "-binary", "-in", str(content), "-signer", str(certificate),
            "-inkey", str(key), "-outform", "DER", "-md", "md_gost12_256", "-nosmimecap",
        )  # fmt: skip
        checker = CmsSignatureChecker(trusted=read_authorities(trusted), cryptography=gost)

        (found,) = checker.check(CONTENT, (signed,), at=NOW)
        (changed,) = checker.check(CONTENT + b"!", (signed,), at=NOW)

        assert found.doubts == ()
        assert found.certificate is not None
        assert found.certificate.owner == "Petrova Irina"
        assert changed.doubts == (Doubt.DOCUMENT_CHANGED,)
