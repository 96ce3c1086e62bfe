"""Registers the app."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Sites, cameras, zones, lines and floor plans."""

    name = "passerby.hub.sites"
    label = "sites"
