"""How django-allauth behaves here: nobody signs up by themselves, and nobody has an address to write to."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from passerby.hub.accounts.models import Staff
from passerby.hub.hub_key import hub_key
from passerby.passes.sealing import decrypt, encrypt

_PURPOSE = b"second factor"


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

    def generate_authenticator_name(self, user: Staff, kind: str) -> str:
        """What a new key is called until its owner renames it."""
        return f"Key {Authenticator.objects.filter(user_id=user.pk, type=kind).count() + 1}"

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator app, or the seed of recovery codes, with the hub's key."""
        return base64.b64encode(encrypt(hub_key(), text.encode(), _PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed. Raises SealError where the hub's key is another one."""
        return decrypt(hub_key(), base64.b64decode(encrypted_text), _PURPOSE).decode()
