"""The session engine of the settings: what Django asks of one, over the sessions of the accounts room."""

from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.utils import timezone

from kartoteka.domain.accounts import sessions
from kartoteka.domain.accounts.errors import SessionEnded, SessionExists
from kartoteka.domain.accounts.sessions import StoredSession
from kartoteka.web.ciphers import cipher

_PURPOSE = "session"
_OF_APP = "of_app"


class SessionStore(SessionBase):
    """A session of the Portal's pages."""

    # As it was read; None before that, and in a session that has just begun.
    stored: StoredSession | None = None
    # Whether a page of the app asks for it, or one of the Portal; None outside of requests. Neither gets the session of
    # the other, whatever the cookie is called: a telephone opens by its PIN, and is bound by who signs in on it.
    of_app: bool | None = None

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Encrypted: a session may hold the key of a second factor that is being set up, and what was typed."""
        return cipher(_PURPOSE).encrypt(self.serializer().dumps(session_dict)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            plain = cipher(_PURPOSE).decrypt(session_data)
        except InvalidToken:
            # Written by an older version, or with another secret: as if there were no session.
            return {}
        data: dict[str, Any] = self.serializer().loads(plain)
        return data

    def load(self) -> dict[str, Any]:  # whatever the pages put into it
        key = self.session_key
        self.stored = sessions.find_session(key=key, now=timezone.now()) if key else None
        data = self.decode(self.stored.data) if self.stored else {}
        if self.stored is None or not self._belongs_here(self.stored, data):
            self.stored, self._session_key = None, None
            return {}
        return data

    def _belongs_here(self, stored: StoredSession, data: dict[str, Any]) -> bool:
        if self.of_app is None or stored.account is None:
            return True
        return self.of_app == (stored.app_device is not None or _OF_APP in data)

    def exists(self, session_key: str) -> bool:
        return sessions.is_session_key_taken(key=session_key)

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own signature
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if self.of_app:
            data[_OF_APP] = True
        owner = data.get(SESSION_KEY)
        account_id = UUID(owner) if owner else None
        encoded = self.encode(data)
        try:
            if must_create:
                sessions.begin_session(
                    key=self.session_key,
                    data=encoded,
                    account_id=account_id,
                    expires_at=self.get_expiry_date(),
                    now=timezone.now(),
                )
            else:
                sessions.keep_session(key=self.session_key, data=encoded, account_id=account_id)
        except SessionExists as error:
            raise CreateError from error
        except SessionEnded as error:
            raise UpdateError from error

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            sessions.end_session(key=key)

    def cycle_key(self) -> None:
        """
        The same session under another key: an open telephone stays open, with a new password or by Gosuslugi too.

        A locked one is not carried over. Otherwise a password would open it, and only its PIN may.
        """
        stored = self.stored
        super().cycle_key()
        if stored is not None and stored.app_device is not None and not stored.is_dozing:
            sessions.bind_to_device(key=self.session_key or "", device_id=stored.app_device)

    def flush(self) -> None:
        super().flush()
        self.stored = None

    @classmethod
    def clear_expired(cls) -> None:
        sessions.forget_expired_sessions(now=timezone.now())
