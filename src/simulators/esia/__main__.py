"""`python -m simulators.esia --port 8001 ...`: see `--help`."""

import argparse
import signal
import sys
from pathlib import Path

from simulators.esia.authority import Authority
from simulators.esia.gost import read_point
from simulators.esia.people import read_people
from simulators.esia.requests import Client
from simulators.esia.server import EsiaServer
from simulators.esia.tokens import TokenMaker, read_or_make_key

_SCOPES = (
    "openid fullname birthdate gender snils medical_doc mobile email kid_fullname kid_birthdate kid_gender kid_snils"
)


def main() -> None:
    """Serve until told to stop."""
    given = _arguments()
    client = Client(
        given.client_id,
        given.certificate_hash,
        read_point(given.client_key),
        frozenset(given.return_url),
        frozenset(_SCOPES.split()),
    )
    key = read_or_make_key(given.keys, with_gost=given.gost_tokens)
    tokens = TokenMaker(f"http://{given.host}:{given.port}/", given.client_id, key)
    server = EsiaServer((given.host, given.port), Authority(client, read_people(given.people), tokens))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with server:
        server.serve_forever()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulators.esia", description="ESIA for the demo and the tests")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--people", type=Path, required=True, help="JSON file with the people who have accounts")
    parser.add_argument("--client-id", required=True, help="mnemonic of the connected system")
    parser.add_argument("--client-key", type=Path, required=True, help="its public GOST key, in PEM")
    parser.add_argument("--certificate-hash", required=True, help="hash of its certificate, 64 hexadecimal digits")
    parser.add_argument("--return-url", action="append", required=True, help="where browsers may be sent back")
    parser.add_argument("--keys", type=Path, required=True, help="folder for the keys that sign tokens")
    parser.add_argument("--gost-tokens", action="store_true", help="sign tokens with GOST instead of RSA")
    return parser.parse_args()


if __name__ == "__main__":
    main()
