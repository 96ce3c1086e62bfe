"""What a token is good for, and what the staff who come with a session must be allowed for the same."""

from enum import StrEnum


class Scope(StrEnum):
    """One kind of request. A token carries some of them."""

    READ_SITES = "read:sites"
    """Sites, cameras, zones and lines."""
    READ_FIGURES = "read:figures"
    """Windows and their sums."""
    READ_LIVE = "read:live"
    """What is counted at this moment."""
    READ_ALERTS = "read:alerts"
    """Alerts."""
    WRITE_CAMERAS = "write:cameras"
    """Replace zones and lines."""
    WRITE_ALERTS = "write:alerts"
    """Acknowledge alerts."""
