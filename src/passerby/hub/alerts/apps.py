"""Registers the app."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Rules, and what they found."""

    name = "passerby.hub.alerts"
    label = "alerts"
