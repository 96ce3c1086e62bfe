"""The application that an ASGI server runs."""

import os

from django.core.asgi import get_asgi_application

from passerby.hub.body_limit import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passerby.hub.settings")

application = limited(get_asgi_application())
