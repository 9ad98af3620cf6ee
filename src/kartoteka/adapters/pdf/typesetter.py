"""`ReportTypesetter` over a press of its own for each process of the web server; the promises stand in the port."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer

from django.conf import settings

from kartoteka.adapters.pdf import layout, press
from kartoteka.domain.health_record.papers import ReportPaper, TooBusy
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.shared.errors import Unavailable

_log = logging.getLogger(__name__)

# One is being set and one waits; a third would hold another of the few threads that answer everybody.
PLACES = 2
# A paper of two hundred pages takes a second or two.
PATIENCE_SECONDS = 20.0
# What decides on the look of a file.
_PARTS = (press.TEMPLATE, Path(layout.__file__), Path(press.__file__).with_name("typeface.py"))
_EDITION_BYTES = 8
_TOLD = ("PATH", "LANG", "COVERAGE_PROCESS_CONFIG")


class PressTypesetter:
    """Sets papers in a process beside this one, started by the first paper and again after a failure."""

    def __init__(
        self,
        fonts: Sequence[Path],
        *,
        places: int = PLACES,
        patience: float = PATIENCE_SECONDS,
        module: str = press.MODULE,
    ) -> None:
        self._fonts = [str(folder) for folder in fonts]
        self._places = BoundedSemaphore(places)
        self._patience = patience
        self._module = module
        self._at_press = Lock()
        self._press: subprocess.Popen[bytes] | None = None

    @cached_property
    def edition(self) -> str:
        digest = blake2b(digest_size=_EDITION_BYTES)
        digest.update(f"typst {version('typst')} segno {version('segno')} {self._fonts}".encode())
        for part in _PARTS:
            digest.update(part.read_bytes())
        return digest.hexdigest()

    @contextmanager
    def place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            yield
        finally:
            self._places.release()

    def typeset(self, paper: ReportPaper) -> bytes:
        job = json.dumps(layout.layout(paper), ensure_ascii=False).encode()
        with self._at_press:
            return self._set(job)

    def expected_size(self, report: ExaminationReport) -> int:
        return layout.expected_size(report)

    @property
    def press_id(self) -> int | None:
        """The process of the press; None while there is none."""
        return self._press.pid if self._press is not None else None

    def close(self) -> None:
        """End the press; the next paper starts another."""
        with self._at_press:
            if self._press is not None:
                self._end(self._press)

    def _set(self, job: bytes) -> bytes:
        running = self._running()
        assert running.stdin is not None  # noqa: S101 - both ends are ours
        assert running.stdout is not None  # noqa: S101
        # A press that hangs is ended, so that its side of the pipe closes and the reading below ends too.
        hanging = Timer(self._patience, running.kill)
        hanging.start()
        try:
            running.stdin.write(press.frame(press.DONE, job))
            running.stdin.flush()
            answer = press.read_frame(running.stdout)
        except OSError:
            answer = None
        finally:
            hanging.cancel()
        if answer is None:
            self._end(running)
            _log.error("the press went away over a paper")
            raise Unavailable
        kind, contents = answer
        if kind != press.DONE:
            _log.error("a paper was not set: %s", contents.decode(errors="replace"))
            raise Unavailable
        return contents

    def _running(self) -> subprocess.Popen[bytes]:
        if self._press is not None and self._press.poll() is not None:
            self._end(self._press)
        if self._press is None:
            if missing := [folder for folder in self._fonts if not Path(folder).is_dir()]:
                # A press without them would set nothing but signs of loss.
                _log.error("fonts of papers are missing, run npm ci: %s", ", ".join(missing))
                raise Unavailable
            self._press = subprocess.Popen(
                [sys.executable, "-m", self._module, *self._fonts],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # It needs to know nothing of the Portal: no database, no secrets.
                env={name: os.environ[name] for name in _TOLD if name in os.environ},
            )
        return self._press

    def _end(self, running: subprocess.Popen[bytes]) -> None:
        for pipe in (running.stdin, running.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    # What was still to be written has nobody to read it.
                    continue
        running.kill()
        running.wait()
        self._press = None


def typesetter_from_settings() -> PressTypesetter:
    """The typesetter with the fonts that the settings name."""
    return PressTypesetter(settings.KARTOTEKA_PAPER_FONTS)
