"""Sessions in the database, found by a keyed hash of what the browser holds.

Django keeps the very text of the cookie, so whoever read the database, or a backup of it, could go on with
every open session. The hash needs the session key, which lies in a file of its own.
"""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone
from django.utils.crypto import salted_hmac

_LABEL = "passerby.hub.accounts.sessions"
_LENGTH = 40
"""The characters that Django's column takes: 160 bits, as many as a session's own name has."""


class SessionStore(DatabaseStore):
    """Django's store of sessions, except for the names under which they are kept."""

    # Those of the database store ask it by the cookie's own text.
    aload = SessionBase.aload
    aexists = SessionBase.aexists
    acreate = SessionBase.acreate
    asave = SessionBase.asave
    adelete = SessionBase.adelete

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of that name."""
        return self.model.objects.filter(session_key=_stored(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row of this session."""
        row = super().create_model_instance(data)
        row.session_key = _stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session, this one where none is named."""
        name = session_key or self.session_key
        if name is not None:
            self.model.objects.filter(session_key=_stored(name)).delete()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        name = _stored(self.session_key or "")
        row = self.model.objects.filter(session_key=name, expire_date__gt=timezone.now()).first()
        if row is None:
            # Django makes a new session then, and never takes the name that a browser came with.
            self._session_key = None
        return row


def _stored(session_key: str) -> str:
    return salted_hmac(_LABEL, session_key, algorithm="sha256").hexdigest()[:_LENGTH]
