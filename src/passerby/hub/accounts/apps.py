"""Registers the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff and how they come in."""

    name = "passerby.hub.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect what listens to signals, and the check that every view has a rule."""
        from passerby.hub import access_checks
        from passerby.hub.accounts import listeners

        access_checks.register()
        listeners.connect()
