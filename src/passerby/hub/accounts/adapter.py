"""How django-allauth behaves here: nobody signs up by themselves, and nobody has an address to write to."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from passerby.hub.accounts.models import Staff


class StaffAdapter(DefaultAccountAdapter):
    """Accounts of staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; an admin invites, and the first one has a link."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Staff have no e-mail, so there is nobody to write to."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """As above."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors of staff."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that a browser shows with a passkey."""
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Passerby"}

    def build_totp_url(self, user: Staff, secret: str) -> str:
        """What the QR code of an authenticator app says."""
        return str(super().build_totp_url(user, secret))
