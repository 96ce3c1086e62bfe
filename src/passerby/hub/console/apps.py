"""Registers the app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The pages of operators."""

    name = "passerby.hub.console"
    label = "console"
