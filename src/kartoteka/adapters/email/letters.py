"""A message of the Portal as an e-mail."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, parseaddr

from kartoteka.domain.messaging.types import OutgoingMessage


def as_email(message: OutgoingMessage, sender: str) -> EmailMessage:
    """
    The letter with its headers.

    :param sender: «Name <address>»
    :raises ValueError, email.errors.MessageError: something in it can't stand in a header: a line break, say
    """
    name, address = parseaddr(sender)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(name, addr_spec=address)
    letter["To"] = _one_address(in_ascii_domain(message.to))
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(localtime())
    # The same for every attempt, so that whoever gets the letter twice keeps one.
    letter["Message-ID"] = f"<{message.reference}@{domain_of(address)}>"
    # Nobody's holiday notice should answer to this (RFC 3834).
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter["Content-Language"] = "ru"
    letter.set_content(message.text, cte="base64")
    return letter


def in_ascii_domain(address: str) -> str:
    """
    An address with its domain as the mail system knows it: «почта@пример.рф» goes to xn--e1afmkfd.xn--p1ai.

    :raises ValueError: no domain can have this name
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _one_address(address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if local.isascii():
        # Reads it as a mail server would, and so finds a second recipient in it.
        return Address(addr_spec=address)
    return Address(username=local, domain=domain)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].encode("idna").decode() or "localhost"
