"""Addresses of the live streams."""

from django.urls import URLPattern, URLResolver, path

from passerby.hub.live import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("overview", views.live_overview, name="live_overview"),
    path("sites/<str:site_id>", views.live_site, name="live_site"),
    path("cameras/<str:camera_id>", views.live_camera, name="live_camera"),
    path("cameras/<str:camera_id>/view", views.live_view, name="live_view"),
]
