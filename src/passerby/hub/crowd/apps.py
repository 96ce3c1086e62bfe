"""Registers the app."""

from django.apps import AppConfig


class CrowdConfig(AppConfig):
    """Figures of the crowd lane."""

    name = "passerby.hub.crowd"
    label = "crowd"
