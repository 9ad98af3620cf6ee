"""The network side of the SMS centre."""

import asyncio
import contextlib
import ssl
from asyncio import StreamReader, StreamWriter
from pathlib import Path

from simulators.sms.centre import Centre, Turn
from simulators.sms.pdu import (
    BINDS,
    HEADER,
    LONGEST_PDU,
    BadPdu,
    Command,
    Pdu,
    Status,
    read_bind,
    read_submission,
    response,
)

_SYSTEM_ID = b"simulator\0"


class Session:
    """One connection of a client."""

    def __init__(self, centre: Centre, reader: StreamReader, writer: StreamWriter) -> None:
        self._centre = centre
        self._reader = reader
        self._writer = writer
        self._is_bound = False

    async def serve(self) -> None:
        """Answer until one side has had enough."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, BadPdu):
            while (answer := await self._answer(await self._read())) is not None:
                self._writer.write(answer)
                await self._writer.drain()
                if not self._is_bound:
                    break
        self._writer.close()

    async def _read(self) -> Pdu:
        length, command, _status, sequence = HEADER.unpack(await self._reader.readexactly(HEADER.size))
        if not HEADER.size <= length <= LONGEST_PDU:
            raise BadPdu("no such length")
        return Pdu(command, sequence, await self._reader.readexactly(length - HEADER.size))

    async def _answer(self, pdu: Pdu) -> bytes | None:
        """None: hang up."""
        if pdu.command in BINDS:
            return self._bind(pdu)
        if pdu.command == Command.UNBIND:
            self._is_bound = False
            return response(pdu, Status.OK)
        if not self._is_bound:
            return response(pdu, Status.WRONG_BIND_STATE)
        if pdu.command == Command.ENQUIRE_LINK:
            return response(pdu, Status.OK)
        if pdu.command == Command.SUBMIT_SM:
            return await self._submit(pdu)
        return response(Pdu(Command.GENERIC_NACK, pdu.sequence, b""), Status.INVALID_COMMAND)

    def _bind(self, pdu: Pdu) -> bytes:
        if self._is_bound:
            return response(pdu, Status.ALREADY_BOUND)
        expected = self._centre.manners.password
        if expected and read_bind(pdu.body).password != expected:
            return response(pdu, Status.INVALID_PASSWORD)
        self._is_bound = True
        return response(pdu, Status.OK, _SYSTEM_ID)

    async def _submit(self, pdu: Pdu) -> bytes | None:
        verdict = self._centre.submit(read_submission(pdu.body))
        await asyncio.sleep(self._centre.manners.slow)
        if verdict.turn is Turn.HANG_UP:
            return None
        return response(pdu, verdict.status, verdict.message_id.encode() + b"\0")


async def listen(centre: Centre, host: str, port: int, certificate: Path | None = None) -> asyncio.Server:
    """
    Open the centre; port 0 takes a free one.

    :param certificate: a file with the key and the certificates in PEM, for TLS
    """

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        await Session(centre, reader, writer).serve()

    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    return await asyncio.start_server(serve, host, port, ssl=context)
