"""What is done by itself: days that are over are summed up, and figures and sessions that are too old go."""

import threading
import time
from importlib import import_module

from django.conf import settings
from django.db import close_old_connections

from passerby.hub.crowd.retention import prune
from passerby.hub.crowd.site_strips import keep_sums

FIRST_AFTER_S = 60.0
"""A start has better things to do."""

EVERY_S = 600.0


def keep_house(stopping: threading.Event) -> None:
    """Tidy up now and then until told to stop. Raises DatabaseError."""
    wait_s = FIRST_AFTER_S
    while not stopping.wait(wait_s):
        prune(time.time())
        keep_sums(time.time())
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        close_old_connections()
        wait_s = EVERY_S
