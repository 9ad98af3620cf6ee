"""What the SMS centre does with messages, apart from the network: accepts, refuses, misbehaves, remembers."""

import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from simulators.sms.pdu import Status, Submission


@dataclass(frozen=True, slots=True)
class Manners:
    """How the centre behaves. Counts are of submissions since the start; 0 means never."""

    password: str = ""
    # Beginnings of numbers that it does not serve.
    refused: tuple[str, ...] = ()
    throttle_every: int = 0
    # Hangs up instead of answering, having accepted nothing.
    disconnect_every: int = 0
    # Accepts, and hangs up before it says so.
    vanish_every: int = 0
    # Seconds before each answer to a submission, with the message already accepted.
    slow: float = 0
    # Seconds within which a message with the same number, name and part is the same one.
    dedup_window: float = 24 * 3600


class Turn(Enum):
    """What becomes of the connection after a submission."""

    ANSWER = "answer"
    HANG_UP = "hang-up"


@dataclass(frozen=True, slots=True)
class Verdict:
    turn: Turn
    status: Status = Status.OK
    message_id: str = ""


_Key = tuple[str, str, int, int]


@dataclass
class Centre:
    """Messages of one SMS centre; each that is complete becomes a line of JSON in `record`."""

    manners: Manners
    record: Path | None = None
    submissions: int = 0
    _accepted: dict[_Key, tuple[float, str]] = field(default_factory=dict)
    _parts: dict[tuple[str, str, int | None, int], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def submit(self, submission: Submission) -> Verdict:
        """Decide about one part of a message."""
        self.submissions += 1
        if self._is_turn(self.manners.disconnect_every):
            return Verdict(Turn.HANG_UP)
        if any(submission.destination.startswith(beginning) for beginning in self.manners.refused):
            return Verdict(Turn.ANSWER, Status.INVALID_DESTINATION)
        if self._is_turn(self.manners.throttle_every):
            return Verdict(Turn.ANSWER, Status.THROTTLED)
        message_id = self._accept(submission)
        if self._is_turn(self.manners.vanish_every):
            return Verdict(Turn.HANG_UP)
        return Verdict(Turn.ANSWER, Status.OK, message_id)

    def _is_turn(self, every: int) -> bool:
        return every > 0 and self.submissions % every == 0

    def _accept(self, submission: Submission) -> str:
        if submission.reference is None:
            return self._keep(submission)
        key = (submission.source, submission.destination, submission.reference, submission.part)
        at, message_id = self._accepted.get(key, (0.0, ""))
        if message_id and time.monotonic() - at < self.manners.dedup_window:
            self._write(submission, message_id, submission.text, is_duplicate=True)
            return message_id
        message_id = self._keep(submission)
        self._accepted[key] = (time.monotonic(), message_id)
        return message_id

    def _keep(self, submission: Submission) -> str:
        message_id = f"{self.submissions:08X}"
        group = (submission.source, submission.destination, submission.reference, submission.group)
        parts = self._parts[group]
        parts[submission.part] = submission.text
        if len(parts) == submission.parts:
            text = "".join(parts[number] for number in sorted(parts))
            del self._parts[group]
            self._write(submission, message_id, text, is_duplicate=False)
        return message_id

    def _write(self, submission: Submission, message_id: str, text: str, *, is_duplicate: bool) -> None:
        if self.record is None:
            return
        line = {
            "id": message_id,
            "source": submission.source,
            "destination": submission.destination,
            "text": text,
            "reference": submission.reference,
            "parts": submission.parts,
            "duplicate": is_duplicate,
        }
        with self.record.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line, ensure_ascii=False) + "\n")
