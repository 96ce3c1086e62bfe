"""Addresses that make the console installable; the worker at the root, as it governs what lies below it."""

from django.urls import path

from passerby.hub.console.shell import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
]
