"""Addresses that make the console installable. A worker governs what lies below it, so it lies at the root."""

from django.urls import path

from passerby.hub.console.shell import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
]
