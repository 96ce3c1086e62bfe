"""Addresses of these pages."""

from django.urls import URLPattern, URLResolver, path

from passerby.hub.console.camera import (
    change_views,
    health_views,
    history_views,
    live_views,
    probe_views,
    scene_views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("cameras/<str:camera_id>/", live_views.camera, name="camera"),
    path("cameras/<str:camera_id>/glance/", live_views.glance, name="camera_glance"),
    path("cameras/<str:camera_id>/now/", live_views.now, name="camera_now"),
    path("cameras/<str:camera_id>/grids/", live_views.grids, name="camera_grids"),
    path("cameras/<str:camera_id>/scene/", scene_views.scene, name="camera_scene"),
    path("cameras/<str:camera_id>/scene/check/", scene_views.check, name="camera_scene_check"),
    path("cameras/<str:camera_id>/history/", history_views.history, name="camera_history"),
    path("cameras/<str:camera_id>/history/<slug:chart>/", history_views.export_chart, name="camera_chart"),
    path("cameras/<str:camera_id>/health/", health_views.health, name="camera_health"),
    path("cameras/<str:camera_id>/edit/", change_views.edit, name="camera_edit"),
    path("cameras/<str:camera_id>/delete/", change_views.delete, name="camera_delete"),
    path("cameras/<str:camera_id>/test/", probe_views.stored, name="camera_test"),
    path("sites/<str:site_id>/cameras/new/", change_views.new, name="camera_new"),
    path("sites/<str:site_id>/cameras/test/", probe_views.typed, name="camera_new_test"),
]
