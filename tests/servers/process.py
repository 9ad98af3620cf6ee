"""Servers of the tests in processes of their own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent
_STOP_DEADLINE = 5


class ServerProcess:
    """A server started by `python -m`; its first line tells where it listens. Started again, it keeps its port."""

    def __init__(self, module: str, record: Path, *options: str) -> None:
        self.record = record
        self._module = module
        self._options = options
        self.port = 0
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", self._module,
                "--port", str(self.port), "--record", str(self.record), *self._options,
            ],
            env=os.environ | {"PYTHONPATH": str(TESTS)},
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().rpartition(":")[2])

    def stop(self) -> None:
        # Asked first: only so does it write down which of its lines ran.
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def change(self, *options: str) -> None:
        """Start again with other options."""
        self.stop()
        self._options = options
        self.start()

    def lines(self) -> list[Any]:
        """What it has recorded so far."""
        if not self.record.exists():
            return []
        text = self.record.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
