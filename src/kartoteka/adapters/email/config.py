from dataclasses import dataclass, field
from enum import StrEnum

from kartoteka.domain.messaging.types import Senders


class Tls(StrEnum):
    """How the way to the mail server is protected."""

    # From the first byte; port 465.
    TLS = "tls"
    # Asked for after the greeting; a server that has none gets no letter. Port 587.
    STARTTLS = "starttls"
    # For a mail server on this very machine.
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The mail server of this installation."""

    host: str
    # «Портал пациента <no-reply@portal.example>» for each region.
    senders: Senders
    port: int = 587
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    # Seconds to wait for each answer, and for the whole conversation.
    timeout: float = 5
    deadline: float = 20
