"""
The press: a program of its own that sets papers, one after another, `python -m kartoteka.adapters.pdf.press FONTS…`.

It reads papers as JSON and writes files, each led by its length. Pages are set by a compiler that holds Python's lock
all the while: in a process of its own, and behind everybody else in the queue for the processor, it delays no sign-in.
"""

import json
import os
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any

import typst

from kartoteka.adapters.pdf.typeface import Typeface

TEMPLATE = Path(__file__).with_name("report.typ")
MODULE = "kartoteka.adapters.pdf.press"
LENGTH = struct.Struct(">BI")
DONE, FAILED = 0, 1
# Whoever waits for a page comes first; yet not so far behind that files never get done on a busy machine.
_NICENESS = 5


class Press:
    """A compiler with its fonts, warm."""

    def __init__(self, fonts: list[Path]) -> None:
        self._typeface = Typeface.of_fonts(fonts)
        self._compiler = typst.Compiler(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(folder) for folder in fonts],
            ignore_system_fonts=True,
            # A template that was never given a paper is not compiled.
            sys_inputs={"paper": "{}"},
        )

    def typeset(self, paper: dict[str, Any]) -> bytes:
        """The file of a laid-out paper."""
        note = paper["note_of_lost_signs"]
        fitting, has_lost = self._typeface.fit({name: one for name, one in paper.items() if name != "signature"})
        # The drawing in it is markup of our own, and must stay as it is.
        words, lost_there = self._typeface.fit({n: one for n, one in paper["signature"].items() if n != "qr"})
        fitting |= {
            "signature": words | {"qr": paper["signature"]["qr"]},
            "note": note if has_lost or lost_there else "",
        }
        made = self._compiler.compile(
            format="pdf",
            # Archival with all its structure, and readable to a screen reader.
            pdf_standards=["a-2a", "ua-1"],
            sys_inputs={"paper": json.dumps(fitting, ensure_ascii=False)},
        )
        if not isinstance(made, bytes):
            raise TypeError("one file was asked for")
        return made


def main() -> None:
    """Set what comes until the asking end is closed, which is also how the press ends with its Portal."""
    # Whoever stops the Portal by the keyboard stops its web server; the press follows by itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    press = Press([Path(folder) for folder in sys.argv[1:]])
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while (job := read_frame(incoming)) is not None:
        outgoing.write(_answer(press, job[1]))
        outgoing.flush()


def _answer(press: Press, job: bytes) -> bytes:
    try:
        return frame(DONE, press.typeset(json.loads(job)))
    except Exception as failure:
        # Its words may quote those of a doctor; its kind can't.
        return frame(FAILED, type(failure).__name__.encode())


def frame(kind: int, payload: bytes) -> bytes:
    """A message led by its kind and length."""
    return LENGTH.pack(kind, len(payload)) + payload


def read_frame(stream: IO[bytes]) -> tuple[int, bytes] | None:
    """The next message; None where the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    kind, length = LENGTH.unpack(head)
    payload = stream.read(length)
    return (kind, payload) if len(payload) == length else None


if __name__ == "__main__":
    main()
