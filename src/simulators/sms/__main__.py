"""An SMS centre for trying things out and for tests: `python -m simulators.sms --port 2775 --record sms.jsonl`."""

import argparse
import asyncio
import contextlib
from pathlib import Path

from simulators.sms.centre import Centre, Manners
from simulators.sms.server import listen


def main() -> None:
    """Run the centre until it is stopped; its first line of output tells where it listens."""
    options = _parser().parse_args()
    manners = Manners(
        password=options.password,
        refused=tuple(options.refuse),
        throttle_every=options.throttle_every,
        disconnect_every=options.disconnect_every,
        vanish_every=options.vanish_every,
        slow=options.slow,
        dedup_window=options.dedup_window,
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(Centre(manners, options.record), options))


async def _run(centre: Centre, options: argparse.Namespace) -> None:
    server = await listen(centre, options.host, options.port, options.certificate)
    where = server.sockets[0].getsockname()
    print(f"listening on {where[0]}:{where[1]}", flush=True)  # noqa: T201 - whoever started it reads this
    await server.serve_forever()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulators.sms", description="An SMS centre over SMPP 3.4.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=2775, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--record", type=Path, help="file that gets a line of JSON for each message")
    parser.add_argument("--password", default="", help="what a client must bind with; empty takes any")
    parser.add_argument("--certificate", type=Path, help="key and certificates in PEM: speaks TLS")
    parser.add_argument("--refuse", action="append", default=[], metavar="BEGINNING", help="numbers not served")
    parser.add_argument("--throttle-every", type=int, default=0, metavar="N", help="too fast, says every Nth answer")
    parser.add_argument("--disconnect-every", type=int, default=0, metavar="N", help="hangs up, accepting nothing")
    parser.add_argument("--vanish-every", type=int, default=0, metavar="N", help="accepts, and hangs up unsaid")
    parser.add_argument("--slow", type=float, default=0, metavar="SECONDS", help="accepts at once, answers later")
    parser.add_argument("--dedup-window", type=float, default=24 * 3600, metavar="SECONDS",
                        help="the same message is taken once in so long")  # fmt: skip
    return parser


if __name__ == "__main__":
    main()
