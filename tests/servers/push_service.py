"""A push service in a process of its own: it believes nobody's signature before it has checked it (RFC 8292)."""

import argparse
import contextlib
import json
import time
from base64 import urlsafe_b64decode
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

RECORD: Path
ANSWERS = {"/gone": 410, "/unknown": 404, "/busy": 429, "/broken": 500, "/refused": 413, "/moved": 307}
LONGEST_DAY = 24 * 60 * 60


class PushService(BaseHTTPRequestHandler):
    """Answers by the address that is knocked at; takes only what is signed for this very service."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        status = self._status()
        line = {"path": self.path, "status": status, "body": body.decode(), "ttl": self.headers["TTL"]}
        with RECORD.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")
        self.send_response(status)
        if status == ANSWERS["/moved"]:
            self.send_header("Location", "/taken")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""

    def _status(self) -> int:
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        point = urlsafe_b64decode(given["k"] + "=" * (-len(given["k"]) % 4))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        try:
            told = jwt.decode(given["t"], key, algorithms=["ES256"], audience=f"http://{self.headers['Host']}")
        except jwt.InvalidTokenError:
            return 403
        if scheme != "vapid" or told["exp"] > time.time() + LONGEST_DAY or not told["sub"].startswith("https://"):
            return 403
        return ANSWERS.get(self.path, 201)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    RECORD = options.record
    with HTTPServer(("127.0.0.1", options.port), PushService) as server:
        print(f"listening on 127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - whoever started it reads this
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
