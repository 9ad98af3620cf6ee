"""A telephone on which the app is open."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone

from kartoteka.domain.accounts.app_devices.binding import bind_device
from kartoteka.domain.accounts.app_devices.types import NewDevice
from kartoteka.domain.accounts.rules import STEP_UP_LASTS
from kartoteka.shared.actor import Actor

from .conftest import Visitor

PIN = "7391"


class Phone(Visitor):
    """
    Somebody's telephone, bound and open, whose owner gave more than a password (R82).

    The session of its browser is that of the app; the Portal's pages know of none.
    """

    def __init__(self, account_id: UUID) -> None:
        super().__init__(account_id)
        session, now = self.client.session, timezone.now()
        session["stepped_up_until"] = (now + STEP_UP_LASTS).isoformat()
        session.save()
        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        bind_device(
            account_id=account_id,
            new=NewDevice(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), PIN, "Chrome, Android"),
            birth_dates=(),
            today=now.date(),
            session_key=session.session_key or "",
            by=Actor.account(account_id),
            now=now,
        )
        self.client.cookies[settings.KARTOTEKA_APP_COOKIE] = session.session_key or ""
        del self.client.cookies[settings.SESSION_COOKIE_NAME]

    def read(self, path: str) -> str:
        return self.get(path).content.decode()
