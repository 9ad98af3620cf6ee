"""The simulator of ESIA in a process of its own, for tests, and the browser that chooses a person there."""

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from cast import ANNA, DARYA, MARIA, CastMember
from e2e.operations.running_portal import free_port
from kartoteka.adapters.esia.direct import DirectEsia, DirectSettings
from kartoteka.adapters.esia.signers import Signer
from kartoteka.adapters.esia.tokens import read_token_key
from kartoteka.domain.accounts.types import ProviderAnswer
from kartoteka.shared.sex import Sex

CLIENT_ID = "KARTOTEKA"
CERTIFICATE_HASH = "0123456789ABCDEF" * 4
RETURN_URL = "http://127.0.0.1:8000/sign-in/esia/return/"
_START_DEADLINE = 30


def oid_of(member: CastMember) -> str:
    return str(1_000_000_000 + member.number)


@dataclass(frozen=True, slots=True)
class SimulatedEsia:
    """A running simulator, and what the Portal has to know of it."""

    port: int
    keys: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def adapter(self, signer: Signer, **changes: str | bool) -> DirectEsia:
        usual: dict[str, object] = {
            "url": self.url,
            "client_id": CLIENT_ID,
            "certificate_hash": CERTIFICATE_HASH,
            "issuer": f"{self.url}/",
            "token_key": read_token_key(self.keys / "esia-token-public-key.pem"),
        }
        return DirectEsia(DirectSettings(**{**usual, **changes}), signer)  # type: ignore[arg-type]

    def read(self, address: str) -> tuple[int, str]:
        """A page as a browser gets it: the status, and the text or where it leads."""
        parts = urlsplit(address)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}")
            answer = connection.getresponse()
            return answer.status, answer.headers["Location"] or answer.read().decode()
        finally:
            connection.close()

    def choose(self, address: str, member: CastMember, fault: str = "") -> ProviderAnswer:
        """What the browser brings back once the person is chosen on the page at `address`."""
        status, page = self.read(address)
        assert status == 200, page
        ticket = re.search(r"ticket=([\w-]+)", page)
        assert ticket is not None
        chosen = {"ticket": ticket[1], "oid": oid_of(member), "fault": fault}
        status, back = self.read(f"{self.url}/choose?{urlencode(chosen)}")
        assert status == 302, back
        assert back.startswith(f"{RETURN_URL}?")
        return ProviderAnswer(**dict(parse_qsl(urlsplit(back).query)))


@contextmanager
def simulated_esia(folder: Path, client_key_pem: str, *options: str) -> Iterator[SimulatedEsia]:
    """
    A simulator that knows Анна, who is confirmed, and Дарья, who is not.

    :param client_key_pem: public key of whoever signs the Portal's requests
    """
    people, client_key, port = folder / "people.json", folder / "client-key.pem", free_port()
    people.write_text(json.dumps([_account(ANNA, trusted=True), _account(DARYA, trusted=False)]))
    client_key.write_text(client_key_pem)
    command = (
        sys.executable, "-m", "simulators.esia", "--port", str(port), "--people", str(people), "--client-id",
        CLIENT_ID, "--client-key", str(client_key), "--certificate-hash", CERTIFICATE_HASH, "--return-url",
        RETURN_URL, "--keys", str(folder), *options,
    )  # fmt: skip
    process = subprocess.Popen(command)
    try:
        esia = SimulatedEsia(port, folder)
        _wait_for(esia, process)
        yield esia
    finally:
        process.terminate()
        process.wait()


def _wait_for(esia: SimulatedEsia, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + _START_DEADLINE
    while True:
        try:
            assert esia.read(f"{esia.url}/health")[0] == 200
        except ConnectionRefusedError:
            assert process.poll() is None, "the simulator ended"
            assert time.monotonic() < give_up_at, "the simulator did not start"
            time.sleep(0.02)
        else:
            return


def _account(member: CastMember, *, trusted: bool) -> dict[str, object]:
    return {
        "oid": oid_of(member),
        "family": member.name.family,
        "given": member.name.given,
        "patronymic": member.name.patronymic,
        "birth_date": f"{member.birth_date:%d.%m.%Y}",
        "gender": "M" if member.sex is Sex.MALE else "F",
        "snils": str(member.snils),
        "trusted": trusted,
        "email": member.email,
        "email_verified": member is ANNA,
        "mobile": "+7(916)1234567",
        "policy": member.policy.number,
        "children": [_child(MARIA)] if member is ANNA else [],
    }


def _child(member: CastMember) -> dict[str, str]:
    return {
        "family": member.name.family,
        "given": member.name.given,
        "patronymic": member.name.patronymic,
        "birth_date": f"{member.birth_date:%d.%m.%Y}",
        "gender": "M" if member.sex is Sex.MALE else "F",
        "snils": str(member.snils),
    }
