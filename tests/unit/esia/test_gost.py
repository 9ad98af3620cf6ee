"""GOST signatures: our reading of them, the demo's signer and the simulator, each held against OpenSSL's own."""

from pathlib import Path

import pytest

from gost_engine import needs_engine, openssl
from kartoteka.adapters.esia.gost import GostPublicKey, is_signed, read_public_key
from kartoteka.adapters.esia.signers import CommandSigner
from kartoteka.devtools.gost_key import DemoKey, new_key, read_or_make_key
from kartoteka.shared.errors import Unavailable
from simulators.esia import gost as simulated

MESSAGE = b"KARTOTEKAopenid fullname2026.11.23 10:00:00 +0000"
# Made once with OpenSSL 3.0.19 and its engine; paramset:A is CryptoPro's curve A.
VECTOR_KEY = """-----BEGIN PUBLIC KEY-----
MGYwHwYIKoUDBwEBAQEwEwYHKoUDAgIjAQYIKoUDBwEBAgIDQwAEQAC5gxHbT4P5
QeMDFhDwckRDXXU5Jd2xuMFpToe4jkX9EOuk5Z3RMORxLPI/FwLJO8NkM/bmQ3FX
8sE4u404QmI=
-----END PUBLIC KEY-----
"""
VECTOR_SIGNATURE = bytes.fromhex(
    "1fbaa7ce05da357788550a4be3e720e3c4604dc6941ef5328f162d81fd16d60d"
    "a5f34baf06da0dd808ef15c4ffbd5a083de8f4e1d4074407b6989c91a32cc004"
)


def point_of(pem: str) -> GostPublicKey:
    key = read_public_key(pem.encode())
    assert key is not None
    return key


class TestGostPublicKey:
    def test_checks_what_openssl_signed(self) -> None:
        assert is_signed(MESSAGE, VECTOR_SIGNATURE, point_of(VECTOR_KEY))

    @pytest.mark.parametrize(
        ("message", "signature"),
        [
            (MESSAGE + b" ", VECTOR_SIGNATURE),
            (MESSAGE, VECTOR_SIGNATURE[::-1]),
            (MESSAGE, VECTOR_SIGNATURE[32:] + VECTOR_SIGNATURE[:32]),
            (MESSAGE, VECTOR_SIGNATURE[:-1]),
            (MESSAGE, b""),
            (MESSAGE, bytes(64)),
            (MESSAGE, b"\xff" * 64),
        ],
    )
    def test_refuses_anything_else(self, message: bytes, signature: bytes) -> None:
        assert not is_signed(message, signature, point_of(VECTOR_KEY))

    def test_refuses_another_owners_signature(self) -> None:
        assert not is_signed(MESSAGE, new_key().sign(MESSAGE), point_of(VECTOR_KEY))

    @pytest.mark.parametrize(
        "encoded", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", b"\x00" * 99]
    )
    def test_is_not_seen_where_there_is_none(self, encoded: bytes) -> None:
        assert read_public_key(encoded) is None


class TestDemoKey:
    def test_signs_what_the_portal_and_the_simulator_accept(self) -> None:
        key = new_key()
        point = point_of(key.public_pem)

        signature = key.sign(MESSAGE)

        assert is_signed(MESSAGE, signature, point)
        assert simulated.is_signed(MESSAGE, signature, point.point)

    def test_is_made_once_and_for_its_owner_only(self, tmp_path: Path) -> None:
        first = read_or_make_key(tmp_path / "keys" / "client-key")

        again = read_or_make_key(tmp_path / "keys" / "client-key")

        assert again == first
        assert (tmp_path / "keys" / "client-key").stat().st_mode & 0o077 == 0

    def test_of_the_simulator_is_read_by_the_portal(self) -> None:
        key = simulated.new_private_key()

        assert is_signed(MESSAGE, simulated.sign(MESSAGE, key), point_of(simulated.public_pem(key)))


@needs_engine
class TestOpenSsl:
    @pytest.fixture(params=["A", "B", "C", "TCA"])
    def private_key(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        path = tmp_path / "private.pem"
        curve = f"paramset:{request.param}"
        path.write_bytes(openssl("genpkey", "-engine", "gost", "-algorithm", "gost2012_256", "-pkeyopt", curve))
        return path

    def signer(self, private_key: Path) -> CommandSigner:
        return CommandSigner(("openssl", "dgst", "-engine", "gost", "-md_gost12_256", "-sign", str(private_key)))

    def test_signs_what_we_accept(self, private_key: Path) -> None:
        public = openssl("pkey", "-engine", "gost", "-in", str(private_key), "-pubout")

        signature = self.signer(private_key).sign(MESSAGE)

        assert is_signed(MESSAGE, signature, point_of(public.decode()))

    def test_writes_a_certificate_whose_key_we_find(self, private_key: Path) -> None:
        der = openssl(
            "req", "-engine", "gost", "-x509", "-key", str(private_key), "-md_gost12_256", "-subj", "/CN=test",
            "-outform", "DER",
        )  # fmt: skip

        key = read_public_key(der)

        assert key is not None
        assert is_signed(MESSAGE, self.signer(private_key).sign(MESSAGE), key)

    def test_accepts_what_the_demo_signs(self, tmp_path: Path) -> None:
        key: DemoKey = new_key()
        (tmp_path / "public.pem").write_text(key.public_pem)
        (tmp_path / "signature").write_bytes(key.sign(MESSAGE))

        told = openssl(
            "dgst", "-engine", "gost", "-md_gost12_256", "-verify", str(tmp_path / "public.pem"), "-signature",
            str(tmp_path / "signature"), given=MESSAGE,
        )  # fmt: skip

        assert b"Verified OK" in told


class TestCommandSigner:
    def test_gives_the_program_the_message_and_takes_its_output(self) -> None:
        signer = CommandSigner(("head", "--bytes=64"))

        assert signer.sign(b"m" * 70) == b"m" * 64

    def test_turns_the_signature_of_a_program_that_writes_it_backwards(self) -> None:
        message = bytes(range(64))

        assert CommandSigner(("cat",), is_reversed=True).sign(message) == message[::-1]

    @pytest.mark.parametrize("command", [("false",), ("no-such-program",), ("true",), ("echo", "no signature")])
    def test_is_unavailable_when_the_program_fails(self, command: tuple[str, ...]) -> None:
        with pytest.raises(Unavailable):
            CommandSigner(command).sign(MESSAGE)

    def test_tells_nothing_of_the_message_when_it_fails(self) -> None:
        with pytest.raises(Unavailable) as failure:
            CommandSigner(("false",)).sign(MESSAGE)

        assert "KARTOTEKA" not in str(failure.value)
