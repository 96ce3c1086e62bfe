"""What follows when somebody changes their own second factors."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from passerby.hub.access import HAS_FACTOR
from passerby.hub.accounts.models import Staff
from passerby.hub.accounts.services import end_sessions


def connect() -> None:
    """Listen; called once when the app is ready."""
    authenticator_removed.connect(_ask_for_another, dispatch_uid="passerby.second_factor_removed")


def _ask_for_another(request: HttpRequest, user: Staff, **_: object) -> None:
    """Whoever took away their last factor sets up another before anything else, in every session."""
    if is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        return
    end_sessions(user)
    update_session_auth_hash(request, user)
    request.session.pop(HAS_FACTOR, None)
