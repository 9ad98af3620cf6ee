"""An SMS gateway over HTTP in a process of its own: `python -m servers.gateway --record sms.jsonl`."""

import argparse
import contextlib
import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

RECORD: Path
SEEN: set[str] = set()
TOKEN = "Bearer secret"


class Gateway(BaseHTTPRequestHandler):
    """Refuses one number, asks to wait for another, and takes each message once by its idempotency key."""

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self._status(message))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""

    def _status(self, message: dict[str, str]) -> int:
        if self.headers["Authorization"] != TOKEN:
            return 401
        if message["phone"].startswith("+7900"):
            return 422
        if message["phone"].startswith("+7901"):
            return 429
        name = self.headers["Idempotency-Key"]
        line = {"name": name, "message": message, "duplicate": name in SEEN}
        SEEN.add(name)
        with RECORD.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line, ensure_ascii=False) + "\n")
        return 202


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    RECORD = options.record
    with HTTPServer(("127.0.0.1", options.port), Gateway) as server:
        print(f"listening on 127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - whoever started it reads this
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
