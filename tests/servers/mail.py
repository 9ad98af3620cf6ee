"""
A mail server in a process of its own: `python -m servers.mail --record letters.jsonl`.

It speaks through aiosmtpd. Like the mail stores that people have, it keeps a letter once by its Message-ID; each
arrival is a line of the record all the same.
"""

import argparse
import asyncio
import contextlib
import email
import email.policy
import json
import ssl
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Letterbox:
    """Refuses gone@…, puts busy@… off, bounces letters to full@… and keeps the rest."""

    def __init__(self, record: Path, slow: float) -> None:
        self._record = record
        self._slow = slow
        self._seen: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the library's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone@"):
            return f"550 5.1.1 <{address}>: nobody of this name"
        if address.startswith("busy@"):
            return f"451 4.3.0 <{address}>: later, please"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if envelope.rcpt_tos[0].startswith("full@"):
            return f"554 5.2.2 <{envelope.rcpt_tos[0]}>: the box is full"
        content = envelope.content or b""
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.SMTPUTF8)
        body = letter.get_body()
        name = str(letter["Message-ID"])
        line = {
            "name": name,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {key: str(value) for key, value in letter.items()},
            "text": body.get_content() if body else "",
            "duplicate": name in self._seen,
        }
        self._seen.add(name)
        with self._record.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line, ensure_ascii=False) + "\n")
        # The letter is kept, and whoever brought it does not know it yet.
        await asyncio.sleep(self._slow)
        return "250 OK"


async def run(options: argparse.Namespace) -> None:
    letterbox = Letterbox(options.record, options.slow)
    context = None
    if options.certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate)
    starttls = None if options.tls else context

    def make() -> SMTP:
        return SMTP(letterbox, enable_SMTPUTF8=True, tls_context=starttls, require_starttls=starttls is not None)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", options.port, ssl=context if options.tls else None)
    host, found = server.sockets[0].getsockname()
    print(f"listening on {host}:{found}", flush=True)  # noqa: T201 - whoever started it reads this
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--slow", type=float, default=0)
    parser.add_argument("--certificate", type=Path, help="key and certificates in PEM: speaks TLS when asked to")
    parser.add_argument("--tls", action="store_true", help="speaks TLS from the first byte")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(parser.parse_args()))
