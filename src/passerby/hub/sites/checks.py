"""Checks of what people type."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless the time zone database has the name."""
    if name not in available_timezones():
        raise ValidationError(
            f"{name[:80]!r} is no name of the time zone database; write it like Europe/Lisbon",
            code="time_zone",
        )
