"""
A hundred people press «Скачать» at once, and again as soon as all have their answer, until this program is ended.

    python -m benchmarks.burst PORT COOKIES PATHS_FILE

Runs in a process of its own, so that what asks does not slow down what measures. Prints a line for each burst: how many
answers of each kind, and how long until the last.
"""

import asyncio
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.portal import BEHIND_TLS


async def _ask(port: int, path: str, cookies: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = BEHIND_TLS | {"Host": f"127.0.0.1:{port}", "Cookie": cookies, "Connection": "close"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(maxsplit=2)[1])


async def _burst(port: int, cookies: str, paths: list[str]) -> None:
    while True:
        start = time.perf_counter()
        statuses = Counter(await asyncio.gather(*(_ask(port, path, cookies) for path in paths)))
        print(f"{time.perf_counter() - start:.3f} {statuses[200]} {statuses[503]}", flush=True)
        if statuses.keys() - {200, 503}:
            raise RuntimeError(f"the Portal answers {dict(statuses)}")


if __name__ == "__main__":
    asyncio.run(_burst(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text().split()))
