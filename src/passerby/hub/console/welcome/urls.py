"""Address of the first-run guide."""

from django.urls import path

from passerby.hub.console.welcome import views

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/<str:camera_id>/", views.first_count, name="first_count"),
]
