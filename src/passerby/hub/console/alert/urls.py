"""Addresses of alerts and their rules."""

from django.urls import path

from passerby.hub.console.alert import views

urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<int:alert_id>/acknowledge/", views.acknowledge, name="alert_acknowledge"),
    path("alerts/rules/new/", views.rule_new, name="alert_rule_new"),
    path("alerts/rules/<int:rule_id>/", views.rule_edit, name="alert_rule_edit"),
    path("alerts/rules/<int:rule_id>/delete/", views.rule_delete, name="alert_rule_delete"),
]
