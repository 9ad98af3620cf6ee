"""Requests from wrk, as many as the server takes."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping

_COUNT = re.compile(r"^\s*(\d+) requests in", re.MULTILINE)
_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)", re.MULTILINE)
_FAILURES = re.compile(r"^\s*(Non-2xx or 3xx responses:.*|Socket errors:.*)", re.MULTILINE)


def require_wrk() -> None:
    """Make sure that wrk is installed."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed. On Debian: apt-get install wrk")


def send_requests(url: str, headers: Mapping[str, str], *, seconds: int) -> tuple[int, float]:
    """
    Ask for a page over eight connections without a pause; returns the number of answers and the rate per second.

    :raises RuntimeError: an answer was not a page
    """
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--timeout", "10s"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    count, rate = _COUNT.search(told), _RATE.search(told)
    if count is None or rate is None or _FAILURES.search(told):
        raise RuntimeError(f"wrk says:\n{told}")
    return int(count[1]), float(rate[1])
