"""
An SMS centre that nobody here wrote, in a process of its own: `python -m servers.foreign_centre --record sms.jsonl`.

The protocol is that of smpp34; here is only what the centre does with messages.
"""

import argparse
import asyncio
import contextlib
import json
import socket
from collections import defaultdict
from pathlib import Path

from smpp34 import Server, SubmitSmEvent

INVALID_DESTINATION, THROTTLED = 0x0B, 0x58
USER_MESSAGE_REFERENCE = 0x0204
UDH_INDICATOR = 0x40


class Centre:
    """Refuses one number, asks to wait for another, and takes each message once by its reference."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self._seen: set[tuple[str, int | None]] = set()
        self._parts: dict[tuple[str, int | None], dict[int, bytes]] = defaultdict(dict)

    def take(self, submission: SubmitSmEvent) -> None:
        if submission.destination_addr.startswith("7900"):
            submission.reject(INVALID_DESTINATION)
        elif submission.destination_addr.startswith("7901"):
            submission.reject(THROTTLED)
        else:
            self._keep(submission)
            submission.accept("1")

    def _keep(self, submission: SubmitSmEvent) -> None:
        references = [tlv.as_int() for tlv in submission.tlvs if tlv.tag == USER_MESSAGE_REFERENCE]
        name = (submission.destination_addr, references[0] if references else None)
        content, part, parts = submission.short_message, 1, 1
        if submission.esm_class & UDH_INDICATOR:
            head, content = content[:6], content[6:]
            parts, part = head[4], head[5]
        pieces = self._parts[name]
        pieces[part] = content
        if len(pieces) < parts:
            return
        del self._parts[name]
        line = {
            "source": submission.source_addr,
            "destination": submission.destination_addr,
            "text": b"".join(pieces[number] for number in sorted(pieces)).decode("utf-16-be"),
            "parts": parts,
            "duplicate": name in self._seen,
        }
        self._seen.add(name)
        with self._record.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line, ensure_ascii=False) + "\n")


async def run(record: Path, port: int) -> None:
    centre = Centre(record)
    server = Server("127.0.0.1", port)
    await server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)  # noqa: T201 - whoever started it reads this
    while True:
        event = await server.next()
        if isinstance(event, SubmitSmEvent):
            centre.take(event)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: int = listener.getsockname()[1]
        return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(options.record, options.port or free_port()))
