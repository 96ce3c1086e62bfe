"""Addresses of these pages."""

from django.urls import URLPattern, URLResolver, path

from passerby.hub.console.site import edit_views, plan_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sites/", views.sites, name="sites"),
    path("sites/new/", edit_views.new, name="site_new"),
    path("sites/<str:site_id>/", views.site, name="site"),
    path("sites/<str:site_id>/charts/<slug:chart>/", views.export_chart, name="site_chart"),
    path("sites/<str:site_id>/edit/", edit_views.edit, name="site_edit"),
    path("sites/<str:site_id>/delete/", edit_views.delete, name="site_delete"),
    path("sites/<str:site_id>/plans/new/", plan_views.new, name="floor_plan_new"),
    path("sites/<str:site_id>/plans/<int:plan_id>/image", plan_views.image, name="floor_plan_image"),
    path("sites/<str:site_id>/plans/<int:plan_id>/place/", plan_views.place, name="floor_plan_place"),
    path("sites/<str:site_id>/plans/<int:plan_id>/delete/", plan_views.delete, name="floor_plan_delete"),
]
