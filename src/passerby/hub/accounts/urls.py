"""Addresses of the pages behind one-time links, and of the one that asks for a second factor."""

from django.urls import path

from passerby.hub.accounts import views

urlpatterns = [
    path("set-up/<str:secret>/", views.enter, name="set_up"),
    path("invite/<str:secret>/", views.enter, name="invite"),
    path("link/<str:secret>/", views.enter, name="link"),
    path("link/", views.opened_link, name="opened_link"),
    path("second-factor/", views.second_factor, name="second_factor"),
]
