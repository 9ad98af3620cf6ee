"""A telephone on which the app is open."""

from uuid import UUID

from django.conf import settings
from django.utils import timezone

from factories.telephones import Telephone, bind
from kartoteka.domain.accounts.rules import STEP_UP_LASTS

from .conftest import Visitor


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
        bind(account_id, Telephone(), now, session_key=session.session_key or "")
        self.session_key = session.session_key or ""
        self.client.cookies[settings.KARTOTEKA_APP_COOKIE] = self.session_key
        del self.client.cookies[settings.SESSION_COOKIE_NAME]

    def read(self, path: str) -> str:
        return self.get(path).content.decode()
