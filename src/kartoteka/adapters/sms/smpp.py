"""
SMS by SMPP 3.4.

Every attempt at a message carries the same `user_message_reference`; a centre that compares it takes the message
once. One that does not may deliver it twice if the Portal dies between the handing over and its own record of it.
"""

import logging
import socket
import ssl
import struct
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from kartoteka.adapters.sms.config import SmppCentre
from kartoteka.adapters.sms.parts import cut
from kartoteka.domain.messaging.types import OutgoingMessage
from kartoteka.shared.deadlines import hang_up_after
from kartoteka.shared.errors import Refused, Unavailable

# States of the centre or of our session, not of the message: it may be sent again.
_PASSING = frozenset({
    consts.SMPP_ESME_RTHROTTLED,
    consts.SMPP_ESME_RMSGQFUL,
    consts.SMPP_ESME_RSYSERR,
    consts.SMPP_ESME_RX_T_APPN,
    consts.SMPP_ESME_RINVBNDSTS,
    consts.SMPP_ESME_RALYBND,
    consts.SMPP_ESME_RINVCMDID,
})  # fmt: skip
# After these the line is of no more use.
_OF_THE_SESSION = frozenset({consts.SMPP_ESME_RINVBNDSTS, consts.SMPP_ESME_RALYBND, consts.SMPP_ESME_RINVCMDID})
# What the library raises when the line breaks or the centre talks nonsense.
_BROKEN = (
    exceptions.ConnectionError,
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    OSError,
    struct.error,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
)

# The library logs every packet, and so every number and code, as soon as somebody asks for debugging.
_LIBRARY_LOG = f"{__name__}.smpplib"
# A filter, and not `disabled`: whoever configures logging once more would switch that off again.
logging.getLogger(_LIBRARY_LOG).addFilter(lambda _: False)

logger = logging.getLogger(__name__)


def sender_from_settings() -> "SmppSender":
    """The sender of this installation."""
    return SmppSender(settings.KARTOTEKA_SMPP)


class SmppSender:
    """Gives SMS to an SMS centre over one line, which is kept open between messages."""

    def __init__(self, centre: SmppCentre, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._centre = centre
        self._clock = clock
        self._line: Client | None = None
        self._used_at = 0.0

    def send(self, message: OutgoingMessage) -> None:
        try:
            parts = cut(message.text, message.number)
        except ValueError:
            raise Refused("the text is too long") from None
        with hang_up_after(self._centre.deadline, self._socket) as deadline:
            try:
                line = self._open_line()
                if deadline.is_over:
                    raise Unavailable("the SMS centre was found too late")
                for part in parts:
                    self._submit(line, message, part, is_one_of_many=len(parts) > 1)
            except _BROKEN:
                self._drop()
                raise Unavailable("the line to the SMS centre broke") from None
        self._used_at = self._clock()

    def close(self) -> None:
        if self._line is not None:
            try:
                with hang_up_after(self._centre.timeout, self._socket):
                    self._line.unbind()
            except _BROKEN:
                # The centre hung up first.
                pass
            finally:
                self._drop()

    def _open_line(self) -> Client:
        if self._line is not None and self._clock() - self._used_at > self._centre.trusted_idle:
            self._try_line(self._line)
        if self._line is None:
            self._line = _Line(self._centre)
            self._line.connect()
            self._bind(self._line)
        return self._line

    def _try_line(self, line: Client) -> None:
        try:
            question = smpp.make_pdu("enquire_link", client=line)
            line.send_pdu(question)
            _answer(line, question.sequence)
        except _BROKEN:
            self._drop()

    def _bind(self, line: Client) -> None:
        centre = self._centre
        try:
            line.bind_transmitter(system_id=centre.system_id, password=centre.password, system_type=centre.system_type)
        except exceptions.PDUError:
            logger.warning("The SMS centre refuses the Portal's name or password")
            raise

    def _submit(self, line: Client, message: OutgoingMessage, part: bytes, *, is_one_of_many: bool) -> None:
        sender = self._centre.senders.of(message.region_code)
        sent = line.send_message(
            **_source(sender),
            dest_addr_ton=consts.SMPP_TON_INTL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=message.to.removeprefix("+"),
            esm_class=consts.SMPP_GSMFEAT_UDHI if is_one_of_many else consts.SMPP_MSGTYPE_DEFAULT,
            data_coding=consts.SMPP_ENCODING_ISO10646,
            short_message=part,
            user_message_reference=message.number & 0xFFFF,
        )
        status = _answer(line, sent.sequence)
        if status in _OF_THE_SESSION:
            self._drop()
        if status in _PASSING:
            raise Unavailable(f"the SMS centre said {status:#04x}")
        if status != consts.SMPP_ESME_ROK:
            raise Refused(f"the SMS centre said {status:#04x}")

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.disconnect()

    def _socket(self) -> socket.socket | None:
        return self._line.door if isinstance(self._line, _Line) else None


class _Line(Client):
    """The library's client, with TLS that checks whom it talks to, and without its log."""

    def __init__(self, centre: SmppCentre) -> None:
        super().__init__(
            centre.host, centre.port, timeout=centre.timeout, logger_name=_LIBRARY_LOG, allow_unknown_opt_params=True
        )
        self._has_tls = centre.tls

    @property
    def door(self) -> socket.socket | None:
        found: socket.socket | None = self._socket
        return found

    def _create_socket(self) -> socket.socket:
        plain: socket.socket = super()._create_socket()
        if not self._has_tls:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _answer(line: Client, sequence: int) -> int:
    """
    The status that the centre gives to the packet with this number. Its own questions are answered on the way.

    :raises smpplib.exceptions.ConnectionError: it says good-bye instead
    """
    while True:
        pdu = line.read_pdu()
        if pdu.command == "unbind":
            raise exceptions.ConnectionError
        if pdu.command == "enquire_link":
            reply = smpp.make_pdu("enquire_link_resp", client=line)
            reply.sequence = pdu.sequence
            line.send_pdu(reply)
        elif pdu.is_response() and pdu.sequence == sequence:
            return int(pdu.status)


def _source(sender: str) -> dict[str, Any]:
    if sender.lstrip("+").isdigit():
        return {
            "source_addr_ton": consts.SMPP_TON_INTL,
            "source_addr_npi": consts.SMPP_NPI_ISDN,
            "source_addr": sender.lstrip("+"),
        }
    return {
        "source_addr_ton": consts.SMPP_TON_ALNUM,
        "source_addr_npi": consts.SMPP_NPI_UNK,
        "source_addr": sender,
    }
