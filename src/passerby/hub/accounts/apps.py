"""Registers the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff and how they come in."""

    name = "passerby.hub.accounts"
    label = "accounts"
