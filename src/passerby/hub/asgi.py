"""The application that an ASGI server runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passerby.hub.settings")

application = get_asgi_application()
