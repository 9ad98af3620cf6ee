"""E-mail by SMTP."""

import logging
import smtplib
import ssl
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr

from django.conf import settings

from kartoteka.adapters.email.config import SmtpServer, Tls
from kartoteka.adapters.email.letters import as_email, domain_of
from kartoteka.domain.messaging.types import OutgoingMessage
from kartoteka.shared.deadlines import hang_up_after
from kartoteka.shared.errors import Refused, Unavailable

_FINAL = 500

logger = logging.getLogger(__name__)


def sender_from_settings() -> "SmtpSender":
    """The sender of this installation."""
    return SmtpSender(settings.KARTOTEKA_SMTP)


class SmtpSender:
    """
    Gives letters to a mail server, each in a conversation of its own.

    No exception that leaves here keeps the server's words: they quote addresses.
    """

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    def send(self, message: OutgoingMessage) -> None:
        sender = self._server.senders.of(message.region_code)
        try:
            letter = as_email(message, sender)
        except (ValueError, MessageError):
            raise Refused("the letter can't be written") from None
        domain = domain_of(parseaddr(sender)[1])
        smtp = _client(self._server, domain)
        with hang_up_after(self._server.deadline, lambda: smtp.sock) as deadline:
            try:
                self._open(smtp)
                if deadline.is_over:
                    raise Unavailable("the mail server was found too late")
                self._hand_over(smtp, letter)
            finally:
                _part(smtp)

    def close(self) -> None:
        """Nothing to give up: no conversation outlives its letter."""

    def _open(self, smtp: smtplib.SMTP) -> None:
        # Whatever goes wrong before the letter is no fault of the letter: a wrong password, too, is mended by us.
        server = self._server
        try:
            smtp.connect(server.host, server.port)
            smtp.ehlo_or_helo_if_needed()
            if server.tls is Tls.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as error:
            if isinstance(error, smtplib.SMTPAuthenticationError):
                logger.warning("The mail server refuses the Portal's user or password")
            raise Unavailable("the mail server takes no letters") from None

    def _hand_over(self, smtp: smtplib.SMTP, letter: EmailMessage) -> None:
        try:
            smtp.send_message(letter)
        except smtplib.SMTPNotSupportedError:
            # A name in other letters before the @, and a server that can't carry it (RFC 6531).
            raise Refused("the mail server can't carry this address") from None
        except smtplib.SMTPRecipientsRefused as refusal:
            code = next(iter(refusal.recipients.values()))[0]
            raise _verdict(code) from None
        except smtplib.SMTPResponseException as answer:
            raise _verdict(answer.smtp_code) from None
        except (OSError, smtplib.SMTPException):
            raise Unavailable("the conversation with the mail server broke off") from None


class _Smtp(smtplib.SMTP):
    """
    The library's client, which can be had before it connects, and so be hung up on while it does.

    The library compares the certificate with the host that it got when it was made, and connects then. Our own name
    is given because looking it up may ask a name server that hangs.
    """

    def __init__(self, server: SmtpServer, domain: str) -> None:
        super().__init__(timeout=server.timeout, local_hostname=domain)
        self._host = server.host


class _SmtpInTls(smtplib.SMTP_SSL):
    """The same for a server that speaks TLS from the first byte."""

    def __init__(self, server: SmtpServer, domain: str) -> None:
        super().__init__(timeout=server.timeout, local_hostname=domain, context=ssl.create_default_context())
        self._host = server.host


def _client(server: SmtpServer, domain: str) -> smtplib.SMTP:
    return _SmtpInTls(server, domain) if server.tls is Tls.TLS else _Smtp(server, domain)


def _part(smtp: smtplib.SMTP) -> None:
    # The letter is gone or not by now; how the server says good-bye changes nothing.
    try:
        if smtp.sock is not None:
            smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _verdict(code: int) -> Unavailable | Refused:
    if code >= _FINAL:
        return Refused(f"the mail server said {code}")
    return Unavailable(f"the mail server said {code}")
