"""What is deleted by itself: figures that are older than they are kept, and sessions that have ended."""

import threading
import time
from importlib import import_module

from django.conf import settings
from django.db import close_old_connections

from passerby.hub.crowd.retention import prune

FIRST_AFTER_S = 60.0
"""A start has better things to do."""

EVERY_S = 600.0


def keep_house(stopping: threading.Event) -> None:
    """Tidy up now and then until told to stop. Raises DatabaseError."""
    wait_s = FIRST_AFTER_S
    while not stopping.wait(wait_s):
        prune(time.time())
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        close_old_connections()
        wait_s = EVERY_S
