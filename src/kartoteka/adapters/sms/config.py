from dataclasses import dataclass, field

from kartoteka.domain.messaging.types import Senders


@dataclass(frozen=True, slots=True)
class SmppCentre:
    """An SMS centre that speaks SMPP 3.4."""

    host: str
    # A name of at most eleven Latin letters and digits, or a number, for each region.
    senders: Senders
    port: int = 2775
    system_id: str = ""
    password: str = field(default="", repr=False)
    system_type: str = ""
    tls: bool = False
    # Seconds to wait for each answer, and for all the parts of one message.
    timeout: float = 5
    deadline: float = 20
    # After so many seconds of silence the line is tried before it is used.
    trusted_idle: float = 10


@dataclass(frozen=True, slots=True)
class HttpFields:
    """What a gateway calls the fields of its JSON; an empty name leaves the field out."""

    to: str = "to"
    text: str = "text"
    sender: str = "from"
    reference: str = "id"


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """An SMS gateway that takes one JSON object a message."""

    url: str
    senders: Senders
    token: str = field(default="", repr=False)
    fields: HttpFields = HttpFields()
    timeout: float = 5
    deadline: float = 20
