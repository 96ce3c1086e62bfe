"""Addresses of the settings."""

from django.urls import path

from passerby.hub.console.setting import installation, staff, tokens

urlpatterns = [
    path("settings/", installation.settings, name="settings"),
    path("settings/detector/", installation.detector, name="settings_detector"),
    path("settings/retention/", installation.retention, name="settings_retention"),
    path("settings/staff/", staff.staff, name="settings_staff"),
    path("settings/staff/invite/", staff.invite, name="staff_invite"),
    path("settings/staff/<int:staff_id>/", staff.edit, name="staff_edit"),
    path("settings/staff/<int:staff_id>/deactivate/", staff.deactivate, name="staff_deactivate"),
    path("settings/staff/<int:staff_id>/link/", staff.new_link, name="staff_link"),
    path(
        "settings/staff/<int:staff_id>/second-factor/", staff.reset_second_factor, name="staff_reset_factor"
    ),
    path("settings/tokens/", tokens.tokens, name="settings_tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens.revoke, name="token_revoke"),
]
