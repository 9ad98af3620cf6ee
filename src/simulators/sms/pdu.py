"""
The part of SMPP 3.4 that an SMS centre needs to take messages.

Source: Short Message Peer to Peer Protocol Specification v3.4, Issue 1.2; sections are named where they are used.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

HEADER = struct.Struct(">LLLL")
RESPONSE = 0x80000000
# A submit_sm with a full payload is far smaller; whoever announces more is not speaking SMPP.
LONGEST_PDU = 4096
_UDH_INDICATOR = 0x40
_CONCATENATION, _CONCATENATION_LENGTH = 0x00, 3
_USER_MESSAGE_REFERENCE = 0x0204
_MESSAGE_PAYLOAD = 0x0424
_UCS2 = 8


class Command(IntEnum):
    """Section 5.1.2.1."""

    GENERIC_NACK = 0x80000000
    BIND_RECEIVER = 0x00000001
    BIND_TRANSMITTER = 0x00000002
    SUBMIT_SM = 0x00000004
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    ENQUIRE_LINK = 0x00000015


BINDS = frozenset({Command.BIND_RECEIVER, Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER})


class Status(IntEnum):
    """Section 5.1.3."""

    OK = 0x00
    INVALID_LENGTH = 0x01
    INVALID_COMMAND = 0x03
    WRONG_BIND_STATE = 0x04
    ALREADY_BOUND = 0x05
    SYSTEM_ERROR = 0x08
    INVALID_DESTINATION = 0x0B
    INVALID_PASSWORD = 0x0E
    QUEUE_FULL = 0x14
    THROTTLED = 0x58


class BadPdu(Exception):  # noqa: N818 - reads as "raise BadPdu"
    """The bytes are no SMPP."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """One packet: what it asks, its number, its body."""

    command: int
    sequence: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Bind:
    system_id: str
    password: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One part of a short message, as it was handed over."""

    source: str
    destination: str
    text: str
    # What the sender calls the message; None where it gives it no name.
    reference: int | None
    # Number that the parts of a long message share, how many they are, and which one this is.
    group: int
    parts: int
    part: int


def response(pdu: Pdu, status: Status, body: bytes = b"") -> bytes:
    """The answer to a packet."""
    return HEADER.pack(HEADER.size + len(body), pdu.command | RESPONSE, status, pdu.sequence) + body


def read_bind(body: bytes) -> Bind:
    """
    Section 4.1.

    :raises BadPdu: it is cut off
    """
    reader = _Reader(body)
    return Bind(reader.string(), reader.string())


def read_submission(body: bytes) -> Submission:
    """
    Section 4.4.1, with concatenation by user data header (3GPP TS 23.040, 9.2.3.24.1).

    :raises BadPdu: it is cut off, or its text is not in the alphabet that it names
    """
    reader = _Reader(body)
    reader.string()  # service_type
    reader.skip(2)
    source = reader.string()
    reader.skip(2)
    destination = reader.string()
    esm_class = reader.byte()
    reader.skip(2)  # protocol_id, priority_flag
    reader.string()  # schedule_delivery_time
    reader.string()  # validity_period
    reader.skip(2)  # registered_delivery, replace_if_present_flag
    coding = reader.byte()
    reader.skip(1)  # sm_default_msg_id
    message = reader.take(reader.byte())
    options = reader.options()
    message = message or options.get(_MESSAGE_PAYLOAD, b"")
    group, parts, part = 0, 1, 1
    if esm_class & _UDH_INDICATOR:
        header, message = message[1 : 1 + message[0]], message[1 + message[0] :]
        if len(header) >= 2 + _CONCATENATION_LENGTH and header[0] == _CONCATENATION:
            group, parts, part = header[2], header[3], header[4]
    reference = options.get(_USER_MESSAGE_REFERENCE)
    return Submission(
        source=source,
        destination=destination,
        text=_decoded(message, coding),
        reference=int.from_bytes(reference, "big") if reference else None,
        group=group,
        parts=parts,
        part=part,
    )


def _decoded(message: bytes, coding: int) -> str:
    try:
        return message.decode("utf-16-be" if coding == _UCS2 else "ascii")
    except UnicodeDecodeError as error:
        raise BadPdu("the text is not in the alphabet that it names") from error


class _Reader:
    """Takes fields off the front of a body."""

    def __init__(self, body: bytes) -> None:
        self._left = body

    def take(self, length: int) -> bytes:
        if len(self._left) < length:
            raise BadPdu("cut off")
        taken, self._left = self._left[:length], self._left[length:]
        return taken

    def skip(self, length: int) -> None:
        self.take(length)

    def byte(self) -> int:
        return self.take(1)[0]

    def string(self) -> str:
        """A C-Octet String (section 3.1)."""
        text, end, self._left = self._left.partition(b"\0")
        if not end:
            raise BadPdu("cut off")
        return text.decode("latin-1")

    def options(self) -> dict[int, bytes]:
        """Optional parameters (section 5.3)."""
        found = {}
        while self._left:
            tag, length = struct.unpack(">HH", self.take(4))
            found[tag] = self.take(length)
        return found
