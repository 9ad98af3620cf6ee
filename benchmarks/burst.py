"""
A hundred people press «Скачать» at once; who is asked to wait comes again when he was told to, until all have files.

    python -m benchmarks.burst PORT COOKIES PATHS_FILE [impatient]

Runs in a process of its own, so that what asks does not slow down what measures. Impatient people do not come again;
the next hundred press as soon as all have an answer, without end. Prints a line for each hundred: how many were asked
to wait, how many files they got, and how long it took.
"""

import asyncio
import re
import sys
import time
from collections import Counter
from http import HTTPStatus
from pathlib import Path

from benchmarks.portal import BEHIND_TLS

_RETRY_AFTER = re.compile(rb"(?i)\r\nretry-after: (\d+)\r\n")


async def _ask(port: int, path: str, cookies: str) -> tuple[int, float]:
    """The status of the answer, and after how many seconds to come again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = BEHIND_TLS | {"Host": f"127.0.0.1:{port}", "Cookie": cookies, "Connection": "close"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
    answer = await reader.read()
    writer.close()
    again = _RETRY_AFTER.search(answer)
    return int(answer.split(maxsplit=2)[1]), float(again[1]) if again else 0.0


async def _person(port: int, path: str, cookies: str, *, comes_again: bool) -> Counter[int]:
    told: Counter[int] = Counter()
    while True:
        status, wait = await _ask(port, path, cookies)
        told[status] += 1
        if status != HTTPStatus.SERVICE_UNAVAILABLE or not comes_again:
            return told
        await asyncio.sleep(wait)


async def _bursts(port: int, cookies: str, paths: list[str], *, come_again: bool) -> None:
    is_over = False
    while not is_over:
        start = time.perf_counter()
        people = (_person(port, path, cookies, comes_again=come_again) for path in paths)
        told = sum(await asyncio.gather(*people), Counter[int]())
        if told.keys() - {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}:
            raise RuntimeError(f"the Portal answers {dict(told)}")
        waits, files = told[HTTPStatus.SERVICE_UNAVAILABLE], told[HTTPStatus.OK]
        print(f"{waits} {files} {time.perf_counter() - start:.3f}", flush=True)
        is_over = come_again


if __name__ == "__main__":
    asyncio.run(
        _bursts(
            int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text().split(), come_again="impatient" not in sys.argv
        )
    )
