"""Addresses of the operators' pages."""

from django.urls import include, path

_PAGES = ("shell", "overview", "site", "camera", "alert", "setting", "welcome")

urlpatterns = [path("", include(f"passerby.hub.console.{page}.urls")) for page in _PAGES]
