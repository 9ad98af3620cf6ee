"""The simulated SMS centre by itself, from the bytes up. Bytes are those of the specification, not of a library."""

import contextlib
import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.sms.centre import Centre, Manners, Turn, Verdict
from simulators.sms.pdu import BadPdu, Pdu, Status, Submission, read_bind, read_submission, response

CYRILLIC = "Код 1".encode("utf-16-be")


def body(message: bytes, *, esm_class: int = 0, coding: int = 8, options: bytes = b"") -> bytes:
    """A submit_sm from PORTAL to 79261234567 (section 4.4.1)."""
    return (
        b"\0" + b"\5\0PORTAL\0" + b"\1\x0179261234567\0" + bytes([esm_class, 0, 0]) + b"\0\0" + b"\0\0"
        + bytes([coding, 0, len(message)]) + message + options
    )  # fmt: skip


def submission(*, to: str = "79261234567", reference: int | None = 7, part: int = 1, parts: int = 1) -> Submission:
    return Submission("PORTAL", to, f"часть {part}", reference, 1, parts, part)


class TestASubmission:
    def test_is_read_as_it_was_written(self) -> None:
        read = read_submission(body(CYRILLIC, options=struct.pack(">HHH", 0x0204, 2, 513)))

        assert (read.source, read.destination, read.text) == ("PORTAL", "79261234567", "Код 1")
        assert (read.reference, read.parts, read.part) == (513, 1, 1)

    def test_may_be_a_part_of_a_longer_text(self) -> None:
        read = read_submission(body(b"\5\0\3\x2a\3\2" + CYRILLIC, esm_class=0x40))

        assert (read.group, read.parts, read.part, read.text) == (0x2A, 3, 2, "Код 1")
        assert read.reference is None

    def test_may_carry_its_text_as_an_option(self) -> None:
        option = struct.pack(">HH", 0x0424, len(CYRILLIC)) + CYRILLIC

        assert read_submission(body(b"", options=option)).text == "Код 1"

    @pytest.mark.parametrize("wrong", [b"", b"\0", body(CYRILLIC)[:-3], body(b"\xff", coding=0), body(b"\0")])
    def test_that_is_no_smpp_is_told(self, wrong: bytes) -> None:
        with pytest.raises(BadPdu):
            read_submission(wrong)

    @given(st.binary(max_size=200))
    def test_never_surprises(self, wrong: bytes) -> None:
        with contextlib.suppress(BadPdu):
            read_submission(wrong)


class TestABind:
    def test_tells_who_comes(self) -> None:
        bind = read_bind(b"portal\0Sesam\0\0\x34\0\0\0")

        assert (bind.system_id, bind.password) == ("portal", "Sesam")


class TestAnAnswer:
    def test_has_the_number_of_its_question(self) -> None:
        assert response(Pdu(0x15, 9, b""), Status.OK) == struct.pack(">LLLL", 16, 0x80000015, 0, 9)


class TestTheCentre:
    def lines(self, record: Path) -> list[dict[str, object]]:
        return [json.loads(line) for line in record.read_text().splitlines()]

    def test_puts_a_long_text_together_whatever_the_order(self, tmp_path: Path) -> None:
        centre = Centre(Manners(), tmp_path / "record")

        for part in (2, 1):
            assert centre.submit(submission(part=part, parts=2)).status is Status.OK

        [line] = self.lines(tmp_path / "record")
        assert (line["text"], line["parts"], line["duplicate"]) == ("часть 1часть 2", 2, False)

    def test_takes_a_message_with_the_same_name_once(self, tmp_path: Path) -> None:
        centre = Centre(Manners(), tmp_path / "record")

        first, second = centre.submit(submission()), centre.submit(submission())

        assert first == second
        assert [line["duplicate"] for line in self.lines(tmp_path / "record")] == [False, True]

    @pytest.mark.parametrize(
        ("manners", "other"),
        [(Manners(), submission(reference=8)), (Manners(dedup_window=0), submission())],
        ids=["another name", "the window is over"],
    )
    def test_takes_what_is_not_the_same(self, manners: Manners, other: Submission, tmp_path: Path) -> None:
        centre = Centre(manners, tmp_path / "record")

        centre.submit(submission())
        centre.submit(other)

        assert [line["duplicate"] for line in self.lines(tmp_path / "record")] == [False, False]

    @pytest.mark.parametrize(
        ("manners", "verdicts"),
        [
            (Manners(refused=("7926",)), [Status.INVALID_DESTINATION] * 3),
            (Manners(throttle_every=2), [Status.OK, Status.THROTTLED, Status.OK]),
        ],
    )
    def test_refuses_and_throttles_when_told_to(self, manners: Manners, verdicts: list[Status]) -> None:
        centre = Centre(manners)

        assert [centre.submit(submission(reference=number)).status for number in range(3)] == verdicts

    @pytest.mark.parametrize(
        ("manners", "taken"), [(Manners(disconnect_every=1), False), (Manners(vanish_every=1), True)]
    )
    def test_hangs_up_before_or_after_it_has_taken_the_message(
        self,
        manners: Manners,
        taken: bool,  # noqa: FBT001 - a column of the table above
        tmp_path: Path,
    ) -> None:
        centre = Centre(manners, tmp_path / "record")

        assert centre.submit(submission()) == Verdict(Turn.HANG_UP)
        assert (tmp_path / "record").exists() is taken
