"""Letters and SMS go to nobody who can't prove who he is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from factories.messages import outgoing_letter, outgoing_sms
from kartoteka.adapters.email.config import SmtpServer, Tls
from kartoteka.adapters.email.smtp import SmtpSender
from kartoteka.adapters.sms.config import SmppCentre
from kartoteka.adapters.sms.smpp import SmppSender
from kartoteka.domain.messaging.ports import Sender
from kartoteka.domain.messaging.types import OutgoingMessage, Senders
from kartoteka.shared.errors import Unavailable
from servers.process import ServerProcess

MAIL, SMS = Senders("no-reply@portal.example"), Senders("PORTAL")
NAMES = {"known": "127.0.0.1", "of another name": "mail.example"}


class Bench:
    """A server with a certificate, and a sender that wants one."""

    def __init__(self, kind: str, certificate: Path, folder: Path) -> None:
        module = "simulators.sms" if kind == "smpp" else "servers.mail"
        how = ["--tls"] if kind == "tls" else []
        self.server = ServerProcess(module, folder / "record.jsonl", "--certificate", str(certificate), *how)
        self.sender = self._sender(kind)
        self.message: OutgoingMessage = outgoing_sms() if kind == "smpp" else outgoing_letter()

    def _sender(self, kind: str) -> Sender:
        if kind == "smpp":
            return SmppSender(SmppCentre("127.0.0.1", SMS, port=self.server.port, tls=True))
        return SmtpSender(SmtpServer("127.0.0.1", MAIL, port=self.server.port, tls=Tls(kind)))

    def stop(self) -> None:
        self.sender.close()
        self.server.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Whom the sender trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


@pytest.fixture
def bench(request: pytest.FixtureRequest, authority: trustme.CA, tmp_path: Path) -> Iterator[Bench]:
    kind, whose = request.param
    issuer = trustme.CA() if whose == "of a stranger" else authority
    issued = issuer.issue_cert(NAMES.get(whose, "127.0.0.1"))
    issued.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    made = Bench(kind, tmp_path / "server.pem", tmp_path)
    yield made
    made.stop()


KINDS = ("starttls", "tls", "smpp")


class TestAServer:
    @pytest.mark.parametrize("bench", [(kind, "known") for kind in KINDS], indirect=True, ids=KINDS)
    def test_that_we_know_gets_the_message(self, bench: Bench) -> None:
        bench.sender.send(bench.message)

        assert len(bench.server.lines()) == 1

    @pytest.mark.parametrize("bench", [(kind, "of a stranger") for kind in KINDS], indirect=True, ids=KINDS)
    def test_that_nobody_vouches_for_gets_none(self, bench: Bench) -> None:
        with pytest.raises(Unavailable):
            bench.sender.send(bench.message)

        assert bench.server.lines() == []

    @pytest.mark.parametrize("bench", [(kind, "of another name") for kind in KINDS], indirect=True, ids=KINDS)
    def test_that_shows_the_certificate_of_another_gets_none(self, bench: Bench) -> None:
        with pytest.raises(Unavailable):
            bench.sender.send(bench.message)

        assert bench.server.lines() == []
