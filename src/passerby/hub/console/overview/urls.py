"""Addresses of these pages."""

from django.urls import URLPattern, URLResolver, path

from passerby.hub.console.overview import views

urlpatterns: list[URLPattern | URLResolver] = [path("", views.overview, name="overview")]
